"""A roster is imported and a contact bound while the bot works: the owner of the database does it when asked."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.errands import open_door
from bot.executor import Unit
from bot.live import ERRANDS, serve
from domain.roster_files import parse_roster
from storage.owners import own
from storage.rosters import import_roster
from tests.cast import BAIHE, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat
from tests.roster_texts import GOOD

INSPECTOR = GOOD[GOOD.index("[[people]]") : GOOD.rindex("[[people]]")]
LEADER = '[[people]]\nid = "id-cen"\nname = "岑远山"\nrole = "leader"\ngroup = "qingshi"\n'
HANDED_OVER = GOOD.replace(INSPECTOR, LEADER)
TEAM = "".join(
    f'[[people]]\nid = "id-{n}"\nname = "{name}"\nrole = "inspector"\ngroup = "qingshi"\nteam = 1\n'
    for n, name in enumerate(("边城", "车小江", "邓一诺", "冯远志"))
)


@contextmanager
def _owned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[GroupChat, str]]:
    """A bot that works and owns its SQLite file; the command line goes to the same file."""
    url = f"sqlite:///{folder / 'lanshao.db'}"
    monkeypatch.setenv("LANSHAO_DATABASE_URL", url)
    with own(url), group_chat(folder) as chat:
        yield chat, url


def _at_the_machine(chat: GroupChat, url: str, *words: str) -> int:
    """Say this on the command line while the bot works."""

    async def said() -> Any:
        async with open_door(chat.app, ERRANDS, url):
            return await asyncio.to_thread(main, list(words))

    return int(chat.run(said()))


def _write(folder: Path, text: str) -> str:
    file = folder / "roster.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_roster_handed_over_at_midnight_is_in_force_without_a_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with _owned(tmp_path, monkeypatch) as (chat, url):
        chat.asks("罗青", "进度")
        assert len(chat.heard()) == 1
        assert _at_the_machine(chat, url, "roster", "import", _write(tmp_path, HANDED_OVER)) == 0
        assert "1 个核查组，2 个小组，2 人" in capsys.readouterr().out
        chat.asks("岑远山", "进度", sender="id-cen", room=QINGSHI)
        assert len(chat.heard()) == 1
        chat.asks("罗青", "进度")
        chat.asks("杜衡", "进度", room=BAIHE)
        assert chat.heard() == []


def test_a_contact_is_bound_and_a_wrong_name_is_refused_in_the_same_words_as_without_a_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with _owned(tmp_path, monkeypatch) as (chat, url):
        assert _at_the_machine(chat, url, "bind", "wxid-new", "郝大川") == 0
        assert "已绑定：wxid-new 是 郝大川" in capsys.readouterr().out
        assert chat.look(lambda work: work.bindings.identities.person("wxid-new")) == "id-hao"
        assert _at_the_machine(chat, url, "bind", "wxid-new", "没有这个人") == 2
        assert "名册里没有“没有这个人”" in capsys.readouterr().err


def test_the_door_is_the_owners_alone_and_closed_with_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def mode(chat: GroupChat, url: str) -> int:
        async with open_door(chat.app, ERRANDS, url):
            return stat.S_IMODE(os.stat(door).st_mode)

    door = tmp_path / "lanshao.db.door"
    with _owned(tmp_path, monkeypatch) as (chat, url):
        door.write_text("left by a bot that was killed")
        assert chat.run(mode(chat, url)) == 0o600
        assert not door.exists()
        assert main(["bind", "wxid-new", "郝大川"]) == 2  # an older bot, say, that has no door
        assert "请先停掉它" in capsys.readouterr().err


@pytest.mark.parametrize(
    "said", [b"", b"{}\n", b"\xff\n", b'{"errand": "drop", "words": {}}\n', b"[1]\n", b"[" * 90_000]
)
def test_nonsense_at_the_door_changes_nothing_and_stops_nothing(
    said: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def knock() -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(f"{tmp_path / 'lanshao.db.door'}")
            line.sendall(said)
            line.shutdown(socket.SHUT_WR)
            return line.recv(4096)

    async def knocked(chat: GroupChat, url: str) -> bytes:
        async with open_door(chat.app, ERRANDS, url):
            return await asyncio.to_thread(knock)

    with _owned(tmp_path, monkeypatch) as (chat, url):
        assert b'"refused": true' in chat.run(knocked(chat, url))
        assert _at_the_machine(chat, url, "bind", "wxid-new", "郝大川") == 0


def test_a_roster_that_another_program_imports_is_in_force_with_the_next_look(tmp_path: Path) -> None:
    fewer = replace(ROSTER, people=tuple(p for p in ROSTER.people if p.id != "id-luo"))
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: import_roster(work.connection, fewer, work.namespace, work.now))
        chat.run(chat.app.renew())
        chat.asks("罗青", "进度")
        assert chat.heard() == []


def test_a_bot_that_stood_by_begins_with_the_roster_and_the_campaign_imported_meanwhile(tmp_path: Path) -> None:
    async def serve_for_a_moment(chat: GroupChat) -> None:
        stopping = asyncio.Event()
        stopping.set()
        await serve(chat.app, chat.transport, stopping)

    with group_chat(tmp_path) as chat:
        other = replace(ROSTER, campaign="anfang-2021")
        chat.look(lambda work: import_roster(work.connection, other, work.namespace, work.now))
        chat.run(serve_for_a_moment(chat))
        assert (chat.app.scene.roster, chat.app.scene.campaign.key) == (other, "anfang-2021")


def test_two_errands_at_once_are_both_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(chat: GroupChat, url: str) -> None:
        async with open_door(chat.app, ERRANDS, url):
            calls = [("bind", f"wxid-{n}", name) for n, name in enumerate(("郝大川", "金小满"))]
            assert await asyncio.gather(*(asyncio.to_thread(main, list(call)) for call in calls)) == [0, 0]

    with _owned(tmp_path, monkeypatch) as (chat, url):
        chat.run(both(chat, url))
        people = [chat.look(lambda work, n=n: work.bindings.identities.person(f"wxid-{n}")) for n in range(2)]
        assert people == ["id-hao", "id-jin"]
        assert threading.active_count() < 50
        assert chat.app.executor.submit(Unit("alive", chat.now, lambda work: True)).result(20)


def test_those_who_have_handed_over_may_say_goodbye_without_putting_their_room_in_doubt(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: work.bindings.bind("wxid-luo", "id-luo", "id-qi"))
        for name in ("郝大川", "金小满", "潘越", "薛宁", "陶一帆", "严松"):
            chat.says(name, "各位辛苦")
        chat.look(
            lambda work: import_roster(work.connection, parse_roster(HANDED_OVER + TEAM), work.namespace, work.now)
        )
        chat.run(chat.app.renew())
        for name in ("郝大川", "金小满", "潘越", "薛宁", "陶一帆"):
            chat.says(name, "交接完了，再见")
        chat.says("罗青", "再见", sender="wxid-luo")
        assert not chat.look(lambda work: work.trust.is_lost())
        for name in ("生人甲", "生人乙", "生人丙", "生人丁"):
            chat.says(name, "在吗", room=QINGSHI)
        assert chat.look(lambda work: work.trust.is_lost())
