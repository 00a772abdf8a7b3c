"""A gateway played inside the test: it answers with bytes written by hand, so that it can be as odd as any real one.

The protobuf wire format is spelled out here on purpose: were the transport's own field numbers wrong, a
played gateway made from the same definitions would never tell.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from grpclib.const import Cardinality, Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server

from tests.gateway.node_gateway import BOT, free_port

Value = bytes | str | int
# As in the gateways of today: no MessageFileStream, MessageImageStream, MessageSendFileStream.
UNARY = (
    *("Start", "Stop", "Ding", "MessagePayload", "MessageFile", "MessageImage", "MessageLocation"),
    *("MessageSendText", "MessageSendFile", "ContactPayload", "RoomMemberPayload", "RoomPayload", "RoomMemberList"),
    *("FriendshipPayload", "FriendshipAccept"),
)
STREAMS = ("Event", "Download")


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def fields(*numbered: tuple[int, Value]) -> bytes:
    """A protobuf message of these fields, texts in UTF-8 and bytes as they are."""
    out = b""
    for number, value in numbered:
        if isinstance(value, int):
            out += _varint(number << 3) + _varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            out += _varint(number << 3 | 2) + _varint(len(data)) + data
    return out


def parsed(message: bytes) -> dict[int, list[Value]]:
    """All fields of a protobuf message, by number."""
    found: dict[int, list[Value]] = {}
    at = 0

    def varint() -> int:
        nonlocal at
        number = shift = 0
        while True:
            byte = message[at]
            at, number, shift = at + 1, number | (byte & 0x7F) << shift, shift + 7
            if byte < 0x80:
                return number

    while at < len(message):
        tag = varint()
        value: Value = varint()
        if tag & 7 == 2:
            size = int(value)
            value, at = message[at : at + size], at + size
        found.setdefault(tag >> 3, []).append(value)
    return found


def field_of(message: bytes, number: int) -> bytes:
    """The first field of that number, if it comes among leading fields of bytes shorter than 128."""
    while message:
        tag, size = message[0], message[1]
        if tag == number << 3 | 2:
            return message[2 : 2 + size]
        message = message[2 + size :]
    return b""


class Raw:
    """A message left as the bytes on the wire."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def SerializeToString(self) -> bytes:
        return self.data

    @classmethod
    def FromString(cls, data: bytes) -> Raw:
        return cls(data)


Answer = Callable[[bytes], Awaitable[list[bytes]]]


class PlayedGateway:
    """`answers` maps a call's name to what it gives; calls not in it give an empty message."""

    def __init__(self, answers: Mapping[str, Answer], account: str = BOT) -> None:
        self.calls: list[str] = []
        self._answers = answers
        self.answers_dings = True
        self._events: asyncio.Queue[bytes] = asyncio.Queue()
        self._event(1, {"data": "heartbeat"})
        if account:
            self._event(25, {"contactId": account})

    def _event(self, number: int, body: Mapping[str, Any]) -> None:
        self._events.put_nowait(fields((1, number), (2, json.dumps(body))))

    def announce(self, message_id: str) -> None:
        self._event(2, {"messageId": message_id})

    def log_in(self) -> None:
        """Say again who is logged in, as gateways do on every new connection."""
        self._event(25, {"contactId": BOT})

    def babble(self, data: bytes) -> None:
        """Send an event that is just these bytes."""
        self._events.put_nowait(data)

    def __mapping__(self) -> dict[str, Handler]:
        return {
            **{f"/wechaty.Puppet/{name}": self._handler(name, Cardinality.UNARY_UNARY) for name in UNARY},
            **{f"/wechaty.Puppet/{name}": self._handler(name, Cardinality.UNARY_STREAM) for name in STREAMS},
            "/wechaty.Puppet/Upload": Handler(self._upload, Cardinality.STREAM_UNARY, Raw, Raw),
        }

    async def _upload(self, stream: Any) -> None:
        self.calls.append("Upload")
        data = b"".join([chunk.data async for chunk in stream])
        answer = self._answers.get("Upload")
        if answer is None:
            raise GRPCError(Status.UNIMPLEMENTED)
        for told in await answer(data):
            await stream.send_message(Raw(told))

    def _handler(self, name: str, cardinality: Cardinality) -> Handler:
        async def handle(stream: Any) -> None:
            asked = await stream.recv_message()
            self.calls.append(name)
            if name == "Ding" and self.answers_dings:
                self._event(3, {"data": "dong"})
            if name == "Event" and name not in self._answers:
                while True:
                    await stream.send_message(Raw(await self._events.get()))
            answer = self._answers.get(name)
            for data in await answer(asked.data) if answer else [b""]:
                await stream.send_message(Raw(data))

        return Handler(handle, cardinality, Raw, Raw)


@asynccontextmanager
async def playing(account: str = BOT, /, **answers: Answer) -> AsyncIterator[tuple[PlayedGateway, int]]:
    """The played gateway and its port on 127.0.0.1; with no `account`, nobody has logged in."""
    played, port = PlayedGateway(answers, account), free_port()
    server = Server([played])
    await server.start("127.0.0.1", port)
    try:
        yield played, port
    finally:
        server.close()
        await server.wait_closed()
