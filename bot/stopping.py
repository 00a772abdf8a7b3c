"""How a running bot stops: within ten seconds, whatever hangs.

Everything durable is a step of its own, so what could not be finished stands as a crash would leave it: a message is
kept or was never taken, a file is awaited, a post is owed or unknown, a job waits.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable
from types import FrameType
from typing import Protocol

import structlog

from bot.app import App

NOTE_SECONDS = 1.0
DRAIN_SECONDS = 3.0  # for the sends and the files that are on their way
LEAVE_SECONDS = 3.0  # for the transport: it hands over what was announced
CLOSE_SECONDS = 1.5  # for the writer
END_SECONDS = 9.0  # after the signal the process ends, whatever is still going on
log = structlog.get_logger("run")


class Leaving(Protocol):
    """A transport, as far as it is left."""

    async def stop(self) -> None: ...


def end_when_told(stopping: asyncio.Event) -> None:
    """Let SIGINT and SIGTERM set `stopping`; the process ends after them even when nothing moves any more.

    Only for the main thread, with its event loop running.
    """
    loop = asyncio.get_running_loop()

    def told(number: int, frame: FrameType | None) -> None:
        last = threading.Timer(END_SECONDS, _end)
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(stopping.set)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, told)


def _end() -> None:
    log.error("stopped in the middle: something hung")
    os._exit(1)


async def wind_down(app: App, transport: Leaving) -> None:
    """Finish what is on its way, then let go of the platform."""
    await asyncio.gather(app.sender.drain(DRAIN_SECONDS), app.receiver.wind_down(DRAIN_SECONDS))
    await within(LEAVE_SECONDS, transport.stop(), "transport")
    await app.receiver.wind_down(0)  # files of what was handed over at the last moment: they are awaited


async def within(seconds: float, step: Awaitable[None], what: str) -> None:
    """Do this, so long at most. Errors go to the log: there is more to be stopped."""
    task = asyncio.ensure_future(step)
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        task.cancel()
        log.error("not stopped in time", what=what)
    elif not task.cancelled() and (error := task.exception()):
        log.error("not stopped well", what=what, error=type(error).__name__)
