"""Instructions (指令) of the dispatchers and the receipts (收到) that answer them (seed 002, 四)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.lexicons import Lexicon

#: The timed rule that names the groups of which nobody has answered.
CHASE = "chase_receipts"
#: The timed rule that drops what no second dispatcher agreed to.
EXPIRE = "drop_instruction"


#: Between the number and the group keys in the subject of a chase that asks only some of the groups.
_ONLY = "/"


def chase_subject(number: str, groups: Iterable[str]) -> str:
    """The subject of a chase that asks only these groups."""
    return number + _ONLY + ",".join(sorted(groups))


def chased(subject: str) -> tuple[str, frozenset[str] | None]:
    """The number of the instruction that a chase is of, and whom it asks; None: all its groups."""
    number, only, groups = subject.partition(_ONLY)
    return number, frozenset(groups.split(",")) if only else None


class Status(StrEnum):
    """What has become of an instruction; only ISSUED and WAITING may still change."""

    WAITING = "waiting"  # for a second dispatcher's 同意: nobody has it yet
    ISSUED = "issued"
    DROPPED = "dropped"  # never sent
    VOIDED = "voided"  # 作废
    REPLACED = "replaced"  # 更正


#: Whoever is no dispatcher knows of none of these, least of all whom they are for.
NEVER_OUT = (Status.WAITING, Status.DROPPED)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One numbered instruction. `number` is MMDD-n, counted by day; `groups` are group keys.

    `kind` is what it asks for (lexicon instructions, [kinds]; "" for anything else), `due_at` when feedback is due.
    Each room's copy of a `sensitive` one has a number. `replaces` is the number that it corrects; `ended` why it
    holds no more: the reason of a voided one, the number of the correction.
    """

    number: str
    author: str
    text: str
    groups: tuple[str, ...]
    issued_at: datetime
    message_id: str
    status: Status = Status.ISSUED
    kind: str = ""
    due_at: datetime | None = None
    sensitive: bool = False
    replaces: str | None = None
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of a sensitive instruction that one room has, by its number from 1."""

    number: int
    group: str
    room: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """One 收到: who answered which instruction, for which group and team, by which message.

    `team` is None for a leader or liaison, who answers for the whole group.
    """

    instruction: str
    group: str
    team: int | None
    sender: str
    message_id: str
    at: datetime


def kind_of(text: str, lexicon: Lexicon) -> str:
    """Which kind of check an instruction asks for (集中检查, 重点检查); "" where it names none."""
    for name in lexicon.tables["instructions"]["kinds"]:
        if lexicon.any_of("instructions", "kinds", name).search(text):
            return str(name)
    return ""
