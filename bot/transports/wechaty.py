"""WeChat through a Wechaty puppet-service gateway: the live road in and out.

Three tasks: one holds the connection and reads events, one pulls the payload of each new message at once
(a gateway remembers only some hundred), one hands messages over in the order in which they came.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.transports import Arrival, Deliver, Parcel, SendRefused, SendUnknown
from bot.transports.wechaty_decoding import EVERYONE_SAID, Account, decode, kind_of, raw_of
from bot.transports.wechaty_files import fetch, pack
from bot.transports.wechaty_names import NameBook
from bot.transports.wechaty_protocol import BROKEN, Event, EventType, Gateway, GRPCError, Payload, Place, Status
from domain.messages import EVERYONE, WITH_FILE, Kind

log = logging.getLogger("wechaty")

MENTION_END = "\u2005"  # the thin space that WeChat itself puts after a name
PULL_PAUSES = (0.2, 0.6)  # seconds before the second and the third attempt at a payload


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds: for the first connection, a call, a file, the longest wait before connecting again."""

    connect: float = 30.0
    call: float = 10.0
    file: float = 60.0
    first_retry: float = 0.5
    last_retry: float = 15.0
    drain: float = 5.0


class GatewayAway(SendRefused):
    """There is no connection just now; nothing went out, and it may be tried again later."""


class WechatyTransport:
    """One account on one gateway. `bot_name` is a name that people may @ besides the account's own."""

    namespace = "wechaty"

    def __init__(self, host: str, port: int, token: str, *, bot_name: str = "", timings: Timings | None = None) -> None:
        self._address = (host, port, token)
        self._bot_name = bot_name
        self._timings = timings or Timings()
        self._account = ""
        self._gateway: Gateway | None = None
        self._online = asyncio.Event()
        self._logged_in = asyncio.Event()
        self._refused: str = ""
        self._names = NameBook()
        # Unbounded on purpose: what waits here is ids and texts, and a message not taken now is lost.
        self._ids: asyncio.Queue[tuple[str, datetime]] = asyncio.Queue()
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def account(self) -> str:
        """The bot's own contact id; '' before the account has logged in."""
        return self._account

    # --- the three verbs of a transport

    async def start(self, deliver: Deliver) -> None:
        """Connect and go on delivering in the background. Raises ConnectionError, in words for the operator."""
        self._tasks = [
            asyncio.create_task(self._stay_connected(), name="wechaty connection"),
            asyncio.create_task(self._pull_messages(), name="wechaty payloads"),
            asyncio.create_task(self._hand_over(deliver), name="wechaty deliveries"),
        ]
        logged_in = asyncio.create_task(self._logged_in.wait())
        # The connection's task ends by itself only when the gateway will never let this token in.
        await asyncio.wait(
            {logged_in, self._tasks[0]}, timeout=self._timings.connect, return_when=asyncio.FIRST_COMPLETED
        )
        logged_in.cancel()
        if not self._logged_in.is_set():
            complaint = self._complaint()
            await self.stop()
            raise ConnectionError(complaint)
        log.info("gateway ready")

    async def send(self, parcel: Parcel) -> str:
        """Send one parcel; the message's id, '' if the gateway gives none."""
        conversation = parcel.room or parcel.contact
        if not conversation:
            raise SendRefused("no addressee")
        gateway = await self._gateway_for_send()
        if parcel.file is None:
            text, mentions = await self._with_mentions(gateway, parcel)
            return await _sent(gateway.send_text(conversation, text, mentions))
        try:
            box = await pack(gateway, parcel.file, parcel.file_name or parcel.file.name)
        except (GRPCError, *BROKEN) as error:
            raise SendRefused(f"file not accepted: {type(error).__name__}") from error
        return await _sent(gateway.send_file(conversation, box))

    async def stop(self) -> None:
        """Hand over what was already pulled, for a few seconds at most, then let go of the gateway.

        The gateway itself is never told to stop: it may serve others, and would log the account out.
        """
        if self._online.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timings.drain):
                    await self._ids.join()
                    await self._arrivals.join()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        left = self._ids.qsize() + self._arrivals.qsize()
        if left:
            log.error("stopped with %d messages not handed over", left)
        self._tasks = []

    # --- the connection

    async def _stay_connected(self) -> None:
        delay = self._timings.first_retry
        while True:
            host, port, token = self._address
            self._gateway = Gateway(host, port, token, self._timings.call, self._timings.file)
            try:
                await asyncio.create_task(self._hold_session(self._gateway), name="wechaty session")
                reason = "the gateway ended the stream"
            except (GRPCError, *BROKEN) as error:
                reason = self._refused = error.status.name if isinstance(error, GRPCError) else type(error).__name__
                if reason == Status.UNAUTHENTICATED.name and not self._logged_in.is_set():
                    return
            except Exception as error:  # a defect of ours must not leave the bot deaf
                log.exception("gateway session failed")
                reason = type(error).__name__
            finally:
                was_up = self._online.is_set()
                self._online.clear()
                self._gateway.close()
            delay = self._timings.first_retry if was_up else delay
            log.warning("gateway session over: %s; next attempt in %.1f s", reason, delay)
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))
            delay = min(delay * 2, self._timings.last_retry)

    async def _hold_session(self, gateway: Gateway) -> None:
        """Events first, then Start: what happens in between would be lost the other way round.

        Start does nothing when the account is logged in already. Never Stop: it would throw out whoever
        else is connected, and reset the account.
        """
        reading = asyncio.create_task(self._read_events(gateway), name="wechaty events")
        heard = asyncio.create_task(self._online.wait())
        try:
            # Most gateways greet at once; those that do not are started all the same.
            await asyncio.wait({reading, heard}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                await gateway.start()
                self._online.set()
            await reading
        finally:
            heard.cancel()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read_events(self, gateway: Gateway) -> None:
        async with aclosing(gateway.events()) as events:
            async for event in events:
                self._online.set()
                try:
                    self._take(event)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    log.error("event of type %d not understood: %s", event.type, type(error).__name__)

    def _take(self, event: Event) -> None:
        if event.type == EventType.MESSAGE:
            self._ids.put_nowait((str(json.loads(event.body)["messageId"]), datetime.now(UTC)))
        elif event.type == EventType.LOGIN:
            self._note_login(str(json.loads(event.body)["contactId"]))
        elif event.type == EventType.SCAN:
            log.warning("the account waits for its login to be scanned at the gateway")
        elif event.type == EventType.LOGOUT:
            log.error("the account was logged out")
        elif event.type == EventType.ERROR:
            log.error("the gateway reports an error")  # an event like others: the stream goes on

    def _note_login(self, account: str) -> None:
        if self._account and account != self._account:
            log.error("another account is logged in at the gateway now")
        self._account = account
        self._logged_in.set()

    def _complaint(self) -> str:
        host, port, _ = self._address
        if self._refused == Status.UNAUTHENTICATED.name:
            return "网关不认这个令牌，请检查 WECHATY_PUPPET_SERVICE_TOKEN。"
        if self._online.is_set():
            return "网关已连上，但微信号还没有登录。请在网关那边扫码登录后再启动。"
        if self._refused == Status.ALREADY_EXISTS.name:
            return f"网关 {host}:{port} 正被另一个程序占用（一次只能连一个）。请先停掉那个程序。"
        why = f"（{self._refused}）" if self._refused else ""
        return f"连不上微信网关 {host}:{port}{why}。请检查 WECHATY_PUPPET_SERVICE_ENDPOINT，以及网关是否已启动。"

    async def _current_gateway(self) -> Gateway:
        """The live connection, waited for if it is just being made again. Raises TimeoutError."""
        async with asyncio.timeout(self._timings.call):
            await self._online.wait()
        assert self._gateway is not None
        return self._gateway

    # --- messages in

    async def _pull_messages(self) -> None:
        """Pull payloads one after the other, so that order is kept; a failing one costs only itself."""
        await self._logged_in.wait()
        while True:
            message_id, seen_at = await self._ids.get()
            try:
                arrival = await self._arrival_of(message_id, seen_at)
                if arrival is not None:
                    self._arrivals.put_nowait(arrival)
            except Exception as error:
                log.error("message %r lost: %s", message_id, type(error).__name__)
            finally:
                self._ids.task_done()

    async def _arrival_of(self, message_id: str, seen_at: datetime) -> Arrival | None:
        payload = await self._payload(message_id)
        if payload.talker == self._account:
            # The bot's own words belong to the echo matcher, which comes with the hardened transport;
            # reading them would make records of the bot's own posts.
            return None
        kind = kind_of(payload)
        place = await self._place(message_id) if kind is Kind.LOCATION else None
        message = decode(payload, await self._me(payload), seen_at, place)
        chunks = None
        if kind in WITH_FILE:

            def chunks() -> AsyncIterator[bytes]:
                return self._file(message_id, kind is Kind.IMAGE)

        return Arrival(message, raw_of(payload, place), chunks)

    async def _payload(self, message_id: str) -> Payload:
        for pause in PULL_PAUSES:
            try:
                return await (await self._current_gateway()).message(message_id)
            except (GRPCError, *BROKEN):
                await asyncio.sleep(pause)
        return await (await self._current_gateway()).message(message_id)

    async def _place(self, message_id: str) -> Place | None:
        try:
            return await (await self._current_gateway()).place(message_id)
        except (GRPCError, *BROKEN) as error:
            log.warning("place of message %r not told: %s", message_id, type(error).__name__)
            return None

    async def _me(self, payload: Payload) -> Account:
        """The bot with the names it goes by; they are looked up only where they can matter."""
        names = [self._bot_name]
        if payload.room and not payload.mentions and "@" in payload.text and self._gateway is not None:
            names += [await self._names.name_of(self._gateway, room, self._account) for room in (payload.room, None)]
        return Account(self._account, tuple(name for name in names if name))

    async def _file(self, message_id: str, is_image: bool) -> AsyncIterator[bytes]:
        gateway = await self._current_gateway()
        async with aclosing(fetch(gateway, message_id, is_image=is_image)) as parts:
            async for part in parts:
                yield part

    async def _hand_over(self, deliver: Deliver) -> None:
        while True:
            arrival = await self._arrivals.get()
            try:
                await deliver(await self._named(arrival))
            except Exception as error:
                log.error("message %r not taken: %s", arrival.message.id, type(error).__name__)
            finally:
                self._arrivals.task_done()

    async def _named(self, arrival: Arrival) -> Arrival:
        message = arrival.message
        if self._gateway is None:
            return arrival
        name = await self._names.name_of(self._gateway, message.room, message.sender)
        return replace(arrival, message=replace(message, sender_name=name))

    # --- posts out

    async def _gateway_for_send(self) -> Gateway:
        try:
            return await self._current_gateway()
        except TimeoutError as error:
            raise GatewayAway("no connection to the gateway") from error

    async def _with_mentions(self, gateway: Gateway, parcel: Parcel) -> tuple[str, tuple[str, ...]]:
        """The text with its @ in front, as WeChat writes them, and the ids that make them ring."""
        ids = tuple(contact for contact in parcel.mentions if contact != EVERYONE)
        calls = [EVERYONE_SAID] if EVERYONE in parcel.mentions else []
        for contact in ids:
            name = await self._names.name_of(gateway, parcel.room, contact)
            calls += [f"@{name}"] if name else []
        front = "".join(call + MENTION_END for call in calls if call not in parcel.text)
        return front + parcel.text, ids


async def _sent(call: Awaitable[str]) -> str:
    """The outcome of a send, told apart: it went out, it was refused, or nobody knows."""
    try:
        return await call
    except GRPCError as error:
        if error.status in (Status.DEADLINE_EXCEEDED, Status.CANCELLED):
            raise SendUnknown(error.status.name) from error
        raise SendRefused(error.status.name) from error
    except ConnectionRefusedError as error:
        raise GatewayAway("no connection to the gateway") from error
    except BROKEN as error:
        # The call had left: a gateway that was only frozen sends the message when it thaws.
        raise SendUnknown(type(error).__name__) from error
