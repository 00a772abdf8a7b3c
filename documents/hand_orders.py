"""What is said of an instruction that a dispatcher has posted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.feedbacks import due_text
from documents.lines import clock_of, shorten
from domain.instructions import Instruction

NOTHING_TO_TRACK = "没有等着跟踪的指令。您在组群里发【调度指令】后，我会问要不要跟踪。"
_WORDS = 40  # half-widths


def offer_text(text: str, groups: Sequence[str], at: datetime) -> str:
    """To the dispatcher alone, once."""
    where = "、".join(groups)
    return f"{clock_of(at)}您在{where}群发了指令“{shorten(text, _WORDS)}”。要我记谁回了收到，请回“跟踪”。"


def tracked_text(instruction: Instruction, groups: Sequence[str], received: int) -> str:
    due = due_text(instruction.due_at, instruction.issued_at) if instruction.due_at else ""
    so_far = f"已见{received}条收到。" if received else ""
    return f"已跟踪，编号 {instruction.number}：{'、'.join(groups)}。{so_far}{due}"
