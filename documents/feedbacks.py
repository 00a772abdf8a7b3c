"""What is said of feedback to instructions: by when it is wanted, that it was noted, from whom nothing was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.amendments import status_words
from documents.lines import clock_of, day_name
from domain.calendars import day_of
from domain.instructions import Instruction

WHICH = "请写明是哪条指令。例：反馈 1020-2：内容"
WHO_GIVES = "反馈由收到指令的核查组在本组群或私聊里说。"
HOW = "反馈也请引用本条。"


def due_name(due_at: datetime) -> str:
    """10月20日18:00."""
    return f"{day_name(day_of(due_at))}{clock_of(due_at)}"


def due_text(due_at: datetime, now: datetime) -> str:
    """To who dictates it, so that a wrong reading is seen."""
    return f"反馈时限读作{due_name(due_at)}" + ("，已过，不催。" if due_at <= now else "。")


def noted_text(number: str, at: datetime) -> str:
    return f"已记：指令 {number} 反馈，{clock_of(at)}。"


def not_kept_text(instruction: Instruction) -> str:
    return f"指令 {instruction.number} {status_words(instruction)}，不用反馈。"


def feedback_chase_text(instruction: Instruction, due_at: datetime, silent: Sequence[str]) -> str:
    """For the command room: the groups from which nothing was heard by then."""
    return f"指令 {instruction.number}（{due_name(due_at)}前反馈）：群内未见{'、'.join(silent)}反馈。"


def group_feedback_chase_text(instruction: Instruction, due_at: datetime) -> str:
    """For the room of such a group."""
    number = instruction.number
    return f"【指令 {number}】{due_name(due_at)}前的反馈群内未见。请引用原指令报，或说“反馈 {number}：内容”。"
