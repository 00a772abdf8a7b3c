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
from storage.work import UnitOfWork

log = structlog.get_logger("echoes")


class EchoMatcher:
    """Takes what the bot's own account said, from any transport. It is never read."""

    def __init__(self, executor: Executor, clock: Callable[[], datetime]) -> None:
        self._executor = executor
        self._clock = clock

    async def hear(self, arrival: Arrival) -> None:
        message = arrival.message
        unit = Unit(f"echo {message.id}", self._clock(), lambda work: settle_echo(message, arrival.raw, work))
        try:
            matched = await self._executor.insist(unit)  # an echo that is lost has a post said twice
            log.info("own message", message=message.id, ours=bool(matched))
        except Exception as error:
            log.error("own message not noted", message=message.id, error=type(error).__name__)


def settle_echo(message: Message, raw: bytes, work: UnitOfWork) -> bool:
    """Mark the post sent that this is an echo of; what is no post of ours is kept, and has no effect."""
    message = work.bindings.inward(message)
    if work.outbox.by_platform_id(message.id) is not None:
        return True
    for said in work.echoes.near(message.room, message.at):
        if _is_part_of(message, said.post):
            work.outbox.note_id(said.id, message.id)
            if work.echoes.ids_of(said.id) >= _parts(message, said.post):
                work.outbox.mark_sent(said.id, message.id, message.at)
            return True
    if work.inbox.keep(message, raw):
        work.inbox.set_aside(message.id)
    return False


def _is_part_of(message: Message, post: Post) -> bool:
    if message.kind is Kind.TEXT:
        return is_echo(message.text, post.text)
    return message.kind in WITH_FILE and bool(post.media)


def _parts(message: Message, post: Post) -> int:
    """How many messages the post takes in all."""
    texts = parts_said(message.text) if message.kind is Kind.TEXT else 1
    return (texts if post.text else 0) + len(post.media)
