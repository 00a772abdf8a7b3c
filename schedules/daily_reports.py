"""日报 at a moment that somebody has asked for (明天早上7点再发一遍)."""

from __future__ import annotations

from documents.daily_reports import daily_reports_text
from domain.commands import said_to_bot
from domain.messages import Message
from domain.posts import Once, Post, PostKind
from domain.report_orders import ReportOrder, report_order_of
from domain.scopes import Refused
from domain.slots import REPORT_AGAIN, Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def report_again(slot: Slot, work: UnitOfWork) -> None:
    """The report, if who asked for it is still on the roster and may still have it; nothing was taken back."""
    message = work.inbox.message(slot.subject)
    if message is None or work.inbox.is_recalled(message.id):
        work.timetable.skip(slot, "taken back")
        return
    order = _order(message, work)
    if order is None:
        work.timetable.skip(slot, "no right")
        return
    room = None if order.scope.private else message.room
    once = Once(work.campaign.key, REPORT_AGAIN, room or message.sender, message.id)
    contact = None if room else message.sender
    text, about = _text(order, work), frozenset(order.scope.groups)
    work.outbox.owe(Post(once, PostKind.ANSWER, room, contact, text, answers=message.id, about=about))


def _order(message: Message, work: UnitOfWork) -> ReportOrder | None:
    person, room = work.roster.person.get(message.sender), work.roster.room.get(message.room or "")
    if person is None or (message.room is not None and room is None):
        return None
    request = said_to_bot(message.text, work.lexicon)
    order = report_order_of(request, message.at, person, room, work.roster, work.lexicon)
    return None if isinstance(order, Refused) else order


def _text(order: ReportOrder, work: UnitOfWork) -> str:
    scope = order.scope
    visits = [visit for visit in work.visits.of_day(scope.day) if visit.group in scope.groups]
    tally = work.tallies.of_day(scope.day, work.controls.all()).only(scope.groups)
    return daily_reports_text(tally, visits, work.campaign.categories, work.campaign.quota, apart=order.apart)


RULE = Rule(REPORT_AGAIN, report_again, grace=lambda work: work.campaign.late_grace)
