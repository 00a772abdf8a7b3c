"""The one door out: what is owed goes to the transport, urgent posts first, each room in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.executor import Executor, Unit
from bot.transports import Parcel, SendRefused, SendUnknown, Transport
from domain.calendars import SHANGHAI
from domain.campaigns import Campaign
from domain.posts import Post, PostKind
from storage.media import MediaStore
from storage.outbox import Owed
from storage.work import UnitOfWork

GLANCE = 200  # owed posts looked at a time; more than all rooms of a campaign can owe in a minute
log = structlog.get_logger("sender")


def is_quiet(now: datetime, campaign: Campaign) -> bool:
    """Whether the profile's quiet hours hold, by the clock in Shanghai."""
    clock = now.astimezone(SHANGHAI).time()
    if campaign.quiet_from <= campaign.quiet_to:
        return campaign.quiet_from <= clock < campaign.quiet_to
    return clock >= campaign.quiet_from or clock < campaign.quiet_to


def may_go(post: Post, now: datetime, campaign: Campaign) -> bool:
    """Quiet hours hold back everything but urgent posts and a private answer to who is awake and asks."""
    asked_in_private = post.room is None and post.kind is PostKind.ANSWER
    return post.urgent or asked_in_private or not is_quiet(now, campaign)


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
                    work.outbox.release(owed.id)
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
        platform_id = ""
        try:
            for parcel in parcels_of(owed.post, self._media):
                await self._pause(owed.post)
                platform_id = await self._transport.send(parcel) or platform_id
        except SendUnknown:
            log.warning("send unknown", post=owed.id, kind=owed.post.kind.value)
            await self._mark(owed, now, lambda work: work.outbox.mark_unknown(owed.id))
            return 0
        except (SendRefused, OSError) as error:
            log.error("send failed", post=owed.id, kind=owed.post.kind.value, error=type(error).__name__)
            await self._mark(owed, now, lambda work: work.outbox.mark_failed(owed.id, type(error).__name__))
            return 0
        at = max(now, owed.owed_at)
        await self._mark(owed, now, lambda work: work.outbox.mark_sent(owed.id, platform_id, at))
        log.info("sent", post=owed.id, kind=owed.post.kind.value)
        return 1

    async def _mark(self, owed: Owed, now: datetime, run: Callable[[UnitOfWork], None]) -> None:
        await self._executor.run(Unit(f"mark {owed.id}", now, run))
