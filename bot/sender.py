"""The one door out: what is owed goes to the transport, urgent posts first, each room in order, at a bearable pace."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.addresses import Address, address_of, note_unreachable
from bot.crashpoints import crashpoint
from bot.executor import Executor, NotDurable, Unit
from bot.pacing import Pacing
from bot.transports import Parcel, SendAway, SendRefused, SendUnknown, Transport
from documents.parts import texts_of
from domain.campaigns import Campaign
from domain.paces import REST_SECONDS, is_rate_error
from domain.posts import Post, PostKind
from domain.quiet_hours import quiet_end
from schedules.staleness import is_stale, make_anew
from schedules.undelivered import turn_to_duty
from schedules.unknown_sends import note_unknown
from storage.media import MediaStore
from storage.outbox import Owed
from storage.sends import Outcome
from storage.work import UnitOfWork

ATTEMPTS = 11  # with doubling pauses this goes on for about twenty minutes
PRIVATE_ATTEMPTS = 3  # who is no friend will not be one in twenty minutes
FIRST_PAUSE = timedelta(seconds=1)  # the ceiling lets nobody speak sooner
AWAY_PAUSE = timedelta(seconds=5)
RATE_PAUSE = timedelta(seconds=REST_SECONDS)
GLANCE = 20  # owed posts looked at a time
log = structlog.get_logger("sender")


@dataclass(frozen=True, slots=True)
class Turn:
    """One part of one post, claimed: its text parts come first, then its files. `number` from 1."""

    owed: Owed
    to: Address
    send_id: int
    number: int
    texts: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.texts) + len(self.owed.post.media)


@dataclass(frozen=True, slots=True)
class Wait:
    """Something is owed, but the pace allows it only in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform said to one attempt, and when it was asked."""

    outcome: Outcome
    asked_at: datetime
    known_as: str | None = None
    reason: str = ""
    away: bool = False


def may_go(post: Post, now: datetime, campaign: Campaign) -> bool:
    """Quiet hours hold back everything but urgent posts and a private answer to who is awake and asks."""
    asked_in_private = post.room is None and post.kind in (PostKind.ANSWER, PostKind.PAPER_ANSWER)
    return post.urgent or asked_in_private or quiet_end(now, campaign) is None


def parcel_of(turn: Turn, media: MediaStore) -> Parcel:
    """What the transport is given. Raises OSError where the file is not in the store."""
    post, to, number = turn.owed.post, turn.to, turn.number
    if number <= len(turn.texts):
        mentions = to.mentions if number == 1 else ()
        return Parcel(to.room, to.contact, text=turn.texts[number - 1], mentions=mentions)
    place = number - len(turn.texts) - 1
    return Parcel(to.room, to.contact, file=media.path(post.media[place]), file_name=file_name(post, place))


def file_name(post: Post, place: int) -> str:
    """What a file of a post (from 0) is called."""
    return post.file_names[place] if post.file_names else f"{post.kind.value}-{post.media[place][:8]}.png"


class Sender:
    """Sends what is owed. `pacing` says when the next post may go."""

    def __init__(self, executor: Executor, transport: Transport, media: MediaStore, pacing: Pacing) -> None:
        self._executor = executor
        self._transport = transport
        self._media = media
        self._pacing = pacing
        self._going: set[asyncio.Task[int]] = set()
        self._step: asyncio.Future[int | Wait | None] | None = None
        self._in_doubt = False  # whether a post may be claimed that nobody sends

    @property
    def going(self) -> int:
        """How many sends are on their way."""
        return len(self._going)

    async def flush(self, now: datetime) -> int:
        """Send all that may go now, or in a moment; how many posts went out, or are on their way."""
        sent = 0
        if self._in_doubt and not self._going:
            await self.resume(now, resend=False)
            self._in_doubt = False
        while True:
            self._step = asyncio.ensure_future(self._begin_next(now))
            step = await asyncio.shield(self._step)  # who is told to stop in between has claimed, and so sends
            if isinstance(step, int):
                sent += step
            elif step is None or not await self._pacing.rest(step.seconds):
                return sent

    async def drain(self, seconds: float) -> None:
        """Wait for the sends that are on their way, so long at most; what is left is unknown to the next run."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if self._step is not None:
                    await asyncio.wait({self._step})
                if self._going:
                    await asyncio.wait(set(self._going))

    async def resume(self, now: datetime, *, resend: bool) -> int:
        """Settle the posts that a crash caught between claim and mark; how many there were.

        They may have gone out. A transport without memory of its own sends (a replay) says
        `resend`; a live one never sends them blindly but marks them unknown.
        """

        def settle(work: UnitOfWork) -> int:
            interrupted = work.outbox.interrupted()
            for owed in interrupted:
                if resend:
                    work.outbox.release(owed.id, None)
                else:
                    note_unknown(owed.id, work)
            return len(interrupted)

        return await self._executor.run(Unit("resume sends", now, settle)) or 0

    async def _begin_next(self, now: datetime) -> int | Wait | None:
        """Claim what comes next and ask the platform: posts that went out, how long to wait, None when all is said."""
        if len(self._going) >= self._pacing.together:
            await asyncio.wait(set(self._going), return_when=asyncio.FIRST_COMPLETED)
        now = self._pacing.now(now)
        try:
            turn = await self._executor.run(Unit("outbox", now, self._claim_next))
        except NotDurable:
            self._in_doubt = True  # a connection that breaks in a commit leaves unsaid whether it was one
            raise
        if not isinstance(turn, Turn):
            return turn
        crashpoint("outbox.claimed")
        if turn.count:
            self._pacing.asked(turn.owed.post.lane, urgent=turn.owed.post.urgent)
        if self._pacing.together == 1:
            return await self._say(turn, now)
        task = asyncio.create_task(self._say(turn, now))
        self._going.add(task)
        task.add_done_callback(self._note_end)
        return int(turn.number >= turn.count)

    def _note_end(self, task: asyncio.Task[int]) -> None:
        self._going.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("send not marked", error=type(error).__name__)  # its post stays claimed: unknown to the next run

    def _claim_next(self, work: UnitOfWork) -> Turn | Wait | None:
        """The first post in order that may go, claimed; else how long to wait, or None when nothing is owed.

        Nothing is looked for that the account may not say yet, however much is owed.
        """
        pause = self._pacing.learn(work) or self._pacing.wait_for_any(urgent=True)
        if pause > 0:
            return Wait(pause)
        ordinary = self._pacing.wait_for_any(urgent=False)
        soonest: float | None = None
        passed: set[str] = set()
        held: set[str] = set()  # time goes on while we look: a later post of these must not find the door open
        while batch := work.outbox.due(GLANCE, passed):
            for owed in batch:
                post = owed.post
                if ordinary > 0 and not post.urgent:  # and so are all that follow
                    return Wait(min(ordinary, soonest or ordinary))
                if post.lane not in held and may_go(post, work.now, work.campaign):
                    wait = self._pacing.wait(post.lane, urgent=post.urgent)
                    if wait <= 0:
                        if is_stale(owed, work):
                            make_anew(owed, work)
                            continue
                        if work.outbox.stops(owed):
                            continue
                        if work.guards.holds(post):
                            work.guards.hold(owed.id, post)
                            continue
                        if turn := self._turn(owed, work):
                            return turn
                    else:
                        soonest = min(wait, soonest or wait)
                        held.add(post.lane)
                passed.add(post.lane)
        return None if soonest is None else Wait(soonest)

    def _turn(self, owed: Owed, work: UnitOfWork) -> Turn | None:
        """The next part of a post, claimed; None when somebody else has it, or nobody can be reached with it."""
        to = address_of(owed.post, work)
        if to is None:
            note_unreachable(owed, work)
        if to is None or not work.outbox.claim(owed.id):
            return None
        texts, said = texts_of(owed.post, work.roster), work.sends.said(owed.id)
        number = next(n for n in range(1, len(said) + 2) if n not in said)
        send_id = work.sends.begin(owed.id, number, owed.post.lane, urgent=owed.post.urgent)
        self._pacing.begun(send_id)
        return Turn(owed, to, send_id, number, texts)

    async def _say(self, turn: Turn, now: datetime) -> int:
        """Send and mark: with the claim three durable steps, so that a crash leaves a part unsaid, unknown or said.

        1 when the whole post is out.
        """
        answer = await self._ask(turn, now)
        done_at = self._pacing.now(now)
        self._executor.vitals.sent(answer.outcome.value)
        about = {"post": turn.owed.id, "part": f"{turn.number}/{turn.count}", "kind": turn.owed.post.kind.value}
        if answer.outcome is Outcome.TOO_OFTEN:
            seconds = round(self._pacing.refused())
            log.error("the platform says that the account speaks too often", silent_for_seconds=seconds, **about)
        elif answer.outcome is Outcome.SAID:
            self._pacing.accepted()
            crashpoint("outbox.sent")
        else:
            log.error("send failed", outcome=answer.outcome.value, error=answer.reason, **about)
        await self._executor.insist(Unit(f"mark {turn.owed.id}", done_at, lambda work: note_answer(work, turn, answer)))
        if answer.outcome is not Outcome.SAID:
            return 0
        crashpoint("outbox.marked")
        log.info("sent", **about)
        return int(turn.number >= turn.count)

    async def _ask(self, turn: Turn, now: datetime) -> Answer:
        asked_at = self._pacing.now(now)
        if not turn.count:
            return Answer(Outcome.SAID, asked_at)
        try:
            return Answer(Outcome.SAID, asked_at, await self._transport.send(parcel_of(turn, self._media)))
        except SendUnknown as error:
            return Answer(Outcome.UNKNOWN, asked_at, reason=type(error).__name__)
        except (SendRefused, OSError) as error:
            outcome = Outcome.TOO_OFTEN if is_rate_error(str(error)) else Outcome.REFUSED
            return Answer(outcome, asked_at, reason=type(error).__name__, away=isinstance(error, SendAway))
        except Exception as error:  # a defect of ours, after which nobody knows
            return Answer(Outcome.UNKNOWN, asked_at, reason=type(error).__name__)


def note_answer(work: UnitOfWork, turn: Turn, answer: Answer) -> None:
    """Write down what became of an attempt, and what follows for its post."""
    post_id = turn.owed.id
    work.sends.end(turn.send_id, answer.outcome, answer.asked_at, answer.known_as)
    if answer.outcome is Outcome.SAID:
        _note_said(work, turn, answer.known_as)
    elif answer.outcome is Outcome.UNKNOWN:
        note_unknown(post_id, work)
    elif answer.outcome is Outcome.TOO_OFTEN or answer.away:
        work.outbox.forgive(post_id)  # it says nothing about the post
        work.outbox.release(post_id, work.now + (AWAY_PAUSE if answer.away else RATE_PAUSE))
    elif (attempts := work.outbox.attempts(post_id)) < (ATTEMPTS if turn.owed.post.room else PRIVATE_ATTEMPTS):
        work.outbox.release(post_id, work.now + FIRST_PAUSE * 2 ** (attempts - 1))
    else:
        work.outbox.mark_failed(post_id, answer.reason)
        turn_to_duty(turn.owed.post, work)


def _note_said(work: UnitOfWork, turn: Turn, known_as: str | None) -> None:
    """The post is sent when its last part is, under every id that the platform gave: any of them may be quoted."""
    if known_as:
        work.outbox.note_id(turn.owed.id, known_as)
    if turn.number < turn.count:
        work.outbox.go_on(turn.owed.id)
        return
    ids = [platform_id for _, platform_id in sorted(work.sends.said(turn.owed.id).items()) if platform_id]
    work.outbox.mark_sent(turn.owed.id, ids[0] if ids else None, max(work.now, turn.owed.owed_at))
