"""The only wiring: what is made of what, and in what order it starts and stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine

from bot.executor import Executor, Fence, Unit
from bot.jobs import Jobs
from bot.outages import Outages
from bot.pacing import Pacing
from bot.receiver import Receiver
from bot.sender import Sender
from bot.transports import Transport
from domain.campaigns import Campaign
from domain.lexicons import Lexicon
from domain.rosters import Roster
from storage.bindings import Remembered
from storage.databases import open_database, upgrade
from storage.lexicons import load_lexicon
from storage.media import MediaStore
from storage.profiles import load_campaign
from storage.rosters import current, import_roster, last_import
from storage.work import UnitOfWork

log = structlog.get_logger("app")


class NotReady(RuntimeError):
    """The bot cannot start; the text says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every unit of work plays under: the campaign, who is who, and the words to read by."""

    campaign: Campaign
    roster: Roster
    lexicon: Lexicon
    namespace: str
    remembered: Remembered = field(default_factory=Remembered)

    def work(self, connection: Connection, now: datetime) -> UnitOfWork:
        known = (self.campaign, self.roster, self.lexicon, self.namespace, self.remembered)
        return UnitOfWork(connection, now, *known)


def scene_in(connection: Connection, namespace: str) -> Scene:
    """The scene by the roster that the database has. Raises NotReady without any."""
    roster = current(connection)
    if roster is None:
        raise NotReady("还没有名册。请先执行：lanshao roster import 名册.toml")
    return Scene(load_campaign(roster.campaign)[0], roster, load_lexicon(), namespace)


@dataclass(slots=True)
class InForce:
    """The scene of the next unit of work. Only the writer changes it, between two units."""

    scene: Scene
    imported: str | None = None  # the digest of the roster that was last looked at

    def work(self, connection: Connection, now: datetime) -> UnitOfWork:
        return self.scene.work(connection, now)

    def renew(self, work: UnitOfWork) -> None:
        """Put a roster in force that was imported while the bot runs."""
        if self.imported == (imported := last_import(work.connection)):
            return
        self.imported = imported
        self.scene.remembered.read = None  # who is who goes by the roster
        found = scene_in(work.connection, self.scene.namespace)
        if found.roster != self.scene.roster:
            self.scene = replace(self.scene, roster=found.roster, campaign=found.campaign)
            log.info("roster in force", sha256=imported)


@dataclass(frozen=True, slots=True)
class App:
    """The running parts of one bot."""

    engine: Engine
    in_force: InForce
    executor: Executor
    receiver: Receiver
    sender: Sender
    jobs: Jobs
    outages: Outages
    clock: Callable[[], datetime]

    @property
    def scene(self) -> Scene:
        return self.in_force.scene

    async def renew(self) -> None:
        """Go by the roster that was imported last."""
        await self.executor.run(Unit("roster", self.clock(), self.in_force.renew))

    async def settle(self) -> int:
        """Finish what has begun: files, slow work, posts that may go; how many posts went out."""
        sent = 0
        while True:
            await self.receiver.drain()
            jobs = await self.jobs.run_waiting(self.clock)
            posts = await self.sender.flush(self.clock())
            sent += posts
            if not jobs and not posts:
                return sent

    def close(self, seconds: float | None = None) -> None:
        """Do what is queued and end; what takes longer than so many seconds is left undone."""
        self.jobs.close()
        if self.executor.close(seconds):
            self.engine.dispose()


def prepare(
    database_url: str, roster: Roster | None, namespace: str, now: datetime
) -> tuple[Engine, Scene, str | None]:
    """A database at the current schema, with the given roster (or the one it has), and the scene.

    The third value is a warning for people, if there is one. Raises NotReady without any roster.
    """
    engine = open_database(database_url)
    upgrade(engine)
    try:
        with engine.begin() as connection:
            if roster is not None:
                import_roster(connection, roster, namespace, now)
            scene = scene_in(connection, namespace)
    except NotReady:
        engine.dispose()
        raise
    return engine, scene, load_campaign(scene.roster.campaign)[1]


def assemble_app(
    engine: Engine,
    scene: Scene,
    media: Path,
    transport: Transport,
    clock: Callable[[], datetime],
    pacing: Pacing,
    fence: Fence | None = None,
) -> App:
    """The parts of a bot, wired together but not yet started."""
    in_force = InForce(scene)
    executor = Executor(engine, in_force.work, fence)
    store = MediaStore(media)
    if engine.dialect.name == "sqlite":
        store.sweep()  # what a crash left half received; the database has one owner, so nobody is receiving now
    receiver = Receiver(executor, store, clock)
    return App(
        engine=engine,
        in_force=in_force,
        executor=executor,
        receiver=receiver,
        sender=Sender(executor, transport, store, pacing),
        jobs=Jobs(executor, store),
        outages=Outages(executor, receiver, clock),
        clock=clock,
    )
