"""Who saw and who took what is in the audit log."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, select

from bot.console import console_app, custody
from bot.console.custody import note_exported, note_seen
from bot.console.desks import Desk
from bot.executor import NotDurable
from bot.readers import Readers
from storage.media import MediaStore
from storage.tables import audit
from storage.verifications import verify
from tests.console_desk import OpenDoor
from tests.group_chat import GroupChat, group_chat


async def _show(request: web.Request) -> web.Response:
    await note_seen(request, "visit", request.match_info["number"])
    return web.Response()


async def _give(request: web.Request) -> web.Response:
    await note_exported(request, "ledger", "2020-10-21", {"groups": ["qingshi"]})
    return web.Response()


def _asks(chat: GroupChat, *paths: str) -> list[int]:
    readers = Readers(chat.app)
    console = console_app(Desk(chat.app, readers, MediaStore(chat.media)), OpenDoor(chat, "齐正"))
    console.add_routes([web.get("/show/{number}", _show), web.get("/give", _give)])

    async def ask() -> list[int]:
        async with TestClient(TestServer(console)) as client:
            return [(await client.get(path)).status for path in paths]

    try:
        return list(chat.run(ask()))
    finally:
        readers.close()


def _noted(chat: GroupChat) -> list[tuple[str, str, str, str]]:
    def read(connection: Connection) -> list[tuple[str, str, str, str]]:
        rows = select(audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail).order_by(audit.c.seq)
        return [tuple(row) for row in connection.execute(rows) if row.action.startswith("console.")]

    return list(chat.look(lambda work: read(work.connection)))


def test_what_somebody_looks_at_is_noted_once_a_log_in_and_what_he_takes_each_time(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        assert _asks(chat, "/show/1", "/show/1", "/show/2", "/give", "/give") == [200] * 5
        assert _noted(chat) == [
            ("id-qi", "console.see", "visit 1", "{}"),
            ("id-qi", "console.see", "visit 2", "{}"),
            ("id-qi", "console.export", "ledger 2020-10-21", '{"groups":["qingshi"]}'),
            ("id-qi", "console.export", "ledger 2020-10-21", '{"groups":["qingshi"]}'),
        ]
        assert not chat.look(lambda work: verify(work.connection)).faults


def test_what_is_remembered_of_it_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody, "MOST_SEEN", 2)
    with group_chat(tmp_path) as chat:
        _asks(chat, "/show/1", "/show/2", "/show/3", "/show/3", "/show/1")
        assert [subject for _, _, subject, _ in _noted(chat)] == ["visit 1", "visit 2", "visit 3", "visit 1"]


def test_what_could_not_be_noted_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(desk: Desk, name: str, run: object) -> None:
        raise NotDurable("OperationalError")

    with group_chat(tmp_path) as chat:
        with monkeypatch.context() as broken:
            broken.setattr(Desk, "write", refuse)
            assert _asks(chat, "/show/1") == [503]
        assert _asks(chat, "/show/1") == [200]
        assert [subject for _, _, subject, _ in _noted(chat)] == ["visit 1"]
