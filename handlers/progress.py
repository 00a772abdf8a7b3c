"""进度: every counting question, with the figures of that minute; as a picture too where a table is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.attendance import attendance_text
from documents.boards import board_payload
from documents.tallies import county_text, progress_text
from domain.messages import Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import SERVED, Role
from domain.scopes import Refusal, Refused, Scope
from domain.stops import stopped_on
from domain.tallies import DayTally, with_stops
from handlers.asking import answer, asks_for, mentions, scope_in, turn_down, visits_in, with_window
from handlers.made_answers import have_made
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

JOB = "draw_progress"
_FIGURES = ("progress", "missing", "daily_report", "daily_report_later", "problem_list", "explain")


@router.on(Purpose.COMMAND, when=asks_for(*_FIGURES), roles=frozenset(Role) - SERVED)
def keep_figures_from_others(message: Message, work: UnitOfWork) -> Reply | None:
    return turn_down(Refused(Refusal.NOT_YOUR_ROLE), message, work)


@router.on(Purpose.COMMAND, when=asks_for("progress"), roles=SERVED, serves=("progress",))
def report_progress(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    text, groups = with_window(_figures(message, scope, work), scope.day, work), scope.groups
    whole = (
        scope.teams is None and not mentions(message, work, "attendance") and not mentions(message, work, "by_county")
    )
    if mentions(message, work, "as_board") and whole and (len(groups) == 1 or len(groups) == len(work.roster.groups)):
        have_board(scope.day, groups, text, message, work)
        return None
    return answer(text, message, work, about=groups)


def _figures(message: Message, scope: Scope, work: UnitOfWork) -> str:
    if mentions(message, work, "by_county") and scope.teams is None:
        return county_text(visits_in(scope, work), work.roster, scope.groups, scope.day, work.now)
    tally = _tally(scope, work)
    if mentions(message, work, "attendance"):
        names = mentions(message, work, "names")
        return attendance_text(tally, scope.groups, work.roster, with_names=names)
    return progress_text(tally, scope.groups, scope.teams, work.campaign.quota)


def progress_of(day: date, groups: Sequence[str], work: UnitOfWork) -> str:
    """How far these groups have come, in words."""
    return with_window(progress_text(_tally_of(day, groups, work), groups, None, work.campaign.quota), day, work)


def have_board(day: date, groups: Sequence[str], text: str, message: Message, work: UnitOfWork) -> None:
    """Have their board drawn, to be given with this text: of one group, or of all."""
    board = board_payload(_tally_of(day, groups, work), work.campaign.quota, groups[0] if len(groups) == 1 else None)
    have_made(JOB, text, board, message, work, about=groups)


def _tally(scope: Scope, work: UnitOfWork) -> DayTally:
    return _tally_of(scope.day, scope.groups, work)


def _tally_of(day: date, groups: Sequence[str], work: UnitOfWork) -> DayTally:
    return with_stops(work.tallies.of_day(day).only(groups), stopped_on(day, work.stops.open()))
