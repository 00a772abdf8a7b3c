"""工作建议 of leaders, as rows: the newest of a round counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from domain.round_advices import RoundAdvice
from storage.paper_tables import round_advices

_a = round_advices.c


@dataclass(frozen=True, slots=True)
class RoundAdvices:
    """The advices of one campaign; message ids are those of one gateway."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def add(self, advice: RoundAdvice) -> None:
        row = {"round": advice.round, "text": advice.text, "author": advice.author, "at": advice.at}
        where = {"campaign": self.campaign, "group_key": advice.group, "namespace": self.namespace}
        self.connection.execute(insert(round_advices).values(**row, **where, message_id=advice.message_id))

    def of_round(self, number: int, group: str) -> RoundAdvice | None:
        """The newest that was not taken back; None without any."""
        found = select(round_advices).where(_a.campaign == self.campaign, _a.round == number, _a.group_key == group)
        row = self.connection.execute(found.where(_a.taken_back_at.is_(None)).order_by(_a.id.desc()).limit(1)).first()
        return None if row is None else RoundAdvice(group, number, row.text, row.author, row.at, row.message_id)

    def take_back(self, message_id: str) -> bool:
        """What a message advised counts no more; whether it advised anything."""
        mine = (_a.campaign == self.campaign, _a.namespace == self.namespace, _a.message_id == message_id)
        done = update(round_advices).where(*mine, _a.taken_back_at.is_(None)).values(taken_back_at=self.now)
        return self.connection.execute(done.returning(_a.id)).first() is not None
