"""The Wechaty transport against answers and events made to hold it up or lead it astray."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.transports.wechaty_rooms import MOST_CHANGES
from domain.messages import Kind
from tests.cast import QINGSHI
from tests.gateway.gathering import connected, until
from tests.gateway.played_gateway import Answer, field_of, fields, playing

HERE = "127.0.0.1"
MOST_HELD = 0.5  # s of CPU between two turns of the event loop
JOINED, LEFT = 19, 20


@dataclass
class Watch:
    """The longest that the event loop was held, in seconds of CPU of its thread."""

    held: float = 0.0

    async def look(self) -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(0.01)
            self.held = max(self.held, time.thread_time() - began)


@asynccontextmanager
async def watching() -> AsyncIterator[Watch]:
    watch = Watch()
    looking = asyncio.create_task(watch.look())
    try:
        yield watch
    finally:
        looking.cancel()


def saying(*, called: str = "", tail: bytes = b"") -> Answer:
    """Whatever is asked for is a text of 郝大川 in his room; the payload calls itself `called`."""

    async def answer(asked: bytes) -> list[bytes]:
        own = called or field_of(asked, 1).decode()
        said = (1, own), (3, "x"), (4, 1_605_268_799_999), (5, 7), (6, "id-hao"), (7, QINGSHI)
        return [fields(*said) + tail]

    return answer


def test_a_payload_with_150_000_mentions_does_not_hold_the_loop() -> None:
    answer = saying(tail=fields((9, "")) * 150_000)

    async def chat() -> float:
        async with (
            playing(MessagePayload=answer) as (played, port),
            connected(HERE, port, "t") as (_, heard),
            watching() as watch,
        ):
            played.announce("m-1")
            assert (await heard.of("m-1")).message.mentions == ()
            return watch.held

    assert asyncio.run(chat()) <= MOST_HELD


@pytest.mark.parametrize(("event", "key"), [(JOINED, "inviteeIdList"), (LEFT, "removeeIdList")])
def test_an_event_that_names_a_hundred_thousand_people_holds_up_nobody(event: int, key: str) -> None:
    told = json.dumps({"roomId": QINGSHI, key: [f"wxid_{n}" for n in range(100_000)], "timestamp": 1_605_268_799})

    async def chat() -> float:
        async with (
            playing(MessagePayload=saying()) as (played, port),
            connected(HERE, port, "t") as (_, heard),
            watching() as watch,
        ):
            played.babble(fields((1, event), (2, told)))
            played.announce("m-1")
            await heard.of("m-1")
            assert sum(message.kind is Kind.SYSTEM for message in heard.messages) == MOST_CHANGES
            return watch.held

    assert asyncio.run(chat()) <= 2 * MOST_HELD


def test_a_payload_that_goes_by_another_id_is_the_one_that_was_asked_for_and_nothing_waits_for_ever() -> None:
    async def chat() -> None:
        async with (
            playing(MessagePayload=saying(called="m-other")) as (played, port),
            connected(HERE, port, "t") as (transport, heard),
        ):
            played.announce("m-1")
            await heard.of("m-1")
            await until(lambda: transport.waiting_since() is None)

    asyncio.run(chat())


def test_events_nested_without_end_of_wrong_types_or_of_mad_times_are_passed_over() -> None:
    bodies = [
        "[" * 100_000,
        '{"messageId":' * 50_000,
        '{"messageId":""}',
        '{"messageId":{}}',
        '{"messageId":1e400}',
        f'{{"messageId":{"9" * 5_000}}}',
        '{"roomId":"r","inviteeIdList":"abc","removeeIdList":"abc"}',
        '{"roomId":"r","inviteeIdList":["w"],"removeeIdList":["w"],"timestamp":NaN}',
        '{"roomId":"r","inviteeIdList":["w"],"removeeIdList":["w"],"timestamp":1e400}',
        '{"status":[],"qrcode":"x"}',
        '{"payloadType":[],"payloadId":{}}',
        '{"friendshipId":null}',
    ]

    async def chat() -> None:
        async with playing(MessagePayload=saying()) as (played, port), connected(HERE, port, "t") as (_, heard):
            for number in (2, 16, 17, 19, 20, 22, 27):
                for body in bodies:
                    played.babble(fields((1, number), (2, body)))
            played.announce("m-1")
            await heard.of("m-1")
            assert [message.id for message in heard.messages] == ["m-1"]
            assert (heard.lost_ids, heard.aways) == ([], [])

    asyncio.run(chat())
