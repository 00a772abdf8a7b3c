"""The connection to a gateway, held as long as the bot runs: made again when it breaks, probed when it is silent.

A gateway serves one stream of events and drops what happens while nobody listens, so every second without one is
a second in which messages are lost; what is known of such times is told to the listener.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.logs import where
from bot.transports import Listener, SendAway
from bot.transports.wechaty_protocol import BROKEN, Event, EventType, Gateway, GRPCError, Status

log = structlog.get_logger("wechaty")

STEADY_SECONDS = 600.0  # take-overs longer ago than this no longer make the next one wait
MOST_DOUBLINGS = 5


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds, but for `refusals`.

    A silent gateway is noticed after two `probe` and two `answer` at most: 18 s. One that is back is found within
    `last_retry` and a fifth. `refusals`: so often the gateway may say that another client listens, then the bot takes
    it over.
    """

    connect: float = 30.0  # for the first connection
    scan: float = 300.0  # for somebody to scan a login code
    greeting: float = 5.0  # for the first event; most gateways greet at once
    call: float = 10.0
    file: float = 60.0
    probe: float = 5.0
    answer: float = 4.0
    first_retry: float = 0.5
    last_retry: float = 4.0
    drain: float = 5.0
    echo: float = 30.0  # for an own message to come back
    idle: float = 300.0  # without any message, before the bot tests itself
    look: float = 1.0  # from a sign that a room has changed till it is looked at
    refusals: int = 3


class GatewayAway(SendAway):
    """There is no connection just now; nothing went out, and it may be tried again later."""


class Silent(OSError):
    """The connection stands, but nothing comes any more."""


class Hearing:
    """Whether the platform can be heard; each change is told once. `clock` gives the aware time."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.listener: Listener | None = None
        self._clock = clock
        self._heard_at = clock()
        self._present = False
        self._away_since: datetime | None = None

    def tell(self, call: str, *told: object) -> None:
        """Call the listener. A defect of its own must not cost the connection."""
        if self.listener is not None:
            try:
                getattr(self.listener, call)(*told)
            except Exception as error:
                log.error("listener failed", call=call, error=type(error).__name__, where=where(error))

    def note(self) -> None:
        """Something was heard just now."""
        self._heard_at = self._clock()

    def present(self) -> None:
        """Connected, and somebody is logged in."""
        since, self._present, self._away_since = self._away_since, True, None
        if since is not None:
            self.tell("back", since, self._clock())

    def absent(self, since: datetime | None = None) -> None:
        """The connection broke or the account was logged out: since then, or since something was heard last."""
        if not self._present:
            return
        self._present, self._away_since = False, since or self._heard_at
        self.tell("away", self._away_since)


class Session:
    """One gateway, whatever happens to it. `connect` makes a connection, `take` gets every event, in order."""

    def __init__(self, connect: Callable[[], Gateway], take: Callable[[Event], None], timings: Timings) -> None:
        self.hearing = Hearing()
        self.online = asyncio.Event()
        self.refused = ""  # why the last attempt failed
        self._connect = connect
        self._take = take
        self._timings = timings
        self._gateway: Gateway | None = None
        self._heard = asyncio.Event()
        self._doubted = asyncio.Event()
        self._was_let_in = False
        self._answers_dings = False
        self._refusals = 0
        self._taken_over: list[float] = []

    def live(self) -> Gateway | None:
        """The connection, if there is one just now."""
        return self._gateway if self.online.is_set() else None

    async def current(self) -> Gateway:
        """The live connection, waited for if it is just being made again. Raises TimeoutError."""
        async with asyncio.timeout(self._timings.call):
            await self.online.wait()
        assert self._gateway is not None
        return self._gateway

    def doubt(self, seconds: float) -> None:
        """For so long the connection has stood and yet led nowhere: it is made again."""
        self.hearing.absent(datetime.now(UTC) - timedelta(seconds=seconds))
        self._doubted.set()

    def complaint(self, where: str) -> str:
        """Why the bot could not start, in words for the operator."""
        if self.refused == Status.UNAUTHENTICATED.name:
            return "网关不认这个令牌，请检查 WECHATY_PUPPET_SERVICE_TOKEN。"
        if self.online.is_set():
            return "网关已连上，但微信号还没有登录。请扫码登录后再启动。"
        if self.refused == Status.ALREADY_EXISTS.name:
            return f"网关 {where} 正被另一个程序占用（一次只能连一个）。请先停掉那个程序。"
        if self.refused in ("SSLError", "SSLCertVerificationError"):
            return f"网关 {where} 的证书不对，请检查 WECHATY_PUPPET_SERVICE_TLS_CA_CERT。"
        why = f"（{self.refused}）" if self.refused else ""
        return f"连不上微信网关 {where}{why}。请检查 WECHATY_PUPPET_SERVICE_ENDPOINT，以及网关是否已启动。"

    async def stay_connected(self) -> None:
        """Runs until it is cancelled; returns only if the gateway refuses the token before it ever let it in."""
        delay = self._timings.first_retry
        while True:
            was_up = await self._one_session()
            if self.refused == Status.UNAUTHENTICATED.name and not self._was_let_in:
                return
            delay = self._timings.first_retry if was_up else delay
            log.warning("gateway session over", why=self.refused, again_in=round(delay, 1))
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))
            delay = min(delay * 2, self._timings.last_retry)

    async def _one_session(self) -> bool:
        """Connect once and stay till the end; whether anything was heard. Why it ended is left in `refused`."""
        gateway = self._gateway = self._connect()
        try:
            # In a task of its own: grpclib cancels the task that reads when the connection breaks.
            await asyncio.create_task(self._hold(gateway), name="wechaty session")
            self.refused = "the gateway ended the stream"
        except (GRPCError, *BROKEN) as error:
            self.refused = error.status.name if isinstance(error, GRPCError) else type(error).__name__
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            self.refused = "the connection was cut off"
        except Exception as error:  # a defect of ours must not leave the bot deaf
            log.error("gateway session failed", error=type(error).__name__, where=where(error))
            self.refused = type(error).__name__
        finally:
            was_up = self.online.is_set()
            self.online.clear()
            self.hearing.absent()
            gateway.close()
        self._refusals = self._refusals + 1 if self.refused == Status.ALREADY_EXISTS.name else 0
        return was_up

    async def _hold(self, gateway: Gateway) -> None:
        """Events first, then Start: what happens in between would be lost the other way round."""
        if self._refusals >= self._patience():
            await self._take_over(gateway)
        self._heard.clear()
        self._doubted.clear()
        reading = asyncio.create_task(self._read(gateway), name="wechaty events")
        watching = asyncio.create_task(self._start_and_watch(gateway), name="wechaty watch")
        try:
            await asyncio.wait({reading, watching}, return_when=asyncio.FIRST_COMPLETED)
            for task in (reading, watching):
                if task.done():
                    task.result()
        finally:
            reading.cancel()
            watching.cancel()
            await asyncio.gather(reading, watching, return_exceptions=True)

    def _patience(self) -> int:
        """How many refusals to bear: more at the start, when another bot may be there by right, and twice as many
        after each take-over, lest two bots throw each other out all day."""
        since = time.monotonic() - STEADY_SECONDS
        self._taken_over = [moment for moment in self._taken_over if moment > since]
        base = self._timings.refusals * (1 if self._was_let_in else 2)
        return int(base * 2 ** min(len(self._taken_over), MOST_DOUBLINGS))

    async def _take_over(self, gateway: Gateway) -> None:
        """Throw out whoever holds the stream of events: a client that died without a word, or a second bot."""
        log.error("another client holds the gateway; taking it over")
        self._taken_over.append(time.monotonic())
        self._refusals = 0
        await gateway.stop()

    async def _start_and_watch(self, gateway: Gateway) -> None:
        """Start does nothing when the account is logged in already."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timings.greeting):
                await self._heard.wait()
        with suppress(TimeoutError):  # a login can take its time; whether anybody is there the probe will tell
            await gateway.start()
            self.online.set()
        while True:
            await self._probe(gateway)

    async def _probe(self, gateway: Gateway) -> None:
        """Wait for a sign of life; without one ask for it. Raises Silent, or what a broken call raises."""
        self._heard.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timings.probe):
                await self._doubted.wait()
                raise Silent("own messages do not come back")
        if self._heard.is_set():
            return
        try:
            async with asyncio.timeout(self._timings.answer):
                await gateway.ding()
        except GRPCError as error:
            if error.status in (Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED):
                raise
            self.hearing.note()  # a gateway that says it cannot is there
            return
        try:
            async with asyncio.timeout(self._timings.answer):
                await self._heard.wait()
        except TimeoutError:
            if self._answers_dings:
                raise Silent("no answer to a ding") from None
            self.hearing.note()  # this gateway has never answered with an event; that it took the call must do

    async def _read(self, gateway: Gateway) -> None:
        async with aclosing(gateway.events()) as events:
            async for event in events:
                self._note(event)
                try:
                    self._take(event)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    log.error("event not understood", type=event.type, error=type(error).__name__)
                except Exception as error:  # one event costs at most itself
                    log.error("event not taken", type=event.type, error=type(error).__name__, where=where(error))

    def _note(self, event: Event) -> None:
        self._was_let_in = True
        self._answers_dings = self._answers_dings or event.type == EventType.DONG
        self.hearing.note()
        self._heard.set()
        self.online.set()
