"""A message as the house knows it, whatever transport brought it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

BOT = "bot"  # in `mentions`: the bot itself
EVERYONE = "all"  # in `mentions`: @所有人
AT_DESK = "console-"  # begins the id of what was said or done at the console

_END_OF_QUOTE = re.compile(r"」[ \t]{0,4}\n[ \t]{0,4}[-—－─_=][-—－─_= ]{2,80}(?:\r?\n|\Z)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Kind(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    LOCATION = "location"
    RECALL = "recall"
    SYSTEM = "system"
    FORWARD = "forward"  # 合并转发: other people's messages in one, kept; what they say is not seen
    OTHER = "other"  # links, cards, red envelopes …: kept, never read


class RoomChange(StrEnum):
    """What a SYSTEM message of a live room tells: the first line of its text; `target` is whom it concerns."""

    JOINED = "joined"  # second line: the newcomer's name
    LEFT = "left"  # second line: the name
    RENAMED = "renamed"  # second and third line: the name before and now
    TOPIC = "topic"  # second and third line: the room's name before and now; no target


WITH_FILE = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.AUDIO, Kind.FILE})


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat.

    `at` is when it was *sent*, aware, to the second. `room` is None for a private message to the
    bot. `quote` and `target` (of a recall) are message ids. `mentions` holds contact ids, BOT and
    EVERYONE. `location` is (latitude, longitude) in degrees.
    """

    id: str
    room: str | None
    sender: str
    sender_name: str
    at: datetime
    kind: Kind
    text: str = ""
    file_name: str = ""
    location: tuple[float, float] | None = None
    quote: str | None = None
    mentions: tuple[str, ...] = ()
    target: str | None = None

    @property
    def is_addressed(self) -> bool:
        """Said to the bot: in private, or with the bot @-ed."""
        return self.room is None or self.mentions_bot

    @property
    def at_desk(self) -> bool:
        """Said or done at the console: what is made for it waits there, and is sent to nobody."""
        return self.id.startswith(AT_DESK)

    @property
    def mentions_bot(self) -> bool:
        """With the bot @-ed."""
        return BOT in self.mentions


def quoted_and_spoken(text: str) -> tuple[str, str]:
    """What a text quotes at its head, as some clients paste it (「某人：话」, a line of dashes), and what it says."""
    if not text.lstrip().startswith("「"):
        return "", text
    end = _END_OF_QUOTE.search(text)
    return (text[: end.start()], text[end.end() :]) if end else ("", text)


def spoken(text: str) -> str:
    """The speaker's own words, without a quote at their head."""
    return quoted_and_spoken(text)[1]


def storable(text: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD: neither database takes them.

    The untouched original stays in the inbox's raw column.
    """
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("\ufffd", text)


def room_change(message: Message) -> tuple[RoomChange, tuple[str, ...]] | None:
    """What a SYSTEM message says has changed in its room, and the further lines; None for any other."""
    first, *more = message.text.split("\n")
    if message.kind is not Kind.SYSTEM or first not in set(RoomChange):
        return None
    return RoomChange(first), tuple(more)
