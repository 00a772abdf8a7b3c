"""Where a post goes on the platform, and what becomes of one whose addressee is bound to nothing there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.messages import BOT, EVERYONE
from domain.posts import Post
from schedules.undelivered import turn_to_duty
from storage.outbox import Owed
from storage.work import UnitOfWork

HELD = timedelta(minutes=1)  # a room that is bound to nothing may be bound any moment
HELD_AT_MOST = timedelta(minutes=30)  # later the post would be out of season
log = structlog.get_logger("sender")


@dataclass(frozen=True, slots=True)
class Address:
    """A post's addressee and mentions, as the platform knows them."""

    room: str | None
    contact: str | None
    mentions: tuple[str, ...]


def address_of(post: Post, work: UnitOfWork) -> Address | None:
    """None for a room or a person that is bound to nothing now; a mention of such a person is left out."""
    who = work.bindings.identities
    known = (name if name in (BOT, EVERYONE) else who.contact(name) for name in post.mentions)
    mentions = tuple(contact for contact in known if contact is not None)
    if post.room is not None:
        room = who.platform_room(post.room)
        return None if room is None else Address(room, None, mentions)
    contact = who.contact(post.contact or "")
    return None if contact is None else Address(None, contact, mentions)


def note_unreachable(owed: Owed, work: UnitOfWork) -> None:
    """A room's post waits for its room to be bound, for a while; a private one is told to whoever is on duty."""
    if not work.outbox.claim(owed.id):
        return
    work.outbox.forgive(owed.id)
    if owed.post.room is not None and work.now < owed.owed_at + HELD_AT_MOST:
        work.outbox.release(owed.id, work.now + HELD)
    else:
        log.error("nobody to send it to", post=owed.id, kind=owed.post.kind.value)
        work.outbox.mark_failed(owed.id, "unbound")
        turn_to_duty(owed.post, work)
