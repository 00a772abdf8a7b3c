"""What the locality is told of an urgent case, once a dispatcher lets it: place and facts, nobody's name (第十五条)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from documents.lines import as_of_name, day_name, one_line, shorten
from domain.rosters import Room
from domain.visits import Visit

NOT_YOURS = "要不要通知属地，由指挥调度组决定；请把情况发在群里。"
WHICH = "请写明是哪一条，例：通知属地 #12"
_SOMEBODY = "检查人员"
_PLACE = 60
_FACT = 400
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def local_notice_text(visit: Visit, left_out: Sequence[str], names: Collection[str]) -> str:
    """The post for the locality's room. `names` of people, and phone numbers, are taken out of the facts.

    `left_out` are the words that made the case urgent and stand in none of its problems.
    """
    where = "".join([f"{shorten(visit.county, 16)} " if visit.county else "", shorten(visit.place, _PLACE)])
    at = f"{day_name(visit.day)}{as_of_name(visit.day, visit.reported_at)}"
    facts = [_nameless("，".join(left_out), names)] if left_out else []
    facts += [f"({n}) {_nameless(item.text, names)}" for n, item in enumerate(visit.findings, 1)]
    unsaid = ["现场情况请联系指挥调度组"]
    return "\n".join(
        [f"【请查处】{at} {where}", *(facts or unsaid), "涉嫌环境违法，请及时依法查处，并告知指挥调度组。"]
    )


def noticed_text(visit: Visit, rooms: Sequence[Room], already: Sequence[Room]) -> str:
    """#12 已发到青石属地对接群。"""
    lines = [f"#{visit.number} 已发到{_topics(rooms)}。"] if rooms else []
    return "".join([*lines, *([f"#{visit.number} 先前已发到{_topics(already)}，不再重发。"] if already else [])])


def no_room_text(city: str) -> str:
    """The roster names no room of that locality."""
    return f"名册里没有{shorten(city, 12)}的属地群，请电话通知。"


def not_urgent_text(number: int) -> str:
    return f"#{number}没有列为紧急，不通知属地；要通知请先说：#{number}标紧急"


def no_such_text(number: int) -> str:
    return f"没有#{number}这一条。"


def _nameless(text: str, names: Collection[str]) -> str:
    line = _PHONE.sub("", one_line(text))
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1:
            line = line.replace(name, _SOMEBODY)
    return shorten(line, _FACT)


def _topics(rooms: Sequence[Room]) -> str:
    return "、".join(shorten(room.topic, 40) for room in rooms)
