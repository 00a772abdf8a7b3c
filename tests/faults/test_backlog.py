"""Bursts of 18 rooms with nine photos each, one a second: no id waits long for its payload to be pulled.

Ten of them, more than a gateway remembers, where LANSHAO_FAULTS is set; it takes ten seconds.
"""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict

from tests.gateway.gathering import connected, until
from tests.gateway.played_chat import NUMBERS
from tests.gateway.played_gateway import PlayedGateway, fields, parsed, playing

ROOMS, PHOTOS = 18, 9
BURSTS = 10 if "LANSHAO_FAULTS" in os.environ else 3
REMEMBERED = 1_000  # payloads, by a real gateway
PULL_SECONDS = 0.05
MOST_WAITING, LONGEST_WAIT = 250, 5.0  # ids, and seconds for 99 of 100


class Memory:
    """The gateway's payloads; an id whose payload has gone is remembered as missed."""

    def __init__(self) -> None:
        self.waiting: dict[str, float] = {}
        self.waits: list[float] = []
        self.most = 0
        self.missed: list[str] = []
        self._payloads: OrderedDict[str, bytes] = OrderedDict()

    def burst(self, gateway: PlayedGateway, number: int) -> None:
        """All rooms at the same moment."""
        for photo in range(PHOTOS):
            for room in range(ROOMS):
                message_id = f"m-{number}-{photo}-{room}"
                where = f"room-{room}@chatroom"
                at = 1_603_275_000_000 + number * 1000
                told = ((1, message_id), (4, at), (5, NUMBERS["Image"]), (6, "id-hao"), (7, where))
                self._payloads[message_id] = fields(*told)
                self.waiting[message_id] = asyncio.get_running_loop().time()
                gateway.announce(message_id)
        while len(self._payloads) > REMEMBERED:
            self._payloads.popitem(last=False)
        self.most = max(self.most, len(self.waiting))

    async def pull(self, asked: bytes) -> list[bytes]:
        message_id = bytes(parsed(asked)[1][0]).decode()  # type: ignore[arg-type]
        await asyncio.sleep(PULL_SECONDS)
        if (since := self.waiting.pop(message_id, None)) is not None:
            self.waits.append(asyncio.get_running_loop().time() - since)
        if message_id not in self._payloads:
            self.missed.append(message_id)
            return [b""]
        return [self._payloads[message_id]]


def test_no_payload_is_pulled_too_late_in_the_burst_of_a_large_campaign() -> None:
    memory = Memory()

    async def rush() -> list[str]:
        async with (
            playing(MessagePayload=memory.pull) as (gateway, port),
            connected("127.0.0.1", port, "t") as (_, got),
        ):
            for number in range(BURSTS):
                memory.burst(gateway, number)
                # The next burst comes a second later on the gateway's own clock: so long 20 rounds of pulls take.
                for _ in range(20):
                    await asyncio.sleep(PULL_SECONDS)
            await until(lambda: len(got.messages) == ROOMS * PHOTOS * BURSTS)
            return [message.id for message in got.messages if message.room == "room-3@chatroom"]

    of_one_room = asyncio.run(rush())
    assert memory.missed == []
    assert memory.most < MOST_WAITING
    assert sorted(memory.waits)[len(memory.waits) * 99 // 100] < LONGEST_WAIT
    assert of_one_room == [f"m-{number}-{photo}-3" for number in range(BURSTS) for photo in range(PHOTOS)]
