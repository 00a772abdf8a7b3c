"""Blind windows as rows: when the bot was deaf, when it told the rooms, when the matter is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.blind_windows import BlindWindow
from domain.calendars import midnight_after
from domain.campaigns import Campaign
from domain.posts import Once
from domain.rosters import Group, Roster
from domain.submissions import Submission
from storage.deafness_tables import blind_windows, heard
from storage.statements import AnyRow, Dialects
from storage.tables import outbox

TELLING = "blind_window"  # the rule of the posts that tell a room

_w = blind_windows.c
_OURS = _w.namespace == bindparam("of_namespace")
_ROW = (_w.id, _w.since, _w.until, _w.told_as, _w.told_at, _w.closed_at)
_OPEN = insert(blind_windows).returning(_w.id)
_DEAF = select(_w.id).where(_OURS, _w.until.is_(None)).limit(1)
_WIDEN = (
    update(blind_windows)
    .where(_OURS, _w.until.is_(None), _w.since > bindparam("earlier"))
    .values(since=bindparam("earlier"))
)
_RETURN = update(blind_windows).where(_OURS, _w.until.is_(None)).values(until=bindparam("at")).returning(_w.id)
_UNTOLD = (
    select(*_ROW).where(_OURS, _w.until.is_not(None), _w.told_at.is_(None), _w.closed_at.is_(None)).order_by(_w.since)
)
_THIS = _w.id == bindparam("of_id")
_TOLD = update(blind_windows).where(_THIS).values(told_as=bindparam("due"), told_at=bindparam("at"))
_CLOSE = update(blind_windows).where(_THIS).values(closed_at=bindparam("at"))
_OF_DAY = (
    select(*_ROW)
    .where(_OURS, _w.since < bindparam("before"), (_w.until.is_(None)) | (_w.until > bindparam("after")))
    .order_by(_w.since, _w.id)
)
_SENT_AT = select(outbox.c.sent_at).where(outbox.c.once_key == bindparam("key"))
_HEARD_TO = select(heard.c.heard_to).where(heard.c.namespace == bindparam("of_namespace"))


def _hear() -> Dialects:
    """The gateway's one row, never set back."""
    here, there = sqlite.insert(heard), postgresql.insert(heard)
    return {
        "sqlite": here.on_conflict_do_update(
            index_elements=["namespace"],
            set_={"heard_to": here.excluded.heard_to},
            where=heard.c.heard_to < here.excluded.heard_to,
        ),
        "postgresql": there.on_conflict_do_update(
            index_elements=["namespace"],
            set_={"heard_to": there.excluded.heard_to},
            where=heard.c.heard_to < there.excluded.heard_to,
        ),
    }


_HEAR = _hear()


@dataclass(frozen=True, slots=True)
class Gap:
    """A window that has ended: from when to when nothing was heard."""

    id: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class BlindWindows:
    """The blind windows of one gateway (`namespace`)."""

    connection: Connection
    now: datetime
    namespace: str
    campaign: Campaign
    roster: Roster

    def note_heard(self, at: datetime) -> None:
        """The bot was surely listening at that time; an earlier one than the last changes nothing."""
        values = {"namespace": self.namespace, "heard_to": at}
        self.connection.execute(_HEAR[self.connection.dialect.name], values)

    def heard_to(self) -> datetime | None:
        """Up to when the bot was surely listening; None before the first time."""
        return self.connection.execute(_HEARD_TO, {"of_namespace": self.namespace}).scalar()

    def is_deaf(self) -> bool:
        return self.connection.execute(_DEAF, {"of_namespace": self.namespace}).first() is not None

    def go_deaf(self, since: datetime) -> None:
        """Nothing has been heard since then; a window that is running already goes on, and begins no later."""
        if self.is_deaf():
            self.connection.execute(_WIDEN, {"of_namespace": self.namespace, "earlier": since})
        else:
            self.connection.execute(_OPEN, {"namespace": self.namespace, "since": since})

    def hear_again(self, at: datetime) -> int | None:
        """The running window ends; its number, None when none was running."""
        return self.connection.execute(_RETURN, {"of_namespace": self.namespace, "at": at}).scalar()

    def lose(self, since: datetime, until: datetime, closed_at: datetime) -> None:
        """One message of these seconds was announced and never came: a window told to nobody."""
        row = {"namespace": self.namespace, "since": since, "until": until, "closed_at": closed_at}
        self.connection.execute(_OPEN, row)

    def untold(self) -> list[Gap]:
        """Windows that have ended and of which nobody has been told, in order."""
        rows = self.connection.execute(_UNTOLD, {"of_namespace": self.namespace})
        return [Gap(row.id, row.since, row.until) for row in rows]

    def mark_told(self, window: int, due: str) -> None:
        """The rooms' posts are owed; `due` is that of their once keys."""
        self.connection.execute(_TOLD, {"of_id": window, "due": due, "at": self.now})

    def close(self, window: int, at: datetime) -> None:
        """Nobody is told of this one: it closes by itself at that time."""
        self.connection.execute(_CLOSE, {"of_id": window, "at": at})

    def of_group(self, group: str, day: date) -> tuple[BlindWindow, ...]:
        """The windows of a day, open and closed, as they stand for a group."""
        return tuple(self._window(row, group) for row in self._rows(day))

    def excusing(self, attempt: Submission) -> tuple[BlindWindow, ...]:
        """The windows that may excuse that an attempt came late; none for one in time."""
        return self.of_group(attempt.group, attempt.day) if attempt.minutes_late else ()

    def of_groups(self, groups: Iterable[Group], day: date) -> dict[str, tuple[BlindWindow, ...]]:
        """The same for many groups, by their keys, read at once."""
        rows = self._rows(day)
        return {group.key: tuple(self._window(row, group.key) for row in rows) for group in groups}

    def once(self, room: str, due: str) -> Once:
        """The key of the post that tells a room."""
        return Once(self.campaign.key, TELLING, room, due)

    def _rows(self, day: date) -> Sequence[AnyRow]:
        after = midnight_after(day - timedelta(days=1))
        values = {"of_namespace": self.namespace, "before": midnight_after(day), "after": after}
        return self.connection.execute(_OF_DAY, values).all()

    def _window(self, row: AnyRow, group: str) -> BlindWindow:
        closes_at = row.closed_at if row.closed_at is not None else self._closes_at(row, group)
        return BlindWindow(row.since, row.until, closes_at, is_open=closes_at is None or self.now < closes_at)

    def _closes_at(self, row: AnyRow, group: str) -> datetime | None:
        """Some time after the telling was *sent* to the group's room, for posts may have had to wait."""
        if row.told_at is None:
            return None
        rooms = self.roster.rooms_of(group)
        keys = [str(self.once(room.id, row.told_as)) for room in rooms]
        sent = [at for key in keys if (at := self.connection.execute(_SENT_AT, {"key": key}).scalar()) is not None]
        told = min(sent, default=None) if rooms else row.told_at
        return None if told is None else told + self.campaign.blind_hold
