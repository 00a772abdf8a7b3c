"""What is said of an instruction that waits for a second dispatcher's 同意: what it holds, who may, that it lapsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.amendments import status_words
from domain.cautions import Cautions
from domain.instructions import Copy, Instruction, Status

WHICH = "请写明编号。例：同意 1020-2；不发 1020-2"
NOT_YOUR_OWN = "自己下达的不能自己同意，请另一位调度员同意。"
NOT_INDEPENDENT = "您与下达人的绑定是互相确认的，请另一位调度员同意。"
BOUND_SINCE = "您是这条指令下达以后绑定的，请另一位调度员同意。"
NOT_SENSITIVE = "这条指令没有编副本号。"
_NAMED = 4  # of the words that made it wait


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go out: the words, the groups by name, how many rooms they have, and what asks for a second look."""

    text: str
    to: Sequence[str]
    rooms: int
    sensitive: bool
    cautions: Cautions
    due: str  # how the time for feedback was read, as a line; "" where none is set


def preview_text(preview: Preview) -> str:
    """Of an instruction that nobody has given yet."""
    waits = preview.sensitive or preview.cautions
    return "\n".join(["指令预览（没有发出）", *_lines(preview), *["要第二位调度员同意才发。"] * bool(waits)])


def kept_preview_text(instruction: Instruction, preview: Preview) -> str:
    """Of one that has its number, whatever has become of it."""
    state = "已发出" if instruction.status is Status.ISSUED else status_words(instruction)
    return "\n".join([f"指令 {instruction.number}（{state}）", *_lines(preview)])


def held_text(instruction: Instruction, preview: Preview, *, alone: bool) -> str:
    """The answer to who gave one that waits; `alone`: there is no second dispatcher."""
    number = instruction.number
    lines = [f"指令 {number}（待第二人同意，没有发出）", *_lines(preview)]
    lines.append(f"另一位调度员说“同意 {number}”发出；“不发 {number}”作罢。")
    return "\n".join(lines + ["名册里没有第二位调度员。"] * alone)


def waiting_text(number: str) -> str:
    """To the other dispatchers, of what they have not seen; without a word of it."""
    return f"指令 {number} 待第二人同意：私聊我“预览 {number}”看内容，“同意 {number}”发出。"


def agreed_text(number: str, name: str) -> str:
    """To the author."""
    return f"指令 {number} 经{name}同意，已发出。"


def dropped_text(number: str) -> str:
    return f"指令 {number} 不发了。"


def superseded_text(number: str, replaced: Instruction) -> str:
    """A correction that has nothing left to correct."""
    return f"指令 {replaced.number} {status_words(replaced)}，指令 {number} 不发了。"


def dropped_by_text(number: str, name: str) -> str:
    """To the author, when another dispatcher dropped it."""
    return f"指令 {number} 没有发出（{name}）。"


def lapsed_text(number: str, hours: int) -> str:
    """To the author, once."""
    return f"指令 {number} 等了{hours}小时没有第二人同意，没有发出。"


def already_out_text(number: str) -> str:
    """Nothing waits any more; what would end it."""
    return f"指令 {number} 已发出。要收回请说：作废 {number} 原因"


def copies_text(number: str, copies: Sequence[tuple[Copy, str, str]]) -> str:
    """Which group has which copy; with the room's topic, '' where the group has no other room."""
    lines = [
        f"{copy_number(copy.number, len(copies))}　{group}" + (f"（{topic}）" if topic else "")
        for copy, group, topic in copies
    ]
    return "\n".join([f"指令 {number} 副本：", *lines])


def copy_number(number: int, count: int) -> str:
    """03/18."""
    return f"{number:02d}/{count:02d}"


def _lines(preview: Preview) -> list[str]:
    to = f"发给：{'、'.join(preview.to)}，{preview.rooms}个群"
    known = [to + "，副本编号" * preview.sensitive, *_reasons(preview.cautions), *[preview.due] * bool(preview.due)]
    return [*known, "——", preview.text, "——"]


def _reasons(cautions: Cautions) -> list[str]:
    reasons = []
    if cautions.sensitive:
        reasons.append(f"含“{'”“'.join(cautions.sensitive[:_NAMED])}”，按敏感指令办。")
    if cautions.drastic:
        reasons.append(f"含“{'”“'.join(cautions.drastic[:_NAMED])}”，请对照方案的禁止事项核对。")
    return reasons
