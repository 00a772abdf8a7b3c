"""日报: the day's report of one group or of all, as known at that minute."""

from __future__ import annotations

from documents.helps import refusal_text
from documents.tallies import daily_reports_text
from domain.messages import Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.scopes import Refused, Scope
from domain.tallies import tally_of
from handlers.asking import answer, asks_for, mentions, scope_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("daily_report"))
def give_daily_report(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return answer(refusal_text(scope), message, work)
    apart = mentions(message, work, "apart")
    return answer(_report(scope, work, apart=apart), message, work, private=scope.private)


def _report(scope: Scope, work: UnitOfWork, *, apart: bool) -> str:
    visits = work.visits.of_day(scope.day)
    tally = tally_of(visits, work.roster, scope.day, work.now).only(scope.groups)
    return daily_reports_text(tally, visits, work.campaign.categories, work.campaign.quota, apart=apart)
