"""The differences between two rosters, and how they are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from documents.rosters import change_lines
from domain.roster_changes import changes_of
from domain.rosters import Person, Role, Room, RoomKind, Round
from tests.cast import GROUPS, PEOPLE, ROOMS, ROSTER, ROUNDS


def test_nothing_differs_from_itself() -> None:
    assert changes_of(ROSTER, ROSTER) == ()


def test_who_comes_goes_and_does_something_else_is_said_a_line_each() -> None:
    moved = {"id-pan": {"team": 3}, "id-fan": {"group": "qingshi", "team": 1}, "id-jin": {"role": Role.LEADER}}
    people = [replace(p, **moved.get(p.id, {})) for p in PEOPLE if p.id != "id-hao"]  # type: ignore[arg-type]
    people[3] = replace(people[3], details={"certificate": "C-1"}) if people[3].id == "id-xue" else people[3]
    new = replace(ROSTER, people=(*people, Person("id-he", "贺平", Role.INSPECTOR, "qingshi", 1)))
    assert change_lines(changes_of(ROSTER, new), ROSTER, new) == [
        "换角色：金小满：青石1组组员 → 青石1组组长",
        "换组：潘越：青石2组组员 → 青石3组组员",
        *(["改了资料：薛宁（青石2组组员）"] if people[3].details else []),
        "换组：范舟：白河1组组员 → 青石1组组员",
        "来：贺平（青石1组组员）",
        "走：郝大川（青石1组组员）",
    ]


def test_groups_rooms_and_rounds_are_compared_too() -> None:
    groups = (replace(GROUPS[0], teams=(1, 2), emergency_contact="某值班室 0000"),)
    rooms = (*ROOMS[:-1], Room("new", "新群", RoomKind.EXPERT))
    rounds = (replace(ROUNDS[0], end=date(2020, 11, 8)), Round(2, date(2020, 11, 9), ROUNDS[1].end), *ROUNDS[2:])
    new = replace(ROSTER, groups=groups, rooms=rooms, rounds=rounds)
    lines = change_lines(changes_of(ROSTER, new), ROSTER, new)
    assert lines == [
        "改核查组：驻青石市暗访核查组：小组数 3 → 2",
        "改核查组：驻青石市暗访核查组：属地应急联系人有变",
        "撤去核查组：驻白河市暗访核查组",
        "增加群：新群",
        "去掉群：青石属地对接群",
        "轮次：第1轮次：2020-10-19 至 2020-11-08（原 2020-10-19 至 2020-11-05）",
        "轮次：第2轮次：2020-11-09 至 2020-11-23（原 2020-11-06 至 2020-11-23）",
    ]
    assert not any("0000" in line for line in lines)
