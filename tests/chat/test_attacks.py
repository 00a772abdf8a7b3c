"""The local chat under attack: floods, slow readers, bad frames, bad files, wild names. Others notice nothing of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from bot.chat import hubs, uploads
from domain.messages import Kind, Message
from domain.rosters import Person, Role
from tests.cast import ID, QINGSHI, ROSTER
from tests.chat_room import ChatRoom, chat_room
from tests.hostile.pictures import good

PHOTO = good("JPEG")
WILD = "<script>alert(1)</script>'; DROP TABLE inbox; --"


async def still_works(chat: ChatRoom) -> None:
    """Two others talk as if nothing were."""
    jin, luo = await chat.opens("金小满"), await chat.opens("罗青")
    said = await jin.says(QINGSHI, "还在吗")
    assert (await luo.sees("message", id=said))["text"] == "还在吗"


async def status_of(chat: ChatRoom, path: str) -> bytes:
    """What a path is answered with that no client would send as it stands."""
    reader, writer = await asyncio.open_connection("127.0.0.1", chat.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{chat.port}\r\nConnection: close\r\n\r\n".encode())
    status = (await reader.readline()).split()[1]
    writer.close()
    await writer.wait_closed()
    return status


def test_a_flood_is_cut_off_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao = await chat.opens("郝大川")
            for number in range(200):
                await hao.asks("say", room="nowhere", text=f"秘密{number}")
            assert await hao.is_closed() == (1008, "发得太快了，请歇一会儿再发。")
            await still_works(chat)

    asyncio.run(story())
    told = capsys.readouterr().out
    assert "tab cut off" in told and "秘密" not in told and ID["郝大川"] not in told


def test_who_does_not_read_is_dropped_and_nobody_waits_for_him(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "QUEUE", 20)  # so that it does not take as long until it is full

    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            jin = await chat.opens("金小满")
            reader, writer = await asyncio.open_connection("127.0.0.1", chat.port, limit=2**16)
            writer.write(
                f"GET /chat/live?as={ID['郝大川']} HTTP/1.1\r\nHost: 127.0.0.1:{chat.port}\r\nOrigin: {chat.origin}\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            assert b" 101 " in await reader.readline()
            said = Message("m", QINGSHI, ID["罗青"], "罗青", chat.clock(), Kind.TEXT, "好" * 9_000)
            for number in range(2000):
                for onlooker in chat.transport.onlookers:
                    onlooker(replace(said, id=f"m{number}"), "")
                await jin.sees("message", id=f"m{number}")
                if len(chat.hub.tabs) == 1:
                    break
            assert {tab.person for tab in chat.hub.tabs} == {ID["金小满"]}
            writer.close()
            await still_works(chat)

    asyncio.run(story())


def test_a_tab_that_has_too_much_waiting_is_told_why_it_ends() -> None:
    tab = hubs.Tab("id")
    for _ in range(hubs.QUEUE + 1):
        tab.offer("{}")
    assert tab.over.is_set() and tab.why == (1013, "网页跟不上消息，请刷新。")


def test_too_fast_is_said_before_it_is_a_flood(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao = await chat.opens("郝大川")
            for _ in range(45):
                await hao.asks("hello")
            assert (await hao.sees("refused"))["why"] == "发得太快了，请歇一会儿再发。"
            await still_works(chat)

    asyncio.run(story())


def test_bad_frames_are_answered_with_a_sentence_and_the_line_stands(tmp_path: Path) -> None:
    bad = (
        "",
        "null",
        "[]",
        "{",
        "[" * 5_000,
        '{"do": 7}',
        '{"do": "drop table"}',
        '{"do": "__class__"}',
        '{"do": "say", "room": {"$ne": 1}, "text": "x"}',
        '{"do": "say", "room": "bot", "text": ["x"]}',
        json.dumps({"do": "say", "room": "bot", "text": "x" * 10_001}),
        '{"do": "say", "room": "bot", "text": " \\n "}',
        json.dumps({"do": "say", "room": QINGSHI, "text": "x", "mentions": ["x"] * 51}),
        json.dumps({"do": "say", "room": QINGSHI, "text": "x", "mentions": {"a": 1}}),
        '{"do": "earlier", "room": "bot", "before": "1.2"}',
        '{"do": "earlier", "room": "bot", "before": "9999999999999999999999.0.0.1"}',
        '{"do": "earlier", "room": "bot", "before": "0.0.0.99999999999999999999999"}',
        '{"do": "pin", "room": "bot", "latitude": 91, "longitude": 0}',
        '{"do": "pin", "room": "bot", "latitude": NaN, "longitude": 0}',
        '{"do": "recall", "id": "\' OR 1=1 --"}',
    )

    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao = await chat.opens("郝大川")
            for frame in bad:
                await hao.socket.send_str(frame)
                assert (await hao.sees("refused"))["why"], frame[:80]
            await hao.socket.send_bytes(b"\x00\xff")
            assert (await hao.sees("refused"))["why"]
            await hao.asks("hello", seen={QINGSHI: "yesterday", "x": 10**30, "y": [1]})
            assert (await hao.sees("hello"))["rooms"]
            await hao.says(QINGSHI, f"\ud83d 半个表情 \x00 {WILD}")
            assert (await chat.look(lambda work: work.inbox.all()))[-1].message.text.endswith(WILD)

    asyncio.run(story())


def test_a_huge_frame_ends_the_line(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao = await chat.opens("郝大川")
            await hao.asks("say", room=QINGSHI, text="x" * 200_000)
            assert (await hao.is_closed())[0] == 1009
            await still_works(chat)

    asyncio.run(story())


def test_more_tabs_than_the_house_holds_are_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            await chat.opens("郝大川")
            monkeypatch.setattr("bot.chat.lines.MOST_TABS", 1)
            with pytest.raises(WSServerHandshakeError) as refused:
                await chat.opens("金小满")
            assert refused.value.status == 503

    asyncio.run(story())


def test_files_of_a_wrong_kind_are_refused_with_a_sentence_and_leave_nothing(tmp_path: Path) -> None:
    wrong = (
        ("病毒.exe", b"MZ\x90", 415),
        ("page.html", b"<script>", 415),
        ("page.svg", b"<svg onload=alert(1)>", 415),
        ("无后缀", PHOTO, 415),
        ("现场.jpg", b"<script>alert(1)</script>", 415),
        ("现场.jpg", b"MZ\x90\x00", 415),
        ("现场.mp4", PHOTO, 415),
        ("日报.docx", b"%PDF-1.7", 415),
        ("清单.csv", b"\x7fELF\x00\x00", 415),
        ("现场.jpg", b"", 400),
        ("", PHOTO, 415),
        ("..", PHOTO, 415),
        ("a." + "j" * 300, PHOTO, 415),
    )

    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            for name, data, status in wrong:
                got, answer = await chat.sends("郝大川", QINGSHI, name, data)
                assert (got, bool(answer["why"])) == (status, True), (name, answer)
            assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
            await still_works(chat)

    asyncio.run(story())


def test_a_file_that_is_too_big_is_refused_told_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1 << 20)

    async def untold() -> AsyncIterator[bytes]:
        yield PHOTO
        for _ in range(32):
            yield bytes(1 << 16)

    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            for data in (BytesIO(PHOTO + bytes(1 << 20)), untold()):
                status, answer = await chat.sends("郝大川", QINGSHI, "现场.jpg", data)
                assert (status, answer["why"]) == (413, "文件太大，最多 100 MB。")
            assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
            await still_works(chat)

    asyncio.run(story())


def test_an_upload_that_never_ends_or_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_SECONDS", 0.3)

    async def endless() -> AsyncIterator[bytes]:
        yield PHOTO
        await asyncio.Event().wait()

    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            assert await chat.sends("郝大川", QINGSHI, "现场.jpg", endless()) == (408, {"why": uploads.TOO_LONG})
            _, writer = await asyncio.open_connection("127.0.0.1", chat.port)
            path = f"/chat/files?as={ID['郝大川']}&room={QINGSHI.replace('@', '%40')}&name=a.jpg"
            host = f"Host: 127.0.0.1:{chat.port}\r\nOrigin: {chat.origin}\r\nContent-Length: 9999"
            writer.write(f"POST {path} HTTP/1.1\r\n{host}\r\n\r\n".encode() + PHOTO)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            await still_works(chat)
        assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []

    asyncio.run(story())


def test_many_uploads_at_once_are_held_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            got = [(await chat.sends("郝大川", QINGSHI, "清单.txt", f"{n}".encode()))[0] for n in range(60)]
            assert got[0] == 200 and 429 in got
            await still_works(chat)

    asyncio.run(story())


def test_names_of_files_are_words_and_never_paths(tmp_path: Path) -> None:
    names = {
        "../../etc/passwd.txt": "passwd.txt",
        "..\\..\\windows\\a.txt": "a.txt",
        "/etc/shadow.txt": "shadow.txt",
        "a\x00\n\u202eb.txt": "a\ufffdb.txt",
        f"{WILD}.txt": "script>'; DROP TABLE inbox; --.txt",
        "长" * 300 + ".txt": "长" * 116 + ".txt",
    }

    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao = await chat.opens("金小满")
            for number, (name, shown) in enumerate(names.items()):
                status, answer = await chat.sends("郝大川", QINGSHI, name, f"{number}".encode())
                assert (status, (await hao.sees("message", kind="file"))["file"]) == (200, shown), answer
                _, body, headers = await chat.fetches("金小满", answer["id"])
                assert body == f"{number}".encode()
                assert (
                    headers["Content-Disposition"].startswith("attachment")
                    and "\n" not in headers["Content-Disposition"]
                )
                assert headers["Content-Type"] == "application/octet-stream"
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert "default-src 'none'" in headers["Content-Security-Policy"]

    asyncio.run(story())


def test_nothing_but_a_message_leads_to_a_file(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            _, sent = await chat.sends("郝大川", QINGSHI, "现场.jpg", PHOTO)
            await chat.settle()
            kept = (await chat.look(lambda work: work.inbox.all()))[-1]
            for wrong in (kept.sha256 or "", "../lanshao.db", "../../lanshao.db", "%2e%2e/lanshao.db", "", "%", "'"):
                assert (await chat.fetches("郝大川", wrong))[0] == 404, wrong
            for path in ("..%2f..%2f__init__.py", "..%2ftemplates/chat.html", "%2e%2e/%2e%2e/pages.py", "%00", ".."):
                assert await status_of(chat, f"/chat/static/{path}") in (b"403", b"404"), path
            assert (await chat.fetches("郝大川", sent["id"]))[0] == 200
            async with chat.client.get("/chat/files", params={"as": "nobody", "id": sent["id"]}) as response:
                assert response.status == 403

    asyncio.run(story())


def test_wild_names_on_the_roster_are_text_on_the_page(tmp_path: Path) -> None:
    wild = Person('"><img src=x>&', WILD, Role.DISPATCHER, alias={QINGSHI: WILD})
    roster = replace(ROSTER, people=(*ROSTER.people, wild))

    async def story() -> None:
        async with chat_room(tmp_path, roster) as chat:
            for query in ({}, {"as": wild.id}):
                async with chat.client.get("/chat/", params=query) as response:
                    page = await response.text()
                    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
                assert "&lt;script&gt;alert(1)" in page and "<img" not in page.replace('<img alt="">', "")
                assert "<script>" not in page and "alert(1)</script>" not in page
            tab = await chat.opens("郝大川")
            await tab.asks("hello")
            members = (await tab.sees("hello"))["rooms"][1]["members"]
            assert members[-1] == {"id": wild.id, "name": WILD, "known": WILD}

    asyncio.run(story())
