"""The Wechaty puppet protocol: the only module that knows `wechaty_grpc`, betterproto and grpclib calls.

`wechaty-grpc` 0.20 brings stubs of an older protocol than the gateways of today speak. What it lacks or
reads wrongly is added here by hand, by field number: Download, Upload, MessageLocation, the message id
in an answer to a send (field 2 now, a wrapped string in field 1 then), and texts as bytes, because a
gateway may hand over half an emoji, which is no UTF-8. See docs/decisions/0003-wechaty-grpc.md.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, TypeVar

import betterproto
from grpclib.client import Channel
from grpclib.config import Configuration
from grpclib.const import Cardinality, Status
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError
from wechaty_grpc.wechaty import PuppetStub
from wechaty_grpc.wechaty.puppet import MessageSendFileRequest, MessageSendTextRequest

from bot.transports.wechaty_numbers import EventType, FriendNews, Rendition, WireType

T = TypeVar("T")
LARGE_BYTES = 1 << 16  # of an answer: taking a larger one apart would hold up everything else

# What a call may raise besides GRPCError: deadline passed, connection lost or never had.
BROKEN = (OSError, StreamTerminatedError, ProtocolError)

__all__ = [
    "BROKEN",
    "Event",
    "EventType",
    "GRPCError",
    "Gateway",
    "Payload",
    "Place",
    "Rendition",
    "RoomTold",
    "Status",
    "WireType",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the gateway; `body` is JSON, '' if it is not even UTF-8."""

    type: int
    body: str


@dataclass(frozen=True, slots=True)
class Payload:
    """One message as the gateway tells it; `timestamp` in ms since 1970, 0 if unknown."""

    id: str
    type: int
    text: str
    file_name: str
    timestamp: int
    talker: str
    room: str
    listener: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A location pin: degrees, and its two labels."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class RoomTold:
    """A room: its name and the contact ids of its members."""

    topic: str
    members: frozenset[str]


@dataclass
class _Id(betterproto.Message):
    id: str = betterproto.string_field(1)


@dataclass
class _SendResponse(betterproto.Message):
    id: str = betterproto.string_field(2)


@dataclass
class _Chunk(betterproto.Message):
    chunk: bytes = betterproto.bytes_field(1)


@dataclass
class _EventRequest(betterproto.Message):
    pass


@dataclass
class _EventResponse(betterproto.Message):
    type: int = betterproto.int32_field(1)
    payload: bytes = betterproto.bytes_field(2)


@dataclass
class _PayloadResponse(betterproto.Message):
    id: str = betterproto.string_field(1)
    filename: bytes = betterproto.bytes_field(2)
    text: bytes = betterproto.bytes_field(3)
    timestamp: int = betterproto.uint64_field(4)
    type: int = betterproto.int32_field(5)
    talker_id: str = betterproto.string_field(6)
    room_id: str = betterproto.string_field(7)
    listener_id: str = betterproto.string_field(8)
    mention_ids: list[str] = betterproto.string_field(9)  # noqa: RUF009 (betterproto's way to declare a field)


@dataclass
class _Location(betterproto.Message):
    accuracy: float = betterproto.float_field(1)
    address: bytes = betterproto.bytes_field(2)
    latitude: float = betterproto.double_field(3)
    longitude: float = betterproto.double_field(4)
    name: bytes = betterproto.bytes_field(5)


@dataclass
class _LocationResponse(betterproto.Message):
    location: _Location = betterproto.message_field(1)  # noqa: RUF009


@dataclass
class _ImageRequest(betterproto.Message):
    id: str = betterproto.string_field(1)
    type: int = betterproto.int32_field(2)


@dataclass
class _FileBox(betterproto.Message):
    box: bytes = betterproto.bytes_field(1)


@dataclass
class _Room(betterproto.Message):
    topic: bytes = betterproto.bytes_field(2)
    member_ids: list[str] = betterproto.string_field(6)  # noqa: RUF009


class _Answer:
    """An answer as the bytes on the wire, to be taken apart by whoever asked."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @classmethod
    def FromString(cls, data: bytes) -> _Answer:
        return cls(data)


async def _payload_in(answer: _Answer) -> _PayloadResponse:
    """The payload in an answer; a large one, say with 100,000 people @-ed, is taken apart beside the event loop."""
    if len(answer.data) < LARGE_BYTES:
        return _PayloadResponse().parse(answer.data)
    return await asyncio.to_thread(_PayloadResponse().parse, answer.data)


def _text(data: bytes) -> str:
    """The text of bytes that should be UTF-8: half an emoji stays one, other wrong bytes become lone surrogates."""
    for errors in ("strict", "surrogatepass"):
        try:
            return data.decode("utf-8", errors)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "surrogateescape")


async def _alone(call: Coroutine[Any, Any, T]) -> T:
    """Run a call in its own task: grpclib cancels the calling task when the connection breaks, and the
    count of cancellations that it leaves behind would spoil every later time-out in that task."""
    try:
        return await asyncio.create_task(call)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise  # somebody wants us to end; otherwise only the call was cancelled
        raise ProtocolError("the call was cut off") from error
    except (AssertionError, ValueError) as error:  # so betterproto says that an answer was missing or unreadable
        raise ProtocolError(f"unreadable answer: {type(error).__name__}") from error


class _NewerCalls(betterproto.ServiceStub):
    """The calls that `wechaty-grpc` lacks or whose answers it misreads."""

    async def message_payload(self, message_id: str) -> _PayloadResponse:
        answer: Any = _Answer
        return await _payload_in(await self._unary_unary("/wechaty.Puppet/MessagePayload", _Id(id=message_id), answer))

    async def message_location(self, message_id: str) -> _LocationResponse:
        return await self._unary_unary("/wechaty.Puppet/MessageLocation", _Id(id=message_id), _LocationResponse)

    async def room(self, room: str) -> _Room:
        return await self._unary_unary("/wechaty.Puppet/RoomPayload", _Id(id=room), _Room)

    async def message_file(self, message_id: str) -> _FileBox:
        return await self._unary_unary("/wechaty.Puppet/MessageFile", _Id(id=message_id), _FileBox)

    async def message_image(self, message_id: str, rendition: Rendition) -> _FileBox:
        request = _ImageRequest(id=message_id, type=int(rendition))
        return await self._unary_unary("/wechaty.Puppet/MessageImage", request, _FileBox)

    async def send_text(self, request: Any) -> _SendResponse:
        return await self._unary_unary("/wechaty.Puppet/MessageSendText", request, _SendResponse)

    async def send_file(self, request: Any, timeout: float) -> _SendResponse:
        return await self._unary_unary("/wechaty.Puppet/MessageSendFile", request, _SendResponse, timeout=timeout)

    def event(self) -> AsyncIterator[_EventResponse]:
        return self._unary_stream("/wechaty.Puppet/Event", _EventRequest(), _EventResponse)

    def download(self, uuid: str, timeout: float) -> AsyncIterator[_Chunk]:
        return self._unary_stream("/wechaty.Puppet/Download", _Id(id=uuid), _Chunk, timeout=timeout)

    async def upload(self, chunks: AsyncIterable[bytes], timeout: float) -> _Id:
        async with self.channel.request(
            "/wechaty.Puppet/Upload",
            Cardinality.STREAM_UNARY,
            _Chunk,
            _Id,
            timeout=timeout,
            metadata=self.metadata,
        ) as stream:
            async for chunk in chunks:
                await stream.send_message(_Chunk(chunk=chunk))
            await stream.end()
            answer = await stream.recv_message()
        if answer is None:
            raise ProtocolError("the gateway gave no id for an upload")
        return answer


@dataclass
class Gateway:
    """One connection to a gateway. Every call has a deadline in seconds, except the stream of events.

    With `tls` the gateway must show a certificate that it trusts, for `server_name` ('': for the host).
    Calls raise GRPCError when the gateway says no and one of BROKEN when it cannot be heard.
    """

    host: str
    port: int
    token: str = field(repr=False)
    call_seconds: float
    file_seconds: float
    tls: ssl.SSLContext | None = None
    server_name: str = ""

    def __post_init__(self) -> None:
        if self.tls is not None:
            self.tls.set_alpn_protocols(["h2"])
        config = Configuration(ssl_target_name_override=self.server_name or None)
        self._channel = Channel(self.host, self.port, ssl=self.tls, config=config)
        metadata = {"authorization": f"Wechaty {self.token}"}
        self._old = PuppetStub(self._channel, metadata=metadata, timeout=self.call_seconds)
        self._old_files = PuppetStub(self._channel, metadata=metadata, timeout=self.file_seconds)
        self._newer = _NewerCalls(self._channel, metadata=metadata, timeout=self.call_seconds)
        self._newer_files = _NewerCalls(self._channel, metadata=metadata, timeout=self.file_seconds)
        self._open_ended = _NewerCalls(self._channel, metadata=metadata)

    def close(self) -> None:
        self._channel.close()

    async def events(self) -> AsyncGenerator[Event, None]:
        """All events until the gateway ends the stream. Run it in a task of its own (see `_alone`)."""
        async for event in self._open_ended.event():
            yield Event(event.type, _text(event.payload))

    async def start(self) -> None:
        """Let the account log in; nothing happens when it already is."""
        await _alone(self._old.start())

    async def stop(self) -> None:
        """End everybody's stream of events and log the account out. Only to take the gateway over."""
        await _alone(self._old.stop())

    async def ding(self) -> None:
        """Ask for a sign of life: a DONG among the events, if the gateway knows how."""
        await _alone(self._old.ding(data="lanshao"))

    async def message(self, message_id: str) -> Payload:
        told = await _alone(self._newer.message_payload(message_id))
        return Payload(
            id=message_id,  # whatever it calls itself, it is what was announced and asked for
            type=told.type,
            text=_text(told.text),
            file_name=_text(told.filename),
            timestamp=told.timestamp,
            talker=told.talker_id,
            room=told.room_id,
            listener=told.listener_id,
            mentions=tuple(told.mention_ids),
        )

    async def place(self, message_id: str) -> Place:
        told = (await _alone(self._newer.message_location(message_id))).location
        return Place(told.latitude, told.longitude, _text(told.name), _text(told.address))

    async def contact_name(self, contact: str) -> str:
        return str((await _alone(self._old.contact_payload(id=contact))).name)

    async def member_name(self, room: str, contact: str) -> str:
        """What the room calls somebody: the alias there, else the person's own name."""
        member = await _alone(self._old.room_member_payload(id=room, member_id=contact))
        return str(member.room_alias or member.name)

    async def asking_friend(self, request: str) -> str | None:
        """The contact id of who asks to be a friend; None where this is no request to be answered."""
        told = await _alone(self._old.friendship_payload(id=request))
        return str(told.contact_id) or None if told.type == FriendNews.ASKED else None

    async def accept_friend(self, request: str) -> None:
        await _alone(self._old.friendship_accept(id=request))

    async def rooms(self) -> tuple[str, ...]:
        """The ids of all rooms in which the account is."""
        return tuple((await _alone(self._old.room_list())).ids)

    async def room(self, room: str) -> RoomTold:
        told = await _alone(self._newer.room(room))
        try:
            members = (await _alone(self._old.room_member_list(id=room))).member_ids
        except GRPCError:
            members = told.member_ids  # some gateways tell them only here
        return RoomTold(_text(told.topic), frozenset(members))

    async def file_box(self, message_id: str, rendition: Rendition | None) -> bytes:
        """The JSON in which a gateway wraps a file: its bytes, or where they are. A picture has a `rendition`."""
        if rendition is None:
            call = self._newer_files.message_file(message_id)
        else:
            call = self._newer_files.message_image(message_id, rendition)
        return (await _alone(call)).box

    async def file_stream(self, message_id: str, rendition: Rendition | None) -> AsyncGenerator[bytes, None]:
        """The older way to a file, which newer gateways have dropped."""
        if rendition is None:
            stream = self._old_files.message_file_stream(id=message_id)
        else:
            stream = self._old_files.message_image_stream(id=message_id, type=int(rendition))
        async with aclosing(stream) as parts:
            async for part in parts:
                if part.file_box_chunk.data:
                    yield part.file_box_chunk.data

    async def download(self, uuid: str) -> AsyncGenerator[bytes, None]:
        """A file kept by the gateway. Only for an id just given: some gateways crash on a stale one."""
        async for part in self._newer.download(uuid, self.file_seconds):
            yield part.chunk

    async def upload(self, chunks: AsyncIterable[bytes]) -> str:
        """Leave a file with the gateway; the id under which it can be sent."""
        return (await _alone(self._newer.upload(chunks, self.file_seconds))).id

    async def send_text(self, conversation: str, text: str, mentions: tuple[str, ...]) -> str:
        """The id of the message that went out, '' if the gateway gives none."""
        request = MessageSendTextRequest(conversation_id=conversation, text=text, mentonal_ids=list(mentions))
        return (await _alone(self._newer.send_text(request))).id

    async def send_file(self, conversation: str, file_box: str) -> str:
        request = MessageSendFileRequest(conversation_id=conversation, filebox=file_box)
        return (await _alone(self._newer.send_file(request, self.file_seconds))).id
