"""People in several tabs and the bot talk in the local chat."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from domain.messages import BOT
from tests.cast import ID, QINGSHI
from tests.chat_room import chat_room
from tests.hostile.pictures import good

PHOTO = good("JPEG")


def test_two_people_in_two_tabs_see_each_other_and_the_bot_live(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, jin, du = await chat.opens("郝大川"), await chat.opens("金小满"), await chat.opens("杜衡")
            said = await hao.says(QINGSHI, "@蓝哨 进度", mentions=[BOT])
            seen = await jin.sees("message", id=said)
            assert (seen["room"], seen["sender"], seen["text"]) == (QINGSHI, ID["郝大川"], "@蓝哨 进度")
            await chat.settle()
            answer = await jin.sees("message", sender=BOT)
            assert "0" in answer["text"] and await hao.sees("message", id=answer["id"]) == answer
            await du.asks("hello")
            assert (await du.sees("hello"))["me"]["name"] == "杜衡", "somebody of another group has seen nothing of it"

    asyncio.run(story())


def test_a_photo_and_words_said_in_the_browser_become_a_visit(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, jin = await chat.opens("郝大川"), await chat.opens("金小满")
            status, answer = await chat.sends("郝大川", QINGSHI, "现场.jpg", PHOTO)
            assert (status, (await jin.sees("message", kind="image"))["id"]) == (200, answer["id"])
            chat.later(20)
            await hao.says(QINGSHI, "东泉区宏图砖厂，未发现问题")
            await chat.settle()
            visit, *others = await chat.look(lambda work: work.visits.all())
            assert ("宏图砖厂" in visit.place, others) == (True, [])
            assert (await chat.fetches("金小满", answer["id"]))[:2] == (200, PHOTO)

    asyncio.run(story())


def test_ones_own_is_taken_back_within_two_minutes_of_the_chats_clock_or_of_ones_own(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, jin = await chat.opens("郝大川"), await chat.opens("金小满")
            first, second, third = [await hao.says(QINGSHI, text) for text in ("一", "二", "三")]
            assert "不能撤回" in await jin.is_refused("recall", id=first), "somebody else's"
            chat.later(120)
            for said in (first, second):
                await hao.asks("recall", id=said)
                assert (await jin.sees("recalled"))["id"] == said
                chat.later(1)
                assert "不能撤回" in await hao.is_refused("recall", id=said), "taken back already"
            chat.hub.steady = lambda: time.monotonic() + 121
            assert "超过两分钟" in await hao.is_refused("recall", id=third)
            kept = {one.message.text: one.recalled for one in await chat.look(lambda work: work.inbox.all())}
            assert [kept[text] for text in ("一", "二", "三")] == [True, True, False]

    asyncio.run(story())
