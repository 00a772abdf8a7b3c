"""Questions of the trade on their way to the experts, and answers on their way back."""

from __future__ import annotations

from datetime import datetime

from documents.lines import clock_of, one_line
from domain.calendars import SHANGHAI

_LONGEST = 1_200  # characters of a question or an answer that are passed on


def passed_on_text(number: int) -> str:
    return f"已转专家群（咨询{number}），有答复转给您。"


def same_open_text(number: int, at: datetime) -> str:
    """The experts have the same question already; their answer comes to this asker too."""
    return f"这个问题已在问专家（咨询{number}，{_day(at)}{clock_of(at)}），有答复一并转给您。不是一回事，请回“再问”。"


def same_answered_text(number: int, at: datetime, answer: str, expert: str) -> str:
    """The earlier answer to the same question."""
    head = f"【咨询{number}答复】{_day(at)}问过，答复是："
    return f"{head}\n{_within(answer)}\n——{one_line(expert)}\n不是一回事，请回“再问”，转专家。"


def nothing_to_ask_again_text() -> str:
    return "没有可再问的，把问题写出来就行。"


def no_experts_text() -> str:
    return "问题已记录；名册里没有专家群，请直接联系专家。"


def consultation_text(number: int, question: str) -> str:
    """The question as it was put, without who put it: experts answer the matter."""
    return f"【咨询{number}】{_within(question)}\n（请引用本条答复，或以“咨询{number}”开头）"


def consultation_answer_text(number: int, question: str, answer: str, expert: str) -> str:
    """The answer with its reference; the first words of the question tell which one it was."""
    asked = one_line(question)
    asked = asked if len(asked) <= 30 else asked[:30] + "…"
    return f"【咨询{number}答复】{asked}\n{_within(answer)}\n——{one_line(expert)}"


def _within(text: str) -> str:
    kept = text.strip()
    return kept if len(kept) <= _LONGEST else kept[:_LONGEST] + "…"


def _day(at: datetime) -> str:
    day = at.astimezone(SHANGHAI)
    return f"{day.month}月{day.day}日"
