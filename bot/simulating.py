"""Playing a made-up campaign through the real doors, on a virtual clock: `lanshao simulate`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.app import App, Scene, assemble_app, prepare
from bot.executor import Unit
from bot.hearing import Hearing
from bot.jobs import CRAFTS, Craft, Jobs
from bot.replaying import no_pause, run_to
from bot.ticker import tick
from bot.transports.memory import MemoryTransport, arrival_of
from bot.transports.replay import VirtualClock
from domain.calendars import at_time
from domain.campaigns import Campaign
from domain.messages import Kind, Message
from domain.paper_names import paper_names
from domain.rosters import Roster
from domain.simulations import Outage, Plan
from domain.simulations.scripts import Arriving, messages_of
from storage.databases import open_database
from storage.lexicons import load_lexicon
from storage.media import MediaStore
from storage.outbox import SentPost

START = time(6, 30)
LOOK = time(23, 58)  # what the day came to, asked by a dispatcher in private
READ = "read_word"
BREATH = timedelta(minutes=5)  # after an outage, before somebody asks


@dataclass(frozen=True, slots=True)
class Look:
    """What the bot said when it was asked how a day stands, and when."""

    day: date
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a group's paper of a day stands as it does, as the bot told it."""

    group: str
    paper: str
    day: date
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Played:
    """All that the bot said in a made-up campaign."""

    posts: tuple[SentPost, ...]
    looks: tuple[Look, ...]
    explained: tuple[Explained, ...]


@dataclass(slots=True)
class Stage:
    """The bot on its database; it can be deaf, or down and up again."""

    scene: Scene
    url: str
    folder: Path
    clock: VirtualClock
    app: App
    hearing: Hearing
    transport: MemoryTransport

    async def to(self, moment: datetime) -> None:
        await run_to(self.app, self.clock, moment)
        self.clock.advance(moment)

    async def beat(self) -> None:
        await tick(self.app.executor, self.clock())
        await self.app.settle()

    async def hear(self, message: Message, file: bytes | None = None) -> None:
        await self.app.receiver.receive(arrival_of(message, file))
        if message.kind is Kind.IMAGE:  # nobody answers a photo at once, and most of what is heard are photos
            await self.app.receiver.drain()
        else:
            await self.app.settle()


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that comes to pass; at one time the lower `order` goes first."""

    at: datetime
    order: int
    happen: Callable[[Stage], Awaitable[None]]


def play_plan(
    plan: Plan, campaign: Campaign, roster: Roster, folder: Path, progress: Callable[[], None] = lambda: None
) -> Played:
    """Play the whole plan in an empty folder; `progress` is told of each day that ends."""
    clock = VirtualClock(at_time(plan.days[0], START))
    url = f"sqlite:///{folder / 'lanshao.db'}"
    engine, made, _ = prepare(url, roster, MemoryTransport().namespace, clock())
    engine.dispose()
    scene = replace(made, campaign=campaign, lexicon=load_lexicon(paper_names(campaign.group_papers)))
    stage = Stage(scene, url, folder, clock, *_bot(url, scene, folder, clock))
    try:
        return asyncio.run(_play(plan, stage, progress))
    finally:
        stage.app.close()


async def _play(plan: Plan, stage: Stage, progress: Callable[[], None]) -> Played:
    await stage.hearing.begin()
    await stage.hearing.connected()
    await stage.beat()
    looks: list[Look] = []
    explained: list[Explained] = []
    moments = [_arrival(a) for a in messages_of(plan.acts, stage.scene.campaign, stage.scene.roster)]
    moments += [_look(day, plan, looks, explained, progress) for day in plan.days]
    for outage in plan.outages:
        moments += [Moment(outage.since, 0, partial(_go, outage)), Moment(outage.until, 0, partial(_return, outage))]
    for moment in sorted(moments, key=lambda moment: (moment.at, moment.order)):
        await moment.happen(stage)
    posts = await stage.app.executor.run(Unit("posts", stage.clock(), lambda work: work.outbox.all_sent()))
    return Played(tuple(posts or ()), tuple(looks), tuple(explained))


def _arrival(arriving: Arriving) -> Moment:
    async def arrive(stage: Stage) -> None:
        await stage.to(arriving.at)
        await stage.hear(arriving.message, arriving.file)

    return Moment(arriving.at, 1, arrive)


def _look(day: date, plan: Plan, looks: list[Look], explained: list[Explained], progress: Callable[[], None]) -> Moment:
    """A dispatcher asks in private how the day stands, and the one before, and of some groups why."""
    at = at_time(day, LOOK)
    at = next((outage.until + BREATH for outage in plan.outages if outage.hides(at)), at)

    async def look(stage: Stage) -> None:
        await stage.to(at)
        for asked in (day, day - timedelta(days=1)):
            if asked in plan.days:
                text = await _answer(f"{asked.month}月{asked.day}日未报", stage)
                looks.append(Look(asked, stage.clock(), text))
        explained.extend(await _explained(day, stage))
        progress()

    return Moment(at, 2, look)


async def _explained(day: date, stage: Stage) -> list[Explained]:
    """All papers of the day of two groups, others every day."""
    groups, found = stage.scene.roster.groups, []
    for n in (2 * day.toordinal(), 2 * day.toordinal() + 1):
        group = groups[n % len(groups)]
        for rule in stage.scene.campaign.papers:
            text = await _answer(f"为什么 {group.city} {rule.short} {day.month}月{day.day}日", stage)
            found.append(Explained(group.key, rule.key, day, stage.clock(), text))
    return found


async def _answer(words: str, stage: Stage) -> str:
    person = stage.scene.roster.dispatchers[0]
    stage.clock.advance(stage.clock() + timedelta(seconds=1))
    asked = Message(f"look-{stage.clock():%m%d%H%M%S}", None, person.id, person.name, stage.clock(), Kind.TEXT, words)
    await stage.hear(asked)
    return stage.transport.sent[-1].text


async def _go(outage: Outage, stage: Stage) -> None:
    """The bot becomes deaf, or is stopped where it stands."""
    await stage.to(outage.since)
    await stage.hearing.note()
    if outage.is_down:
        stage.app.close()
    else:
        stage.hearing.away(outage.since)
        await stage.hearing.written()


async def _return(outage: Outage, stage: Stage) -> None:
    if not outage.is_down:
        await stage.to(outage.until)
        stage.hearing.back(outage.since, outage.until)
        await stage.hearing.written()
    else:
        stage.clock.advance(outage.until)
        stage.app, stage.hearing, stage.transport = _bot(stage.url, stage.scene, stage.folder, stage.clock)
        await stage.app.sender.resume(stage.clock(), resend=True)
        await stage.hearing.begin()
        await stage.hearing.connected()
    await stage.beat()


def _undrawn(craft: Craft) -> Craft:
    """The job is done as if its picture had not come about: it costs nothing, and words are said instead."""
    return Craft(lambda job, media: (str, ()), lambda job, result, media: craft.failed(job, Undrawn()), craft.failed)


class Undrawn(Exception):
    """No picture is drawn in a simulation."""


_WITHOUT_DRAWINGS = {kind: craft if kind == READ else _undrawn(craft) for kind, craft in CRAFTS.items()}


def _bot(url: str, scene: Scene, folder: Path, clock: VirtualClock) -> tuple[App, Hearing, MemoryTransport]:
    engine, transport = open_database(url), MemoryTransport()
    event.listen(engine, "connect", _hurry)
    app = assemble_app(engine, scene, folder / "media", transport, clock, no_pause)
    app = replace(app, jobs=Jobs(app.executor, MediaStore(folder / "media"), crafts=_WITHOUT_DRAWINGS))
    return app, Hearing(app.executor, clock), transport


def _hurry(connection: Any, record: object) -> None:
    """Nothing of a simulation need outlive the machine's power."""
    connection.execute("PRAGMA synchronous = OFF").close()
