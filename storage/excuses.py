"""Who was let off what by whom: given and taken back, never forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.excuses import Excuse
from storage.audit import Audit
from storage.obligation_tables import excuses
from storage.statements import AnyRow, Prepared

_e = excuses.c
_OURS = _e.campaign == bindparam("of_campaign")
_OPEN = _e.ended_at.is_(None)

_ADD = insert(excuses)
_OF_PERIOD = Prepared(select(excuses).where(_OURS, _e.period == bindparam("of_period")).order_by(_e.id))
_IN_FORCE = Prepared(select(excuses).where(_OURS, _OPEN).order_by(_e.id))
_END = Prepared(
    update(excuses)
    .where(
        _OURS,
        _OPEN,
        _e.rule == bindparam("of_rule"),
        _e.bearer == bindparam("of_bearer"),
        _e.period == bindparam("of_period"),
    )
    .values(ended_by=bindparam("whose_word"), ended_at=bindparam("now_at"))
)


@dataclass(frozen=True, slots=True)
class Excuses:
    """The excuses of one campaign."""

    connection: Connection
    now: datetime
    campaign: str

    def of_period(self, period: str) -> list[Excuse]:
        """Those given for a period, in order, with what was taken back."""
        rows = _OF_PERIOD.all(self.connection, {"of_campaign": self.campaign, "of_period": period})
        return [_excuse(row) for row in rows]

    def in_force(self) -> list[Excuse]:
        """All that hold, of every period."""
        return [_excuse(row) for row in _IN_FORCE.all(self.connection, {"of_campaign": self.campaign})]

    def give(self, excuse: Excuse, message_id: str) -> None:
        """It holds from now; one that held for the same before is over."""
        self._end(excuse, excuse.by)
        row = {"rule": excuse.rule, "bearer": excuse.bearer, "period": excuse.period, "reason": excuse.reason}
        self.connection.execute(_ADD, {"campaign": self.campaign, **row, "by": excuse.by, "at": excuse.at})
        self._log("excuse.give", excuse, excuse.by, {"message": message_id, "reason": excuse.reason})

    def take_back(self, excuse: Excuse, by: str, message_id: str) -> bool:
        """It holds no more; False when none does."""
        ended = self._end(excuse, by)
        if ended:
            self._log("excuse.take_back", excuse, by, {"message": message_id})
        return ended

    def _end(self, excuse: Excuse, by: str) -> bool:
        this = {"of_rule": excuse.rule, "of_bearer": excuse.bearer, "of_period": excuse.period}
        values = {"of_campaign": self.campaign, **this, "whose_word": by, "now_at": self.now}
        return _END.run(self.connection, values) > 0

    def _log(self, action: str, excuse: Excuse, by: str, detail: dict[str, str]) -> None:
        subject = f"{excuse.bearer} {excuse.period} {excuse.rule}"
        Audit(self.connection, self.now).append(by, action, subject, detail)


def _excuse(row: AnyRow) -> Excuse:
    is_over = row.ended_at is not None
    return Excuse(row.rule, row.bearer, row.period, row.reason, row.by, row.at, is_over)
