"""Plays hostile cases through the whole bot and measures it meanwhile.

Real receiver, executor, handlers, sender, database, and jobs in their worker process; the platform is in memory, the
clock virtual.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from structlog.testing import capture_logs

import bot.app
from bot.app import App, assemble_app, prepare
from bot.echoes import EchoMatcher
from bot.executor import Executor, Unit
from bot.replaying import no_pause, run_to
from bot.ticker import tick
from bot.transports import Arrival
from bot.transports.memory import MemoryTransport
from bot.transports.replay import VirtualClock
from bot.transports.wechaty_decoding import Account, decode, raw_of
from domain.calendars import SHANGHAI
from domain.messages import WITH_FILE, Message, storable
from storage.work import UnitOfWork
from tests.cast import HOME, ID, ROSTER
from tests.hostile.cases import OWN_ROOM, Case, Step
from tests.hostile.protocols import ME
from tests.hostile.stored import Rows, stored

START = datetime(2020, 10, 21, 7, 30, tzinfo=SHANGHAI)
PROBE_SECONDS = 0.02
CASES_BETWEEN_SENDS = 4
T = TypeVar("T")


@dataclass(slots=True)
class Ran:
    """What a run left, and what it cost: seconds that the event loop was held, of CPU that a unit took, bytes."""

    raw: dict[str, str] = field(default_factory=dict)  # {message id: SHA-256 of what came}
    tables: dict[str, Rows] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    held: float = 0.0
    held_by: str = ""
    longest_unit: float = 0.0
    longest_name: str = ""
    grown: int = 0
    seconds: float = 0.0

    def told(self) -> str:
        """The figures on one line."""
        return (
            f"{len(self.raw)} messages in {self.seconds:.1f} s, loop held {self.held:.3f} s ({self.held_by}), "
            f"longest unit {self.longest_unit:.3f} s ({self.longest_name}), {self.grown / 1e6:.1f} MB more"
        )


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


class _Probe:
    """Looks at the event loop and at memory while cases are played."""

    def __init__(self, ran: Ran) -> None:
        self.case = ""
        self._ran = ran
        self._before = 0

    @property
    def is_warm(self) -> bool:
        return self._before > 0

    def begin(self) -> None:
        self._before = _resident()

    async def watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(PROBE_SECONDS)
            late = time.perf_counter() - began - PROBE_SECONDS
            if late > self._ran.held:
                self._ran.held, self._ran.held_by = late, self.case
            if self.is_warm:  # patterns have been compiled, tables are known
                self._ran.grown = max(self._ran.grown, _resident() - self._before)

    def timed(self, executor: type[Executor]) -> type[Executor]:
        """The executor, with the CPU time of each unit measured on the writer thread."""
        ran, probe = self._ran, self

        def timed(unit: Unit[T]) -> Unit[T]:
            def run(work: UnitOfWork) -> T:
                began = time.thread_time()
                try:
                    return unit.run(work)
                finally:
                    took = time.thread_time() - began
                    if probe.is_warm and took > ran.longest_unit:
                        ran.longest_unit, ran.longest_name = took, unit.name[:80]

            return replace(unit, run=run)

        class Timed(executor):  # type: ignore[valid-type, misc]
            def submit(self, unit: Unit[T]) -> Any:
                return super().submit(timed(unit))

            async def run(self, unit: Unit[T]) -> Any:
                return await super().run(timed(unit))

            async def insist(self, unit: Unit[T], *_more: Any, **_named: Any) -> Any:
                return await self.run(unit)  # what no database takes is a finding, not a reason to wait

        return Timed


def arrival_of(step: Step, now: datetime) -> Arrival:
    """A step as a transport would hand it over at `now`."""
    if step.payload is not None:
        message = decode(step.payload, Account(ME, ("蓝哨",)), now, step.place)
        own, raw = step.payload.talker == ME, raw_of(step.payload, step.place)
        arrival = Arrival(message, raw, own=own, listener=step.payload.listener)
    else:
        message = _message(step, now)
        told = asdict(message) | {"at": message.at.isoformat()}
        arrival = Arrival(message, json.dumps(told).encode("ascii"))
    if message.kind not in WITH_FILE:
        return arrival

    async def chunks() -> AsyncIterator[bytes]:
        for piece in step.file() if step.file is not None else (b"a file",):
            yield piece

    return replace(arrival, chunks=chunks)


def _message(step: Step, now: datetime) -> Message:
    person = ROSTER.person.get(ID.get(step.who, ""))
    own_room = HOME[person.group if person else None]
    return Message(
        id=step.id,
        room=own_room if step.room == OWN_ROOM else step.room,
        sender=person.id if person else step.who,
        sender_name=step.name or step.who,
        at=now,
        kind=step.kind,
        text=step.text,
        file_name=step.file_name,
        location=step.location,
        quote=step.quote,
        mentions=step.mentions,
        target=step.target,
    )


def play(url: str, folder: Path, cases: Iterable[Case], patch: pytest.MonkeyPatch, warm_up: int = 20) -> Ran:
    """Play the cases from 07:30 to past midnight; memory is measured from case `warm_up` on."""
    ran = Ran()
    probe = _Probe(ran)
    patch.setattr(bot.app, "Executor", probe.timed(Executor))
    clock, transport = VirtualClock(START), MemoryTransport()
    engine, scene, _ = prepare(url, ROSTER, transport.namespace, clock())
    app = assemble_app(engine, scene, folder / "media", transport, clock, no_pause)
    app.receiver.echo = EchoMatcher(app.executor, clock).hear
    began = time.perf_counter()
    try:
        with capture_logs() as lines:
            asyncio.run(_play(app, clock, cases, probe, ran, warm_up))
        ran.errors = [
            str(line) for line in lines if line["log_level"] == "error" and line["event"] != "file not fetched"
        ]
        ran.tables, ran.columns = stored(engine)
        ran.seconds = time.perf_counter() - began
    finally:
        app.close()
    return ran


async def _play(app: App, clock: VirtualClock, cases: Iterable[Case], probe: _Probe, ran: Ran, warm_up: int) -> None:
    gc.collect()
    watching = asyncio.create_task(probe.watch())
    await tick(app.executor, clock())
    number, ahead = 0, iter(cases)
    while (case := await asyncio.to_thread(next, ahead, None)) is not None:  # making a case must not hold the loop
        if (number := number + 1) == warm_up:
            probe.begin()
        await run_to(app, clock, clock())
        for step in case:
            probe.case = step.id[:80]
            clock.advance(clock() + timedelta(seconds=step.after))
            arrival = arrival_of(step, clock())
            ran.raw.setdefault(storable(arrival.message.id), hashlib.sha256(arrival.raw).hexdigest())
            await app.receiver.receive(arrival)
            await app.receiver.drain()
        if number % CASES_BETWEEN_SENDS == 0:
            await app.settle()
    probe.case = "the evening"
    await run_to(app, clock, START + timedelta(days=1, hours=2))
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
