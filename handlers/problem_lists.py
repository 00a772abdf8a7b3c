"""清单: what was found that day, as text where it was asked, or as an Excel table in private."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from documents.problem_lists import (
    COLUMNS,
    file_name_of,
    file_text,
    problem_list_text,
    table_rows,
    title_of,
    without_file_text,
)
from documents.tallies import head_line
from domain.checks import check_asked_for
from domain.messages import Message
from domain.posts import Reply
from domain.problem_lists import ListKind, Marks, listed
from domain.purposes import Purpose
from domain.rosters import SERVED
from domain.scopes import Refused, whose
from domain.visits import Visit
from handlers.asking import answer, asks_for, mentions, request_in, scope_in, turn_down, visits_in, with_window
from handlers.made_answers import have_made
from handlers.routing import Router
from storage.marks import marks_of
from storage.work import UnitOfWork

router = Router()

JOB = "write_table"


@router.on(Purpose.COMMAND, when=asks_for("problem_list"), roles=SERVED, serves=("problem_list",))
def give_problem_list(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    kind = _kind(message, work)
    visits = listed(kind, visits_in(scope, work), scope.groups, scope.teams)
    marks = marks_of(visits, scope.day, work)
    in_control, check = mentions(message, work, "in_control"), check_asked_for(request_in(message, work), work.lexicon)
    title = title_of(kind, check, in_control=in_control)
    visits = [
        visit
        for visit in visits
        if (not in_control or visit.number in marks.controls)
        and (not check or marks.checks.get(visit.number or 0) == check)
    ]
    if mentions(message, work, "as_table") and visits:
        _have_written(title, visits, marks, scope.day, scope.groups, message, work)
        return None
    by_county = mentions(message, work, "by_county")
    text = problem_list_text(title, visits, marks, work.roster, scope.day, work.now, by_county=by_county)
    about, private = whose(visits) | set(scope.groups), mentions(message, work, "to_me")
    return answer(with_window(text, scope.day, work), message, work, about=about, private=private)


def _kind(message: Message, work: UnitOfWork) -> ListKind:
    """What the list is to hold; 问题 unless another word stands there."""
    words, request = work.lexicon.tables["commands"]["lists"], request_in(message, work)
    return next((kind for kind in ListKind if re.search("|".join(words[kind.value]), request)), ListKind.PROBLEMS)


def have_day_list(kind: ListKind, day: date, groups: Sequence[str], message: Message, work: UnitOfWork) -> bool:
    """Have a day's list of these groups made as an Excel table, for who sent the message; False with nothing on it."""
    visits = listed(kind, work.visits.of_day(day), groups, None)
    title = title_of(kind, "", in_control=False)
    if visits:
        _have_written(title, visits, marks_of(visits, day, work), day, groups, message, work)
    return bool(visits)


def _have_written(
    title: str,
    visits: list[Visit],
    marks: Marks,
    day: date,
    groups: Sequence[str],
    message: Message,
    work: UnitOfWork,
) -> None:
    """Have the table made; it goes to who asked for it alone, wherever that was."""
    evidence = work.visits.evidence_of([visit.number for visit in visits if visit.number is not None])
    counts = {number: (found.photos, found.videos) for number, found in evidence.items()}
    table = {
        "title": head_line(title, day, work.now),
        "columns": COLUMNS,
        "rows": table_rows(visits, marks, counts, work.roster, work.campaign.categories),
    }
    have_made(
        JOB,
        file_text(title, visits, day),
        table,
        message,
        work,
        about=whose(visits),
        private=True,
        file_name=file_name_of(title, groups, work.roster, day),
        without=without_file_text(title),
    )
    work.audit.append(message.sender, "visits.export", message.id, {"visits": [visit.number for visit in visits]})
