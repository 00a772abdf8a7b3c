"""A visit (检查点位): one check of one place, its findings and its evidence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.messages import Kind

_SIGNS = re.compile(r"[\W_]+")


class Outcome(StrEnum):
    """What a check came to (seed 002, 三), from harmless to serious; CLOSED stands apart."""

    CLEAN = "clean"  # 未发现问题
    CORRECTED = "corrected"  # 当场指出、立行立改
    HANDOVER = "handover"  # 需持续整改，交办属地
    VIOLATION = "violation"  # 涉嫌环境违法
    CLOSED = "closed"  # 停产、关门，未能检查


#: Outcomes that carry a finding.
WITH_FINDING = frozenset({Outcome.CORRECTED, Outcome.HANDOVER, Outcome.VIOLATION})
#: Outcomes after which somebody has to look again (回头看).
OPEN_OUTCOMES = (Outcome.HANDOVER, Outcome.VIOLATION)


class Part(StrEnum):
    """What a message is to its visit."""

    WORDS = "words"  # the report itself
    PHOTO = "photo"
    VIDEO = "video"
    PIN = "pin"
    CAPTION = "caption"  # says which picture is whose
    ADDITION = "addition"  # 补充; the answer to a question about the visit
    CORRECTION = "correction"  # 更正
    REPEAT = "repeat"  # the same text posted again


@dataclass(frozen=True, slots=True)
class Finding:
    """问题: one defect, in the inspector's own words."""

    text: str
    category: str = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """A message's place in a visit."""

    message_id: str
    at: datetime
    sender: str
    kind: Kind
    part: Part


@dataclass(frozen=True, slots=True)
class Hand:
    """What people have set of a visit by hand (更正 #12 …); it holds whatever words come later. None: nothing.

    `rewritten` are problems as they were told, each with what stands instead (None: struck out); `added` are further
    ones. `names` are what else the place was called. `shelved` are the links of a visit taken out by hand (撤销), to be
    put back; `into` is the number of the visit that it was merged into; `parted`: it is a part of one that was split.
    """

    place: str | None = None
    county: str | None = None
    team: int | None = None
    industrial: bool | None = None
    lookback: bool | None = None
    outcome: Outcome | None = None
    categories: frozenset[str] | None = None
    rewritten: tuple[tuple[Finding, Finding | None], ...] = ()
    added: tuple[Finding, ...] = ()
    names: tuple[str, ...] = ()
    shelved: tuple[Link, ...] = ()
    into: int | None = None
    parted: bool = False


UNTOUCHED = Hand()


@dataclass(frozen=True, slots=True)
class Visit:
    """One record. `number` is None until storage has given it one; then it never changes.

    `categories` are keys of the campaign profile. `findings` are the problems as a clerk would
    number them. `reported_at` is when the first words were sent; `last_at` when anything was last
    added. `room` is where the words were said (None: in private). `marked`: a dispatcher has marked it
    urgent by hand, and so it stays whatever further words say. A visit without `links` was withdrawn or merged.
    """

    number: int | None
    group: str
    team: int | None
    day: date
    place: str
    county: str | None
    industrial: bool
    lookback: bool
    outcome: Outcome
    urgent: bool
    categories: frozenset[str]
    findings: tuple[Finding, ...]
    room: str | None
    author: str
    reported_at: datetime
    last_at: datetime
    links: tuple[Link, ...]
    marked: bool = False
    hand: Hand = UNTOUCHED

    @property
    def problems(self) -> int:
        """存在问题: one for each finding; at least one where the check came to something, also without words for it."""
        return max(len(self.findings), self.outcome in WITH_FINDING)

    @property
    def message_ids(self) -> tuple[str, ...]:
        return tuple(link.message_id for link in self.links)


@dataclass(frozen=True, slots=True)
class Loose:
    """A photo, video or pin that waits for the words it belongs to."""

    message_id: str
    group: str
    team: int | None
    sender: str
    room: str | None
    at: datetime
    kind: Kind


def place_key(place: str) -> str:
    """A place's name without spaces and punctuation, in NFKC: what makes two spellings one place."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", place))
