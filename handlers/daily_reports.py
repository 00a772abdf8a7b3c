"""日报: the day's report of one group or of all, as known at that minute, or at a minute to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.daily_reports import WHEN, WHICH_FIRST, daily_reports_text, later_text
from domain.messages import Message
from domain.namings import visits_named
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.report_orders import ReportOrder, report_order_of
from domain.rosters import SERVED
from domain.scopes import Refused
from domain.slots import REPORT_AGAIN, Slot
from handlers.asking import answer, asks_for, speaker_and_room, turn_down, visits_in, with_window, words_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("daily_report"), roles=SERVED, serves=("daily_report",))
def give_daily_report(message: Message, work: UnitOfWork) -> Reply | None:
    order = _order(message, work)
    if isinstance(order, Refused):
        return turn_down(order, message, work)
    text = _report(order, work)
    return answer(text, message, work, about=order.scope.groups, private=order.scope.private)


@router.on(Purpose.COMMAND, when=asks_for("daily_report_later"), roles=SERVED, serves=("daily_report_later",))
def plan_daily_report(message: Message, work: UnitOfWork) -> Reply | None:
    """Note it down; schedules/daily_reports.py says it then, by the rights and figures of that minute."""
    order = _order(message, work)
    if isinstance(order, Refused):
        return turn_down(order, message, work)
    if order.at is None:
        return answer(WHEN, message, work, about=NOBODYS)
    work.timetable.plan(Slot(REPORT_AGAIN, message.id, order.at, order.at))
    text = later_text(order.at, order.scope.day, private=order.scope.private or message.room is None)
    return answer(text, message, work, about=NOBODYS)


def _order(message: Message, work: UnitOfWork) -> ReportOrder | Refused:
    person, room = speaker_and_room(message, work)
    return report_order_of(words_in(message, work), message.at, person, room, work.roster, work.lexicon)


def daily_report_of(
    day: date, groups: Sequence[str], work: UnitOfWork, *, apart: bool = False, first: Sequence[int] = ()
) -> str:
    """The day's report of these groups as it stands; `first` are numbers of visits that are told before the others."""
    visits = [visit for visit in work.visits.of_day(day) if visit.group in groups]
    tally = work.tallies.of_day(day, work.controls.all()).only(groups)
    categories, quota = work.campaign.categories, work.campaign.quota
    return with_window(daily_reports_text(tally, visits, categories, quota, apart=apart, first=tuple(first)), day, work)


def _report(order: ReportOrder, work: UnitOfWork) -> str:
    first: tuple[int, ...] = ()
    if order.puts_first:
        named = visits_named(order.words, visits_in(order.scope, work), work.roster, work.visits.forwards())
        if named.alike or not named.visits:
            return with_window(WHICH_FIRST, order.scope.day, work)
        first = tuple(visit.number for visit in named.visits if visit.number is not None)
    return daily_report_of(order.scope.day, order.scope.groups, work, apart=order.apart, first=first)
