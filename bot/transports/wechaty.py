"""WeChat through a Wechaty puppet-service gateway: the live road in and out.

The payload of each new message is pulled at once (a gateway remembers only some hundred), several at a time; they are
handed over in the order in which they were announced, each room in a line of its own.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog

from bot.transports import Arrival, Deliver, Listener, Parcel, SendRefused
from bot.transports.wechaty_canary import Canary
from bot.transports.wechaty_decoding import Account, announced_id, decode, kind_of, raw_of
from bot.transports.wechaty_files import pack, with_file
from bot.transports.wechaty_friends import FriendRequests
from bot.transports.wechaty_posts import outcome, with_mentions
from bot.transports.wechaty_protocol import (
    BROKEN,
    Event,
    EventType,
    Gateway,
    GRPCError,
    Payload,
    Place,
    RoomTold,
)
from bot.transports.wechaty_rooms import (
    PAYLOAD_CONTACT,
    PAYLOAD_ROOM,
    PAYLOAD_ROOM_MEMBER,
    Change,
    NameBook,
    RoomBook,
    announcement,
    changes_of,
)
from bot.transports.wechaty_sessions import GatewayAway, Session, Timings
from domain.messages import WITH_FILE, Kind, Message, RoomChange

__all__ = ["GatewayAway", "Timings", "WechatyTransport"]

log = structlog.get_logger("wechaty")

PULL_PAUSES = (0.2, 0.6)  # seconds before the second and the third attempt at a payload
PULLS = 16  # at a time: enough for 160 messages a second from a gateway that takes 50 ms for each
SCAN_OVER = frozenset({1, 3, 4, 5})  # states of a SCAN event in which the code is of no more use


class WechatyTransport:
    """One account on one gateway. `bot_name` is a name that people may @ besides the account's own.

    `listener` hears of losses and absences. `show_login` is given each code that must be scanned to log in. `canary`
    is a conversation in which the bot may test itself, '' for none.
    """

    namespace = "wechaty"

    def __init__(
        self,
        host: str,
        port: int,
        token: str,
        *,
        bot_name: str = "",
        timings: Timings | None = None,
        tls: ssl.SSLContext | None = None,
        server_name: str = "",
        show_login: Callable[[str], None] | None = None,
        canary: str = "",
    ) -> None:
        self._where = f"{host}:{port}"
        self._bot_name = bot_name
        self._timings = timings or Timings()
        self._show_login = show_login
        self._account = ""
        self._code = ""  # the login code shown last
        self._logged_in = asyncio.Event()
        self._session = Session(
            lambda: Gateway(host, port, token, self._timings.call, self._timings.file, tls, server_name),
            self._take,
            self._timings,
        )
        self.friends = FriendRequests(self._session.current)
        self._canary = Canary(canary, echo=self._timings.echo, idle=self._timings.idle)
        self._names = NameBook(self._renamed)
        self._rooms = RoomBook()
        self._pulling = asyncio.Semaphore(PULLS)
        # Unbounded on purpose: what waits here is ids and texts, and a message not taken now is lost.
        self._pulled: asyncio.Queue[asyncio.Task[Arrival | None]] = asyncio.Queue()
        self._undelivered: dict[str, datetime] = {}
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._stale: set[str] = set()  # rooms to look at
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def account(self) -> str:
        """The bot's own contact id; '' before the account has logged in."""
        return self._account

    @property
    def listener(self) -> Listener | None:
        return self._session.hearing.listener

    @listener.setter
    def listener(self, listener: Listener | None) -> None:
        self._session.hearing.listener = listener

    # --- the three verbs of a transport

    async def start(self, deliver: Deliver) -> None:
        """Connect and go on delivering in the background. Raises ConnectionError, in words for the operator.

        While a login code waits to be scanned it waits for minutes.
        """
        connection = asyncio.create_task(self._session.stay_connected(), name="wechaty connection")
        self._tasks = [connection, asyncio.create_task(self._hand_over(deliver), name="wechaty deliveries")]
        await self._first_login(connection)
        watch = self._canary.watch(lambda to, text: self.send(Parcel(None, to, text=text)), self._session.doubt)
        self._tasks.append(asyncio.create_task(watch, name="wechaty canary"))
        if not self._logged_in.is_set():
            complaint = self._session.complaint(self._where)
            await self.stop()
            raise ConnectionError(complaint)
        log.info("gateway ready")

    async def send(self, parcel: Parcel) -> str:
        """Send one parcel; the message's id, '' if the gateway gives none."""
        message_id = await self._send(parcel)
        self._canary.sent(message_id)
        return message_id

    async def _send(self, parcel: Parcel) -> str:
        conversation = parcel.room or parcel.contact
        if not conversation:
            raise SendRefused("no addressee")
        try:
            gateway = await self._session.current()
        except TimeoutError as error:
            raise GatewayAway("no connection to the gateway") from error
        if parcel.file is None:
            text, mentions = await with_mentions(self._names, gateway, parcel)
            return await outcome(gateway.send_text(conversation, text, mentions))
        try:
            box = await pack(gateway, parcel.file, parcel.file_name or parcel.file.name)
        except GRPCError as error:
            raise SendRefused(error.message or error.status.name) from error
        except BROKEN as error:
            raise GatewayAway("no connection to the gateway") from error
        return await outcome(gateway.send_file(conversation, box))

    async def stop(self) -> None:
        """Hand over what was already announced, for a few seconds at most, then let go of the gateway.

        The gateway itself is not told to stop: it may serve others, and would log the account out.
        """
        if self._session.online.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timings.drain):
                    await self._pulled.join()
                    while self._lines:
                        await asyncio.wait(set(self._lines.values()))
        waiting = [self._pulled.get_nowait() for _ in range(self._pulled.qsize())]
        tasks = [*self._tasks, *self._lines.values(), *self._looks.values(), *waiting]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, self.friends.stop(), return_exceptions=True)
        for message_id, seen_at in list(self._undelivered.items()):
            self._lose(message_id, seen_at, "stopped before it was handed over")
        self._tasks = []

    async def rooms(self) -> tuple[str, ...]:
        """The ids of all rooms in which the account is. Raises GRPCError or an OSError."""
        return await (await self._session.current()).rooms()

    async def room(self, room: str) -> RoomTold:
        """Topic and members of a room, at most ten minutes old. Raises GRPCError or an OSError."""
        if known := self._rooms.known(room):
            return known
        told, changes = await self._rooms.look(await self._session.current(), room, datetime.now(UTC))
        for change in changes:
            self._announce(change)
        return told

    async def name_of(self, room: str | None, contact: str) -> str:
        """What the room calls somebody, else the own name; '' when that cannot be had quickly."""
        gateway = self._session.live()
        return await self._names.name_of(gateway, room, contact) if gateway is not None else ""

    def waiting_since(self) -> datetime | None:
        """When the oldest message was announced that has not been handed over yet; None when there is none."""
        return min(self._undelivered.values(), default=None)

    # --- the connection

    async def _first_login(self, connection: asyncio.Task[None]) -> None:
        """Wait until the account is there, the gateway refuses the token for good, or patience ends."""
        began = asyncio.get_running_loop().time()
        while not self._logged_in.is_set() and not connection.done():
            patience = self._timings.scan if self._code else self._timings.connect
            if asyncio.get_running_loop().time() - began > patience:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await self._logged_in.wait()

    def _take(self, event: Event) -> None:
        """One event, in the order in which they come; nothing here may wait."""
        seen_at = datetime.now(UTC)
        if event.type == EventType.MESSAGE:
            message_id = announced_id(event.body)
            if self._account:
                self._session.hearing.present()
            self._undelivered[message_id] = seen_at
            self._line_up(self._pull(message_id, seen_at))
        elif event.type == EventType.LOGIN:
            self._note_login(str(json.loads(event.body)["contactId"]))
        elif event.type == EventType.SCAN:
            self._note_scan(json.loads(event.body))
        elif event.type == EventType.LOGOUT:
            log.error("the account was logged out")
            self._session.hearing.tell("logout")
            self._session.hearing.absent()
        elif event.type == EventType.ERROR:
            log.error("the gateway reports an error")  # an event like others: the stream goes on
        elif event.type == EventType.DIRTY:
            self._note_dirty(json.loads(event.body))
        elif event.type == EventType.FRIENDSHIP:
            self.friends.take(event.body)
        elif event.type in (EventType.ROOM_JOIN, EventType.ROOM_LEAVE, EventType.ROOM_TOPIC):
            for change in changes_of(event.type, json.loads(event.body), seen_at):
                self._look_again(change.room)
                if self._rooms.is_news(change):
                    self._announce(change)

    def _note_login(self, account: str) -> None:
        if self._account and account != self._account:
            log.error("another account is logged in at the gateway now")
        self._account, self._code = account, ""
        self._logged_in.set()
        self._session.hearing.tell("login", account)
        self._session.hearing.present()

    def _note_scan(self, told: dict[str, Any]) -> None:
        code = str(told.get("qrcode") or "")
        if not code or code == self._code or told.get("status") in SCAN_OVER:
            return
        self._code = code
        self._session.hearing.absent()
        log.warning("the account waits for its login code to be scanned")
        self._session.hearing.tell("scan", code)
        if self._show_login is not None:
            self._show_login(code)

    def _note_dirty(self, told: dict[str, Any]) -> None:
        kind, subject = told.get("payloadType"), str(told.get("payloadId") or "")
        if kind == PAYLOAD_CONTACT:
            self._names.doubt(contact=subject)
        elif kind == PAYLOAD_ROOM_MEMBER:
            self._names.doubt(room=subject)
        if kind in (PAYLOAD_ROOM, PAYLOAD_ROOM_MEMBER):
            self._look_again(subject)

    # --- messages in

    def _line_up(self, pull: Coroutine[Any, Any, Arrival | None]) -> None:
        self._pulled.put_nowait(asyncio.create_task(pull))

    def _lose(self, message_id: str, seen_at: datetime, why: str) -> None:
        """The message is known by its id only; that is said, for it may be somebody's evidence."""
        log.error("message lost", message=message_id, why=why)
        self._undelivered.pop(message_id, None)
        self._session.hearing.tell("lost", message_id, seen_at)

    async def _pull(self, message_id: str, seen_at: datetime) -> Arrival | None:
        await self._logged_in.wait()
        async with self._pulling:
            try:
                arrival = await self._arrival_of(message_id, seen_at)
            except Exception as error:
                self._lose(message_id, seen_at, type(error).__name__)
                return None
        if arrival is None:
            self._undelivered.pop(message_id, None)
        return arrival

    async def _arrival_of(self, message_id: str, seen_at: datetime) -> Arrival | None:
        payload = await self._payload(message_id)
        kind = kind_of(payload)
        place = await self._place(message_id) if kind is Kind.LOCATION else None
        message, raw = decode(payload, await self._me(payload), seen_at, place), raw_of(payload, place)
        if payload.talker == self._account:
            is_song = self._canary.came(message_id, payload.text)
            return None if is_song else Arrival(message, raw, own=True, listener=payload.listener)
        self._canary.heard()
        if payload.room and not self._rooms.is_fresh(payload.room):
            self._look_again(payload.room)
        message = replace(message, sender_name=await self.name_of(message.room, message.sender))
        return self.again(message, raw) if kind in WITH_FILE else Arrival(message, raw)

    def again(self, message: Message, raw: bytes = b"", *, as_sent: bool = False) -> Arrival:
        return with_file(message, raw, self._session.current, as_sent=as_sent)

    async def _payload(self, message_id: str) -> Payload:
        """The payload, asked for again after a failure; while the gateway is away it is waited for."""
        for pause in PULL_PAUSES:
            await self._session.online.wait()
            try:
                return await (await self._session.current()).message(message_id)
            except (GRPCError, *BROKEN):
                await asyncio.sleep(pause)
        await self._session.online.wait()
        return await (await self._session.current()).message(message_id)

    async def _place(self, message_id: str) -> Place | None:
        try:
            return await (await self._session.current()).place(message_id)
        except (GRPCError, *BROKEN) as error:
            log.warning("place not told", message=message_id, error=type(error).__name__)
            return None

    async def _me(self, payload: Payload) -> Account:
        """The bot with the names it goes by; they are looked up only where they can matter."""
        names = [self._bot_name]
        if payload.room and not payload.mentions and "@" in payload.text:
            names += [await self.name_of(room, self._account) for room in (payload.room, None)]
        return Account(self._account, tuple(name for name in names if name))

    async def _hand_over(self, deliver: Deliver) -> None:
        """What was pulled, in the order of its announcement, each room in a line of its own."""
        while True:
            arrival = await (await self._pulled.get())
            if arrival is not None:
                line = arrival.message.room or arrival.message.sender
                task = asyncio.create_task(self._deliver(arrival, self._lines.get(line), deliver))
                self._lines[line] = task
                task.add_done_callback(partial(self._end_line, line))
            self._pulled.task_done()

    def _end_line(self, line: str, done: asyncio.Task[None]) -> None:
        if self._lines.get(line) is done:
            del self._lines[line]

    async def _deliver(self, arrival: Arrival, before: asyncio.Task[None] | None, deliver: Deliver) -> None:
        if before is not None:
            await asyncio.wait({before})
        message_id = arrival.message.id
        try:
            await deliver(arrival)
        except Exception as error:
            if message_id in self._undelivered:
                self._lose(message_id, self._undelivered[message_id], type(error).__name__)
        self._undelivered.pop(message_id, None)

    # --- rooms

    def _look_again(self, room: str) -> None:
        """See who is in a room and what it is called, soon and one look at a time."""
        self._stale.add(room)
        if room not in self._looks:
            self._looks[room] = asyncio.create_task(self._look_on(room))
            self._looks[room].add_done_callback(lambda _: self._looks.pop(room, None))

    async def _look_on(self, room: str) -> None:
        while room in self._stale:  # something may change while the gateway is being asked
            await asyncio.sleep(self._timings.look)  # changes come in threes: an event, and two caches that are dirty
            self._stale.discard(room)
            await self._look(room)

    async def _look(self, room: str) -> None:
        try:
            _, changes = await self._rooms.look(await self._session.current(), room, datetime.now(UTC))
        except (GRPCError, *BROKEN) as error:
            log.warning("a room could not be looked at", error=type(error).__name__)
            self._rooms.put_off(room)
            return
        for change in changes:
            self._announce(change)

    def _renamed(self, room: str, contact: str, before: str, now: str) -> None:
        self._announce(Change(RoomChange.RENAMED, room, contact, "", datetime.now(UTC), (before, now)))

    def _announce(self, change: Change) -> None:
        self._line_up(self._announced(change))

    async def _announced(self, change: Change) -> Arrival:
        if change.kind in (RoomChange.JOINED, RoomChange.LEFT):
            change = replace(change, lines=(await self.name_of(change.room, change.target),))
        return announcement(change, self._account)
