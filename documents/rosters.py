"""What is said of rosters: what is missing, what changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from documents.lines import shorten
from domain.papers import short_city
from domain.roster_changes import ChangeKind, RosterChange
from domain.roster_rules import Gap, GapKind
from domain.rosters import Person, Role, Roster

_NAME = 20  # half-widths of a name
_NAMES_SHOWN = 12
_LINES_SHOWN = 60

ROLES = {
    Role.INSPECTOR: "组员",
    Role.LEADER: "组长",
    Role.LIAISON: "联络员",
    Role.DISPATCHER: "指挥调度组",
    Role.EXPERT: "专家",
    Role.LOCAL: "属地",
    Role.PATROL: "巡查组",
    Role.DATA: "资料调度组",
    Role.AUDITOR: "审计",
}
DETAILS = {
    "certificate": "执法证号",
    "level": "级别",
    "title": "职务",
    "home_city": "派出市",
    "unit": "派出单位",
    "recorder": "执法记录仪编号",
}


def summary_text(roster: Roster) -> str:
    """18 个核查组，119 个小组，应派 240 人，已写 0 人，0 个群."""
    teams = sum(len(group.teams) for group in roster.groups)
    planned = sum(seats.people for group in roster.groups for seats in group.seats)
    seats = f"应派 {planned} 人，" if planned else ""
    written = "已写 " if planned else ""
    people = f"{seats}{written}{len(roster.people)} 人"
    return f"{len(roster.groups)} 个核查组，{teams} 个小组，{people}，{len(roster.rooms)} 个群"


def imported_text(roster: Roster, from_at: datetime, now: datetime) -> str:
    """What was imported, and from when it is in force."""
    when = f"第 {roster.round} 轮次的，{from_at:%Y-%m-%d} 零点起启用" if from_at > now else "已启用"
    return f"名册已导入：{summary_text(roster)}，{when}。"


def place_text(person: Person, roster: Roster) -> str:
    """青石1组组员: where somebody belongs and as what."""
    group = roster.group.get(person.group or "")
    where = short_city(group) if group is not None else ""
    team = f"{person.team}组" if person.team else "组" if where else ""
    return f"{where}{team}{ROLES[person.role]}"


def refusal_lines(found: Iterable[Gap], roster: Roster) -> list[str]:
    """Each thing that keeps a roster from being taken, by name."""
    return [_refused(gap, roster) for gap in found]


def gap_lines(found: Sequence[Gap], roster: Roster) -> list[str]:
    """What is missing: each kind a line, the groups one after another."""
    lines = [line for gap in found if (line := _single(gap))]
    for kind, what in _LISTED:
        of_kind = [gap for gap in found if gap.kind is kind and gap.group is not None]
        lines += _by_group(what, of_kind, roster)
    details = dict.fromkeys(gap.what for gap in found if gap.kind is GapKind.NO_DETAIL)
    for detail in details:
        of_kind = [gap for gap in found if gap.kind is GapKind.NO_DETAIL and gap.what == detail]
        lines += _by_group(f"没有写{DETAILS.get(detail, detail)}", of_kind, roster)
    unbound = [gap for gap in found if gap.kind is GapKind.UNBOUND]
    return lines + _by_group("还没认出微信号", unbound, roster)


def roster_state_text(found: Sequence[Gap], roster: Roster, title: str) -> str:
    """The answer to 名册情况."""
    lines = gap_lines(found, roster)
    shown = lines[:_LINES_SHOWN] if lines else ["该有的都有。"]
    return "\n".join([f"【名册情况】{title}", *shown])


def change_lines(changes: Sequence[RosterChange], old: Roster, new: Roster) -> list[str]:
    """What differs, a line each."""
    return [_change(change, old, new) for change in changes]


def _change(change: RosterChange, old: Roster, new: Roster) -> str:
    name = shorten(change.name, 2 * _NAME)
    was = place_text(change.was, old) if change.was else ""
    now = place_text(change.now, new) if change.now else ""
    if change.kind is ChangeKind.DETAILS:
        return f"改了资料：{name}（{now}）"
    return f"{_CHANGES[change.kind]}：{name}" + _said(change.kind, was, now, change.said)


def _said(kind: ChangeKind, was: str, now: str, said: str) -> str:
    if kind is ChangeKind.CAME:
        return f"（{now}）"
    if kind is ChangeKind.WENT:
        return f"（{was}）"
    if kind in (ChangeKind.MOVED, ChangeKind.ROLE):
        return f"：{was} → {now}"
    return f"：{said}" if said else ""


_CHANGES = {
    ChangeKind.CAME: "来",
    ChangeKind.WENT: "走",
    ChangeKind.MOVED: "换组",
    ChangeKind.ROLE: "换角色",
    ChangeKind.GROUP_CAME: "增加核查组",
    ChangeKind.GROUP_WENT: "撤去核查组",
    ChangeKind.GROUP: "改核查组",
    ChangeKind.ROOM_CAME: "增加群",
    ChangeKind.ROOM_WENT: "去掉群",
    ChangeKind.ROUND: "轮次",
}

_LISTED = (
    (GapKind.NO_ONE, "还没有人"),
    (GapKind.SEATS, "席位还没有填满"),
    (GapKind.TEAM_SIZE, "小组人数不是规定的"),
    (GapKind.NO_RECORDER, "没有执法记录仪"),
    (GapKind.NO_SENDER, "没有写派出市"),
    (GapKind.NO_COUNTIES, "没有写县区"),
    (GapKind.NO_ROOM, "没有工作群"),
)


def _single(gap: Gap) -> str:
    if gap.kind is GapKind.STAFF:
        differs = gap.found - gap.wanted
        less = "少" if differs < 0 else "多"
        return f"方案写每轮次 {gap.wanted} 人左右，名册 {gap.found} 人，{less} {abs(differs)} 人"
    if gap.kind is GapKind.NO_DISPATCHER:
        return "没有指挥调度人员"
    if gap.kind is GapKind.NO_PEOPLE:
        return "各组一个人也没有写"
    if gap.kind is GapKind.NO_COMMAND:
        return "没有指挥调度群，各组汇总、评比和催收将无处可发"
    return ""


def _by_group(what: str, found: Sequence[Gap], roster: Roster) -> list[str]:
    if not found:
        return []
    pieces = []
    for key in dict.fromkeys(gap.group for gap in found):
        of_group = [_piece(gap) for gap in found if gap.group == key]
        group = roster.group.get(key or "")
        named = [piece for piece in of_group if piece]
        more = f"等{len(named)}" if len(named) > _NAMES_SHOWN else ""
        pieces.append((short_city(group) if group else "其他") + "、".join(named[:_NAMES_SHOWN]) + more)
    return [f"{what}：{'；'.join(pieces)}"]


def _piece(gap: Gap) -> str:
    if gap.kind is GapKind.NO_ONE:
        return ROLES[Role(gap.what)]
    if gap.kind is GapKind.SEATS:
        return f"应派{gap.wanted}人已写{gap.found}人"
    if gap.kind is GapKind.TEAM_SIZE:
        return f"{gap.subject}组{gap.found}人"
    if gap.kind is GapKind.NO_RECORDER:
        return f"{gap.subject}组（{shorten(gap.what, 2 * _NAME)}）"
    return shorten(gap.subject, _NAME)


def _refused(gap: Gap, roster: Roster) -> str:
    group = roster.group.get(gap.group or "")
    name, where = shorten(gap.subject, 2 * _NAME), short_city(group) if group else ""
    if gap.kind is GapKind.OWN_CITY:
        return f"{where}组 {name}：应为别的市的人，本人就是 {gap.what} 的，须异地交叉"
    if gap.kind is GapKind.LEVEL:
        return f"{where}组 {name}：级别为 {gap.what}，不够参加本次行动"
    return f"{where}组的{ROLES[Role(gap.what)]}应为 1 人，现有 {gap.found} 人：{name}"
