"""What falls due: one row for each thing, claimed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.slots import Slot
from storage.statements import Dialects, Prepared, insert_new
from storage.tables import OPEN, clock, timetable

_t = timetable.c
_OURS = _t.campaign == bindparam("of_campaign")
_THIS = (
    _OURS,
    _t.rule == bindparam("of_rule"),
    _t.subject == bindparam("of_subject"),
    _t.due_at == bindparam("was_due"),
)

_PLAN = Prepared(insert_new(timetable, ("campaign", "rule", "subject", "due_at")))
_MOVE = Prepared(update(timetable).where(*_THIS, OPEN).values(run_at=bindparam("to_time")).returning(_t.id))
_WAITS = Prepared(
    select(_t.id).where(_OURS, _t.rule == bindparam("of_rule"), _t.subject == bindparam("of_subject"), OPEN).limit(1)
)
_NEXT = Prepared(select(func.min(_t.run_at)).where(_OURS, OPEN))
_earliest = (
    select(_t.id)
    .where(_OURS, OPEN, _t.run_at <= bindparam("at"))
    .order_by(_t.run_at, _t.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = Prepared(
    update(timetable)
    .where(_t.id == _earliest.scalar_subquery(), OPEN)
    .values(state="done", ran_at=bindparam("at"))
    .returning(_t.rule, _t.subject, _t.due_at, _t.run_at)
)
_DUE = Prepared(
    select(_t.id, _t.rule, _t.subject, _t.due_at, _t.run_at)
    .where(_OURS, OPEN, _t.run_at <= bindparam("at"))
    .order_by(_t.run_at, _t.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(timetable)
    .where(_t.id.in_(bindparam("ids", expanding=True)), OPEN)
    .values(state="done", ran_at=bindparam("at"))
)
_CLAIM_ALL = (
    update(timetable)
    .where(_OURS, OPEN, _t.rule == bindparam("of_rule"), _t.run_at <= bindparam("at"))
    .values(state="done", ran_at=bindparam("at"))
    .returning(_t.rule, _t.subject, _t.due_at, _t.run_at)
)
_REOPENED: dict[str, Any] = {"state": "open", "run_at": bindparam("to_time"), "ran_at": None}
_POSTPONE = update(timetable).where(*_THIS).values(_REOPENED)
_REOPEN = (
    update(timetable)
    .where(_OURS, _t.rule == bindparam("of_rule"), _t.due_at == bindparam("was_due"), _t.state == "done")
    .values(_REOPENED)
)
_SKIP = update(timetable).where(*_THIS).values(state="skipped", ran_at=bindparam("at"), note=bindparam("because"))
_CANCEL = _SKIP.where(OPEN)
_TICKED_TO = Prepared(select(clock.c.ticked_to).where(clock.c.campaign == bindparam("of_campaign")))


def _tick() -> Dialects:
    """The clock's one row of the campaign, never set back."""
    here, there = sqlite.insert(clock), postgresql.insert(clock)
    return {
        "sqlite": here.on_conflict_do_update(
            index_elements=["campaign"],
            set_={"ticked_to": here.excluded.ticked_to},
            where=clock.c.ticked_to < here.excluded.ticked_to,
        ),
        "postgresql": there.on_conflict_do_update(
            index_elements=["campaign"],
            set_={"ticked_to": there.excluded.ticked_to},
            where=clock.c.ticked_to < there.excluded.ticked_to,
        ),
    }


_TICK = Prepared(_tick())


#: Why a slot is skipped.
TOO_LATE = "too late"
OVERTAKEN = "overtaken"  # by the next of its kind, or by the deadline


@dataclass(frozen=True, slots=True)
class Timetable:
    """The timed work of one campaign. A slot is open, done or skipped."""

    connection: Connection
    now: datetime
    campaign: str

    def plan(self, slot: Slot) -> bool:
        """Put a slot down; False when it was there before, whatever became of it."""
        row = {
            "campaign": self.campaign,
            "rule": slot.rule,
            "subject": slot.subject,
            "due_at": slot.due_at,
            "run_at": slot.run_at,
            "state": "open",
        }
        return _PLAN.run(self.connection, row) == 1

    def move(self, slot: Slot) -> bool:
        """Put a slot down, or set a new `run_at` while it is still open; False when it is done or skipped."""
        moved = _MOVE.first(self.connection, {**self._this(slot), "to_time": slot.run_at})
        return moved is not None or self.plan(slot)

    def waits(self, rule: str, subject: str) -> bool:
        """Whether a slot of that rule and subject is still open."""
        values = {"of_campaign": self.campaign, "of_rule": rule, "of_subject": subject}
        return _WAITS.first(self.connection, values) is not None

    def next_at(self) -> datetime | None:
        """When the next open slot is to be run."""
        found: datetime | None = _NEXT.scalar(self.connection, {"of_campaign": self.campaign})
        return found

    def claim(self) -> Slot | None:
        """The earliest open slot whose time has come, marked done in this transaction; None when there is none."""
        row = _CLAIM.first(self.connection, {"of_campaign": self.campaign, "at": self.now})
        return None if row is None else Slot(row.rule, row.subject, row.due_at, row.run_at)

    def claim_next(self, rule: str, most: int) -> list[Slot]:
        """Of the open slots whose time has come the first ones, as far as they are all of that rule, marked done in
        this transaction, in order.
        """
        due = _DUE.all(self.connection, {"of_campaign": self.campaign, "at": self.now, "most": most})
        taken = list(takewhile(lambda row: row.rule == rule, due))
        if taken:
            self.connection.execute(_TAKE, {"ids": [row.id for row in taken], "at": self.now})
        return [Slot(row.rule, row.subject, row.due_at, row.run_at) for row in taken]

    def claim_all(self, rule: str) -> list[Slot]:
        """Every open slot of a rule whose time has come, marked done in this transaction."""
        values = {"of_campaign": self.campaign, "of_rule": rule, "at": self.now}
        rows = self.connection.execute(_CLAIM_ALL, values)
        return [Slot(row.rule, row.subject, row.due_at, row.run_at) for row in rows]

    def postpone(self, slot: Slot, run_at: datetime) -> None:
        """The slot that was claimed is open again, until then."""
        self.connection.execute(_POSTPONE, {**self._this(slot), "to_time": run_at})

    def reopen(self, rule: str, due_at: datetime) -> None:
        """What a rule did for that time is to be done again, now."""
        values = {"of_campaign": self.campaign, "of_rule": rule, "was_due": due_at}
        self.connection.execute(_REOPEN, {**values, "to_time": self.now})

    def skip(self, slot: Slot, reason: str) -> None:
        """The slot, claimed or still open, is not run, and why."""
        self.connection.execute(_SKIP, {**self._this(slot), "at": self.now, "because": reason})

    def cancel(self, slot: Slot, reason: str) -> None:
        """The slot is not to be run any more, and why; what was done or skipped stays so."""
        self.connection.execute(_CANCEL, {**self._this(slot), "at": self.now, "because": reason})

    def ticked_to(self) -> datetime | None:
        """Up to when everything due has been put down and run; None before the first tick."""
        found: datetime | None = _TICKED_TO.scalar(self.connection, {"of_campaign": self.campaign})
        return found

    def note_tick(self, at: datetime) -> None:
        """Everything up to `at` is done; an earlier time than the last changes nothing."""
        _TICK.run(self.connection, {"campaign": self.campaign, "ticked_to": at})

    def _this(self, slot: Slot) -> dict[str, Any]:
        return {
            "of_campaign": self.campaign,
            "of_rule": slot.rule,
            "of_subject": slot.subject,
            "was_due": slot.due_at,
        }
