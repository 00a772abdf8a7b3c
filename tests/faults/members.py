"""What the members say in a run: the same for the same seed; every report names a place of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.cast import BAIHE, COMMAND, GROUPS, ID, PEOPLE, QINGSHI
from tests.paper_desk import case_text, photo, word

_CHARACTERS = "锦川恒远云帆晨曦泰和瑞丰华盛永昌鼎新宏图卓越金石长青开源同创博雅安泰正大信诚嘉禾"
_ROOM = {"qingshi": QINGSHI, "baihe": BAIHE}
_FAULTS = ("除尘风机没开，烟尘直接外排", "废水直接排入雨水管网", "喷漆房没有废气治理设施，敞开喷漆", "危废间未贴标识")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a member. `room` None: in private to the bot. `place` stands in a report of a visit.

    `order` are the words of an instruction, which the rooms of `for_rooms` are to hear.
    """

    who: str
    room: str | None
    kind: str  # Text, Image, Video, Attachment
    text: str = ""
    calls_bot: bool = False
    place: str = ""
    file_name: str = ""
    file: bytes = b""
    order: str = ""
    for_rooms: tuple[str, ...] = ()


def is_of_kind(line: Line, wish: str) -> bool:
    """`wish`: file, paper (a Word file), command or any."""
    kinds = {"file": bool(line.file), "paper": line.file_name.endswith(".docx"), "command": line.calls_bot}
    return wish == "any" or kinds[wish]


def lines(seed: int) -> Iterator[Line]:
    """Messages without end: reports with photos, papers, instructions and 收到, commands, chatter."""
    chance = random.Random(f"members {seed}")
    places = _places(chance)
    turns = [turn for turn, weight in _TURNS for _ in range(weight)]
    for turn, _ in _TURNS:  # each once at the start, so that a short run has everything
        yield from turn(chance, places)
    while True:
        yield from chance.choice(turns)(chance, places)


def _places(chance: random.Random) -> Iterator[str]:
    taken: set[str] = set()
    while True:
        name = "".join(chance.sample(_CHARACTERS, 4))
        if name not in taken:
            taken.add(name)
            yield name


def _inspector(chance: random.Random) -> tuple[str, str, int, str, str]:
    """Contact id, group, team, room and city of somebody in the field."""
    person = chance.choice([p for p in PEOPLE if p.team is not None])
    group = next(g for g in GROUPS if g.key == person.group)
    return person.id, group.key, person.team or 0, _ROOM[group.key], group.city


def _somebody(chance: random.Random) -> tuple[str, str]:
    """Contact id and room of somebody in the field."""
    told = _inspector(chance)
    return told[0], told[3]


def _report(chance: random.Random, places: Iterator[str]) -> list[Line]:
    who, key, team, room, city = _inspector(chance)
    county = chance.choice(next(g for g in GROUPS if g.key == key).counties)
    name = f"{city}{next(places)}有限公司"
    fault = chance.choice(_FAULTS)
    judged = chance.choice(("涉嫌环境违法", "立行立改", "涉嫌环境违法"))
    text = f"{team}组，{county}，{name}，工业，{fault}，{judged}"
    report = Line(who, room, "Text", text, place=name)
    photos = [
        Line(who, room, "Image", file_name="现场.jpg", file=chance.randbytes(chance.choice((3_000, 9_000, 40_000))))
        for _ in range(chance.choice((0, 1, 1, 2)))
    ]
    return [report, *photos]


def _clean_report(chance: random.Random, places: Iterator[str]) -> list[Line]:
    who, key, team, room, city = _inspector(chance)
    county = chance.choice(next(g for g in GROUPS if g.key == key).counties)
    name = f"{city}{next(places)}有限公司"
    return [Line(who, room, "Text", f"{team}组，{county}，{name}，工业，除尘正常，未发现问题", place=name)]


def _chatter(chance: random.Random, _: Iterator[str]) -> list[Line]:
    who, room = _somebody(chance)
    return [Line(who, room, "Text", f"路上还要{chance.randint(5, 50)}分钟，第{chance.randint(1, 10**6)}次说")]


def _command(chance: random.Random, _: Iterator[str]) -> list[Line]:
    who, room = _somebody(chance)
    asked = chance.choice(("现在各小组报了几家", "进度", "还差哪些", "帮助"))
    return [Line(who, chance.choice((room, room, None)), "Text", f"@蓝哨\u2005{asked}", calls_bot=True)]


def _instruction(chance: random.Random, _: Iterator[str]) -> list[Line]:
    words = f"今日重点核查第{chance.randint(1, 10**6)}号工地扬尘"
    whom, rooms = chance.choice((("全体", (QINGSHI, BAIHE)), ("青石", (QINGSHI,)), ("白河", (BAIHE,))))
    text = f"@蓝哨\u2005指令 {whom}：{words}"
    order = Line(ID["齐正"], COMMAND, "Text", text, calls_bot=True, order=words, for_rooms=rooms)
    return [order, *(Line(ID[name], _ROOM[g], "Text", "收到") for name, g in (("罗青", "qingshi"), ("杜衡", "baihe")))]


def _paper(chance: random.Random, places: Iterator[str]) -> list[Line]:
    name, room = chance.choice((("温岚", QINGSHI), ("纪敏", BAIHE)))
    text = f"附件2 环境问题交办单\n1.{next(places)}厂：台账不全，限期整改；\n2.{next(places)}厂：未盖篷布，限期整改。"
    return [Line(ID[name], room, "Text", text)]


def _word_file(chance: random.Random, places: Iterator[str]) -> list[Line]:
    name, room, city = chance.choice((("温岚", QINGSHI, "青石市"), ("纪敏", BAIHE, "白河市")))
    text = case_text(160, city).replace("某建材公司", f"{next(places)}公司")
    data = word(["典型案例", *text.split("\n"), "现场图片："], [chance.randint(0, 60_000) for _ in range(3)])
    return [Line(ID[name], room, "Attachment", file_name="附件3 典型案例.docx", file=data)]


def _large_file(chance: random.Random, _: Iterator[str]) -> list[Line]:
    """Larger than any message that the gateway may send in one piece."""
    who, room = _somebody(chance)
    video = photo(chance.randint(0, 60_000)) + chance.randbytes(4_500_000)
    return [Line(who, room, "Video", file_name="排口.mp4", file=video)]


_TURNS: tuple[tuple[Callable[[random.Random, Iterator[str]], list[Line]], int], ...] = (
    (_report, 18),
    (_clean_report, 8),
    (_word_file, 4),
    (_command, 14),
    (_instruction, 5),
    (_paper, 3),
    (_chatter, 14),
    (_large_file, 1),
)
