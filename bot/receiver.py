"""The one door in: drop what was seen, keep the raw message, handle it, then fetch its file."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, NotDurable, Unit
from bot.transports import Arrival, FileAway
from domain.file_readings import READ_KINDS
from domain.messages import WITH_FILE, Message
from handlers import file_arrived, file_lost, handle, take_out
from storage.media import MediaStore, Stored
from storage.work import UnitOfWork

AWAY_PAUSE = 5.0  # seconds until a file is asked for again of a platform that was away
FETCH_SECONDS = 120.0  # a 20 MB video over a slow line
AT_ONCE = 512 * 1024  # bytes of a file that wait in memory: way to a thread and back costs as much as writing some
RESERVE = 256 * 1024**2  # bytes kept free for words: below it files have to wait
ROOM_PAUSE = 10.0  # seconds between two looks whether there is room for them again
DISK_FAULTS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
log = structlog.get_logger("receiver")

T = TypeVar("T")


def unit_of(message: Message, raw: bytes, now: datetime) -> Unit[bool]:
    """The unit of work of one message: its raw row stands even if handling it fails. True: it is new.

    The same words under another id are kept too, and have no effect. Contacts and rooms of the platform become
    people and rooms of the house here, before anything is written.
    """
    arrived = message

    def keep(work: UnitOfWork) -> bool:
        nonlocal message
        work = work.when_sent(arrived.at, arrived.sender)
        message = work.bindings.inward(arrived)
        if not work.inbox.keep(message, raw):
            return False
        crashpoint("inbox.kept")
        first = work.repeats.of_words(message)
        if first is not None:
            work.repeats.note(message.id, first)
        return first is None

    def run(work: UnitOfWork) -> bool:
        handle(message, work.when_sent(arrived.at, arrived.sender))
        crashpoint("inbox.handled")
        return True

    def failed(work: UnitOfWork, error: Exception) -> None:
        work.inbox.fail(message.id, f"{type(error).__name__}")

    return Unit(f"message {message.id}", now, run, keep, failed)


def note_file(message: Message, stored: Stored, work: UnitOfWork, rendition: str = "") -> None:
    """The message's file is in the media store; if it proves the message a repeat, its effect is taken out.

    A picture that is not the original is not passed off as one: its `rendition` goes on record, and the original is
    asked for again. What a machine can read of the file it is asked to read, some time.
    """
    message_id = message.id
    if not work.inbox.attach(message_id, stored.sha256, stored.size, rendition):
        return  # a gateway that announced the message twice had it fetched twice
    if message.kind in READ_KINDS:
        work.reading_jobs.ask(message_id, stored.sha256, message.kind)
    if rendition not in ("", "original"):
        work.audit.append("bot", "file.rendition", message_id, {"rendition": rendition, "sha256": stored.sha256})
        work.originals.ask(message_id)
    pair = work.repeats.of_file(message_id)
    if pair is not None:
        work.repeats.note(*pair)
        take_out(pair[0], work)
    if pair is None or pair[0] != message_id:
        file_arrived(message_id, work)
    crashpoint("file.noted")


def lose_file(message_id: str, reason: str, work: UnitOfWork) -> None:
    """The message's file will not come; who sent a paper is told."""
    if work.inbox.awaits_file(message_id):
        work.inbox.lose_file(message_id, reason)
        file_lost(message_id, work)


class Receiver:
    """Takes arrivals from any transport. `clock` tells when a message was received, `free` how many bytes the disk has.

    Where there is no room for a file it stays awaited and is fetched when there is room again.
    """

    def __init__(
        self,
        executor: Executor,
        media: MediaStore,
        clock: Callable[[], datetime],
        echo: Callable[[Arrival], Awaitable[None]] | None = None,
        free: Callable[[], int] | None = None,
    ) -> None:
        self._log = log.bind()  # made once: making it anew for each line costs more than a line that is not wanted
        self.echo = echo  # takes what the bot's own account said; it never becomes a message of the inbox
        self._executor = executor
        self._media = media
        self._clock = clock
        self._fetches: set[asyncio.Task[None]] = set()
        self._free = free or media.free_bytes
        self._without_room: dict[str, Arrival] = {}
        self._making_up: asyncio.Task[None] | None = None

    async def receive(self, arrival: Arrival) -> None:
        """Keep and handle one message; returns when that is durable. Its file follows by itself.

        Raises NotDurable when the database would not take it for an hour: then nothing of it stands.
        """
        if arrival.own:
            if self.echo is not None:
                await self.echo(arrival)
            return
        message, is_new = arrival.message, None
        crashpoint("inbox.received")
        try:
            is_new = await self._durably(unit_of(message, arrival.raw, self._clock()))
            self._executor.vitals.messages_kept += 1
            self._log.info("message kept", message=message.id, kind=message.kind.value)
        except NotDurable:
            raise
        except Exception as error:
            log.error("message not handled", message=message.id, error=type(error).__name__)
        if arrival.chunks is None or message.kind not in WITH_FILE:
            return
        if is_new or await self._is_awaited(message.id):
            self._begin_fetch(arrival)

    def _begin_fetch(self, arrival: Arrival) -> None:
        task = asyncio.create_task(self._fetch_now_or_later(arrival))
        self._fetches.add(task)
        task.add_done_callback(self._fetches.discard)

    async def _durably(self, unit: Unit[T]) -> T | None:
        """Run a unit; while the database will not take it (full, locked, restarting), try again."""
        return await self._executor.insist(unit)

    async def awaited(self) -> list[Message]:
        """At the start of a live bot: the messages whose files the last run never got."""

        def look(work: UnitOfWork) -> list[Message]:
            found = (work.inbox.message(message_id) for message_id in work.inbox.awaiting_files())
            return [message for message in found if message is not None]

        return await self._executor.run(Unit("awaited files", self._clock(), look)) or []

    async def take_up(self, awaited: Sequence[Message], again: Callable[[Message], Arrival] | None) -> None:
        """Fetch these files in the background; where nobody has them any more they are given up."""
        if again is not None:
            for message in awaited:
                self._begin_fetch(again(message))
            return

        def lose(work: UnitOfWork) -> None:
            for message in awaited:
                lose_file(message.id, "Interrupted", work)

        await self._executor.run(Unit("awaited files", self._clock(), lose))

    @property
    def without_room(self) -> int:
        """How many files wait until the disk has room for them."""
        return len(self._without_room)

    @property
    def has_room(self) -> bool:
        """Whether the disk has room for files."""
        return self._free() >= RESERVE

    async def drain(self) -> None:
        """Wait for the files that are still being fetched."""
        while self._fetches:
            await asyncio.wait(set(self._fetches))

    async def wind_down(self, seconds: float) -> None:
        """Wait so long at most for the files that are being fetched; the others stay awaited."""
        if self._fetches:
            await asyncio.wait(set(self._fetches), timeout=seconds)
        for task in (*self._fetches, *([self._making_up] if self._making_up else ())):
            task.cancel()

    async def _fetch(self, arrival: Arrival) -> bool:
        """Store the file, then note its hash; a file that cannot be had is noted as lost, not forgotten.

        False when the disk would not take it: then it is awaited as before.
        """
        message = arrival.message
        try:
            if not self.has_room:
                raise OSError(errno.ENOSPC, "kept free for words")
            stored = await self.store(arrival)
        except FileAway:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK_FAULTS:
                log.error("no room for a file", message=message.id, error=errno.errorcode[error.errno])
                return False
            log.error("file not fetched", message=message.id, error=type(error).__name__)
            reason = type(error).__name__
            await self._note(message, lambda work: lose_file(message.id, reason, work))
            return True

        crashpoint("file.stored")
        rendition = arrival.rendition() if arrival.rendition is not None else ""
        await self._note(message, lambda work: note_file(message, stored, work, rendition))
        self._executor.vitals.files_kept += 1
        return True

    async def _fetch_now_or_later(self, arrival: Arrival) -> None:
        if await self._fetch_when_there(arrival):
            return
        self._without_room[arrival.message.id] = arrival
        if self._making_up is None or self._making_up.done():
            self._making_up = asyncio.create_task(self._make_up())

    async def _fetch_when_there(self, arrival: Arrival) -> bool:
        """Fetch the file, however long the platform is away; a bot that ends meanwhile leaves it awaited."""
        while True:
            try:
                return await self._fetch(arrival)
            except FileAway:
                log.warning("file put off", message=arrival.message.id)
                await asyncio.sleep(AWAY_PAUSE)

    async def _make_up(self) -> None:
        """Fetch what was put off, once there is room; the first in line tries, and the others wait for it."""
        while self._without_room:
            await asyncio.sleep(ROOM_PAUSE)
            for message_id, arrival in list(self._without_room.items()):
                if not await self._fetch_when_there(arrival):
                    break
                del self._without_room[message_id]

    async def _is_awaited(self, message_id: str) -> bool:
        waiting = await self._executor.insist(
            Unit(f"file {message_id}", self._clock(), lambda work: work.inbox.awaits_file(message_id))
        )
        return bool(waiting)

    async def store(self, arrival: Arrival) -> Stored:
        """Put an arrival's file into the media store; no row speaks of it yet.

        Raises what its transport raises, or TimeoutError.
        """
        assert arrival.chunks is not None
        at_hand: list[bytes] = []
        async with asyncio.timeout(FETCH_SECONDS):
            with self._media.incoming() as incoming:
                async for chunk in arrival.chunks():
                    at_hand.append(chunk)
                    if sum(map(len, at_hand)) > AT_ONCE:
                        await asyncio.to_thread(lambda: incoming.write(*at_hand))  # whoever keeps this keeps no bytes
                        at_hand.clear()
                return await asyncio.to_thread(incoming.keep, *at_hand)

    async def _note(self, message: Message, run: Callable[[UnitOfWork], None]) -> None:
        try:
            await self._durably(Unit(f"file {message.id}", self._clock(), run))
        except Exception as error:
            log.error("file not noted", message=message.id, error=type(error).__name__)
