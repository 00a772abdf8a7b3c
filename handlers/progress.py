"""进度: every counting question, with the figures of that minute."""

from __future__ import annotations

from documents.attendance import attendance_text
from documents.helps import refusal_text
from documents.tallies import county_text, progress_text
from domain.messages import Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.scopes import Refused, Scope
from domain.tallies import tally_of
from handlers.asking import answer, asks_for, mentions, scope_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("progress"))
def report_progress(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work)
    if isinstance(scope, Refused):
        return answer(refusal_text(scope), message, work)
    return answer(_figures(message, scope, work), message, work, private=scope.private)


def _figures(message: Message, scope: Scope, work: UnitOfWork) -> str:
    visits = work.visits.of_day(scope.day)
    if mentions(message, work, "by_county") and scope.teams is None:
        return county_text(visits, work.roster, scope.groups, scope.day, work.now)
    tally = tally_of(visits, work.roster, scope.day, work.now)
    if mentions(message, work, "attendance"):
        names = mentions(message, work, "names")
        return attendance_text(tally, scope.groups, work.roster, with_names=names)
    return progress_text(tally, scope.groups, scope.teams, work.campaign.quota)
