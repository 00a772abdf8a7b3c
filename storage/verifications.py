"""Is the audit log as it was written, and the inbox as the log says? What was changed is named."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, select, type_coerce

from storage.audit import GENESIS, entry_hash
from storage.tables import audit, audit_head, inbox
from storage.tombstones import logged_erasures, tombstone_faults

# `at` as it stands there: a mutilated one may be no time at all.
_ENTRIES = (
    select(*(type_coerce(column, BigInteger()) if column.name == "at" else column for column in audit.columns))
    .order_by(audit.c.seq)
    .execution_options(yield_per=1_000)
)
_PLACES = select(audit.c.seq, audit.c.hash)
_KEPT = (
    select(audit.c.subject, audit.c.detail)
    .where(audit.c.action == "message.keep")
    .order_by(audit.c.seq)
    .execution_options(yield_per=1_000)
)
_MESSAGES = (
    select(inbox.c.namespace, inbox.c.message_id, inbox.c.raw).order_by(inbox.c.seq).execution_options(yield_per=100)
)
_HEAD = select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1)


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries there are, and in Chinese what is wrong with which; no faults: all is as written."""

    entries: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """`seq` is where the entry stands; `origin` where it was written, None when its content was changed."""

    seq: int
    origin: int | None
    previous: str
    hash: str


def verify(connection: Connection) -> Verification:
    """Read the whole log and recount its chain.

    Not found: an entry rewritten together with all that follow it and the head row, or a tail cut off
    with the head row set back to match. That takes a witness outside the database.
    """
    entries = tuple(_read(connection))
    head = connection.execute(_HEAD).first()
    written = {entry.hash: entry.origin for entry in entries if entry.origin is not None}
    last = max((entry.origin or entry.seq for entry in entries), default=0)
    faults = []
    if head is None:
        faults.append("日志末尾的记号被删除")
    elif written.get(head.hash, head.seq) != head.seq:
        faults.append(f"日志末尾的记号被改动：写着第{head.seq}条")
    else:
        last = head.seq
    digest = None if faults or head is None else head.hash
    faults += [*_changed(entries), *_inserted(entries, last, digest), *_missing(entries, last), *_beyond(entries, last)]
    if not faults and digest not in ({GENESIS} if not entries else written):
        faults.append(f"日志末尾的记号与第{last}条不符")
    return Verification(len(entries), (*faults, *_altered(connection)))


def _altered(connection: Connection) -> Iterator[str]:
    """Kept messages that are not, byte for byte, what the log says was kept, nor erased as it says."""
    erased = logged_erasures(connection)
    logged = {}
    for message_id, detail in connection.execute(_KEPT):
        with suppress(ValueError, KeyError, TypeError):  # a mutilated entry is named by the chain already
            told = json.loads(detail)
            logged[told["namespace"], message_id] = told["raw"]
    for namespace, message_id, raw in connection.execute(_MESSAGES):
        digest = logged.pop((namespace, message_id), None)
        if digest is None:
            yield f"消息 {message_id} 不是由日志记下的"
        elif not raw and ("message", namespace, message_id, digest) in erased:
            continue
        elif hashlib.sha256(raw).hexdigest() != digest:
            yield f"消息 {message_id} 的原文被改动"
    yield from (f"消息 {message_id} 被删除" for _, message_id in logged)
    yield from tombstone_faults(connection, erased)


def _read(connection: Connection) -> Iterator[_Entry]:
    """The entries as they stand, each with the place for which its hash holds, wherever it may have been moved."""
    standing = {digest: seq for seq, digest in connection.execute(_PLACES)}
    shift = 0
    for seq, at, actor, action, subject, detail, previous, digest in connection.execute(_ENTRIES):
        content = (at, actor, action, subject, detail, previous)
        after = standing.get(previous, 0) + 1
        likely = dict.fromkeys((seq, seq + shift, after, seq - 1, seq + 1))
        origin = next((place for place in likely if entry_hash(place, *content) == digest), None)
        if origin is not None:
            shift = origin - seq
            standing[digest] = origin
        yield _Entry(seq, origin, previous, digest)


def _changed(entries: Sequence[_Entry]) -> Iterator[str]:
    for entry in entries:
        if entry.origin is None:
            yield f"第{entry.seq}条被改动"
        elif entry.origin != entry.seq:
            yield f"第{entry.seq}条被移动，原为第{entry.origin}条"


def _inserted(entries: Sequence[_Entry], last: int, digest: str | None) -> Iterator[str]:
    """Entries whole in themselves that the chain passes by, followed back from its end (`digest`)."""
    places: defaultdict[int, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.origin is not None and entry.origin <= last:
            places[entry.origin].append(entry)
    expected, followed = digest, last + 1
    for origin in sorted(places, reverse=True):
        genuine = places[origin]
        if expected is not None and followed == origin + 1:
            genuine = [entry for entry in places[origin] if entry.hash == expected]
            if genuine or origin < last:
                yield from (f"第{e.seq}条是后来插入或换上的" for e in places[origin] if e not in genuine)
        expected, followed = (genuine[0].previous if len(genuine) == 1 else None), origin


def _missing(entries: Sequence[_Entry], last: int) -> Iterator[str]:
    there = {entry.seq if entry.origin is None else entry.origin for entry in entries}
    before = 0
    for seq in sorted({seq for seq in there if seq <= last} | {last + 1}):
        if seq - before == 2:
            yield f"第{seq - 1}条被删除"
        elif seq - before > 2:
            yield f"第{before + 1}至{seq - 1}条被删除"
        before = seq


def _beyond(entries: Sequence[_Entry], last: int) -> Iterator[str]:
    yield from (f"第{e.seq}条是后来加在末尾的" for e in entries if e.origin is not None and e.origin > last)
