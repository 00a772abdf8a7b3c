"""What is wrong with a TOML file that its parser does not take, told to whoever wrote it."""

from __future__ import annotations

import re
from datetime import date
from tomllib import TOMLDecodeError

WHERE = re.compile(r"^(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)
_MISWRITTEN = (  # what the parser says, and what that means
    ("overwrite", "同一个键或同一节写了两次"),
    ("Unterminated", "引号没有成对"),
    ("Illegal character", "引号没有成对，或有不允许的字符"),
    ("Invalid value", "值的写法不对，文字要加英文引号"),
    ("Unclosed array", "方括号没有成对"),
    ("Expected '='", "键和值之间应为英文等号 ="),
    ("Expected newline", "一行只能写一个键和一个值"),
    ("Invalid statement", "键只能用英文字母、数字、_ 和 -"),
)
_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_QUOTED = re.compile(r"\"[^\"]{0,200}\"|'[^']{0,200}'")
_CURLY = re.compile(r"[“”‘’「」＂]")
_WIDE_CLOCK = re.compile(r"\d{1,2}(?:：\d{2}(?:[:：]\d{2})?|:\d{2}：\d{2})")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])")
_DAY = re.compile(r"(?<!\d)(\d{4})([/.年-])(\d{1,2})[/.月-](\d{1,2})日?(?!\d)")
_SHOWN = 60


def misprint(text: str, error: TOMLDecodeError) -> str:
    """Where the first fault is, what it is, and the line that it is in."""
    where = WHERE.match(str(error))
    said, line = (where[1], where[2]) if where else (str(error), None)
    if line is None or where is None:
        return f"文件末尾：{_meant_by(said)}"
    wrong = text.split("\n")[int(line) - 1].strip()
    what = _known_slip(said, wrong) or _meant_by(said)
    shown = "".join(c if c.isprintable() else "\ufffd" for c in wrong)
    return f"第 {line} 行第 {where[3]} 列：{what}，这一行是 “{shown[:_SHOWN]}{'…' * (len(shown) > _SHOWN)}”"


def _meant_by(said: str) -> str:
    return next((words for begins, words in _MISWRITTEN if begins in said), "写法不合 TOML 的规则")


def _known_slip(said: str, line: str) -> str:
    """What people write as they are used to, and how it should be; "" where it is none of that."""
    if twice := _TWICE.search(said):
        names = ".".join(re.findall(r"'([^']{1,40})'", twice[1]))
        return f"[{names}] 写了两次"
    if "overwrite" in said and "=" in line:
        return f"{line.split('=')[0].strip()[:_SHOWN]} 写了两次"
    bare = _QUOTED.sub('""', line)
    if _CURLY.search(bare):
        return "引号要用英文的"
    if clock := _WIDE_CLOCK.search(bare):
        hour, minute, second = (*re.split("[:：]", clock[0]), "00")[:3]
        return f"冒号要用英文的，时刻写 {hour:0>2}:{minute}:{second}"
    if day := _DAY.search(bare):
        return _day_slip(day)
    for clock in _CLOCK.finditer(bare):
        if clock[3] is None:
            return f"时刻要带秒，如 {clock[1]:0>2}:{clock[2]}:00"
        if len(clock[1]) < 2:
            return f"时刻写 {clock[1]:0>2}:{clock[2]}:{clock[3]}"
    return next(
        (f"{name}要用英文的" for sign, name in (("＝", "等号"), ("：", "冒号"), ("，", "逗号")) if sign in bare), ""
    )


def _day_slip(day: re.Match[str]) -> str:
    try:
        right = date(int(day[1]), int(day[3]), int(day[4]))
    except ValueError:
        return f"日历上没有 {day[0]} 这一天"
    return f"日期写 {right}" if day[0] != right.isoformat() else ""
