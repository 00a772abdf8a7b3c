"""Who is in a room and what it is called, kept true by what the gateway tells; changes come as SYSTEM messages."""

from __future__ import annotations

import asyncio

import pytest

from domain.messages import BOT as THE_BOT
from domain.messages import RoomChange
from tests.cast import BAIHE, ID, QINGSHI
from tests.gateway.gathering import connected, until
from tests.gateway.node_gateway import BOT, STRANGER, NodeGateway

pytestmark = pytest.mark.gateway


def test_joins_leaves_and_a_new_topic_are_told_once_with_whom_they_concern(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (transport, heard):
            before = await transport.room(QINGSHI)
            assert STRANGER in before.members
            gateway.order("leave", room=QINGSHI, who=STRANGER, by=ID["温岚"])
            await until(lambda: len(heard.changes(QINGSHI)) == 1)
            gateway.order("join", room=QINGSHI, who=STRANGER, by=ID["郝大川"])
            gateway.order("topic", room=QINGSHI, text="另一个名字", by=ID["郝大川"])
            gateway.order("leave", room=QINGSHI, who=BOT, by=ID["郝大川"])
            await until(lambda: len(heard.changes(QINGSHI)) == 4)
            await asyncio.sleep(0.5)  # looking again finds the same and must not tell it again
            assert heard.changes(QINGSHI) == [
                (RoomChange.LEFT, STRANGER, ("路人",)),
                (RoomChange.JOINED, STRANGER, ("路人",)),
                (RoomChange.TOPIC, None, (before.topic, "另一个名字")),
                (RoomChange.LEFT, THE_BOT, ("蓝哨",)),
            ]
            assert heard.messages[1].sender == ID["郝大川"]
            assert (await transport.room(QINGSHI)).topic == "另一个名字"

    asyncio.run(chat())


def test_a_departure_that_no_event_tells_is_found_by_looking(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (transport, heard):
            assert QINGSHI in await transport.rooms()
            assert STRANGER in (await transport.room(BAIHE)).members
            gateway.order("steal", room=BAIHE, who=STRANGER)
            await until(lambda: bool(heard.changes(BAIHE)))
            assert heard.changes(BAIHE) == [(RoomChange.LEFT, STRANGER, ("路人",))]
            assert STRANGER not in (await transport.room(BAIHE)).members

    asyncio.run(chat())


def test_a_new_alias_is_used_from_the_next_message_on_and_told(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            first = await heard.of(gateway.say("潘越", "一"))
            gateway.order("rename", room=QINGSHI, who=ID["潘越"], text="温岚")
            await asyncio.sleep(0.2)
            second = await heard.of(gateway.say("潘越", "二"))
            assert (first.message.sender_name, second.message.sender_name) == ("潘越", "温岚")
            await until(lambda: bool(heard.changes(QINGSHI)))
            assert heard.changes(QINGSHI) == [(RoomChange.RENAMED, ID["潘越"], ("潘越", "温岚"))]

    asyncio.run(chat())
