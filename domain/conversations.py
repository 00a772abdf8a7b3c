"""What is seen of a room or of somebody's private line with the bot: bubbles, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from domain.messages import Message
from domain.posts import Post


class Source(IntEnum):
    """Where a bubble comes from; its number counts up among those of its source."""

    PEOPLE = 0
    BOT = 1


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a bubble stands. A clock may stand still while people talk, so in one moment an answer stands behind what
    it answers: `after` is the number of that message, of a message its own, and LAST's of what answers nothing.
    """

    at: datetime
    after: int
    source: Source
    number: int


_LATEST = 2**62
LAST = Place(datetime(9999, 1, 1, tzinfo=UTC), _LATEST, Source.BOT, _LATEST)  # after everything


@dataclass(frozen=True, slots=True)
class Conversation:
    """A room, or with `person` the private line of that person (then `room` is None)."""

    room: str | None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said there. `file` is none, awaited, kept or lost."""

    place: Place
    message: Message
    file: str
    sha256: str | None
    size: int | None
    recalled: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One part (from 1) of what the bot said there, under the platform's id of it."""

    place: Place
    id: str
    part: int
    post: Post
