"""What was said before in the local chat: from the database, once, in order, and only for who may see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.executor import Unit
from bot.transports import Arrival, Parcel
from domain.messages import BOT, Kind, Message
from domain.posts import Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, ID, QINGSHI, ROSTER
from tests.chat_room import ChatRoom, Tab, chat_room
from tests.hostile.pictures import good

PHOTO = good("JPEG")


async def page(tab: Tab, room: str, before: str = "") -> tuple[list[dict[str, Any]], str]:
    await tab.asks("earlier", room=room, before=before)
    told = await tab.sees("page", room=room)
    return told["messages"], told["before"]


async def owes(chat: ChatRoom, **post: Any) -> None:
    """The bot says something by itself."""
    once = Once("anfang-2020", "test", post.get("text", "")[:20] or "file", "2020-10-21", 0, 0)

    def owe(work: UnitOfWork) -> bool:
        return work.outbox.owe(
            Post(once, PostKind.ANSWER, **{"room": None, "contact": None, "text": "", "about": frozenset(), **post})
        )

    assert await chat.app.executor.run(Unit("test", chat.clock(), owe))
    await chat.settle()


def test_after_a_restart_everything_stands_as_it_was_seen_live(tmp_path: Path) -> None:
    live: list[dict[str, Any]] = []

    async def before() -> None:
        async with chat_room(tmp_path) as chat:
            hao, jin = await chat.opens("郝大川"), await chat.opens("金小满")
            await chat.sends("郝大川", QINGSHI, "现场.jpg", PHOTO)
            live.append(await jin.sees("message"))
            said = await hao.says(QINGSHI, "@蓝哨 进度", mentions=[BOT])
            live.append(await jin.sees("message"))
            await chat.settle()
            live.append(await jin.sees("message", sender=BOT))
            await hao.says(QINGSHI, "知道了", quote=live[-1]["id"])
            live.append(await jin.sees("message"))
            wrong = await hao.says(QINGSHI, "发错了")
            live.append(await jin.sees("message"))
            await hao.asks("recall", id=wrong)
            assert (await jin.sees("recalled"))["id"] == wrong != said
            await chat.settle()

    async def after() -> None:
        async with chat_room(tmp_path, start="09:01") as chat:
            seen, more = await page(await chat.opens("金小满"), QINGSHI)
            assert more == ""
            *stood, recalled = live
            assert [{**one, "is": "message"} for one in seen[:-1]] == [
                {**one, **({"size": len(PHOTO)} if "file" in one else {})} for one in stood
            ]
            assert (seen[-1]["id"], seen[-1]["recalled"], seen[-1]["text"]) == (recalled["id"], True, "")
            assert (await chat.fetches("金小满", live[0]["id"]))[:2] == (200, PHOTO)
            assert (await chat.fetches("金小满", live[0]["id"], Range="bytes=2-5"))[:2] == (206, PHOTO[2:6])

    asyncio.run(before())
    asyncio.run(after())


def test_pages_hold_each_message_once_whatever_the_second_in_which_it_was_said(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            tab, said = await chat.opens("罗青"), []
            for number in range(95):
                message = Message(
                    f"m{number}", QINGSHI, ID["郝大川"], "郝大川", chat.clock(), Kind.TEXT, f"第{number}句"
                )
                await chat.transport.bring(Arrival(message, b"{}"))
                said.append(f"第{number}句")
                if number % 30 == 29:
                    await owes(chat, room=QINGSHI, text=f"播报{number}")
                    chat.later(1)
            found: list[str] = []
            before, pages = "", 0
            while True:
                bubbles, before = await page(tab, QINGSHI, before)
                found[:0] = [bubble["text"] for bubble in bubbles]
                pages += 1
                if not before:
                    break
            assert pages == 3
            assert [text for text in found if text.startswith("第")] == said
            assert [found.index(f"播报{number}") for number in (29, 59, 89)] == [30, 61, 92]

    asyncio.run(story())


def test_a_long_post_and_its_file_are_bubbles_of_their_own(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, fan = await chat.opens("郝大川"), await chat.opens("范舟")
            stored = chat.desk.media.put([good("PNG")])
            await owes(chat, room=QINGSHI, text="一句话。" * 400, media=(stored.sha256,), file_names=("统计图.png",))
            live = [await hao.sees("message") for _ in range(4)]
            assert [bubble["kind"] for bubble in live] == ["text", "text", "text", "image"]
            seen, _ = await page(hao, QINGSHI)
            assert [{"is": "message", **bubble} for bubble in seen] == live
            picture = live[-1]["id"]
            status, body, headers = await chat.fetches("郝大川", picture)
            assert (status, body, headers["Content-Type"]) == (200, good("PNG"), "image/png")
            assert (await chat.fetches("范舟", picture))[0] == 404
            assert (await page(fan, BAIHE))[0] == []

    asyncio.run(story())


def test_a_private_line_is_seen_by_its_person_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, jin = await chat.opens("郝大川"), await chat.opens("金小满")
            stored = chat.desk.media.put([b"PK\x03\x04 a paper"])
            await hao.says("bot", "进度")
            await owes(chat, contact=ID["郝大川"], media=(stored.sha256,), file_names=("日报.docx",))
            told = [await hao.sees("message", room="bot", sender=BOT) for _ in range(2)]
            status, _, headers = await chat.fetches("郝大川", told[-1]["id"])
            assert (status, "attachment" in headers["Content-Disposition"]) == (200, True)
            assert (await chat.fetches("金小满", told[-1]["id"]))[0] == 404
            assert (await page(jin, "bot"))[0] == []
            await jin.asks("hello")
            assert (await jin.sees("hello"))["rooms"][0]["last"] == []

    asyncio.run(story())


def test_what_came_since_one_looked_is_counted(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, jin = await chat.opens("郝大川"), await chat.opens("金小满")
            await hao.says(QINGSHI, "早")
            at = (await jin.sees("message"))["at"]
            chat.later(5)
            await hao.says(QINGSHI, "@蓝哨 进度", mentions=[BOT])
            await jin.says(QINGSHI, "自己说的不算")
            await chat.settle()
            await jin.asks("hello", seen={QINGSHI: at})
            rooms = (await jin.sees("hello"))["rooms"]
            assert [(room["key"], room["unread"]) for room in rooms] == [("bot", 0), (QINGSHI, 2)]

    asyncio.run(story())


def test_a_file_that_another_part_brings_is_waited_for(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, come = await chat.opens("郝大川"), asyncio.Event()

            async def chunks() -> AsyncIterator[bytes]:
                await come.wait()
                yield PHOTO

            message = Message("m1", QINGSHI, ID["金小满"], "小满", chat.clock(), Kind.IMAGE)
            await chat.transport.bring(Arrival(message, b"{}", chunks))
            await hao.sees("message", id="m1", name="小满")
            fetching = asyncio.create_task(chat.fetches("郝大川", "m1"))
            assert (await chat.fetches("范舟", "m1"))[0] == 404, "whoever may not see it does not even wait"
            come.set()
            assert (await fetching)[:2] == (200, PHOTO)

    asyncio.run(story())


def test_when_another_roster_comes_into_force_the_pages_ask_for_their_rooms_anew(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao = await chat.opens("郝大川")
            people = tuple(one if one.name != "郝大川" else replace(one, group="baihe") for one in ROSTER.people)
            scene = chat.app.in_force.scene
            chat.app.in_force.scene = replace(scene, roster=replace(ROSTER, people=people))
            await chat.transport.send(Parcel(BAIHE, None, "各位早"))
            await hao.sees("roster")
            assert (await hao.sees("message"))["text"] == "各位早"
            await hao.asks("hello")
            assert [room["key"] for room in (await hao.sees("hello"))["rooms"]] == ["bot", BAIHE]

    asyncio.run(story())
