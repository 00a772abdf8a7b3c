"""What is said when an instruction is voided or corrected: in the groups, to who did it, to its author."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.lines import clock_of, counted, one_line, shorten
from domain.instructions import Instruction, Status

WHICH = "请写明编号。例：作废 1020-2 原因；更正 1020-2：新内容"
NO_WORDS = "没有更正：缺新内容。例：更正 1020-2：新内容"
_REASON = 200  # half-widths
_NAMED = 4  # of the words for which a reason is left out
_HARMLESS = str.maketrans(
    {"【": "〔", "】": "〕", "@": None, "＠": None, "﹫": None}
)  # calls nobody, heads no post of ours


def void_text(known_as: str, reason: str) -> str:
    """The post in each room that has the instruction, by the name under which it is known there."""
    why = f"（{shorten(reason.translate(_HARMLESS), _REASON)}）" if one_line(reason) else ""
    return f"【指令 {known_as}】已作废{why}，不再办理。"


def posted_at(at: datetime) -> str:
    """How an instruction that a dispatcher has posted by hand is known: by its time."""
    return f"{clock_of(at)}所发"


def voided_text(number: str, told: Sequence[str], untold: Sequence[str], *, left_out: Sequence[str] = ()) -> str:
    """The answer: who is told, to whom it had not gone out, the words for which the reason was left out."""
    parts = [f"通知{counted(told)}"] * bool(told) + [f"{counted(untold)}还没发到，不再发"] * bool(untold)
    kept_back = f"原因含“{'”“'.join(left_out[:_NAMED])}”，没有转发。" if left_out else ""
    return f"指令 {number} 已作废：{'；'.join(parts)}。{kept_back}"


def ended_text(instruction: Instruction) -> str:
    """What has become of an instruction that holds no more, or not yet."""
    return f"指令 {instruction.number} {status_words(instruction)}。"


def changed_by_text(instruction: Instruction, name: str) -> str:
    """To the author, when another dispatcher voided or corrected it."""
    return f"您下达的指令 {instruction.number} {status_words(instruction)}（{name}）。"


def status_words(instruction: Instruction) -> str:
    """待同意, 未发, 已作废, 已由 1020-5 更正; "" while it holds."""
    return {
        Status.WAITING: "待同意",
        Status.ISSUED: "",
        Status.DROPPED: "没有发出",
        Status.VOIDED: "已作废",
        Status.REPLACED: f"已由 {instruction.ended} 更正",
    }[instruction.status]
