"""Hostile sizes and shapes: nothing at all, a megabyte, ten thousand floors deep, a number of a million digits."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from domain.messages import BOT, Kind
from tests.hostile.cases import EVERYBODY, Case, Step, anything, paper, report

_UNITS = (
    " ",
    "\n",
    "\u3000",
    "\u2005",
    "@",
    "@蓝哨 ",
    "1",
    "9",
    "组",
    "1组",
    "第",
    "，",
    "。",
    "#1 ",
    "：",
    "（",
    "）",
    "[",
    "[强]",
    "「",
    "」\n- -\n",
    "市",
    "东泉区",
    "公司",
    "有限公司",
    "1、",
    "点位：",
    "-",
    "——",
    "·",
    "a",
    "a b ",
    "未发现问题",
    "未",
    "附件3",
    "违法内容描述：",
    "①",
    "/",
    "10月",
)


def _length(chance: Random, most: int = 1_000_000) -> int:
    """A length in characters, small ones as often as big ones."""
    return int(10 ** chance.uniform(2, len(str(most)) - 1))


def _repeated(chance: Random) -> str:
    """One unit or two, over and over."""
    unit = "".join(chance.choices(_UNITS, k=chance.randint(1, 3)))
    return unit * (_length(chance) // len(unit) + 1) + chance.choice(("", "!", "组", "公司"))


def _among(chance: Random) -> str:
    """A report in the middle of nothing."""
    blank = chance.choice((" ", "\n", "，", "\u200b")) * _length(chance, 100_000)
    return blank + report(chance) + blank


def _lines(chance: Random) -> str:
    return "\n".join(f"{n}、{report(chance)}" for n in range(1, chance.randint(20, 500)))


def _deep(chance: Random) -> str:
    """10,000 floors of JSON or XML."""
    depth = chance.choice((1_000, 10_000))
    return chance.choice(
        ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "<a>" * depth + "</a>" * depth)
    )


def _digits(chance: Random) -> str:
    digits = chance.choice("0123456789") * _length(chance)
    return chance.choice(
        ("{}组报：未发现问题", "第{}组", "{}月{}日", "指令 {}-1 情况", "问题{}个", "#{}", "{}")
    ).replace("{}", digits)


def _paper(chance: Random) -> str:
    return paper(chance) + "尘" * _length(chance, 100_000)


_SHAPES: tuple[Callable[[Random], str], ...] = (_repeated, _repeated, _among, _lines, _deep, _digits, _paper)


def case(chance: Random, name: str) -> Case:
    who, shape = chance.choice(EVERYBODY), chance.randint(0, 11)
    called = chance.random() < 0.3
    if shape == 0:
        return (Step(f"{name}.1", who, "", chance.choice(tuple(Kind)), mentions=(BOT,)),)
    if shape == 1:
        many = tuple(f"wxid_{n}" for n in range(20_000))
        return (Step(f"{name}.1", who, anything(chance), mentions=(*many, BOT)),)
    if shape == 2:
        text = "".join(f"@某人{n}\u2005" for n in range(_length(chance, 10_000))) + anything(chance)
        return (Step(f"{name}.1", who, text, mentions=(BOT,)),)
    if shape == 3:
        name_of = "附件3典型案例" * (_length(chance, 10_000) // 7)
        return (Step(f"{name}.1", who, "", Kind.FILE, file_name=name_of + ".docx", name=who * 5_000),)
    text = chance.choice(_SHAPES)(chance)
    kind = Kind.OTHER if chance.random() < 0.1 else Kind.TEXT
    said = ("@蓝哨 " + text, (BOT,)) if called else (text, ())
    return (Step(f"{name}.1", who, said[0], kind, mentions=said[1], after=chance.randint(1, 60)),)
