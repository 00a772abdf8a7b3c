"""One run: the real bot on the faulty gateway, killed again and again, then left in peace until all is quiet."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, func, or_, select

from bot.app import prepare
from bot.crashpoints import POINTS
from bot.transports.wechaty import WechatyTransport
from domain.calendars import SHANGHAI
from domain.campaigns import Campaign
from domain.quiet_hours import quiet_end
from storage.databases import open_database
from storage.sends import Outcome
from storage.tables import AWAITING_FILE, OWED, SENDING, UNKNOWN, WAITING, inbox, jobs, outbox, sends
from tests.cast import ROSTER
from tests.faults.fast_time import FastClock
from tests.faults.gateway import SETTING
from tests.faults.processes import Talker
from tests.faults.vices import ALL, GOOD, Vices

START = datetime(2020, 10, 21, 18, 20, tzinfo=SHANGHAI)  # in the run's time 20:00 and 21:00 may come
#: Nobody is waited for at those of a reading: it begins when a bot has lived on quietly, as none does here.
REACHED = tuple(point for point in POINTS if not point.startswith("reading."))
DEEPEST = {"inbox": 3, "batch": 12, "file": 1, "outbox": 2, "tick": 2, "job": 1}  # at most the so-manieth hit kills
WISHES = {"file": "file", "job": "paper", "outbox": "command"}  # what somebody had better say; else anything
WISH_SECONDS = {"job": 5.0}  # of the wall, until somebody says so again: a worker process must start first
SOON = 0.5
LIFE_SECONDS = 30.0  # a life in which the armed point is not hit ends then
CONNECT_SECONDS = 20.0
MOST_SURPRISES = 10
MOST_TIMES = 4  # as many kills as planned, until somebody has died at each point: a busy machine reaches some seldom
COULD_NOT_CONNECT = 2
RANDOMLY = 0.15  # share of kills at any moment
LONGEST = 3.0  # after which such a life ends


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done in a run. `rate`: how much faster than the wall's its time goes; `away`: long absences of all;
    `scolds`: how often the platform says 频繁."""

    seed: int
    kills: int
    messages: int
    rate: float = 10.0
    vices: Vices = ALL
    away: int = 0
    away_seconds: float = 330.0
    scolds: int = 0
    quiet_seconds: float = 90.0  # of the wall, for the end


@dataclass(slots=True)
class Deaths:
    """How the lives of the bot ended: by which point, at any moment, or otherwise than by us.

    `slowest`: seconds of the wall that the gateway took at most to answer, which tells how busy the machine was.
    """

    at: Counter[str] = field(default_factory=Counter)
    anytime: int = 0
    refused: int = 0
    slowest: float = 0.0
    otherwise: list[str] = field(default_factory=list)
    is_quiet: bool = False
    is_night: bool = False

    @property
    def count(self) -> int:
        return sum(self.at.values()) + self.anytime

    def never(self) -> list[str]:
        """Points at which nobody died."""
        return [point for point in REACHED if not self.at[point]]


@dataclass(slots=True)
class Bot:
    """Lives one after the other, forked from the zygote."""

    zygote: Talker
    environment: dict[str, str]
    log: Path
    pid: int = 0

    def start(self, crash_at: str = "") -> None:
        self.zygote.tell(environment={**self.environment, "LANSHAO_CRASH_AT": crash_at}, log=str(self.log))
        self.pid = int(self.zygote.answer()["pid"])

    def wait(self, seconds: float) -> int | None:
        """Its exit status; None when it lives on."""
        told = self.zygote.hear(seconds)
        return None if told is None else int(told["status"])

    def signal(self, number: signal.Signals) -> int:
        """Its exit status. Raises RuntimeError when it does not end."""
        with suppress(ProcessLookupError):  # it may just have ended by itself
            os.kill(self.pid, number)
        return int(self.zygote.answer(30.0)["status"])


@dataclass(frozen=True, slots=True)
class Run:
    """What takes part in a run; `engine` reads the bot's database, `clock` is that of all."""

    bot: Bot
    gateway: Talker
    engine: Engine
    campaign: Campaign
    clock: FastClock
    deaths: Deaths = field(default_factory=Deaths)

    def count(self, rows: Select[Any]) -> int:
        with self.engine.connect() as connection:
            return int(connection.execute(rows).scalar_one())


def drive(
    folder: Path, database: str, plan: Plan, clock: FastClock, tell: Callable[[str], None] = lambda line: None
) -> Deaths:
    """The whole run; afterwards the journal, the log and the database tell what happened."""
    engine, scene, _ = prepare(database, ROSTER, WechatyTransport.namespace, START)
    engine.dispose()
    told = {
        "seed": plan.seed,
        "journal": str(folder / "journal.jsonl"),
        "vices": plan.vices.text(),
    }
    with (
        Talker("gateway", {**clock.setting(), SETTING: json.dumps(told)}, folder / "gateway.log") as gateway,
        Talker("zygote", clock.setting(), folder / "zygote.log") as zygote,
    ):
        port = gateway.answer()["port"]
        zygote.answer()
        environment = {
            "LANSHAO_DATABASE_URL": database,
            "LANSHAO_DATA": str(folder / "data"),
            "LANSHAO_HEALTH_PORT": "0",
            "LANSHAO_CONSOLE_PORT": "0",
            "WECHATY_PUPPET_SERVICE_TOKEN": "t",
            "WECHATY_PUPPET_SERVICE_ENDPOINT": f"127.0.0.1:{port}",
        }
        engine = open_database(database, read_only=True)
        run = Run(Bot(zygote, environment, folder / "bot.log"), gateway, engine, scene.campaign, clock)
        try:
            _kill_again_and_again(run, plan, tell)
            _leave_in_peace(run, plan)
        finally:
            engine.dispose()
    return run.deaths


def _kill_again_and_again(run: Run, plan: Plan, tell: Callable[[str], None]) -> None:
    chance, turns, deaths = random.Random(f"kills {plan.seed}"), list[str](), run.deaths
    interludes = _interludes(plan)
    while deaths.count < plan.kills or (deaths.never() and deaths.count < MOST_TIMES * plan.kills):
        if len(deaths.otherwise) > MOST_SURPRISES:
            break
        if interludes and deaths.count >= interludes[0][0]:
            interludes.pop(0)[1](run, plan)
        run.gateway.tell(goal=min(plan.messages * (deaths.count + 1) // plan.kills, plan.messages))
        if chance.random() < RANDOMLY:
            _die_anytime(run, chance.random() * LONGEST, is_heard=chance.random() < 0.7)
            continue
        if not turns:
            wanted = REACHED if deaths.count < plan.kills else deaths.never()
            turns = chance.sample(wanted, len(wanted))
        point = turns.pop()
        _die_at(run, point, chance.randint(1, DEEPEST[_topic(point)]) if deaths.at[point] else 1)
        if deaths.count % 50 == 0:
            tell(f"  {deaths.count}/{plan.kills}")


def _topic(point: str) -> str:
    return point.partition(".")[0]


def _interludes(plan: Plan) -> list[tuple[int, Callable[[Run, Plan], None]]]:
    """What else happens, each after so many kills: evenly spread."""
    absences = [(plan.kills * n // (plan.away + 1), _be_away) for n in range(1, plan.away + 1)]
    scolds = [(plan.kills * (2 * n - 1) // (2 * plan.scolds), _be_scolded) for n in range(1, plan.scolds + 1)]
    return sorted([*absences, *scolds], key=lambda pair: pair[0])


def _die_at(run: Run, point: str, times: int) -> None:
    """Somebody says again and again what leads there, until the bot has come there so many times."""
    run.bot.start(f"{point}:{times}")
    ends, status = time.monotonic() + LIFE_SECONDS, None
    while status is None and time.monotonic() < ends:
        run.gateway.tell(wish=WISHES.get(_topic(point), "any"))
        status = run.bot.wait(WISH_SECONDS.get(_topic(point), SOON))
    _note_death(run, status, point)


def _die_anytime(run: Run, seconds: float, *, is_heard: bool) -> None:
    """By us, so long after it began, or (`is_heard`) after it had a connection."""
    run.bot.start()
    status = _connected(run) if is_heard else None
    _note_death(run, run.bot.wait(seconds) if status is None else status, "any moment")


def _note_death(run: Run, status: int | None, where: str) -> None:
    """`status` None: it lives, and is killed now."""
    deaths = run.deaths
    if status is None:
        run.bot.signal(signal.SIGKILL)
        deaths.anytime += 1
    elif status == -signal.SIGKILL and where in REACHED:
        deaths.at[where] += 1
    elif status == COULD_NOT_CONNECT:
        deaths.refused += 1  # a gateway that is silent for longer than the bot waits; its supervisor starts it again
    else:
        deaths.otherwise.append(f"ended with {status} ({where})")


def _be_away(run: Run, plan: Plan) -> None:
    """The gateway is not there for some minutes; the bot waits for it, hears again, and is killed."""
    run.bot.start()
    status = _connected(run)
    run.gateway.tell(away=plan.away_seconds)
    _note_death(run, run.bot.wait(plan.away_seconds / plan.rate + 3) if status is None else status, "an absence")


def _be_scolded(run: Run, plan: Plan) -> None:
    """The platform refuses a post with 频繁; the bot is killed when it has that on record."""
    run.bot.start()
    status, ends = _connected(run), time.monotonic() + LIFE_SECONDS
    before = run.count(_SCOLDS)
    run.gateway.tell(scold=True)
    while status is None and run.count(_SCOLDS) == before and time.monotonic() < ends:
        run.gateway.tell(wish="command")
        status = run.bot.wait(SOON)
    _note_death(run, status, "being scolded")


def _ask(run: Run) -> dict[str, Any]:
    """What the gateway says of itself."""
    began = time.monotonic()
    run.gateway.tell(ask=True)
    told = run.gateway.answer()
    run.deaths.slowest = max(run.deaths.slowest, time.monotonic() - began)
    return told


def _connected(run: Run) -> int | None:
    """Wait until the gateway has a stream; the exit status if the bot ended before."""
    ends = time.monotonic() + CONNECT_SECONDS
    while time.monotonic() < ends:
        if _ask(run)["stream"]:
            return None
        if (status := run.bot.wait(0.05)) is not None:
            return status
    return None


def _leave_in_peace(run: Run, plan: Plan) -> None:
    deaths = run.deaths
    run.gateway.tell(goal=plan.messages, vices=GOOD.text())
    run.bot.start()
    ends = time.monotonic() + plan.quiet_seconds
    while not deaths.is_quiet and time.monotonic() < ends:
        if (status := run.bot.wait(0.5)) is not None:
            deaths.otherwise.append(f"ended with {status} at the end")
            return
        deaths.is_night = quiet_end(datetime.fromtimestamp(run.clock.now(), UTC), run.campaign) is not None
        work = (_URGENT if deaths.is_night else _OWED, *_ON_ITS_WAY)
        deaths.is_quiet = _ask(run)["said"] >= plan.messages and not any(run.count(rows) for rows in work)
    if status := run.bot.signal(signal.SIGTERM):
        deaths.otherwise.append(f"ended with {status} when it was told to stop")


_SCOLDS = select(func.count()).select_from(sends).where(sends.c.outcome == Outcome.TOO_OFTEN)
_OWED = select(func.count()).select_from(outbox).where(OWED)
_URGENT = _OWED.where(outbox.c.urgent)  # the rest waits until the morning
_ON_ITS_WAY = (
    select(func.count()).select_from(outbox).where(or_(SENDING, UNKNOWN)),
    select(func.count()).select_from(jobs).where(WAITING),
    select(func.count()).select_from(inbox).where(AWAITING_FILE),
)
