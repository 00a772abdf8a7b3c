"""What a transport says of an arrival: the bot's own words, and a picture that is not the original."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.app import assemble_app, prepare
from bot.executor import Unit
from bot.replaying import no_pause
from bot.transports import Arrival
from bot.transports.memory import MemoryTransport, arrival_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.tables import audit
from tests.cast import ID, QINGSHI, ROSTER
from tests.databases import file_database

NOW = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)


def test_own_words_are_handed_to_the_echo_matcher_and_kept_out_of_the_inbox(tmp_path: Path) -> None:
    heard: list[Arrival] = []

    async def echo(arrival: Arrival) -> None:
        heard.append(arrival)

    message = Message("m-1", QINGSHI, "bot-wxid", "", NOW, Kind.TEXT, "今日已到 3 家")
    own = replace(arrival_of(message, None), own=True)
    engine, scene, _ = prepare(file_database(tmp_path / "lanshao.db"), ROSTER, "memory", NOW)
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


def test_a_picture_that_is_not_the_original_is_on_record_as_what_it_is(tmp_path: Path) -> None:
    def shown(message_id: str, rendition: str) -> Arrival:
        message = Message(message_id, QINGSHI, ID["郝大川"], "", NOW, Kind.IMAGE)
        return replace(arrival_of(message, message_id.encode()), rendition=lambda: rendition)

    engine, scene, _ = prepare(file_database(tmp_path / "lanshao.db"), ROSTER, "memory", NOW)
    app = assemble_app(engine, scene, tmp_path / "media", MemoryTransport(), lambda: NOW, no_pause)

    async def chat() -> None:
        for message_id, rendition in (("m-1", "original"), ("m-2", "normal"), ("m-3", "")):
            await app.receiver.receive(shown(message_id, rendition))
        await app.receiver.drain()

    try:
        asyncio.run(chat())
        with engine.connect() as connection:
            told = connection.execute(select(audit.c.subject, audit.c.detail).where(audit.c.action == "file.rendition"))
            assert [(subject, '"normal"' in detail) for subject, detail in told] == [("m-2", True)]
    finally:
        app.close()
