"""Plays a recorded day through the very same receiver, executor, tick and sender, on a virtual clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.app import App
from bot.executor import Unit
from bot.pacing import AtOnce
from bot.ticker import next_due, tick
from bot.transports.replay import VirtualClock
from bot.transports.transcripts import Transcript
from domain.calendars import day_of, midnight_after

#: A replay sends at the speed of its clock.
no_pause = AtOnce()


async def play(
    transcript: Transcript, app: App, clock: VirtualClock, progress: Callable[[int], None], *, pictures: bool = False
) -> None:
    """Play a whole transcript and run on to midnight; with `pictures` all files are read before that.

    A replay that was killed goes on where it stopped: messages already kept count for nothing, and
    the clock starts at the last moment on record. `progress` is told after each message.
    """
    if not transcript.arrivals:
        return
    clock.advance(await last_moment(app, clock()))
    await app.sender.resume(clock(), resend=True)
    await app.settle()
    await tick(app.executor, clock())
    await app.settle()
    for arrival in transcript.arrivals:
        await run_to(app, clock, arrival.message.at)
        clock.advance(arrival.message.at)
        await app.receiver.receive(arrival)
        await app.settle()
        progress(1)
    if pictures:
        await app.media_readers.read_all(clock)
        await app.settle()
    await run_to(app, clock, midnight_after(day_of(clock())) - timedelta(seconds=1))


async def run_to(app: App, clock: VirtualClock, moment: datetime) -> None:
    """Let everything fall due that is due before `moment`, in its order, and each new day begin."""
    while True:
        due = await next_due(app.executor, clock())
        midnight = midnight_after(day_of(clock()))
        step = min(due or midnight, midnight)
        if step > moment:
            return
        clock.advance(step)
        await tick(app.executor, clock())
        await app.settle()


async def last_moment(app: App, start: datetime) -> datetime:
    """The latest moment that the database knows of, not before `start`: where an interrupted replay stopped."""
    moment = await app.executor.run(
        Unit("last moment", start, lambda work: (work.inbox.last_received_at(), work.timetable.ticked_to()))
    )
    return max([start, *(at for at in moment or () if at is not None)])
