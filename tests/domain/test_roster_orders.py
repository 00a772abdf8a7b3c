"""How a change of the roster is said."""

from __future__ import annotations

import pytest

from domain.roster_orders import BadRosterOrder, OrderKind, RosterFault, RosterOrder, changed, roster_order_of
from domain.rosters import Role
from storage.lexicons import load_lexicon
from tests.cast import ROSTER

LEXICON = load_lexicon()


def order(kind: OrderKind, text: str) -> RosterOrder:
    found = roster_order_of(kind, text, ROSTER, LEXICON)
    assert isinstance(found, RosterOrder), found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "换人 青石2组 潘越 换 贺平 原因：生病",
        "换人：青石市2组潘越换成贺平，原因 生病",
        "换人 驻青石组第2小组，潘越 换为 贺平。因为：生病",
        "换人 青石 潘越 换 贺平 理由：生病",
        "更换人员 青石 ２组 潘越 换 贺平 原因是生病",
    ],
)
def test_who_goes_and_who_comes_is_understood_however_it_is_written(text: str) -> None:
    found = order(OrderKind.REPLACE, text)
    assert found.goes == ROSTER.person["id-pan"]
    assert found.comes is not None and found.reason == "生病"
    assert (found.comes.name, found.comes.group, found.comes.team, found.comes.role) == (
        "贺平",
        "qingshi",
        2,
        Role.INSPECTOR,
    )
    new = changed(ROSTER, found)
    assert [p.name for p in new.members("qingshi", 2)] == ["贺平", "薛宁"]
    assert len(new.people) == len(ROSTER.people)


def test_level_certificate_and_home_city_are_taken_along() -> None:
    found = order(OrderKind.REPLACE, "换人 青石2组 潘越 换 贺平 a级 执法证号C-12 来自临江 原因：生病")
    assert found.comes is not None
    assert found.comes.details == {"level": "A", "certificate": "C-12", "home_city": "临江"}


def test_somebody_is_added_to_a_team_or_lent_to_the_data_desk() -> None:
    first = order(OrderKind.ADD, "增加人员 青石2组 贺平 A级 原因：补缺").comes
    lent = order(OrderKind.ADD, "增加人员 青石 贺平 资料调度组 原因：借调").comes
    leader = order(OrderKind.ADD, "增加人员 青石 组长 贺平 原因：组长换届").comes
    assert first and lent and leader
    assert (first.role, first.team, first.details) == (Role.INSPECTOR, 2, {"level": "A"})
    assert (lent.role, lent.team) == (Role.DATA, None)
    assert (leader.role, leader.name) == (Role.LEADER, "贺平")


def test_somebody_leaves_and_whether_he_is_sent_back_is_told() -> None:
    gone = order(OrderKind.REMOVE, "调出 青石2组 潘越 原因：另有任务")
    back = order(OrderKind.REMOVE, "调出 青石2组 潘越 退回 原因：没有执法证")
    first = order(OrderKind.REMOVE, "退回 青石2组 潘越 原因：没有执法证")
    assert (gone.returned, back.returned, first.returned) == (False, True, True)
    assert gone.goes == back.goes == first.goes == ROSTER.person["id-pan"]
    assert [p.name for p in changed(ROSTER, back).members("qingshi", 2)] == ["薛宁"]


@pytest.mark.parametrize(
    ("kind", "text", "fault", "word"),
    [
        (OrderKind.REPLACE, "换人 青石2组 潘越 换 贺平", RosterFault.NO_REASON, ""),
        (OrderKind.REPLACE, "换人 青石2组 潘越 换 贺平 原因：", RosterFault.NO_REASON, ""),
        (OrderKind.REPLACE, "换人 潘越 换 贺平 原因：生病", RosterFault.NO_GROUP, ""),
        (OrderKind.REPLACE, "换人 青石9组 潘越 换 贺平 原因：生病", RosterFault.NO_TEAM, "9"),
        (OrderKind.REPLACE, "换人 青石1组 潘越 换 贺平 原因：生病", RosterFault.NOT_THERE, "潘越"),
        (OrderKind.REPLACE, "换人 青石2组 潘越 换 范舟 原因：生病", RosterFault.ALREADY, "范舟"),
        (OrderKind.REPLACE, "换人 青石2组 潘越 原因：生病", RosterFault.UNCLEAR, ""),
        (OrderKind.ADD, "增加人员 青石 贺平 原因：补缺", RosterFault.NO_TEAM, ""),
        (OrderKind.REMOVE, "调出 白河2组 潘越 原因：另有任务", RosterFault.NOT_THERE, "潘越"),
        (OrderKind.REMOVE, "调出 青石2组 {{x}}=1+1 原因：另有任务", RosterFault.UNCLEAR, ""),
    ],
)
def test_what_is_not_clear_changes_nothing(kind: OrderKind, text: str, fault: RosterFault, word: str) -> None:
    assert roster_order_of(kind, text, ROSTER, LEXICON) == BadRosterOrder(fault, word)
