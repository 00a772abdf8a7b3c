"""What the bot's own account said goes to the echo matcher, never into the inbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.app import assemble_app, prepare
from bot.executor import Unit
from bot.replaying import no_pause
from bot.transports import Arrival
from bot.transports.memory import MemoryTransport, arrival_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from tests.cast import QINGSHI, ROSTER

NOW = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)


def test_own_words_are_handed_to_the_echo_matcher_and_kept_out_of_the_inbox(tmp_path: Path) -> None:
    heard: list[Arrival] = []

    async def echo(arrival: Arrival) -> None:
        heard.append(arrival)

    message = Message("m-1", QINGSHI, "bot-wxid", "", NOW, Kind.TEXT, "今日已到 3 家")
    own = replace(arrival_of(message, None), own=True)
    engine, scene, _ = prepare(f"sqlite:///{tmp_path / 'lanshao.db'}", ROSTER, "memory", NOW)
    app = assemble_app(engine, scene, tmp_path / "media", MemoryTransport(), lambda: NOW, no_pause)

    async def chat() -> None:
        await app.receiver.receive(own)  # nobody listens yet: passed over
        app.receiver.echo = echo
        await app.receiver.receive(own)
        kept = await app.executor.run(Unit("look", NOW, lambda work: work.inbox.all()))
        assert kept == []

    try:
        asyncio.run(chat())
    finally:
        app.close()
    assert heard == [own]
