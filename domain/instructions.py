"""Instructions (指令) of the dispatchers and the receipts (收到) that answer them (seed 002, 四)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
    """One 收到: who answered which instruction, for which group and team, by which message."""

    instruction: str
    group: str
    team: int | None
    sender: str
    message_id: str
    at: datetime
