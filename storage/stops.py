"""Teams whose check was broken off; begun and ended once, on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.stops import Stop
from storage.alert_tables import OPEN_STOP, stops
from storage.audit import Audit
from storage.statements import Prepared

_s = stops.c
_OURS = (_s.campaign == bindparam("of_campaign"), OPEN_STOP)
_THIS = (*_OURS, _s.group_key == bindparam("of_group"), _s.team == bindparam("of_team"))

_BEGIN = insert(stops)
_OPEN = Prepared(select(stops).where(*_OURS).order_by(_s.id))
_END = Prepared(update(stops).where(*_THIS).values(ended_at=bindparam("now_at"), ended_by=bindparam("whose_word")))


@dataclass(frozen=True, slots=True)
class Stops:
    """The stops of one campaign."""

    connection: Connection
    now: datetime
    campaign: str

    def open(self) -> list[Stop]:
        """Of teams that have not gone on, oldest first."""
        rows = _OPEN.all(self.connection, {"of_campaign": self.campaign})
        return [Stop(row.group_key, row.team, row.since, row.by) for row in rows]

    def begin(self, stop: Stop, message_id: str) -> bool:
        """The team's check is broken off; False when it is already."""
        if any((known.group, known.team) == (stop.group, stop.team) for known in self.open()):
            return False
        row = {"campaign": self.campaign, "group_key": stop.group, "team": stop.team, "since": stop.since}
        self.connection.execute(_BEGIN, {**row, "by": stop.by})
        self._log(stop.by, "team.stop", stop.group, stop.team, message_id)
        return True

    def end(self, group: str, team: int, by: str, message_id: str) -> bool:
        """The team goes on; False when it was not broken off."""
        values = {"of_campaign": self.campaign, "of_group": group, "of_team": team}
        if not _END.run(self.connection, {**values, "now_at": self.now, "whose_word": by}):
            return False
        self._log(by, "team.resume", group, team, message_id)
        return True

    def _log(self, actor: str, action: str, group: str, team: int, message_id: str) -> None:
        Audit(self.connection, self.now).append(actor, action, f"{group}/{team}", {"message": message_id})
