"""What the retention policy lets go: the words and files of old messages, never what proves a finding or is undecided.

Nothing is forgotten: a tombstone keeps hash, size, time and reason, and the audit log has an entry for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    union,
    update,
)

from domain.campaigns import Campaign
from domain.visits import WITH_FINDING
from storage.audit import Audit
from storage.desk_tables import desk_requests
from storage.file_reading_tables import file_readings
from storage.original_tables import KEPT, SAME_MESSAGE, originals
from storage.paper_tables import made_papers, renditions
from storage.tables import inbox, loose, outbox, submission_messages, visit_messages, visits
from storage.tombstone_tables import tombstones

_m = inbox.alias("m")


def _tied_to(table: Any) -> Any:
    return and_(table.c.namespace == _m.c.namespace, table.c.message_id == _m.c.message_id)


_WITH_FINDING = exists().where(
    _tied_to(visit_messages),
    visits.c.id == visit_messages.c.visit_id,
    visits.c.outcome.in_([outcome.value for outcome in WITH_FINDING]),
)
_NEEDED = or_(
    _m.c.state.in_(["kept", "failed"]),
    _m.c.file_state == "awaited",
    _WITH_FINDING,
    exists().where(_tied_to(submission_messages)),
    exists().where(_tied_to(loose)),
)
_OLD = _m.c.sent_at < bindparam("before")
_HAS_FILE = _m.c.file_state == "kept"
_HAS_WORDS = and_(_m.c.file_state != "kept", func.length(_m.c.raw) > 0)
_COLUMNS = (_m.c.seq, _m.c.namespace, _m.c.message_id, _m.c.raw_sha256, _m.c.file_sha256, _m.c.file_size)
_FILES = select(*_COLUMNS, literal_column("0").label("bytes")).where(_OLD, _HAS_FILE)
_WORDS = select(*_COLUMNS, func.length(_m.c.raw).label("bytes")).where(_OLD, _HAS_WORDS)
_THIS = inbox.c.seq == bindparam("of_seq")
_ERASE_FILE = update(inbox).where(_THIS).values(file_state="erased")
_ERASE_WORDS = (
    update(inbox)
    .where(_THIS)
    .values(raw=b"", text="", sender_name="", file_name="", location=None, mentions=None, error=None)
)
_ORIGINAL = originals.c.id == (
    select(originals.c.id).join(inbox, SAME_MESSAGE).where(inbox.c.seq == bindparam("of_seq"), KEPT).scalar_subquery()
)
_HELD = select(originals.c.sha256, originals.c.size).where(_ORIGINAL)
_ERASE_ORIGINAL = update(originals).where(_ORIGINAL).values(state="erased")
_BURY = insert(tombstones)
_KEPT = union(
    select(inbox.c.file_sha256).where(inbox.c.file_state == "kept"),
    select(originals.c.sha256).where(KEPT),
)
_ERASED = select(tombstones.c.sha256).distinct().where(tombstones.c.what.in_(["file", "original"]))
_DRAWN = select(outbox.c.media)
_WRITTEN = union(select(made_papers.c.sha256), select(desk_requests.c.sha256))
_f = file_readings.c
#: Derived objects, each with its original: (parent, name, name); "" is none.
_COPIES = union(
    select(renditions.c.parent, renditions.c.paper, renditions.c.thumb),
    select(_f.sha256, _f.sheet, _f.playable),
)
#: What a machine read on a picture goes with the picture; its hashes stay, they show nothing of it.
_FORGET = (
    update(file_readings)
    .where(
        _f.sha256 == bindparam("of_sha256"),
        ~exists().where(inbox.c.file_sha256 == _f.sha256, inbox.c.file_state == "kept"),
    )
    .values(watermark=None, captured_at=None)
)


@dataclass(frozen=True, slots=True)
class Due:
    """What would go, and what is as old but stays because it is needed. Sizes in bytes."""

    files: int
    file_bytes: int
    messages: int
    needed: int


@dataclass(frozen=True, slots=True)
class Retention:
    """The policy of a campaign (`keep_media`, `keep_messages`; None keeps for good), applied at `now`."""

    connection: Connection
    now: datetime
    campaign: Campaign

    def due(self) -> Due:
        """What the policy says would go now."""
        files = self._rows(_FILES.where(~_NEEDED), self.campaign.keep_media)
        words = self._count(select(func.count()).where(_OLD, or_(_HAS_WORDS, _HAS_FILE), ~_NEEDED), self._keep_words())
        needed = self._count(select(func.count()).where(_OLD, _HAS_FILE, _NEEDED), self.campaign.keep_media)
        return Due(len(files), sum(row.file_size or 0 for row in files), words, needed)

    def erase(self, most: int) -> int:
        """Erase so many files or messages at most, files first; how many were. Files stay on disk until `swept`."""
        rows = self._rows(_FILES.where(~_NEEDED).limit(most), self.campaign.keep_media)
        for row in rows:
            self._erase_file(row)
        if rows:
            return len(rows)
        rows = self._rows(_WORDS.where(~_NEEDED).limit(most), self._keep_words())
        for row in rows:
            self._erase(row, "message", _ERASE_WORDS, {"sha256": row.raw_sha256, "size": row.bytes}, self._keep_words())
        return len(rows)

    def _erase_file(self, row: Any) -> None:
        """A message's file, with the original that was had of it later."""
        detail = {"sha256": row.file_sha256, "size": row.file_size or 0}
        self._erase(row, "file", _ERASE_FILE, detail, self.campaign.keep_media)
        self.connection.execute(_FORGET, {"of_sha256": row.file_sha256})
        if held := self.connection.execute(_HELD, {"of_seq": row.seq}).first():
            self._erase(row, "original", _ERASE_ORIGINAL, held._asdict(), self.campaign.keep_media)

    def swept(self) -> list[str]:
        """SHA-256 of erased files that no other message and no post of ours has, and of their copies: to be deleted."""
        needed = {name for media in self.connection.execute(_DRAWN).scalars() for name in media}
        needed.update(self.connection.execute(_KEPT).scalars(), self.connection.execute(_WRITTEN).scalars())
        gone = {*self.connection.execute(_ERASED).scalars()} - needed
        copies: set[str] = set()
        for parent, *names in self.connection.execute(_COPIES) if gone else ():
            (copies if parent in gone else needed).update(names)
        return sorted((gone | copies) - needed - {""})

    def _keep_words(self) -> timedelta | None:
        """Words stay at least as long as the file that came with them."""
        days, media = self.campaign.keep_messages, self.campaign.keep_media
        return None if days is None else max(days, media or days)

    def _rows(self, query: Select[Any], keep: timedelta | None) -> list[Any]:
        if keep is None:
            return []
        return list(self.connection.execute(query.order_by(_m.c.seq), {"before": self.now - keep}).all())

    def _count(self, query: Select[Any], keep: timedelta | None) -> int:
        if keep is None:
            return 0
        return int(self.connection.execute(query.select_from(_m), {"before": self.now - keep}).scalar_one())

    def _erase(self, row: Any, what: str, change: Any, detail: Mapping[str, Any], keep: timedelta | None) -> None:
        why = f"{what}_days={keep.days if keep else 0}"
        self.connection.execute(change, {"of_seq": row.seq})
        where = {"namespace": row.namespace, "message_id": row.message_id}
        self.connection.execute(_BURY, {"what": what, **where, **detail, "erased_at": self.now, "why": why})
        told = {"namespace": row.namespace, **detail, "why": why}
        Audit(self.connection, self.now).append("bot", f"{what}.erase", row.message_id, told)
