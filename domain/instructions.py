"""Instructions (指令) of the dispatchers and the receipts (收到) that answer them (seed 002, 四)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: The timed rule that names the groups of which nobody has answered.
CHASE = "chase_receipts"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One numbered instruction. `number` is MMDD-n, counted by day; `groups` are group keys."""

    number: str
    author: str
    text: str
    groups: tuple[str, ...]
    issued_at: datetime
    message_id: str


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


def answers_by_group(
    instruction: Instruction, receipts: Iterable[Receipt]
) -> tuple[dict[str, list[Receipt]], tuple[str, ...]]:
    """({group: its receipts} of the groups that answered, the groups of which nobody did), both as addressed."""
    given: dict[str, list[Receipt]] = {group: [] for group in instruction.groups}
    for receipt in receipts:
        if receipt.group in given:
            given[receipt.group].append(receipt)
    return {g: rs for g, rs in given.items() if rs}, tuple(g for g, rs in given.items() if not rs)
