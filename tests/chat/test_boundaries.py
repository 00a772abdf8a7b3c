"""Who may see and say what in the local chat, and what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.chat_room import chat_room
from tests.hostile.pictures import good

PHOTO = good("JPEG")


def test_people_see_the_rooms_in_which_they_sit_and_their_private_line(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            seen = {}
            for name in ("郝大川", "罗青", "齐正", "葛教授"):
                tab = await chat.opens(name)
                await tab.asks("hello")
                seen[name] = [room["title"] for room in (await tab.sees("hello"))["rooms"]]
            assert seen == {
                "郝大川": ["蓝哨", "驻青石市暗访核查工作群"],
                "罗青": ["蓝哨", "驻青石市暗访核查工作群", "暗访核查指挥调度群"],
                "齐正": [
                    "蓝哨",
                    "驻青石市暗访核查工作群",
                    "驻白河市暗访核查工作群",
                    "暗访核查指挥调度群",
                    "专家咨询群",
                    "青石属地对接群",
                ],
                "葛教授": ["蓝哨", "专家咨询群"],
            }

    asyncio.run(story())


def test_another_groups_room_is_not_there_whatever_is_asked_of_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            hao, du = await chat.opens("郝大川"), await chat.opens("杜衡")
            words = await du.says(BAIHE, "南关区的事")
            _, photo = await chat.sends("杜衡", BAIHE, "现场.jpg", PHOTO)
            not_there = await hao.is_refused("earlier", room="room-nowhere@chatroom")
            assert await hao.is_refused("earlier", room=BAIHE) == not_there
            assert await hao.is_refused("say", room=BAIHE, text="我来了") == not_there
            assert await hao.is_refused("say", room=COMMAND, text="我来了") == not_there
            assert "不在这个群" in await hao.is_refused("say", room=QINGSHI, text="看", quote=words)
            assert "不能撤回" in await hao.is_refused("recall", id=words)
            assert "不在这个群" in await hao.is_refused("say", room=QINGSHI, text="看", mentions=[ID["杜衡"]])
            assert (await chat.sends("郝大川", BAIHE, "现场.jpg", PHOTO))[0] == 403
            status, body, _ = await chat.fetches("郝大川", photo["id"])
            assert (status, body) == (await chat.fetches("郝大川", "no-such-message"))[:2]
            assert status == 404

    asyncio.run(story())


def test_another_page_or_host_can_neither_speak_nor_listen_here(tmp_path: Path) -> None:
    async def story() -> None:
        async with chat_room(tmp_path) as chat:
            there = "/chat/live?as=" + ID["郝大川"]
            upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
            for origin in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
                async with chat.client.get(there, headers={**upgrade, **origin}) as response:
                    assert response.status == 403, origin
                async with chat.client.post("/chat/files", params={"as": ID["郝大川"]}, headers=origin) as response:
                    assert response.status == 403, origin
            async with chat.client.get("/chat/", headers={"Host": "evil.example"}) as response:
                assert (response.status, "127.0.0.1" in await response.text()) == (403, True)

    asyncio.run(story())
