"""A gateway of today's kind, played inside the test: people talk in it and it shows what was sent.

It keeps files itself and hands them over as such gateways do: up to 20 KB inside the answer, larger ones by Download;
the older stream calls do not exist.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from tests.cast import ID, QINGSHI
from tests.gateway.node_gateway import BOT, STRANGER, default_cast
from tests.gateway.played_gateway import Answer, PlayedGateway, Value, fields, parsed, playing

NUMBERS = {"Attachment": 1, "Audio": 2, "Image": 6, "Text": 7, "Location": 8, "Recalled": 13, "Video": 15}
IN_THE_ANSWER = 20_000
CHUNK = 64 * 1024
NAMES = {STRANGER: "路人", BOT: "蓝哨"} | {person["id"]: person["alias"] for person in default_cast()["people"]}


def _text(value: Value) -> str:
    assert isinstance(value, bytes)
    return value.decode()


class PlayedChat:
    """The same verbs as the Node gateway of the tests. `wrapping` of every file: auto, base64 or uuid."""

    def __init__(self, wrapping: str = "auto") -> None:
        self.wrapping = wrapping
        self.host, self.token, self.port = "127.0.0.1", "t", 0
        self.asked_sizes: list[int] = []
        self.best_size = 3
        self.cuts = 0  # so many downloads break off in the middle
        self._played: PlayedGateway | None = None
        self._payloads: dict[str, bytes] = {}
        self._places: dict[str, bytes] = {}
        self._files: dict[str, tuple[str, bytes]] = {}
        self._kept: dict[str, bytes] = {}
        self._sent: list[dict[str, Any]] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[PlayedChat]:
        answers: dict[str, Answer] = {
            "MessagePayload": self._payload,
            "MessageFile": self._file,
            "MessageImage": self._image,
            "MessageLocation": self._place,
            "Download": self._download,
            "Upload": self._upload,
            "MessageSendText": self._send_text,
            "MessageSendFile": self._send_file,
            "RoomMemberPayload": self._member,
        }
        async with playing(**answers) as (self._played, self.port):
            yield self

    # --- people

    def say(
        self,
        who: str,
        text: str,
        *,
        room: str | None = QINGSHI,
        listener: str = BOT,
        mentions: Sequence[str] = (),
        type: str = "Text",
        at: int | None = None,
        name: str = "",
    ) -> str:
        assert self._played is not None
        message_id = f"said-{len(self._payloads) + 1}"
        where: list[tuple[int, Value]] = [(7, room)] if room else [(8, listener)]
        where += [(9, ID.get(contact, contact)) for contact in mentions]
        words: list[tuple[int, Value]] = [(1, message_id), (2, name), (3, text), (4, at or int(time.time() * 1000))]
        self._payloads[message_id] = fields(*words, (5, NUMBERS[type]), (6, ID.get(who, who)), *where)
        self._played.announce(message_id)
        return message_id

    def file(self, who: str, name: str, data: bytes, *, type: str = "Image", room: str | None = QINGSHI) -> str:
        self._files[f"said-{len(self._payloads) + 1}"] = (name, data)
        return self.say(who, "", type=type, name=name, room=room)

    def locate(self, who: str, place: Mapping[str, Any]) -> str:
        degrees = b"".join(
            bytes([n << 3 | 1]) + struct.pack("<d", place[k]) for n, k in ((3, "latitude"), (4, "longitude"))
        )
        told = fields((2, place["address"]), (5, place["name"])) + degrees
        self._places[f"said-{len(self._payloads) + 1}"] = fields((1, told))
        return self.say(who, "<x/>", type="Location")

    def sent(self) -> list[dict[str, Any]]:
        return list(self._sent)

    # --- what the calls answer

    async def _payload(self, asked: bytes) -> list[bytes]:
        return [self._payloads[_text(parsed(asked)[1][0])]]

    async def _place(self, asked: bytes) -> list[bytes]:
        return [self._places[_text(parsed(asked)[1][0])]]

    async def _member(self, asked: bytes) -> list[bytes]:
        return [fields((2, NAMES.get(_text(parsed(asked)[2][0]), "")))]

    async def _image(self, asked: bytes) -> list[bytes]:
        size = parsed(asked)[2][0]
        assert isinstance(size, int)
        self.asked_sizes.append(size)
        if size > self.best_size:
            raise GRPCError(Status.INTERNAL, "no such size")
        return await self._file(asked)

    async def _file(self, asked: bytes) -> list[bytes]:
        name, data = self._files[_text(parsed(asked)[1][0])]
        if self.wrapping == "base64" or (self.wrapping == "auto" and len(data) <= IN_THE_ANSWER):
            return [fields((1, json.dumps({"type": 1, "name": name, "base64": base64.b64encode(data).decode()})))]
        uuid = f"uuid-{len(self._kept) + 1}"
        self._kept[uuid] = data
        return [fields((1, json.dumps({"boxType": 7, "name": name, "uuid": uuid, "size": len(data)})))]

    async def _download(self, asked: bytes) -> list[bytes]:
        data = self._kept.pop(_text(parsed(asked)[1][0]))  # an id is good for one download
        if self.cuts:
            self.cuts -= 1
            data = data[: len(data) // 2]
        return [fields((1, data[start : start + CHUNK])) for start in range(0, len(data), CHUNK)]

    async def _upload(self, chunks: bytes) -> list[bytes]:
        uuid = f"uuid-{len(self._kept) + 1}"
        self._kept[uuid] = b"".join(bytes(part) for part in parsed(chunks)[1] if isinstance(part, bytes))
        return [fields((1, uuid))]

    async def _send_text(self, asked: bytes) -> list[bytes]:
        told = parsed(asked)
        mentions = [_text(contact) for contact in told.get(3, [])]
        return self._note(kind="text", conversation=_text(told[1][0]), text=_text(told[2][0]), mentions=mentions)

    async def _send_file(self, asked: bytes) -> list[bytes]:
        told = parsed(asked)
        box = json.loads(_text(told[2][0]))
        data = self._kept[box["uuid"]] if box["type"] == 7 else base64.b64decode(box["base64"])
        sha256 = hashlib.sha256(data).hexdigest()
        return self._note(kind="file", conversation=_text(told[1][0]), name=box["name"], size=len(data), sha256=sha256)

    def _note(self, **what: Any) -> list[bytes]:
        self._sent.append({"id": f"sent-{len(self._sent) + 1}", **what})
        return [fields((2, self._sent[-1]["id"]))]
