"""The power goes, at any moment: what anybody was told is still there, photos included, and the bot goes on.

LANSHAO_POWER_CUTS says how many cuts are tried, the bot started again after each; else 300, and after every tenth.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from bot import app as wiring
from bot.app import assemble_app, prepare
from bot.replaying import no_pause
from bot.transports.memory import MemoryTransport, arrival_of
from domain.messages import Kind, Message
from storage.databases import open_database
from storage.lexicons import load_lexicon
from storage.media import MediaStore
from storage.tables import inbox, outbox
from storage.verifications import verify
from tests.cast import QINGSHI, ROSTER
from tests.forks import Forks
from tests.powercut.disks import Disk, build
from tests.powercut.recordings import Op, Step, read_record, run_preloaded
from tests.powercut.workload import MODES, NOW

CUTS = int(os.environ.get("LANSHAO_POWER_CUTS", "300"))
STARTS_EVERY = 1 if "LANSHAO_POWER_CUTS" in os.environ else 10
MESSAGES = 150 if "LANSHAO_POWER_CUTS" in os.environ else 100
AFTER = Message("after", QINGSHI, "id-hao", "", NOW, Kind.IMAGE)


@dataclass(frozen=True)
class Found:
    """What a cut left: faults in words, the messages and the words said that are on record."""

    faults: list[str] = field(default_factory=list)
    messages: dict[str, str | None] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)


def _record(recorder: Forks, folder: Path, mode: str, count: int) -> list[Op]:
    (folder / "disk").mkdir()
    record = str(folder / "record")
    run_preloaded(recorder, folder / "disk", "tests.powercut.workload", mode, str(count), LANSHAO_RECORD_TO=record)
    return read_record(folder / "record")


def _cuts(ops: Sequence[Op], folder: Path, count: int, seed: int) -> Iterator[tuple[Path, list[str]]]:
    """So many cuts at random moments: the folder as it is found again, and what had been acknowledged by then."""
    chance, disk, acks, done = random.Random(seed), Disk(folder / "disk"), list[str](), 0
    image = folder / "image"
    for moment in sorted(chance.randint(1, len(ops)) for _ in range(count)):
        for op in ops[done:moment]:
            disk.do(op)
            acks += op.data.decode().splitlines() if op.what is Step.ACK else ()
        done = moment
        shutil.rmtree(image, ignore_errors=True)
        image.mkdir()
        build(disk, folder / "disk", image, chance)
        yield image, acks


def _look(image: Path) -> Found:
    file = image / "data" / "lanshao.db"
    if not file.exists():
        return Found(["no database"])
    engine = open_database(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            return _read(connection)
    except DatabaseError as error:
        return Found([str(error.orig)])
    finally:
        engine.dispose()


def _read(connection: Connection) -> Found:
    whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    faults = [] if whole == "ok" else [f"the database is damaged: {whole}"]
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'inbox'").first() is None:
        return Found([*faults, "no tables"])
    faults += verify(connection).faults
    files = connection.execute(select(inbox.c.message_id, inbox.c.file_sha256))
    taken = select(outbox.c.text).where(outbox.c.state != "owed")
    return Found(
        faults,
        {message_id: sha256 for message_id, sha256 in files},
        {hashlib.sha256(text.encode()).hexdigest() for text in connection.execute(taken).scalars()},
    )


def losses(image: Path, acks: Sequence[str]) -> list[str]:
    """What was acknowledged and is not there, or not whole; what is on record and not so."""
    if not acks:
        return []  # nothing had been said to anybody: an empty disk is as good as any
    found, media = _look(image), MediaStore(image / "data" / "media")
    lost = list(found.faults)
    for ack in acks:
        what, *told = ack.split()
        if what == "message" and told[0] not in found.messages:
            lost.append(f"{ack}: gone")
        elif what == "file" and found.messages.get(told[0]) != told[1]:
            lost.append(f"{ack}: not noted")
        elif what == "said" and told[0] not in found.said:
            lost.append(f"{ack}: would be said again")
    return [*lost, *(f"file of {i}: {fault}" for i, name in found.messages.items() if (fault := _file(media, name)))]


def _file(media: MediaStore, sha256: str | None) -> str:
    if sha256 is None:
        return ""
    try:
        return "" if media.is_intact(sha256) else "not whole"
    except FileNotFoundError:
        return "gone"


async def _go_on(image: Path) -> str | None:
    """Start the bot on what the cut left and let it take one more photo; its hash as noted."""
    transport = MemoryTransport()
    url = f"sqlite:///{image / 'data' / 'lanshao.db'}"
    engine, scene, _ = prepare(url, ROSTER, transport.namespace, NOW)
    app = assemble_app(engine, scene, image / "data" / "media", transport, lambda: NOW, no_pause)
    try:
        await transport.start(app.receiver.receive)
        await app.sender.resume(NOW, resend=False)
        await app.receiver.take_up(await app.receiver.awaited(), None)
        await app.receiver.receive(arrival_of(AFTER, b"after the cut"))
        await app.settle()
        with engine.connect() as connection:
            assert verify(connection).faults == ()
            return scene.work(connection, NOW).inbox.sha256_of(AFTER.id)
    finally:
        app.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_power_cut_nothing_acknowledged_is_lost_and_the_bot_goes_on(
    seed: int, recorder: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "load_lexicon", cache(load_lexicon))  # the same words at every start: read them once
    ops = _record(recorder, tmp_path, "whole", MESSAGES + seed)
    assert sum(op.what is Step.SYNC for op in ops) > MESSAGES
    for n, (image, acks) in enumerate(_cuts(ops, tmp_path, CUTS // 3, seed)):
        assert losses(image, acks) == []
        if n % STARTS_EVERY == 0:
            assert asyncio.run(_go_on(image)) == hashlib.sha256(b"after the cut").hexdigest()


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "whole"])
def test_whoever_leaves_out_a_sync_is_found_out(mode: str, recorder: Forks, tmp_path: Path) -> None:
    ops = _record(recorder, tmp_path, mode, 50)
    assert any(losses(image, acks) for image, acks in _cuts(ops, tmp_path, 60, seed=2))
