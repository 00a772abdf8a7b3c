"""The whole bot on a real gateway that is killed: the absence stands in the database, and work goes on."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.executor import Unit
from bot.scheduler import live_now
from storage.deafness_tables import blind_windows
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI
from tests.gateway.gathering import until
from tests.gateway.node_gateway import NodeGateway
from tests.gateway.test_wechaty import some_bytes
from tests.gateway.whole_bot import run_whole_bot

pytestmark = pytest.mark.gateway

SOON = timedelta(seconds=20)


async def kept_texts(app: App, room: str) -> list[str]:
    def look(work: UnitOfWork) -> list[str]:
        return [kept.message.text for kept in work.inbox.all() if kept.message.room == room and kept.message.text]

    return await app.executor.run(Unit("look", app.clock(), look)) or []


async def windows(app: App) -> list[tuple[datetime, datetime | None]]:
    def look(work: UnitOfWork) -> list[tuple[datetime, datetime | None]]:
        rows = work.connection.execute(select(blind_windows.c.since, blind_windows.c.until))
        return [(row.since, row.until) for row in rows]

    return await app.executor.run(Unit("look", app.clock(), look)) or []


def test_a_killed_gateway_leaves_one_window_to_within_twenty_seconds_and_order_and_a_large_video_whole(
    own_gateway: NodeGateway, tmp_path: Path
) -> None:
    video = some_bytes(20_000_000)
    sha256 = hashlib.sha256(video).hexdigest()
    stored = tmp_path / "media" / sha256[:2] / sha256[2:]

    async def day(app: App) -> None:
        for number in range(10):
            own_gateway.say("薛宁", f"之前 {number}", room=(QINGSHI, BAIHE)[number % 2])
        own_gateway.file("薛宁", "排口.mp4", video, type="Video")
        await until(stored.is_file)
        broke_at = live_now()
        own_gateway.stop()
        await asyncio.to_thread(own_gateway.start)
        async with asyncio.timeout(20):
            while not [end for _, end in await windows(app) if end is not None]:
                await asyncio.sleep(0.05)
        back_at = live_now()
        for number in range(10):
            own_gateway.say("薛宁", f"之后 {number}", room=(QINGSHI, BAIHE)[number % 2])
        async with asyncio.timeout(20):
            while len(await kept_texts(app, QINGSHI)) + len(await kept_texts(app, BAIHE)) < 20:
                await asyncio.sleep(0.05)
        for room, odd in ((QINGSHI, 0), (BAIHE, 1)):
            expected = [f"{when} {number}" for when in ("之前", "之后") for number in range(odd, 10, 2)]
            assert await kept_texts(app, room) == expected
        ((since, end),) = await windows(app)
        assert end is not None
        assert abs(since - broke_at) <= SOON
        assert abs(end - back_at) <= SOON

    run_whole_bot(own_gateway, tmp_path, live_now, day)
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == sha256
