"""Looks after the running bot: feels its pulse, tells whoever supervises it that it lives, and raises the alarms.

The pulse is felt on the event loop; whether it still beats is seen from a thread of its own, since a loop that is
stuck cannot say so.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import structlog

from bot.alarms import Alarms
from bot.executor import Executor, NotDurable, Unit
from bot.vitals import PATIENCE, Vitals, troubles
from documents.alarms import TROUBLES
from storage.backlogs import touch

BEAT_SECONDS = 1.0
TOUCH_SECONDS = 10.0  # also how long the database may take over it
SLEPT_SECONDS = 5.0  # who was frozen himself has seen nothing
ALIVE = frozenset({"loop", "writer", "clock"})  # without these a restart is the only help
log = structlog.get_logger("watch")


class Pulse:
    """Hears from a transport (bot.transports.Listener) how the road to the platform is doing."""

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def lost(self, message_id: str, at: datetime) -> None:
        self._vitals.messages_lost += 1

    def away(self, since: datetime) -> None:
        self._vitals.deaf_since = self._vitals.deaf_since or time.monotonic()

    def back(self, since: datetime, until: datetime) -> None:
        self._vitals.deaf_since = None

    def login(self, account: str) -> None:
        self._vitals.deaf_since = self._vitals.logged_out_since = None
        self._vitals.login_code = ""

    def logout(self) -> None:
        self._vitals.logged_out_since = self._vitals.logged_out_since or time.monotonic()

    def scan(self, qr: str) -> None:
        self._vitals.login_code = qr
        self.logout()


class Watch:
    """Watches one bot. `data` is the folder of the evidence, `notify_socket` that of systemd, '' without it."""

    def __init__(self, executor: Executor, alarms: Alarms, data: Path, notify_socket: str = "") -> None:
        self.vitals = executor.vitals
        self.pulse = Pulse(self.vitals)
        self._executor = executor
        self._alarms = alarms
        self._data = data
        self._notify_socket = notify_socket
        self._raised: set[str] = set()
        self._ending = threading.Event()

    @asynccontextmanager
    async def kept(self, clock: Callable[[], datetime]) -> AsyncIterator[None]:
        """Watch until the end of the block."""
        self.vitals.deaf_since = time.monotonic()  # until the platform is there
        tasks = [asyncio.create_task(self._beat()), asyncio.create_task(self._touch_on(clock))]
        thread = threading.Thread(target=self._look_on, name="watch", daemon=True)
        thread.start()
        self._tell_supervisor("READY=1")
        try:
            yield
        finally:
            self._tell_supervisor("STOPPING=1")
            self._ending.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(thread.join)

    def look(self, now: float) -> None:
        """Raise the alarm for what has lasted long enough, and end that for what is over."""
        found = {trouble.kind: trouble.seconds for trouble in troubles(self.vitals, now)}
        for kind in self._raised - found.keys():
            self._alarms.over(kind)
        self._raised &= found.keys()
        for kind, seconds in found.items():
            if seconds >= PATIENCE[kind]:
                self._alarms.alarm(kind, TROUBLES[kind])
                self._raised.add(kind)
        if not ALIVE & found.keys():
            self._tell_supervisor("WATCHDOG=1")

    async def _beat(self) -> None:
        while True:
            began = time.monotonic()
            self.vitals.loop_beat = began
            await asyncio.sleep(BEAT_SECONDS)
            self.vitals.loop_lag = max(0.0, time.monotonic() - began - BEAT_SECONDS)

    async def _touch_on(self, clock: Callable[[], datetime]) -> None:
        """Whether the database takes anything shows when something is written."""
        while True:
            unit = Unit("touch", clock(), lambda work: touch(work.connection))
            try:
                async with asyncio.timeout(TOUCH_SECONDS):
                    await self._executor.run(unit)
                self.vitals.refused_since = None
            except (NotDurable, TimeoutError):
                self.vitals.refused_since = self.vitals.refused_since or time.monotonic()
            await asyncio.sleep(TOUCH_SECONDS)

    def _look_on(self) -> None:
        looked = time.monotonic()
        while not self._ending.wait(BEAT_SECONDS):
            before, looked = looked, time.monotonic()
            if looked - before < SLEPT_SECONDS:
                with suppress(OSError):
                    self.vitals.measured(shutil.disk_usage(self._data).free)
                self.look(looked)

    def _tell_supervisor(self, word: str) -> None:
        """In the protocol of systemd; it may have none for us, or be gone."""
        if not self._notify_socket:
            return
        address = self._notify_socket
        address = f"\0{address[1:]}" if address.startswith("@") else address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifying:
            notifying.setblocking(False)
            notifying.sendto(word.encode(), address)
