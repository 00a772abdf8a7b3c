"""The bot's own account is heard: an echo proves that a post went out; anything else is a human on its phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.executor import Executor, Unit
from bot.transports import Arrival
from domain.echoes import is_echo, parts_said
from domain.messages import WITH_FILE, Kind, Message
from domain.posts import Post
from storage.echoes import Said
from storage.work import UnitOfWork

log = structlog.get_logger("echoes")


class EchoMatcher:
    """Takes what the bot's own account said, from any transport. It is never read."""

    def __init__(self, executor: Executor, clock: Callable[[], datetime]) -> None:
        self._executor = executor
        self._clock = clock

    async def hear(self, arrival: Arrival) -> None:
        message = arrival.message
        unit = Unit(
            f"echo {message.id}", self._clock(), lambda work: settle_echo(message, arrival.raw, work, arrival.listener)
        )
        try:
            matched = await self._executor.insist(unit)  # an echo that is lost has a post said twice
            log.info("own message", message=message.id, ours=bool(matched))
        except Exception as error:
            log.error("own message not noted", message=message.id, error=type(error).__name__)


def settle_echo(message: Message, raw: bytes, work: UnitOfWork, listener: str = "") -> bool:
    """Mark the post sent that this is an echo of; what is no post of ours is kept, and has no effect.

    `listener` is the contact it was said to in private, "" where the platform does not tell.
    """
    message = work.bindings.inward(message)
    if work.outbox.by_platform_id(message.id) is not None:
        return True
    said = _post_heard(message, work.bindings.identities.person(listener) if listener else None, work)
    if said is not None:
        work.outbox.note_id(said.id, message.id)
        if work.echoes.ids_of(said.id) >= _parts(message, said.post):
            work.outbox.mark_sent(said.id, message.id, message.at)
    elif work.inbox.keep(message, raw):
        work.inbox.set_aside(message.id)
    return said is not None


def _post_heard(message: Message, listener: str | None, work: UnitOfWork) -> Said | None:
    """The post that this is an echo of. The same words to two people, and nobody says to whom: it proves neither."""
    near = work.echoes.near(message.room, listener, message.at)
    alike = [said for said in near if _is_part_of(message, said.post)]
    return alike[0] if len({said.post.lane for said in alike}) == 1 else None


def _is_part_of(message: Message, post: Post) -> bool:
    if message.kind is Kind.TEXT:
        return is_echo(message.text, post.text)
    return message.kind in WITH_FILE and bool(post.media)


def _parts(message: Message, post: Post) -> int:
    """How many messages the post takes in all."""
    texts = parts_said(message.text) if message.kind is Kind.TEXT else 1
    return (texts if post.text else 0) + len(post.media)
