"""Photos, videos and pins that wait for their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from domain.messages import Kind
from domain.visits import Loose
from storage.statements import Prepared, insert_new
from storage.tables import loose

_AT_MOST = 60

_l = loose.c
_ADD = Prepared(insert_new(loose, ("namespace", "message_id")))
_SETTLE = delete(loose).where(
    _l.namespace == bindparam("of_namespace"), _l.message_id.in_(bindparam("of_messages", expanding=True))
)
_WAITING = (
    select(_l.message_id, _l.group_key, _l.team, _l.sender, _l.room, _l.at, _l.kind)
    .where(
        _l.campaign == bindparam("of_campaign"),
        _l.namespace == bindparam("of_namespace"),
        _l.group_key == bindparam("of_group"),
        _l.at >= bindparam("since"),
    )
    .order_by(_l.at.desc(), _l.id.desc())
    .limit(_AT_MOST)
)
_OF_SENDER = Prepared(_WAITING.where(_l.sender == bindparam("of_sender")))
_OF_TEAM = Prepared(_WAITING.where((_l.team == bindparam("of_team")) | (_l.sender == bindparam("of_sender"))))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in one campaign; message ids are those of one gateway."""

    connection: Connection
    campaign: str
    namespace: str

    def add(self, items: Iterable[Loose]) -> None:
        """They wait from now on; one that waits already stays as it is."""
        for item in items:
            _ADD.run(self.connection, self._row(item))

    def settle(self, message_ids: Iterable[str]) -> None:
        """They wait no longer."""
        settled = list(message_ids)
        if settled:
            self.connection.execute(_SETTLE, {"of_namespace": self.namespace, "of_messages": settled})

    def of(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Loose, ...]:
        """What the sender and his team sent since then: the newest 60, oldest first."""
        values = {"of_campaign": self.campaign, "of_namespace": self.namespace, "of_group": group, "since": since}
        values |= {"of_sender": sender} if team is None else {"of_sender": sender, "of_team": team}
        rows = (_OF_SENDER if team is None else _OF_TEAM).all(self.connection, values)
        return tuple(Loose(r.message_id, r.group_key, r.team, r.sender, r.room, r.at, Kind(r.kind)) for r in rows[::-1])

    def _row(self, item: Loose) -> dict[str, Any]:
        return {
            "campaign": self.campaign,
            "namespace": self.namespace,
            "message_id": item.message_id,
            "group_key": item.group,
            "team": item.team,
            "sender": item.sender,
            "room": item.room,
            "at": item.at,
            "kind": item.kind,
        }
