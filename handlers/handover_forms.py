"""附件2: 交办单 #12, one slip an enterprise, and 问题清单 Word, the list of a day; two renderings of one record."""

from __future__ import annotations

from collections.abc import Sequence

from documents.handover_forms import (
    WHICH,
    is_handed_over,
    list_fields,
    list_file_name,
    list_text,
    not_handed_over_text,
    slip_fields,
    slip_file_name,
    slip_text,
)
from documents.lines import shorten
from documents.typical_cases import NOT_ASKED
from domain.made_papers import PaperKind
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.problem_lists import ListKind, listed
from domain.purposes import Purpose
from domain.rosters import SERVED
from domain.scopes import Refused, whose
from domain.submissions import Paper
from domain.typical_cases import distinct
from domain.visits import Visit, place_key
from handlers.asking import answer, asks_for, scope_in, turn_down, visits_in
from handlers.paper_files import Wanted, have_written
from handlers.routing import Router
from handlers.signatures import signed_line
from handlers.visit_papers import Answered, group_of, is_handed_in, photos_of, visits_for
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("handover_slip"), roles=SERVED, serves=("handover_slip",))
def write_slips(message: Message, work: UnitOfWork) -> Reply | None:
    """One slip an enterprise, with all that the numbers found there."""
    if not is_handed_in(Paper.HANDOVER_FORM, work):
        return answer(NOT_ASKED, message, work, about=NOBODYS)
    named = visits_for(message, work, without="form", how=WHICH, fits=is_handed_over)
    if isinstance(named, Answered):
        return named.reply
    enterprises: dict[tuple[str, str], list[Visit]] = {}
    for visit in named.visits:
        if is_handed_over(visit):
            enterprises.setdefault((visit.group, place_key(visit.place) or str(visit.number)), []).append(visit)
    for part, visits in enumerate(enterprises.values(), 1):
        have_written(_slip(visits, work), message, work, part=part)
    faults = [*named.faults, *(not_handed_over_text(visit) for visit in named.visits if not is_handed_over(visit))]
    return answer("\n".join(faults), message, work, about=whose(named.visits)) if faults else None


def _slip(visits: Sequence[Visit], work: UnitOfWork) -> Wanted:
    group = group_of(visits[0], work)
    photos = distinct(photo for visit in visits for photo in photos_of(visit, work))
    signed = "；".join(dict.fromkeys(line for visit in visits if (line := signed_line(visit, work))))
    fields = slip_fields(visits, group, photos, work.campaign.categories, signed, work.now)
    title = f"{'、'.join(f'#{visit.number}' for visit in visits)} {shorten(visits[0].place, 40)}"
    return Wanted(
        kind=PaperKind.HANDOVER_SLIP,
        title=f"交办单 {title}",
        file_name=slip_file_name(visits, group, _short(work)),
        fields=fields,
        about=whose(visits),
        group=visits[0].group,
        day=visits[0].day,
        visits=tuple(visit.number or 0 for visit in visits),
        photos=tuple(photo.sha256 for photo in photos if photo.sha256),
        text=slip_text(title, fields),
    )


@router.on(Purpose.COMMAND, when=asks_for("handover_list"), roles=SERVED, serves=("handover_list",))
def write_list(message: Message, work: UnitOfWork) -> Reply | None:
    """The day's list of what goes to the locality; of one group or of all together."""
    if not is_handed_in(Paper.HANDOVER_FORM, work):
        return answer(NOT_ASKED, message, work, about=NOBODYS)
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    visits, short = visits_in(scope, work), _short(work)
    fields = list_fields(visits, scope.groups, work.roster, work.campaign.categories, scope.day, work.now)
    wanted = Wanted(
        kind=PaperKind.PROBLEM_LIST,
        title=f"{short}问题清单",
        file_name=list_file_name(scope.groups, work.roster, scope.day, short),
        fields=fields,
        about=frozenset(scope.groups),
        group=scope.groups[0] if len(scope.groups) == 1 else None,
        day=scope.day,
        visits=[visit.number or 0 for visit in listed(ListKind.HANDOVERS, visits, scope.groups, None)],
        text=list_text(fields, scope.groups, work.roster, short),
    )
    have_written(wanted, message, work, private=scope.private)
    return None


def _short(work: UnitOfWork) -> str:
    """What the campaign calls the paper (附件2)."""
    return work.campaign.rule_of(Paper.HANDOVER_FORM).short
