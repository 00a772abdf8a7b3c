"""Two bots on one PostgreSQL, stopped and started around 20:00: every timed post exactly once."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App, assemble_app, prepare
from bot.replaying import no_pause
from bot.ticker import tick
from bot.transports.memory import MemoryTransport
from bot.transports.replay import VirtualClock
from domain.calendars import SHANGHAI
from domain.posts import PostKind
from storage.owners import own
from tests.cast import BAIHE, COMMAND, QINGSHI, ROSTER

START = datetime(2020, 10, 21, 17, 0, tzinfo=SHANGHAI)
RESTARTS = (1170, 1200, 1201)  # minutes of the day after which one of the two is started anew


def _start(url: str, folder: Path, clock: VirtualClock, transport: MemoryTransport) -> App:
    engine, scene, _ = prepare(url, ROSTER, transport.namespace, clock())
    return assemble_app(engine, scene, folder, transport, clock, no_pause)


async def _play_evening(url: str, folder: Path) -> list[MemoryTransport]:
    """17:00 to 21:30 by the half minute, both bots ticking and sending at the same moment."""
    clock = VirtualClock(START)
    transports = [MemoryTransport(), MemoryTransport()]
    apps = [_start(url, folder, clock, transport) for transport in transports]
    moment = START
    while moment <= START + timedelta(hours=4, minutes=30):
        clock.advance(moment)
        await asyncio.gather(*(tick(app.executor, moment) for app in apps))
        await asyncio.gather(*(app.settle() for app in apps))
        minute = moment.hour * 60 + moment.minute
        if minute in RESTARTS and moment.second == 0:
            which = RESTARTS.index(minute) % 2
            apps[which].close()
            apps[which] = _start(url, folder, clock, transports[which])
        moment += timedelta(seconds=30)
    for app in apps:
        app.close()
    return transports


def test_two_instances_and_three_restarts_give_each_reminder_roll_call_and_tally_once(
    postgres_url: str, tmp_path: Path
) -> None:
    transports = asyncio.run(_play_evening(postgres_url, tmp_path))

    engine, scene, _ = prepare(postgres_url, None, "memory", START)
    with engine.connect() as connection:
        posts = scene.work(connection, START).outbox.all_sent()
    engine.dispose()
    counted = Counter((sent.post.room, sent.post.kind) for sent in posts)
    for room in (QINGSHI, BAIHE):
        assert counted[room, PostKind.REMINDER] == len(scene.campaign.reminders)
        assert counted[room, PostKind.ROLL_CALL] == 1
        assert counted[room, PostKind.TALLY] == 1
    assert counted[COMMAND, PostKind.ROLL_CALL_BOARD] == 1
    assert counted[COMMAND, PostKind.TALLY] == 1
    texts = [(p.room, p.text) for transport in transports for p in transport.sent if p.text]
    told = [(sent.post.room, sent.post.text) for sent in posts if sent.post.text]
    assert sorted(texts, key=str) == sorted(told, key=str)  # some are said to a person: no room


def test_a_second_bot_on_the_same_sqlite_file_is_refused_and_told_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'lanshao.db'}"
    monkeypatch.setenv("LANSHAO_DATABASE_URL", url)
    with own(url):
        assert main(["upgrade"]) == 2
        told = capsys.readouterr().err
        assert "已有一个蓝哨" in told and str(os.getpid()) in told and "请先停掉它" in told
    assert main(["upgrade"]) == 0  # free again once the first has ended
