"""A made-up campaign (演练): who did what when, as it really happened. The bot sees of it only what reaches it.

What is written here is the truth that verdicts are held against: `domain/recounts.py` reads nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from domain.rosters import Role, RoomKind, Round

T = TypeVar("T")


class Dice(Protocol):
    """Chance, handed in: random.Random is one."""

    def random(self) -> float: ...

    def randint(self, a: int, b: int, /) -> int: ...

    def sample(self, population: Sequence[T], /, k: int) -> list[T]: ...

    def choices(self, population: Sequence[T], /, weights: Sequence[float], *, k: int) -> list[T]: ...


def one_of(dice: Dice, things: Sequence[T]) -> T:
    return things[dice.randint(0, len(things) - 1)]


class Deed(StrEnum):
    """What somebody did about papers."""

    HAND_IN = "hand_in"
    TELL_MAILED = "tell_mailed"  # 已邮
    RECORD_DELIVERED = "record_delivered"  # a dispatcher: 已交 <组>
    EXCUSE = "excuse"  # a dispatcher: 免交 <组> <材料> <原因>
    RESTORE = "restore"  # and takes it back
    ANSWER = "answer"  # 已交, asked after the bot had been deaf
    SIGN = "sign"  # a leader: 签字 第1轮报告
    MOVE_ROUND = "move_round"  # a dispatcher: 调整轮次; its end is the act's `day`
    CONFIRM_ROUND = "confirm_round"  # another dispatcher
    TAKE_BACK = "take_back"
    CHAT = "chat"  # anything else


class Form(StrEnum):
    """How a paper is handed in."""

    WORDS = "words"
    FILE = "file"
    PLAIN_FILE = "plain_file"  # whose name says nothing


@dataclass(frozen=True, slots=True)
class Heard:
    """One message: when it was sent, and when it reached the bot; None: never."""

    sent_at: datetime
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that one person did.

    `words` is the message itself, `photos` those that follow it, `faces` what they show: equal ones are the same
    picture. `papers` and `period` are what is meant (`day`: its day, if it is one); `characters` the length of a case's
    description. In a file the photos are inside: then `photos` is empty and `faces` are the file's.
    """

    number: int
    deed: Deed
    group: str
    by: str
    role: Role
    room: RoomKind | None
    words: Heard
    papers: tuple[str, ...] = ()
    period: str = ""  # a day in ISO 8601, or round-1
    day: date | None = None
    form: Form = Form.WORDS
    is_nil: bool = False
    characters: int = 0
    photos: tuple[Heard, ...] = ()
    faces: tuple[int, ...] = ()
    takes_back: int | None = None
    again: bool = False  # the platform tells it twice


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the bot heard nothing. `is_down`: it did not run either. `keeps`: what was said comes after."""

    since: datetime
    until: datetime
    is_down: bool
    keeps: bool

    def hides(self, at: datetime) -> bool:
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Report:
    """What is owed after each round, within so many working days; `reminders` are (days after the due day, clock)."""

    paper: str
    working_days: int
    signed: bool
    reminders: tuple[tuple[int, time], ...]
    ladder: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that each group owes once: of a day, or of a round. It may be sent from `opens` to `closes`."""

    paper: str
    period: str
    at: datetime
    opens: datetime
    closes: datetime
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of the scheme that verdicts hang on. `minima` are characters and photos by paper, `ladder` who is
    told so long after the deadline: (minutes, role, papers).
    """

    deadline: time
    settle: timedelta
    reminders: tuple[time, ...]
    late_grace: timedelta
    minima: tuple[tuple[str, int, int], ...]
    daily: tuple[str, ...]
    reports: tuple[Report, ...]
    ladder: tuple[tuple[int, str, tuple[str, ...]], ...]
    quiet_from: time
    quiet_to: time
    blind_least: timedelta
    blind_hold: timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole campaign as it happens, in the order of its acts' sending."""

    days: tuple[date, ...]
    acts: tuple[Act, ...]
    outages: tuple[Outage, ...]
    rounds: tuple[Round, ...]  # as they are in the end, one of them moved; all days where there are none
