"""The one door out: what is owed goes to the transport, urgent posts first, each room in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, Unit
from bot.transports import Parcel, SendRefused, SendUnknown, Transport
from domain.campaigns import Campaign
from domain.posts import Post, PostKind
from domain.quiet_hours import quiet_end
from storage.media import MediaStore
from storage.outbox import Owed
from storage.work import UnitOfWork

ATTEMPTS = 8  # with doubling pauses this goes on for about twenty minutes
FIRST_PAUSE = timedelta(seconds=5)
GLANCE = 200  # owed posts looked at a time; more than all rooms of a campaign can owe in a minute
log = structlog.get_logger("sender")


def may_go(post: Post, now: datetime, campaign: Campaign) -> bool:
    """Quiet hours hold back everything but urgent posts and a private answer to who is awake and asks."""
    asked_in_private = post.room is None and post.kind in (PostKind.ANSWER, PostKind.PAPER_ANSWER)
    return post.urgent or asked_in_private or quiet_end(now, campaign) is None


def parcels_of(post: Post, media: MediaStore) -> list[Parcel]:
    """The sends that one post takes: its text, then each of its files."""
    parcels = [Parcel(post.room, post.contact, text=post.text, mentions=post.mentions)] if post.text else []
    for sha256 in post.media:
        name = f"{post.kind.value}-{sha256[:8]}.png"
        parcels.append(Parcel(post.room, post.contact, file=media.path(sha256), file_name=name))
    return parcels


class Sender:
    """Sends what is owed. `pause` waits between two sends (real seconds live, nothing in a replay)."""

    def __init__(
        self,
        executor: Executor,
        transport: Transport,
        media: MediaStore,
        pause: Callable[[Post], Awaitable[None]],
    ) -> None:
        self._executor = executor
        self._transport = transport
        self._media = media
        self._pause = pause

    async def flush(self, now: datetime) -> int:
        """Send all that may go at `now`; how many posts went out."""
        sent = 0
        while batch := await self._due(now):
            for owed in batch:
                sent += await self._send(owed, now)
        return sent

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
                    work.outbox.mark_unknown(owed.id)
            return len(interrupted)

        return await self._executor.run(Unit("resume sends", now, settle)) or 0

    async def _due(self, now: datetime) -> list[Owed]:
        def look(work: UnitOfWork) -> list[Owed]:
            return [owed for owed in work.outbox.due(GLANCE) if may_go(owed.post, now, work.campaign)]

        return await self._executor.run(Unit("outbox", now, look)) or []

    async def _send(self, owed: Owed, now: datetime) -> int:
        """Claim, send, mark: three durable steps, so that a crash leaves a post unsent, unknown or sent."""
        claimed = await self._executor.run(Unit(f"claim {owed.id}", now, lambda work: work.outbox.claim(owed.id)))
        if not claimed:
            return 0
        crashpoint("outbox.claimed")
        known_as: list[str] = []
        try:
            for parcel in parcels_of(owed.post, self._media):
                await self._pause(owed.post)
                known_as.append(await self._transport.send(parcel))
        except SendUnknown:
            log.warning("send unknown", post=owed.id, kind=owed.post.kind.value)
            await self._mark(owed, now, lambda work: work.outbox.mark_unknown(owed.id))
            return 0
        except (SendRefused, OSError) as error:
            reason = type(error).__name__
            log.error("send failed", post=owed.id, kind=owed.post.kind.value, error=reason)
            await self._mark(owed, now, lambda work: _try_later(work, owed, reason))
            return 0
        crashpoint("outbox.sent")
        await self._mark(owed, now, lambda work: _note_sent(work, owed, known_as, max(now, owed.owed_at)))
        crashpoint("outbox.marked")
        log.info("sent", post=owed.id, kind=owed.post.kind.value)
        return 1

    async def _mark(self, owed: Owed, now: datetime, run: Callable[[UnitOfWork], None]) -> None:
        await self._executor.run(Unit(f"mark {owed.id}", now, run))


def _try_later(work: UnitOfWork, owed: Owed, reason: str) -> None:
    """Nothing went out: owe it again after a pause that doubles, and give up in the end."""
    attempts = work.outbox.attempts(owed.id)
    if attempts < ATTEMPTS:
        work.outbox.release(owed.id, work.now + FIRST_PAUSE * 2**attempts)
    else:
        work.outbox.mark_failed(owed.id, reason)


def _note_sent(work: UnitOfWork, owed: Owed, known_as: list[str], at: datetime) -> None:
    """Mark a post sent, under every id that the platform gave its parts: any of them may be quoted."""
    ids = [platform_id for platform_id in known_as if platform_id]
    work.outbox.mark_sent(owed.id, ids[0] if ids else None, at)
    for platform_id in ids[1:]:
        work.outbox.note_id(owed.id, platform_id)
