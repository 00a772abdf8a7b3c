"""Texts and photos: CPU time from receiving to commit, beside what SQLite and SHA-256 alone take in the same run."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from bot import receiver
from bot.executor import BATCH, Unit
from bot.transports import Arrival
from bot.transports.memory import arrival_of
from domain.assemblies import Assembled
from domain.calendars import day_of
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Once, Post, PostKind
from domain.purposes import Purpose
from domain.visits import Finding, Link, Outcome, Part, Visit
from scripts.benches.clocks import Cpu, cpu_of
from scripts.benches.crowds import IN_FLIGHT, Crowd, arrivals, stage
from storage.databases import open_database, upgrade
from storage.work import UnitOfWork

WARMING = 500  # messages before the clock runs: statements are compiled, pages are in memory
PHOTO_BYTES = 300_000
POST = 9  # photos to a post


def raw_commits(messages: Sequence[Message]) -> Cpu:
    """The reference: the same rows into the same table by the driver alone, as many to a transaction as the bot's."""
    with tempfile.TemporaryDirectory() as home:
        engine = open_database(f"sqlite:///{home}/x.db")
        upgrade(engine)
        engine.dispose()
        with closing(sqlite3.connect(f"{home}/x.db", isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            return cpu_of(lambda part: _insert(connection, part), arrivals(messages))


def _insert(connection: sqlite3.Connection, coming: Sequence[Arrival]) -> None:
    sql = (
        "INSERT OR IGNORE INTO inbox (namespace, message_id, room, sender, sender_name, sent_at, received_at, kind,"
        " text, file_name, raw, raw_sha256, file_state, state)"
        " VALUES ('memory', ?, ?, ?, ?, ?, ?, 'text', ?, '', ?, ?, 'none', 'kept')"
    )
    for start in range(0, len(coming), BATCH):
        connection.execute("BEGIN IMMEDIATE")
        for arrival in coming[start : start + BATCH]:
            m, raw = arrival.message, arrival.raw
            at = int(m.at.timestamp()) * 1_000_000
            digest = hashlib.sha256(raw).hexdigest()
            connection.execute(sql, (m.id, m.room, m.sender, m.sender_name, at, at, m.text, raw, digest))
        connection.execute("COMMIT")


Make = Callable[[Message, bytes, datetime], Unit[bool]]
_as_it_is: Make = receiver.unit_of


def kept_only(message: Message, raw: bytes, now: datetime) -> Unit[bool]:
    """The unit of a message that is kept and not handled."""
    return replace(_as_it_is(message, raw, now), run=lambda work: True)


def not_read(message: Message, raw: bytes, now: datetime) -> Unit[bool]:
    """The unit of a message that becomes a visit with a finding and an answer, without being read."""
    return replace(_as_it_is(message, raw, now), run=lambda work: _record(message, work))


def _record(message: Message, work: UnitOfWork) -> bool:
    link = Link(message.id, message.at, message.sender, message.kind, Part.WORDS)
    sender = work.roster.person.get(message.sender)
    group = (sender and sender.group) or ""
    visit = Visit(
        number=None,
        group=group,
        team=1,
        day=day_of(message.at),
        place="某某砖厂",
        county=None,
        industrial=True,
        lookback=False,
        outcome=Outcome.HANDOVER,
        urgent=False,
        categories=frozenset(),
        findings=(Finding("未覆盖", ""),),
        room=message.room,
        author=message.sender,
        reported_at=message.at,
        last_at=message.at,
        links=(link,),
    )
    work.visits.apply(Assembled(visits=(visit,)))
    once = Once(work.campaign.key, "bench", message.sender, message.id)
    work.outbox.owe(Post(once, PostKind.ANSWER, message.room, None, "收到。", answers=message.id, about=NOBODYS))
    work.inbox.settle(message.id, Purpose.EVIDENCE)
    return True


def received(crowd: Crowd, messages: Sequence[Message], make: Make = _as_it_is) -> Cpu:
    """CPU of a text from receiving to commit, 200 in flight; `make` stands in for the unit of a message."""
    with stage(crowd) as on, patch.object(receiver, "unit_of", make):
        coming = arrivals(messages)
        on.receive(coming[:WARMING])
        on.begin()
        return cpu_of(on.receive, coming[WARMING:])


def photos(crowd: Crowd, count: int) -> tuple[Cpu, Cpu]:
    """CPU of a photo from receiving to its hash on record, in posts of nine; and of hashing and storing it alone."""
    pictures = [message for message in crowd.messages(3) if message.kind is Kind.IMAGE][:count]
    files = [os.urandom(PHOTO_BYTES) for _ in pictures]
    with stage(crowd) as on, patch.object(receiver, "unit_of", kept_only):
        coming = [arrival_of(message, data) for message, data in zip(pictures, files, strict=True)]
        on.receive(coming[:POST], POST)
        on.begin()
        accepted = cpu_of(lambda part: on.receive(part, POST), coming, 5 * POST)
        return accepted, cpu_of(lambda part: _store(on.home, part), files, 5 * POST)


def _store(home: Path, files: Sequence[bytes]) -> None:
    for data in files:
        with (home / hashlib.sha256(data).hexdigest()).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def print_messages(crowd: Crowd) -> None:
    texts = crowd.texts()
    bare = raw_commits(texts)
    print(
        f"收一条文字（{len(texts)} 条，同时 {IN_FLIGHT} 条在途）：CPU 微秒，取最好的一段；比值以驱动直接写同一张表为 1"
    )
    print(f"  驱动直接写 {bare}")
    for name, goal, make in (
        ("收到至落库", 100, kept_only),
        ("整个单元，不读内容（点位、链接、审计、应答）", 300, not_read),
        ("整个单元，读内容并归并", 1000, _as_it_is),
    ):
        cpu = received(crowd, texts, make)
        print(f"  {name} {cpu}，目标 {goal}，比值 {cpu.best / bare.best:.1f}")
    accepted, alone = photos(crowd, 450)
    print(f"收一张照片（{PHOTO_BYTES // 1000} KB，{POST} 张一发），到散列入账")
    print(f"  {accepted}，目标 1200，是只算散列并存盘的 {accepted.best / alone.best:.1f} 倍（目标 2）")
