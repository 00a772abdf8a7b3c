"""Bulletins as rows: the newest wording of each, all its earlier ones, and the rooms that it was sent to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from domain.bulletins import Bulletin, BulletinKind, BulletinState, Delivery
from storage.bulletin_tables import bulletin_rooms, bulletin_texts, bulletins
from storage.counters import next_number
from storage.statements import insert_new
from storage.tables import outbox

_b, _r, _o = bulletins.c, bulletin_rooms.c, outbox.c


@dataclass(frozen=True, slots=True)
class Bulletins:
    """The bulletins of one campaign."""

    connection: Connection
    now: datetime
    campaign: str

    def add(
        self,
        kind: BulletinKind,
        days: tuple[date, date, int | None],
        groups: Iterable[str],
        computed: str,
        author: str,
        message_id: str,
        *,
        as_of: datetime,
    ) -> Bulletin:
        """A new draft, with the words that the rows gave `as_of` then. `days` are first, last, and the round."""
        number = next_number(self.connection, self.campaign, "bulletin")
        first, last, round_ = days
        made = Bulletin(number, kind, first, last, round_, tuple(groups), computed, as_of, computed, author, message_id)
        row = {**asdict(made), "kind": kind.value, "state": made.state.value, "groups": list(made.groups)}
        self.connection.execute(insert(bulletins).values(**row, campaign=self.campaign))
        return made

    def edit(self, bulletin: Bulletin, text: str, by: str) -> Bulletin:
        """It reads so from now on; the earlier wording is kept. Whoever approved it has not approved this."""
        old = {"number": bulletin.number, "at": self.now, "by": by, "text": bulletin.text}
        self.connection.execute(insert(bulletin_texts).values(campaign=self.campaign, **old))
        changed = replace(bulletin, text=text, edited_by=by, edited_at=self.now)
        return self._set(replace(changed, state=BulletinState.DRAFT, approved_by=None, approved_at=None))

    def approve(self, bulletin: Bulletin, by: str) -> Bulletin:
        return self._set(replace(bulletin, state=BulletinState.APPROVED, approved_by=by, approved_at=self.now))

    def end(self, bulletin: Bulletin, state: BulletinState) -> Bulletin:
        """It was sent, or will not be."""
        return self._set(replace(bulletin, state=state))

    def send(self, number: int, room: str, by: str, once: str) -> None:
        """It is owed to this room by the post with this key; once."""
        row = {"campaign": self.campaign, "number": number, "room": room, "by": by, "at": self.now, "once_key": once}
        key = ("campaign", "number", "room")
        self.connection.execute(insert_new(bulletin_rooms, key)[self.connection.dialect.name], row)

    def get(self, number: int) -> Bulletin | None:
        return next(iter(self._read(_b.number == number)), None)

    def of_message(self, message_id: str) -> Bulletin | None:
        """The draft that this form made."""
        return next(iter(self._read(_b.message_id == message_id)), None)

    def latest(self, most: int, before: int | None = None) -> list[Bulletin]:
        """The last ones, newest first; with `before` those of lower numbers."""
        return self._read(*([] if before is None else [_b.number < before]), most=most)

    def deliveries(self, numbers: Iterable[int]) -> dict[int, list[Delivery]]:
        """Where each was sent, in the order sent."""
        found: dict[int, list[Delivery]] = {}
        rows = self.connection.execute(
            select(bulletin_rooms, _o.state, _o.sent_at)
            .join(outbox, _o.once_key == _r.once_key, isouter=True)
            .where(_r.campaign == self.campaign, _r.number.in_(list(numbers)))
            .order_by(_r.at, _r.room)
        )
        for row in rows:
            found.setdefault(row.number, []).append(Delivery(row.room, row.by, row.at, row.state or "", row.sent_at))
        return found

    def editors(self, number: int) -> list[tuple[str, datetime]]:
        """Who has changed it, and when, in order."""
        wanted = select(bulletin_texts.c.by, bulletin_texts.c.at).where(
            bulletin_texts.c.campaign == self.campaign, bulletin_texts.c.number == number
        )
        rows = self.connection.execute(wanted.order_by(bulletin_texts.c.id))
        return [(row.by, row.at) for row in rows]

    def _set(self, changed: Bulletin) -> Bulletin:
        values = {
            "text": changed.text,
            "state": changed.state.value,
            "edited_by": changed.edited_by,
            "edited_at": changed.edited_at,
            "approved_by": changed.approved_by,
            "approved_at": changed.approved_at,
        }
        this = (_b.campaign == self.campaign, _b.number == changed.number)
        self.connection.execute(update(bulletins).where(*this).values(**values))
        return changed

    def _read(self, *wanted: Any, most: int = 1) -> list[Bulletin]:
        query = select(bulletins).where(_b.campaign == self.campaign, *wanted).order_by(_b.number.desc()).limit(most)
        return [_bulletin(row) for row in self.connection.execute(query)]


def _bulletin(row: Any) -> Bulletin:
    return Bulletin(
        number=row.number,
        kind=BulletinKind(row.kind),
        first=row.first,
        last=row.last,
        round=row.round,
        groups=tuple(row.groups),
        computed=row.computed,
        as_of=row.as_of,
        text=row.text,
        author=row.author,
        message_id=row.message_id,
        state=BulletinState(row.state),
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )
