"""Who has answered an instruction: asked by dispatchers, and by people of a group for their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.rosters import Group, Person, Role, Room, RoomKind
from tests.cast import BAIHE, COMMAND, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import FrontDesk

CITIES = ("江北", "南屏", "东岭", "西川", "北塬")
MORE = tuple(Group(f"g{n}", f"驻{city}市暗访核查组", f"{city}市", (), (), (1, 2)) for n, city in enumerate(CITIES, 1))


def issued(said: str = "指令 全体：加查工地，18:00前反馈") -> FrontDesk:
    front = FrontDesk()
    front.asks("齐正", said)
    front.says("罗青", "收到")
    front.says("郝大川", "收到")
    front.says("范舟", "反馈 1020-1：查了12家，发现3个问题")
    front.heard()
    return front


def test_by_group_for_a_dispatcher() -> None:
    front = issued()
    front.asks("齐正", "指令情况")
    assert front.answer().text == (
        "指令 1020-1 已回2/2：加查工地，18:00前反馈\n"
        "青石组　组长或联络员；1组\n白河组　1组\n"
        "反馈（10月20日18:00前）1/2\n白河组　1组10:00\n待反馈：青石组"
    )


def test_what_was_told_is_read_with_the_feedback() -> None:
    front = issued()
    front.asks("齐正", "反馈情况 1020-1")
    assert front.answer().text == (
        "指令 1020-1 反馈（10月20日18:00前）1/2\n白河组 1组10:00：反馈 1020-1：查了12家，发现3个问题\n待反馈：青石组"
    )
    front.asks("齐正", "指令 全体：今晚早点休息")
    front.heard()
    front.asks("齐正", "反馈情况")
    assert "1020-2" not in front.answer().text


@pytest.mark.parametrize("who", ["罗青", "温岚", "潘越"])
@pytest.mark.parametrize("room", [QINGSHI, None])
def test_by_team_for_who_is_of_a_group_in_its_room_or_in_private(who: str, room: str | None) -> None:
    front = issued()
    front.asks(who, "指令情况", room=room)
    post = front.answer()
    assert (post.room, post.contact) == (room, None if room else ID[who])
    assert post.text == (
        "指令 1020-1 加查工地，18:00前反馈（10月20日18:00前反馈）\n"
        "已回：组长或联络员、1组；未见：2、3组\n反馈：—；未见：1、2、3组"
    )


def test_a_groups_room_hears_of_that_group_alone_whoever_asks() -> None:
    front = issued()
    front.asks("齐正", "指令情况", room=BAIHE)
    post = front.answer()
    assert post.room == BAIHE and post.text.endswith("已回：1组；未见：2组\n反馈：1组10:00；未见：2组")
    front.asks("罗青", "指令情况", room=BAIHE)
    assert front.answer().room is None


def test_to_a_group_what_another_was_told_is_not_there() -> None:
    front = issued("指令 白河：加查工地，18:00前反馈")
    front.asks("罗青", "指令 1020-1")
    assert front.answer().text == "没有编号为 1020-1 的指令。"
    front.asks("罗青", "指令情况")
    assert front.answer().text == "当天没有下达指令。"


def test_to_a_group_what_waits_for_a_second_dispatcher_is_not_there() -> None:
    front = FrontDesk()
    front.asks("齐正", "敏感指令 全体：今晚23点查砖厂")
    front.heard()
    front.asks("罗青", "指令情况")
    assert front.answer().text == "当天没有下达指令。"
    front.asks("齐正", "指令情况图")
    assert front.answer().text == "指令 1020-1 待同意"


def test_others_are_refused() -> None:
    front = issued()
    front.asks("葛教授", "指令情况", room=None)
    assert front.answer().text == "指令由指挥调度组下达和查看。"


def many() -> FrontDesk:
    rooms = tuple(Room(f"room-{g.key}", g.name, RoomKind.GROUP, g.key) for g in MORE)
    people = tuple(Person(f"id-{g.key}", f"组长{g.key}", Role.LEADER, g.key) for g in MORE)
    roster = replace(
        ROSTER, groups=(*ROSTER.groups, *MORE), rooms=(*ROSTER.rooms, *rooms), people=(*ROSTER.people, *people)
    )
    return FrontDesk(roster)


def test_of_many_groups_a_picture_is_drawn_with_the_silent_first() -> None:
    front = many()
    front.asks("齐正", "指令 全体：加查工地")
    front.says("杜衡", "收到")
    front.heard()
    front.asks("齐正", "指令情况")
    assert front.heard() == []  # it is being drawn
    with front.work() as work:
        (job,) = work.jobs.waiting()
    assert job.kind == "draw_instructions" and job.payload["answer"]["room"] == COMMAND
    assert job.payload["answer"]["text"].startswith("指令 1020-1 已回1/7：加查工地\n未见回复：青石组、江北组")
    rows = [row["name"] for row in job.payload["instruction_board"]["rows"]]
    assert rows[-1] == "白河组" and len(rows) == 7


def test_a_picture_can_be_asked_for() -> None:
    front = issued()
    front.asks("齐正", "指令情况图", room=None)
    with front.work() as work:
        (job,) = work.jobs.waiting()
    assert (job.payload["answer"]["room"], job.payload["answer"]["contact"]) == (None, ID["齐正"])
    assert job.payload["answer"]["about"] == ["baihe", "qingshi"]
