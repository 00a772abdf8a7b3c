"""The rooms in which the bot sits, as the operator lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from documents.lines import clock_of, day_name, one_line, shorten, width_of
from domain.calendars import day_of
from domain.rosters import RoomKind

NONE_YET = "还没有群的记录。蓝哨运行起来、连上网关后，一分钟内记下所在的群。"
UNKNOWN_HEAD = "名册外的群（蓝哨在里面不说话；要启用，把群号写进名册的 [[rooms]]）："

_KINDS = {RoomKind.GROUP: "工作群", RoomKind.COMMAND: "指挥群", RoomKind.LOCAL: "属地群", RoomKind.EXPERT: "专家群"}
_HEADS = ("群号", "群名", "类别", "组", "人数", "名册外", "暂存", "最后听到")
_TOPIC = 40


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room of the list. `members` None: never looked at; `is_in` None: never seen."""

    id: str
    topic: str
    kind: RoomKind | None
    group: str
    members: int | None
    strangers: int
    held: int
    heard_at: datetime | None
    is_in: bool | None


def rooms_text(rooms: Sequence[RoomLine]) -> str:
    """Two tables: the rooms of the roster, and those on no roster in which the bot sits."""
    if not rooms:
        return NONE_YET
    known, unknown = [r for r in rooms if r.kind is not None], [r for r in rooms if r.kind is None]
    lines = _table([_HEADS, *map(_cells, known)]) if known else []
    if unknown:
        lines += ["", UNKNOWN_HEAD, *_table([(r.id, _topic(r), _heard(r)) for r in unknown])]
    return "\n".join(lines).strip("\n")


def _cells(room: RoomLine) -> tuple[str, ...]:
    kind = _KINDS[room.kind] if room.kind is not None else ""
    members = {None: "未见", False: "不在群"}.get(room.is_in, "—" if room.members is None else str(room.members))
    return (room.id, _topic(room), kind, room.group, members, str(room.strangers), str(room.held), _heard(room))


def _topic(room: RoomLine) -> str:
    return shorten(room.topic, _TOPIC) or "—"


def _heard(room: RoomLine) -> str:
    at = room.heard_at
    return "—" if at is None else f"{day_name(day_of(at))} {clock_of(at)}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns that stand under one another where a Chinese character takes two places."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(c + " " * (w - width_of(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
