"""One run: the real bot on the faulty gateway, killed again and again, then left in peace until all is quiet."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, or_, select

from bot.app import prepare
from bot.crashpoints import POINTS
from bot.transports.wechaty import WechatyTransport
from domain.calendars import SHANGHAI
from storage.databases import open_database
from storage.tables import AWAITING_FILE, OWED, SENDING, UNKNOWN, WAITING, inbox, jobs, outbox
from tests.cast import ROSTER
from tests.faults import fast_time
from tests.faults.gateway import SETTING
from tests.faults.processes import Talker
from tests.faults.vices import ALL, GOOD, Vices

START = datetime(2020, 10, 21, 18, 20, tzinfo=SHANGHAI)  # in the run's time 20:00 and 21:00 may come
DEEPEST = {"inbox": 3, "batch": 12, "file": 1, "outbox": 2, "tick": 2, "job": 1}  # at most the so-manieth hit kills
WISHES = {
    "file": "file",
    "job": "paper",
    "outbox": "command",
    "inbox": "any",
}  # what somebody had better say
LIFE_SECONDS = 3.0  # of the wall; a life in which the armed point is not hit ends then
CONNECT_SECONDS = 10.0
JOB_SECONDS = 20.0  # a worker process must start first
MOST_SURPRISES = 10
COULD_NOT_CONNECT = 2
RANDOMLY = 0.15  # share of kills at any moment


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done in a run. `rate`: how much faster than the wall's its time goes; `away`: long absences of all."""

    seed: int
    kills: int
    messages: int
    rate: float = 10.0
    vices: Vices = ALL
    away: int = 0
    away_seconds: float = 330.0
    quiet_seconds: float = 90.0  # of the wall, for the end


@dataclass(slots=True)
class Deaths:
    """How the lives of the bot ended: by which point, at any moment, or otherwise than by us."""

    at: Counter[str] = field(default_factory=Counter)
    anytime: int = 0
    refused: int = 0
    otherwise: list[str] = field(default_factory=list)
    is_quiet: bool = False

    @property
    def count(self) -> int:
        return sum(self.at.values()) + self.anytime

    def never(self) -> list[str]:
        """Points at which nobody died."""
        return [point for point in POINTS if not self.at[point]]


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
        os.kill(self.pid, number)
        return int(self.zygote.answer(30.0)["status"])


def drive(folder: Path, database: str, plan: Plan, tell: Callable[[str], None] = lambda line: None) -> Deaths:
    """The whole run; afterwards the journal and the database tell what happened."""
    clock = fast_time.starting(START, plan.rate)
    engine, _, _ = prepare(database, ROSTER, WechatyTransport.namespace, START)
    engine.dispose()
    told = {
        "seed": plan.seed,
        "messages": plan.messages,
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
            "WECHATY_PUPPET_SERVICE_TOKEN": "t",
            "WECHATY_PUPPET_SERVICE_ENDPOINT": f"127.0.0.1:{port}",
        }
        bot = Bot(zygote, environment, folder / "bot.log")
        deaths = _kill_again_and_again(bot, gateway, plan, tell)
        _leave_in_peace(bot, gateway, plan, database, deaths)
    return deaths


def _kill_again_and_again(bot: Bot, gateway: Talker, plan: Plan, tell: Callable[[str], None]) -> Deaths:
    chance, deaths, turns = random.Random(f"kills {plan.seed}"), Deaths(), list[str]()
    absences = {plan.kills * n // (plan.away + 1) for n in range(1, plan.away + 1)}
    while deaths.count < plan.kills or (deaths.never() and deaths.count < 2 * plan.kills):
        if len(deaths.otherwise) > MOST_SURPRISES:
            break
        goal = min(plan.messages * (deaths.count + 1) // plan.kills, plan.messages)
        if not turns:
            wanted = POINTS if deaths.count < plan.kills else deaths.never()
            turns = chance.sample(wanted, len(wanted))
        if chance.random() < RANDOMLY:
            gateway.tell(goal=goal)
            bot.start()
            _die_within(chance.random() * 2.0, chance.random() < 0.7, bot, gateway, deaths, "anytime")
        else:
            point = turns.pop(0)
            gateway.tell(goal=goal, wish=WISHES.get(point.partition(".")[0], ""))
            deepest = DEEPEST[point.partition(".")[0]] if deaths.count < plan.kills else 1
            bot.start(f"{point}:{chance.randint(1, deepest)}")
            seconds = JOB_SECONDS if point.startswith("job.") else LIFE_SECONDS
            _die_within(seconds, True, bot, gateway, deaths, point)
        if absences and deaths.count >= min(absences):
            absences.remove(min(absences))
            bot.start()
            _connected(bot, gateway)
            gateway.tell(away=plan.away_seconds)
            _die_within(plan.away_seconds / plan.rate + LIFE_SECONDS, False, bot, gateway, deaths, "an absence")
        if deaths.count % 50 == 0:
            tell(f"  {deaths.count}/{plan.kills}")
    return deaths


def _die_within(seconds: float, is_heard: bool, bot: Bot, gateway: Talker, deaths: Deaths, where: str) -> None:
    """By the armed point, or by us so long after it began, or (`is_heard`) after it had a connection."""
    status = _connected(bot, gateway) if is_heard else None
    if status is None:
        status = bot.wait(seconds)
    if status is None:
        bot.signal(signal.SIGKILL)
        deaths.anytime += 1
    elif status == -signal.SIGKILL and where in POINTS:
        deaths.at[where] += 1
    elif status == COULD_NOT_CONNECT:
        deaths.refused += 1  # a gateway that is silent for longer than the bot waits; its supervisor starts it again
    else:
        deaths.otherwise.append(f"ended with {status} ({where})")


def _connected(bot: Bot, gateway: Talker) -> int | None:
    """Wait until the gateway has a stream; the exit status if the bot ended before."""
    ends = time.monotonic() + CONNECT_SECONDS
    while time.monotonic() < ends:
        gateway.tell(ask=True)
        if gateway.answer()["stream"]:
            return None
        if (status := bot.wait(0.05)) is not None:
            return status
    return None


def _leave_in_peace(bot: Bot, gateway: Talker, plan: Plan, database: str, deaths: Deaths) -> None:
    gateway.tell(goal=plan.messages, vices=GOOD.text())
    bot.start()
    engine = open_database(database, read_only=True)
    ends = time.monotonic() + plan.quiet_seconds
    try:
        while not deaths.is_quiet and time.monotonic() < ends:
            if (status := bot.wait(0.5)) is not None:
                deaths.otherwise.append(f"ended with {status} at the end")
                return
            gateway.tell(ask=True)
            deaths.is_quiet = gateway.answer()["said"] >= plan.messages and not _open_work(engine)
    finally:
        engine.dispose()
    if status := bot.signal(signal.SIGTERM):
        deaths.otherwise.append(f"ended with {status} when it was told to stop")


def _open_work(engine: Engine) -> int:
    """How much is owed, waits or may still come."""
    counts = (
        select(func.count()).select_from(outbox).where(or_(OWED, SENDING, UNKNOWN)),
        select(func.count()).select_from(jobs).where(WAITING),
        select(func.count()).select_from(inbox).where(AWAITING_FILE),
    )
    with engine.connect() as connection:
        return sum(int(connection.execute(count).scalar_one()) for count in counts)
