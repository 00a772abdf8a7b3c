"""Files that were asked for at the console, as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from domain.desk_requests import DeskRequest, RequestState
from storage.counters import next_number
from storage.desk_tables import desk_requests

_r = desk_requests.c


@dataclass(frozen=True, slots=True)
class DeskRequests:
    """The files that were asked for at the console of one campaign."""

    connection: Connection
    now: datetime
    campaign: str

    def ask(self, message_id: str, part: int, asked_by: str, title: str, about: Collection[str]) -> int:
        """Note that it is being made; its number. `part` tells apart the files of one form."""
        number = next_number(self.connection, self.campaign, "desk_request")
        row = {
            "campaign": self.campaign,
            "number": number,
            "message_id": message_id,
            "part": part,
            "asked_by": asked_by,
            "title": title,
            "about": sorted(about),
            "asked_at": self.now,
            "state": RequestState.WAITING.value,
            "text": "",
            "sha256": "",
            "file_name": "",
        }
        self.connection.execute(insert(desk_requests).values(**row))
        return number

    def settle(self, message_id: str, part: int, text: str, sha256: str = "", file_name: str = "") -> bool:
        """It is made, or without a `sha256` it is not, and `text` says why. False: it was not asked for at a desk."""
        state = RequestState.MADE if sha256 else RequestState.FAILED
        done = self.connection.execute(
            update(desk_requests)
            .where(_r.campaign == self.campaign, _r.message_id == message_id, _r.part == part)
            .values(state=state.value, text=text, sha256=sha256, file_name=file_name, ended_at=self.now)
            .returning(_r.number)
        )
        return done.first() is not None

    def of(self, person: str, groups: Collection[str], most: int = 20) -> list[DeskRequest]:
        """What this person has asked for, newest first; only what is of these groups alone."""
        found = self._read(_r.asked_by == person, most=most)
        return [one for one in found if one.about <= set(groups)]

    def get(self, number: int, person: str, groups: Collection[str]) -> DeskRequest | None:
        """One of them, as above."""
        found = self._read(_r.asked_by == person, _r.number == number, most=1)
        return next((one for one in found if one.about <= set(groups)), None)

    def of_message(self, message_id: str) -> DeskRequest | None:
        """The first file that this form asked for, whoever sent it."""
        return next(iter(self._read(_r.message_id == message_id, _r.part == 1, most=1)), None)

    def _read(self, *wanted: Any, most: int) -> list[DeskRequest]:
        query = select(desk_requests).where(_r.campaign == self.campaign, *wanted)
        rows = self.connection.execute(query.order_by(_r.number.desc()).limit(most))
        return [_request(row) for row in rows]


def _request(row: Any) -> DeskRequest:
    return DeskRequest(
        row.number,
        row.asked_by,
        row.title,
        frozenset(row.about),
        row.asked_at,
        RequestState(row.state),
        row.text,
        row.sha256,
        row.file_name,
        row.ended_at,
    )
