"""交接清单: what a round leaves to the next."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import OUTCOMES, day_name, shorten
from domain.round_handovers import RoundHandover
from domain.visits import Visit

_PLACE = 28  # half-widths
_MOST = 12  # visits and instructions of a group; more are counted
WHICH = "请写明是哪个组。例：交接清单 青石"
NOT_YOURS = "交接清单由组长、联络员看本组，指挥调度组看各组。"


def round_handover_text(found: RoundHandover, name: str, round_name: str) -> str:
    """One group's list."""
    lines = [f"【交接清单】{name} {round_name}".rstrip()]
    if found.is_empty:
        return "\n".join([*lines, "没有未办完的事。"])
    if found.visits:
        lines.append(f"没有回头看的 {len(found.visits)} 处：")
        lines += [
            f"#{v.number} {day_name(v.day)} {shorten(v.place, _PLACE)}（{OUTCOMES[v.outcome]}）"
            for v in found.visits[:_MOST]
        ]
        lines += [f"等 {len(found.visits)} 处"] if len(found.visits) > _MOST else []
    for what, instructions in (("没回收到的指令", found.silent), ("没有反馈的指令", found.untold)):
        if instructions:
            lines.append(f"{what}：{_numbers([one.number for one in instructions])}")
    if found.unsigned:
        days = [f"{day_name(day)}{count}处" for day, count in found.unsigned]
        lines.append(f"没有签字的：{_numbers(days)}")
    return "\n".join(lines)


def _visit(visit: Visit) -> str:
    return f"#{visit.number} {day_name(visit.day)} {shorten(visit.place, _PLACE)}（{OUTCOMES[visit.outcome]}）"


def _numbers(words: Sequence[str]) -> str:
    return "、".join(words[:_MOST]) + (f"等{len(words)}" if len(words) > _MOST else "")
