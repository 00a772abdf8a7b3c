"""台账: the problems of a round or of some days as an Excel file, for who asks alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.ledgers import ledger_file_name, ledger_text, without_ledger_text
from documents.round_reports import NO_PERIOD, bad_period_text
from domain.calendars import day_of
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.report_periods import Period, period_on
from domain.rosters import SERVED
from domain.scopes import Refused, scope_of
from handlers.asking import answer, asks_for, period_asked, speaker_and_room, targets_in, turn_down
from handlers.made_answers import have_made
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

JOB = "write_ledger"


@router.on(Purpose.COMMAND, when=asks_for("ledger"), roles=SERVED, serves=("ledger",))
def give_ledger(message: Message, work: UnitOfWork) -> Reply | None:
    speaker, room = speaker_and_room(message, work)
    today = day_of(message.at)
    targets = replace(targets_in(message, work), teams=(), own=False, day=None, bad_day="")
    scope = scope_of(speaker, room, targets, work.roster, today)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    period = period_asked(message, work) or period_on(today, work.roster.rounds)
    if not isinstance(period, Period):
        return answer(bad_period_text(period) if period else NO_PERIOD, message, work, about=NOBODYS)
    have_ledger(period, scope.groups, message, work)
    return None


def have_ledger(period: Period, groups: Sequence[str], message: Message, work: UnitOfWork) -> None:
    """Have the file made of these groups' problems, for who sent the message."""
    days = {"first": period.first.isoformat(), "last": period.last.isoformat(), "round": period.round}
    have_made(
        JOB,
        ledger_text(period),
        {**days, "groups": tuple(groups), "as_of": work.now.isoformat(), "snapshot": True},
        message,
        work,
        about=groups,
        private=True,
        file_name=ledger_file_name(period, groups, work.roster),
        without=without_ledger_text(period),
    )
    work.audit.append(message.sender, "ledger.export", message.id, {**days, "groups": list(groups)})
