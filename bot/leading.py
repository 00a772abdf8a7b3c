"""Two bots on one PostgreSQL: one leads, the other stands by and touches nothing until it leads itself."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine

from bot.transports import Deliver, Parcel, SendAway, Transport
from storage.leases import LASTS, Deposed, Term, end_when_idle, lock, oust, take

TRY_EVERY = 0.25  # s between a standby's looks: so long it takes to notice that the leader was killed
RENEW_EVERY = 2.0
log = structlog.get_logger("leading")

T = TypeVar("T")


class Leadership:
    """Leads an account, or waits to. It has one connection and one thread of its own, so that no long
    transaction and no busy loop keeps the lease from being renewed. `steady` counts seconds."""

    def __init__(self, engine: Engine, namespace: str, steady: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._namespace = namespace
        self._steady = steady
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lease")
        self._connection: Connection | None = None
        self._is_locked = False
        self._held_to = 0.0
        self.term: Term | None = None

    def is_held(self) -> bool:
        """Whether nobody else can lead at this moment, as far as this program can know."""
        return self._steady() < self._held_to

    def fence(self, connection: Connection) -> None:
        """For the start of every transaction. Raises storage.leases.Deposed."""
        if self.term is not None:
            self.term.fence(connection)

    async def gain(self, stopping: asyncio.Event) -> bool:
        """Wait until this bot leads; False when it was told to stop before."""
        waiting = False
        while not stopping.is_set():
            pause = TRY_EVERY
            try:
                if await self._aside(self._try):
                    log.info("leading", term=self.term.number if self.term else None, holder=self._holder)
                    return True
                if not waiting:
                    log.info("standing by", holder=self._holder)
                    print("另有一个蓝哨在值守，本程序待命。", flush=True)
                waiting = True
            except Exception as error:
                log.error("lease not asked for", error=type(error).__name__)
                pause = LASTS  # the server was away for the leader too: it goes first
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)
        return False

    async def keep(self) -> None:
        """Renew the lease again and again; returns when another bot has taken over."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            try:
                if not await self._aside(self._renew):
                    self._held_to = 0.0
                    log.error("another bot leads now", holder=self._holder)
                    return
            except Exception as error:
                log.error("lease not renewed", error=type(error).__name__)

    def close(self) -> None:
        """Leave the place to another."""
        self._held_to = 0.0
        self._thread.submit(self._let_go)
        self._thread.shutdown()

    async def _aside(self, step: Callable[[Connection], T]) -> T:
        """One step on the connection of the lease; a connection that broke is made anew by the next."""

        def run() -> T:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                return step(self._connection)
            except Exception:
                self._let_go()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def _try(self, connection: Connection) -> bool:
        asked_at = self._steady()
        if not lock(connection, self._namespace):
            if oust(connection, self._namespace):
                log.warning("the last leader hung and was put out")
            return False
        with self._engine.begin() as transaction:
            self.term = take(transaction, self._namespace, self._holder)
        self._held_to, self._is_locked = asked_at + LASTS, True
        return True

    def _renew(self, connection: Connection) -> bool:
        asked_at = self._steady()
        if self.term is None or not self.term.renew(connection):
            return False
        self._held_to = asked_at + LASTS
        if not self._is_locked:  # on a new connection; while the old one lingers at the server it is tried again
            self._is_locked = lock(connection, self._namespace)
        return True

    def _let_go(self) -> None:
        connection, self._connection, self._is_locked = self._connection, None, False
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()  # closed for good: the lock is the connection's
            with suppress(Exception):
                connection.close()


class LeadersTransport:
    """A transport that sends only while its bot leads: one that was frozen may wake up when its time is over."""

    def __init__(self, transport: Transport, leadership: Leadership) -> None:
        self.namespace = transport.namespace
        self._transport = transport
        self._leadership = leadership

    async def start(self, deliver: Deliver) -> None:
        await self._transport.start(deliver)

    async def send(self, parcel: Parcel) -> str:
        if not self._leadership.is_held():
            raise SendAway("another bot may be leading")
        return await self._transport.send(parcel)

    async def stop(self) -> None:
        await self._transport.stop()


async def run_when_leading(
    engine: Engine, namespace: str, stopping: asyncio.Event, run: Callable[[Leadership | None], Awaitable[None]]
) -> None:
    """Run until `stopping` is set; on PostgreSQL stand by first while another bot leads.

    Raises Deposed when another bot has taken over: this program is then at its end, and may be started anew.
    """
    if engine.dialect.name != "postgresql":
        await run(None)
        return
    end_when_idle(engine)
    leadership = Leadership(engine, namespace)
    try:
        if await leadership.gain(stopping):
            keeping = asyncio.create_task(_stop_when_deposed(leadership, stopping))
            await run(leadership)
            if keeping.done():
                raise Deposed("another bot leads now")
            keeping.cancel()
    finally:
        leadership.close()


async def _stop_when_deposed(leadership: Leadership, stopping: asyncio.Event) -> None:
    await leadership.keep()
    stopping.set()
