"""Bulletins (通报): what dispatchers look through, may edit, approve and send (seed 002, 四; seed 000, 第十八条)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from domain.profile_tables import Table

LONGEST_BULLETIN = 6_000  # characters: some nine posts
_NUMBER = re.compile(r"\d+(?:[.:：]\d+)*%?")  # 12, 3.5%, 19:00


class BulletinKind(StrEnum):
    """Which figures its text is made of."""

    DAILY_REPORT = "daily_report"  # 日报
    PROGRESS = "progress"  # 进度: counts of a day, with a picture
    RANKING = "ranking"  # 评比, of all groups


class BulletinState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"  # to one room at least: its text stands
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One bulletin. `groups` are those whose rows it is made of, `computed` what the rows said `as_of` then.

    `message_id` is of the form that made it; `text` is what goes out, `edited_by` who has changed it last, and
    `approved_by` whose word sends it. `round` is the number of the round that its days are, if they are one.
    """

    number: int
    kind: BulletinKind
    first: date
    last: date
    round: int | None
    groups: tuple[str, ...]
    computed: str
    as_of: datetime
    text: str
    author: str
    message_id: str
    state: BulletinState = BulletinState.DRAFT
    edited_by: str | None = None
    edited_at: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None

    @property
    def is_edited(self) -> bool:
        """Whether it says anything that the rows did not."""
        return self.text != self.computed


@dataclass(frozen=True, slots=True)
class Delivery:
    """A bulletin in one room: by whose word, when, and how the post stands (as in the outbox)."""

    room: str
    by: str
    at: datetime
    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class BulletinRule:
    """`second_person`: who approves may not be who wrote it last."""

    second_person: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two texts held against each other: in both (""), in the first alone (was), in the second (now)."""

    text: str
    change: str  # "", "was", "now"


def parse_bulletins(table: Table) -> BulletinRule:
    """The rule in `[bulletins]` of a profile, which may be left out."""
    return BulletinRule(table.yes("second_person", default=False))


def changed_lines(was: str, now: str) -> tuple[Line, ...]:
    """Both texts line by line."""
    return tuple(_lines(was.split("\n"), now.split("\n")))


def other_numbers(was: str, now: str) -> tuple[str, ...]:
    """The numbers that stand in `now` and not in `was`, or more often: figures that the rows do not give."""
    more = Counter(_NUMBER.findall(now)) - Counter(_NUMBER.findall(was))
    return tuple(more)


def _lines(was: list[str], now: list[str]) -> Iterator[Line]:
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Line(text, "") for text in was[i:j])
        else:
            yield from (Line(text, "was") for text in was[i:j])
            yield from (Line(text, "now") for text in now[k:m])
