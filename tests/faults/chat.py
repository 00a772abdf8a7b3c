"""What people say and see on the platform behind the gateway of a run, and what the gateway remembers of it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import random
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from tests.cast import PEOPLE, ROOMS
from tests.faults.journals import Journal
from tests.faults.members import Line, is_of_kind
from tests.faults.vices import Vices
from tests.gateway.node_gateway import BOT
from tests.gateway.played_chat import CHUNK, IN_THE_ANSWER, NAMES, NUMBERS
from tests.gateway.played_gateway import Value, fields, parsed

TOO_OFTEN = "操作过于频繁，请稍后再试"
MINUTE = 60.0
AHEAD = 300  # lines among which one of the wished kind is looked for


class Mouth(Protocol):
    """Where events go out."""

    vices: Vices

    def announce(self, message_id: str) -> bool: ...


def _text(value: Value) -> str:
    assert isinstance(value, bytes)
    return value.decode()


class Chat:
    """`lines` are said one after the other; `clock` gives seconds since 1970."""

    def __init__(
        self, lines: Iterator[Line], journal: Journal, clock: Callable[[], float], chance: random.Random
    ) -> None:
        self.said = 0
        self.wish = ""  # the kind of the next line
        self.scolds = 0  # so many sends, from the next on, are refused with 频繁
        self._lines = lines
        self._ahead: list[Line] = []
        self._journal = journal
        self._clock = clock
        self._chance = chance
        self._payloads: OrderedDict[str, bytes] = OrderedDict()
        self._files: dict[str, tuple[str, bytes]] = {}
        self._kept: dict[str, bytes] = {}
        self._last: deque[tuple[str, Line, int]] = deque(maxlen=60)
        self._again = 0
        self._sends = 0
        self._asked_at: deque[float] = deque()
        self._echoes: set[asyncio.Task[None]] = set()

    # --- what members say

    def say_next(self, mouth: Mouth) -> None:
        line = self._next()
        self.said += 1
        message_id, at = f"said-{self.said}", int(self._clock() * 1000)
        self._last.append((message_id, line, at))
        self._note(message_id, line, at, of="")
        self._remember(message_id, line, at, mouth.vices)
        mouth.announce(message_id)

    def _next(self) -> Line:
        """The line that comes next: the first of the kind wished for, if there is one among those to come."""
        wish, self.wish = self.wish or "any", ""
        place = next((n for n, line in enumerate(self._ahead) if is_of_kind(line, wish)), None)
        while place is None and len(self._ahead) < AHEAD:
            self._ahead.append(next(self._lines))
            place = len(self._ahead) - 1 if is_of_kind(self._ahead[-1], wish) else None
        return self._ahead.pop(place or 0)

    def repeat_last(self, mouth: Mouth) -> None:
        """The last messages once more, under the same ids or under new ones."""
        several = list(self._last)[-self._chance.randint(1, mouth.vices.repeat_most) :]
        if self._chance.random() < mouth.vices.new_ids:
            for message_id, line, at in several:
                self._again += 1
                new_id = f"again-{self._again}"
                self._note(new_id, line, at, of=message_id)
                self._remember(new_id, line, at, mouth.vices)
                mouth.announce(new_id)
        else:
            for message_id, line, at in several:
                self._remember(message_id, line, at, mouth.vices)
                mouth.announce(message_id)

    def log_in_again(self, mouth: Mouth) -> None:
        """The account logs in anew: the gateway has forgotten everything, and the platform tells the last anew."""
        self._payloads.clear()
        self._files.clear()
        self.repeat_last(mouth)

    def _note(self, message_id: str, line: Line, at: int, of: str) -> None:
        told = {"room": line.room, "who": line.who, "kind": line.kind, "text": line.text, "place": line.place}
        asked = {"calls": line.calls_bot, "order": line.order, "for_rooms": line.for_rooms}
        sha256 = hashlib.sha256(line.file).hexdigest() if line.file else ""
        self._journal.note("said", id=message_id, of=of, ms=at, sha256=sha256, **told, **asked)

    def _remember(self, message_id: str, line: Line, at: int, vices: Vices) -> None:
        where: list[tuple[int, Value]] = [(7, line.room)] if line.room else [(8, BOT)]
        if line.calls_bot:
            where.append((9, BOT))
        told: list[tuple[int, Value]] = [(1, message_id), (2, line.file_name), (3, line.text), (4, at)]
        payload = fields(*told, (5, NUMBERS[line.kind]), (6, line.who), *where)
        self._keep(message_id, payload, (line.file_name, line.file), vices)

    def _keep(self, message_id: str, payload: bytes, file: tuple[str, bytes], vices: Vices) -> None:
        self._payloads[message_id] = payload
        self._files[message_id] = file
        while len(self._payloads) > vices.memory:
            oldest, _ = self._payloads.popitem(last=False)
            self._files.pop(oldest, None)

    # --- what the calls answer

    async def answer(self, name: str, asked: bytes, mouth: Mouth) -> list[bytes]:
        """What the gateway answers to that call. Raises GRPCError."""
        calls: dict[str, Callable[[dict[int, list[Value]], Mouth], Awaitable[list[bytes]]]] = {
            "MessagePayload": self._payload,
            "MessageFile": self._file,
            "MessageImage": self._file,
            "Download": self._download,
            "Upload": self._upload,
            "MessageSendText": self._send_text,
            "MessageSendFile": self._send_file,
        }
        if name in calls:
            return await calls[name](parsed(asked), mouth)
        return [self._about(name, parsed(asked))]

    def _about(self, name: str, asked: dict[int, list[Value]]) -> bytes:
        """Rooms and people."""
        if name == "RoomMemberPayload":
            return fields((2, NAMES.get(_text(asked[2][0]), "")))
        if name == "ContactPayload":
            return fields((4, NAMES.get(_text(asked[1][0]), "")))
        if name == "RoomList":
            return fields(*((1, room.id) for room in ROOMS))
        if name == "RoomMemberList":
            return fields(*((1, contact) for contact in (BOT, *(person.id for person in PEOPLE))))
        if name == "RoomPayload":
            topic = next((room.topic for room in ROOMS if room.id == _text(asked[1][0])), "")
            return fields((1, asked[1][0]), (2, topic), *((6, person.id) for person in PEOPLE))
        return b""

    async def _payload(self, asked: dict[int, list[Value]], mouth: Mouth) -> list[bytes]:
        message_id = _text(asked[1][0])
        if mouth.vices.pull_seconds:
            await asyncio.sleep(mouth.vices.pull_seconds)
        payload = self._payloads.get(message_id)
        self._journal.note("pulled", id=message_id, found=payload is not None)
        if payload is None:
            raise GRPCError(Status.INTERNAL, "no payload")
        return [payload]

    async def _file(self, asked: dict[int, list[Value]], mouth: Mouth) -> list[bytes]:
        message_id = _text(asked[1][0])
        if message_id not in self._files:
            self._journal.note("file refused", id=message_id)
            raise GRPCError(Status.INTERNAL, "no file")
        name, data = self._files[message_id]
        if len(data) <= IN_THE_ANSWER:
            return [fields((1, json.dumps({"type": 1, "name": name, "base64": base64.b64encode(data).decode()})))]
        uuid = f"{message_id} {self._chance.getrandbits(64):x}"
        self._kept[uuid] = data
        return [fields((1, json.dumps({"boxType": 7, "name": name, "uuid": uuid, "size": len(data)})))]

    async def _download(self, asked: dict[int, list[Value]], mouth: Mouth) -> list[bytes]:
        uuid = _text(asked[1][0])
        data = self._kept.pop(uuid, b"")  # an id is good for one download
        if self._chance.random() < mouth.vices.cut:
            data = data[: len(data) // 2]
            self.note_break(uuid)
        return [fields((1, data[start : start + CHUNK])) for start in range(0, len(data), CHUNK)]

    def note_break(self, message_id: str) -> None:
        """Of the file of this message (its id may be the first word of a download's) not all was handed over."""
        self._journal.note("file broke off", id=message_id.partition(" ")[0])

    async def _upload(self, asked: dict[int, list[Value]], mouth: Mouth) -> list[bytes]:
        uuid = f"uuid-{self._chance.getrandbits(64):x}"
        self._kept[uuid] = b"".join(bytes(part) for part in asked[1] if isinstance(part, bytes))
        return [fields((1, uuid))]

    # --- what the bot says

    async def _send_text(self, asked: dict[int, list[Value]], mouth: Mouth) -> list[bytes]:
        return await self._send(mouth, _text(asked[1][0]), "Text", _text(asked[2][0]), b"")

    async def _send_file(self, asked: dict[int, list[Value]], mouth: Mouth) -> list[bytes]:
        box = json.loads(_text(asked[2][0]))
        data = self._kept[box["uuid"]] if box["type"] == 7 else base64.b64decode(box["base64"])
        return await self._send(mouth, _text(asked[1][0]), "Image", "", data)

    async def _send(self, mouth: Mouth, where: str, kind: str, text: str, file: bytes) -> list[bytes]:
        vices, now = mouth.vices, self._clock()
        self._asked_at.append(now)
        while self._asked_at[0] <= now - MINUTE:
            self._asked_at.popleft()
        if self.scolds or len(self._asked_at) > vices.most_a_minute:
            self.scolds = max(0, self.scolds - 1)
            self._journal.note("refused", room=where, why=TOO_OFTEN)
            raise GRPCError(Status.INTERNAL, TOO_OFTEN)
        if self._chance.random() < vices.refuse:
            self._journal.note("refused", room=where, why="no luck")
            raise GRPCError(Status.INTERNAL, "send failed")
        return await self._show(mouth, where, kind, text, file)

    async def _show(self, mouth: Mouth, where: str, kind: str, text: str, file: bytes) -> list[bytes]:
        """The members see it; its echo and its answer may come in any order, or not at all."""
        self._sends += 1
        sent_id, vices = f"sent-{self._sends}", mouth.vices
        sha256 = hashlib.sha256(file).hexdigest() if file else ""
        self._journal.note("seen", id=sent_id, room=where, text=text, sha256=sha256)
        addressee: tuple[int, Value] = (7, where) if where.startswith("room-") else (8, where)
        told: list[tuple[int, Value]] = [(1, sent_id), (3, text), (4, int(self._clock() * 1000)), (5, NUMBERS[kind])]
        self._keep(sent_id, fields(*told, (6, BOT), addressee), ("", file), vices)
        if self._chance.random() >= vices.echo_missing:
            if self._chance.random() < vices.echo_early:
                mouth.announce(sent_id)
                await asyncio.sleep(0.5)
            else:
                self._echo_later(mouth, sent_id, self._chance.random() * vices.echo_late)
        if self._chance.random() < vices.no_answer:
            await asyncio.sleep(3_600)
        return [fields((2, sent_id))]

    def _echo_later(self, mouth: Mouth, sent_id: str, seconds: float) -> None:
        async def echo() -> None:
            await asyncio.sleep(seconds)
            mouth.announce(sent_id)

        task = asyncio.create_task(echo())
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)
