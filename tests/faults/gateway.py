"""A gateway in a process of its own with the bad habits of real ones; what is said and seen stands in its journal.

It speaks the wire format as `tests.gateway.played_gateway` spells it out. Orders come as lines of JSON on standard
input: `goal` (say the members' lines up to that one), `wish` (a line of that kind next), `scold` (refuse the next send
with 频繁), `vices`, `away` (seconds for which nobody is let in), `ask`.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grpclib.const import Cardinality, Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server

from tests.faults import fast_time
from tests.faults.chat import Chat
from tests.faults.journals import Journal
from tests.faults.members import lines
from tests.faults.vices import Vices, read_vices
from tests.gateway.node_gateway import BOT, free_port
from tests.gateway.played_gateway import Raw, field_of, fields

SETTING = "LANSHAO_FAULTS_GATEWAY"
LARGEST_FRAME = 4 * 2**20
MESSAGE, DONG, LOGIN, HEARTBEAT = 2, 3, 25, 1
FILES = ("MessageFile", "MessageImage", "Download")
UNARY = (
    *("Start", "Stop", "Ding", "MessagePayload", "MessageFile", "MessageImage", "MessageSendText", "MessageSendFile"),
    *("ContactPayload", "RoomMemberPayload", "RoomPayload", "RoomMemberList", "RoomList", "MessageLocation"),
)


class Gateway:
    """`chat` answers the calls; here is what may go wrong with the stream of events and with any call."""

    def __init__(self, chat: Chat, journal: Journal, vices: Vices, chance: random.Random) -> None:
        self.chat = chat
        self.vices = vices
        self.silent_until = self.away_until = 0.0
        self._journal = journal
        self._chance = chance
        self._stream: asyncio.Queue[bytes] | None = None
        self._streams = 0

    @property
    def has_stream(self) -> bool:
        return self._stream is not None

    @property
    def was_heard(self) -> bool:
        """Whether the bot ever listened; what was said before it began its life it cannot miss."""
        return self._streams > 0

    def emit(self, number: int, body: dict[str, Any]) -> bool:
        """One event; dropped when nobody listens: no gateway has a queue."""
        if self._stream is None or self.is_silent():
            return False
        self._stream.put_nowait(fields((1, number), (2, json.dumps(body))))
        return True

    def announce(self, message_id: str) -> bool:
        told = self.emit(MESSAGE, {"messageId": message_id})
        if told:
            self._journal.note("announced", id=message_id, stream=self._streams)
        return told

    def is_silent(self) -> bool:
        return _now() < self.silent_until

    def go_away(self, seconds: float) -> None:
        """The connection ends, and nobody is let in for so long."""
        self.away_until = _now() + seconds
        if self._stream is not None:
            self._stream.put_nowait(b"")

    def freeze(self, seconds: float) -> None:
        """Nothing comes and nothing is answered for so long, and the connection stands."""
        self.silent_until = _now() + seconds
        self._journal.note("frozen", seconds=seconds)

    def __mapping__(self) -> dict[str, Handler]:
        unary = {name: Handler(self._call(name), Cardinality.UNARY_UNARY, Raw, Raw) for name in UNARY}
        others = {
            "Event": Handler(self._event, Cardinality.UNARY_STREAM, Raw, Raw),
            "Download": Handler(self._call("Download"), Cardinality.UNARY_STREAM, Raw, Raw),
            "Upload": Handler(self._upload, Cardinality.STREAM_UNARY, Raw, Raw),
        }
        return {f"/wechaty.Puppet/{name}": handler for name, handler in {**unary, **others}.items()}

    async def _event(self, stream: Any) -> None:
        await stream.recv_message()
        await self._awake()
        if self._stream is not None:
            raise GRPCError(Status.ALREADY_EXISTS, "can not set twice")
        events = self._stream = asyncio.Queue()
        self._streams += 1
        self._journal.note("stream", number=self._streams)
        self.emit(HEARTBEAT, {"data": "heartbeat"})
        self.emit(LOGIN, {"contactId": BOT})
        if self._chance.random() < self.vices.repeat:
            self.chat.repeat_last(self)
        try:
            while data := await events.get():
                await stream.send_message(Raw(data))
        finally:
            self._stream = None
            self._journal.note("stream ended", number=self._streams)

    def _let_in(self) -> None:
        if _now() < self.away_until:
            raise GRPCError(Status.UNAVAILABLE, "away")

    async def _awake(self) -> None:
        """A frozen gateway answers when it thaws."""
        while self.is_silent():
            await asyncio.sleep(0.5)
        self._let_in()

    def _call(self, name: str) -> Callable[[Any], Any]:
        async def handle(stream: Any) -> None:
            asked = await stream.recv_message()
            await self._awake()
            if len(asked.data) > LARGEST_FRAME:
                raise GRPCError(Status.RESOURCE_EXHAUSTED, "Received message larger than max")
            if name == "Ding":
                self.emit(DONG, {"data": "dong"})
            try:
                for data in await self.chat.answer(name, asked.data, self):
                    if len(data) > LARGEST_FRAME:
                        raise GRPCError(Status.RESOURCE_EXHAUSTED, "Sent message larger than max")
                    await stream.send_message(Raw(data))
            except asyncio.CancelledError:  # the bot has hung up, or is dead
                if name in FILES:
                    self.chat.note_break(field_of(asked.data, 1).decode())
                raise

        return handle

    async def _upload(self, stream: Any) -> None:
        data = b"".join([chunk.data async for chunk in stream])
        await self._awake()
        for told in await self.chat.answer("Upload", data, self):
            await stream.send_message(Raw(told))


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _talk(gateway: Gateway, goal: list[int], chance: random.Random) -> None:
    """The members speak until the goal of the moment is reached, mostly when somebody listens."""
    while True:
        if gateway.chat.said >= goal[0] or not gateway.was_heard:
            await asyncio.sleep(0.2)
            continue
        await asyncio.sleep(chance.random() * 1.5)
        if not gateway.has_stream and chance.random() < 0.9:
            continue
        vices = gateway.vices
        if chance.random() < vices.freeze:
            gateway.freeze(vices.freeze_seconds)
        if chance.random() < vices.relogin:
            gateway.chat.log_in_again(gateway)
        gateway.chat.say_next(gateway)


async def _obey(gateway: Gateway, goal: list[int]) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        goal[0] = order.get("goal", goal[0])
        if order.get("wish"):
            gateway.chat.wish = order["wish"]
            goal[0] = max(goal[0], gateway.chat.said + 1)
        if "vices" in order:
            gateway.vices, gateway.silent_until = read_vices(order["vices"]), 0.0
        if "scold" in order:
            gateway.chat.scolds = 1
        if "away" in order:
            gateway.go_away(order["away"])
        if "ask" in order:
            print(json.dumps({"said": gateway.chat.said, "stream": gateway.has_stream}), flush=True)


async def _run() -> None:
    told = json.loads(os.environ[SETTING])
    clock, chance = fast_time.given(), random.Random(f"gateway {told['seed']}")
    journal = Journal(Path(told["journal"]), clock.now)
    chat = Chat(lines(told["seed"]), journal, clock.now, chance)
    gateway, goal, port = Gateway(chat, journal, read_vices(told["vices"]), chance), [0], free_port()
    server = Server([gateway])
    await server.start("127.0.0.1", port)
    print(json.dumps({"port": port}), flush=True)
    talking = asyncio.create_task(_talk(gateway, goal, chance))
    obeying = asyncio.create_task(_obey(gateway, goal))
    await asyncio.wait({talking, obeying}, return_when=asyncio.FIRST_COMPLETED)
    os._exit(0 if obeying.done() and not obeying.exception() else 1)


def serve() -> None:
    """Until nobody gives orders any more."""
    asyncio.run(_run())
