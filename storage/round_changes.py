"""Changes of a round's dates that wait for a second dispatcher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.round_changes import RoundChange
from storage.audit import Audit
from storage.obligation_tables import round_changes
from storage.statements import Prepared

_c = round_changes.c
_OPEN = (_c.campaign == bindparam("of_campaign"), _c.settled_at.is_(None))
_ADD = insert(round_changes)
_WAITING = Prepared(select(round_changes).where(*_OPEN, _c.at >= bindparam("since")).order_by(_c.id.desc()).limit(1))
_SETTLE = Prepared(
    update(round_changes).where(*_OPEN).values(settled_at=bindparam("now_at"), settled_by=bindparam("whose_word"))
)


@dataclass(frozen=True, slots=True)
class RoundChanges:
    """Those of one campaign; at most one waits."""

    connection: Connection
    now: datetime
    campaign: str

    def hold(self, change: RoundChange, message_id: str) -> None:
        """It waits for a second word, and takes the place of what waited before."""
        self._settle(change.by)
        row = {"campaign": self.campaign, "round": change.round, "end": change.end, "reason": change.reason}
        self.connection.execute(_ADD, {**row, "by": change.by, "at": change.at})
        detail = {"end": change.end.isoformat(), "reason": change.reason, "message": message_id}
        Audit(self.connection, self.now).append(change.by, "round.hold", str(change.round), detail)

    def waiting(self, since: datetime) -> RoundChange | None:
        """The one that waits, if it was asked for since then."""
        row = _WAITING.first(self.connection, {"of_campaign": self.campaign, "since": since})
        return None if row is None else RoundChange(row.id, row.round, row.end, row.reason, row.by, row.at)

    def settle(self, change: RoundChange, by: str, *, is_done: bool) -> None:
        """It waits no more: it is carried out, or dropped."""
        self._settle(by)
        action = "round.agree" if is_done else "round.drop"
        Audit(self.connection, self.now).append(by, action, str(change.round), {"end": change.end.isoformat()})

    def _settle(self, by: str) -> None:
        _SETTLE.run(self.connection, {"of_campaign": self.campaign, "now_at": self.now, "whose_word": by})
