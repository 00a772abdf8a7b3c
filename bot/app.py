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
from bot.letters import Mailbox
from bot.mailing import Mailing
from bot.media import is_available
from bot.media.readers import MediaReaders
from bot.media.word_photos import looks_in_word
from bot.outages import Outages
from bot.pacing import Pacing
from bot.readers import Readers
from bot.receiver import Receiver
from bot.sender import Sender
from bot.transports import Transport
from domain.campaigns import Campaign
from domain.lexicons import Lexicon
from domain.paper_names import paper_names
from domain.rosters import Roster
from storage.bindings import Remembered
from storage.databases import open_database, upgrade
from storage.lexicons import load_lexicon
from storage.media import MediaStore
from storage.profiles import load_campaign
from storage.roster_versions import in_force, newest_turn, waiting
from storage.rosters import import_roster
from storage.work import UnitOfWork

ROSTER_SECONDS = 5  # so soon a roster is in force that another program has imported
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
    campaigns: Path | None = None  # the folder with profiles of one's own
    remembered: Remembered = field(default_factory=Remembered)
    since: datetime | None = None  # when this roster came into force
    turn: int = 0  # which of all rosters it is

    def work(self, connection: Connection, now: datetime) -> UnitOfWork:
        known = (self.campaign, self.roster, self.lexicon, self.namespace, self.remembered, self.since)
        return UnitOfWork(connection, now, *known)


def scene_in(connection: Connection, namespace: str, now: datetime, campaigns: Path | None = None) -> Scene:
    """The scene by the roster in force. Raises NotReady without any."""
    return _scene_and_warning(connection, namespace, now, campaigns)[0]


def _scene_and_warning(
    connection: Connection, namespace: str, now: datetime, campaigns: Path | None
) -> tuple[Scene, str | None]:
    found = in_force(connection, now)
    if found is None:
        raise NotReady("还没有名册。请先执行：lanshao roster import 名册.toml")
    campaign, warning = load_campaign(found.roster.campaign, campaigns)
    known = (campaign, found.roster, load_lexicon(paper_names(campaign.group_papers)), namespace, campaigns)
    return Scene(*known, since=found.from_at, turn=found.turn), warning


@dataclass(slots=True)
class InForce:
    """The scene of the next unit of work. Only the writer changes it, between two units."""

    scene: Scene
    newest: int = 0  # the turn of the roster that was written last, when it was looked
    until: datetime | None = None  # when the next roster that waits comes into force

    def work(self, connection: Connection, now: datetime) -> UnitOfWork:
        held = self.scene.remembered
        if not self.newest or held.roster_changing is not None or (self.until is not None and now >= self.until):
            self._look(connection, now)
            if held.roster_changing is not connection.get_transaction():
                held.roster_changing = None  # what was changed there stands by now, or does not
        return self.scene.work(connection, now)

    def renew(self, work: UnitOfWork) -> None:
        """Put a roster in force that was imported while the bot runs."""
        if self.newest != work.rosters.newest_turn():
            self._look(work.connection, work.now)

    def _look(self, connection: Connection, now: datetime) -> None:
        self.newest = newest_turn(connection)
        self.until = next((version.from_at for version in waiting(connection, now)), None)
        self.scene.remembered.forget()  # who is who goes by the roster
        found = self._found(connection, now)
        if found.turn != self.scene.turn or found.roster != self.scene.roster:
            self.scene = replace(found, remembered=self.scene.remembered)
            log.info("roster in force", turn=found.turn)

    def _found(self, connection: Connection, now: datetime) -> Scene:
        """The scene of now. The campaign's profile is read anew for another campaign only: an edit waits for a restart,
        and a slip in it cannot stop a bot that runs.
        """
        roster = in_force(connection, now)
        if roster is None or roster.roster.campaign != self.scene.campaign.key:
            return scene_in(connection, self.scene.namespace, now, self.scene.campaigns)
        return replace(self.scene, roster=roster.roster, since=roster.from_at, turn=roster.turn)


@dataclass(frozen=True, slots=True)
class App:
    """The running parts of one bot."""

    engine: Engine
    in_force: InForce
    executor: Executor
    receiver: Receiver
    sender: Sender
    jobs: Jobs
    media_readers: MediaReaders
    mailing: Mailing
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
            jobs = await self.jobs.run_waiting(self.clock) + await self.mailing.send_owed(self.clock)
            posts = await self.sender.flush(self.clock())
            sent += posts
            if not jobs and not posts:
                return sent

    def close(self, seconds: float | None = None) -> None:
        """Do what is queued and end; what takes longer than so many seconds is left undone."""
        self.media_readers.close()
        self.jobs.close()
        if self.executor.close(seconds):
            self.engine.dispose()


def prepare(
    database_url: str, roster: Roster | None, namespace: str, now: datetime, campaigns: Path | None = None
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
            scene, warning = _scene_and_warning(connection, namespace, now, campaigns)
    except NotReady:
        engine.dispose()
        raise
    return engine, scene, warning


def assemble_app(
    engine: Engine,
    scene: Scene,
    media: Path,
    transport: Transport,
    clock: Callable[[], datetime],
    pacing: Pacing,
    fence: Fence | None = None,
    templates: Path | None = None,
    mailbox: Mailbox | None = None,
    *,
    compares: bool = False,
) -> App:
    """The parts of a bot, wired together but not yet started; `templates` are the user's own, for papers.

    `compares`: the photos of Word files are compared, where that can be done; it takes a process for each file.
    """
    in_force = InForce(scene)
    executor = Executor(engine, in_force.work, fence)
    store = MediaStore(media)
    if engine.dialect.name == "sqlite":
        store.sweep()  # what a crash left half received; the database has one owner, so nobody is receiving now
    receiver = Receiver(executor, store, clock)
    jobs = Jobs(executor, store, templates, compare=looks_in_word if compares and is_available() else None)
    app = App(
        engine=engine,
        in_force=in_force,
        executor=executor,
        receiver=receiver,
        sender=Sender(executor, transport, store, pacing),
        jobs=jobs,
        media_readers=MediaReaders(executor, store, jobs, lambda: Readers(app)),
        mailing=Mailing(executor, store, mailbox),
        outages=Outages(executor, receiver, clock),
        clock=clock,
    )
    return app
