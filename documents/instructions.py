"""Instructions as they are read: in the groups, by the dispatcher, and when nobody has answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from documents.feedbacks import HOW, due_text
from documents.lines import counted, shorten, teams_name
from domain.instructions import Instruction
from domain.orders import LONGEST_ORDER, BadOrder, OrderFault

OF_OTHERS = "引用的清单里有别的组，没有发。请一组一组发。"
ONLY_DISPATCHERS = "指令由指挥调度组下达和查看。"
NOT_HERE = "没有下达：请在指挥调度群或私聊里下指令。"
NO_TEMPLATES = "行动档案里没有指令模板。"
HOW_TO = "例：指令 全体：内容"

_FAULTS = {
    OrderFault.NO_TARGET: f"没有下达：请写明发给谁。{HOW_TO}",
    OrderFault.UNKNOWN_GROUP: "没有下达：名册里没有“{word}”这个组。",
    OrderFault.EMPTY: f"没有下达：缺内容。{HOW_TO}",
    OrderFault.TOO_LONG: f"没有下达：超过{LONGEST_ORDER}字，请缩短，或另发文件。",
}


def instruction_text(instruction: Instruction, *, corrects: str = "", copy: str = "") -> str:
    """The post in each addressed group; `corrects`: how what it replaces is known there; `copy`: 03/18, its own."""
    marks = f"（更正 {corrects}，以本条为准）" if corrects else ""
    marks += f"（副本 {copy}，请勿转发）" if copy else ""
    how = HOW if instruction.due_at else ""
    return f"【指令 {instruction.number}】{marks}{instruction.text}\n收到请引用本条回复“收到”。{how}"


def issued_text(
    instruction: Instruction, sent: Sequence[str], without_room: Sequence[str], waiting: Sequence[str] = ()
) -> str:
    """The dispatcher's answer: to whom, by name where few.

    `without_room` are groups with no work room to post in, `waiting` those whose room is guarded.
    """
    told = [f"已发{counted(sent)}。"] if sent or not waiting else []
    told += [f"待发{counted(waiting)}：群里有情况，确认本群后自动发出。"] if waiting else []
    told += [f"没有工作群：{_joined(without_room)}。"] if without_room else []
    told += [due_text(instruction.due_at, instruction.issued_at)] if instruction.due_at else []
    told += [f"按{instruction.kind}记。"] if instruction.kind else []
    replaced = f"（更正 {instruction.replaces}）" if instruction.replaces else ""
    return f"指令 {instruction.number}{replaced} {''.join(told)}"


def templates_text(texts: Sequence[str]) -> str:
    """Texts to be copied and filled in."""
    return "\n\n".join(texts) if texts else NO_TEMPLATES


def bad_order_text(bad: BadOrder) -> str:
    return _FAULTS[bad.fault].format(word=shorten(bad.word, 20))


def no_such_instruction_text(number: str) -> str:
    return f"没有编号为 {number} 的指令。"


def chase_text(instruction: Instruction, silent: Sequence[tuple[str, Collection[int]]]) -> str:
    """For the command room: the groups that have not answered, and of one that has in part the teams."""
    names = [f"{name}（{teams_name(teams)}）" if teams else name for name, teams in silent]
    return f"指令 {instruction.number}：群内未见{_joined(names)}回复“收到”。"


def group_chase_text(instruction: Instruction, teams: Collection[int]) -> str:
    """For a group's room: `teams` are those that have not answered, none where nobody has."""
    return f"【指令 {instruction.number}】{teams_name(teams)}收到请引用原指令回复“收到”。"


def _joined(groups: Sequence[str]) -> str:
    return "、".join(groups)
