from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.roster_files import RosterError, parse_roster
from domain.rosters import Group, Person, Role, Room, RoomKind, Roster, Round
from tests.roster_texts import GOOD

ROSTER = Roster(
    "anfang-2020",
    (Round(1, date(2020, 10, 19), date(2020, 11, 5)), Round(2, date(2020, 11, 6), date(2020, 11, 23))),
    (Group("qingshi", "驻青石市暗访核查组", "青石市", ("东泉区", "云台县"), ("临江市", "安岭市"), (1, 2)),),
    (
        Room("room-qingshi@chatroom", "驻青石市暗访核查工作群", RoomKind.GROUP, "qingshi"),
        Room("room-command@chatroom", "指挥调度群", RoomKind.COMMAND),
    ),
    (
        Person(
            "id-hao",
            "郝大川",
            Role.INSPECTOR,
            "qingshi",
            1,
            {"room-qingshi@chatroom": "临江-郝大川-1组"},
            {"home_city": "临江市", "level": "A"},
        ),
        Person("id-qi", "齐正", Role.DISPATCHER),
    ),
)


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RosterError) as refused:
        parse_roster(text)
    return refused.value.faults


def with_change(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_roster_file_is_read() -> None:
    assert parse_roster(GOOD) == ROSTER


def test_windows_line_ends_and_a_byte_order_mark_are_read_too() -> None:
    assert parse_roster("\ufeff" + GOOD.replace("\n", "\r\n")) == ROSTER


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "id-qi"', 'id = "id-hao"', "第 44 行 [[people]] 第 2 人（齐正） id：“id-hao” 重复，不能与第 34 行"),
        ('group = "qingshi"\nteam', 'group = "baihe"\nteam', "第 38 行 [[people]] 第 1 人（郝大川） group：没有这个组"),
        ('group = "qingshi"\n\n', 'group = "baihe"\n\n', "第 26 行 [[rooms]] 第 1 个群"),
        ("team = 1\n", "team = 7\n", "第 39 行 [[people]] 第 1 人（郝大川） team：组 qingshi 没有第 7 小组，应为 1、2"),
        ("team = 1\n", "", "team：没有写，应为不小于 1 的整数"),
        ("team = 1\n", 'team = "1"\n', "team：应为不小于 1 的整数，现为 “1”"),
        ("team = 1\n", "team = 0\n", "team：应为不小于 1 的整数，现为 0"),
        ("team = 1\n", "team = true\n", "team：应为不小于 1 的整数，现为 True"),
        ('role = "inspector"', 'role = "组长"', "第 37 行 [[people]] 第 1 人（郝大川） role：应为 inspector、leader"),
        (
            '"room-qingshi@chatroom" = "临',
            '"room-x@chatroom" = "临',
            "第 36 行 [[people]] 第 1 人（郝大川） alias：没有这个群",
        ),
        ('kind = "command"', 'kind = "指挥"', "第 31 行 [[rooms]] 第 2 个群（指挥调度群） kind：应为 group、command"),
        ('kind = "command"', 'kind = "local"', "[[rooms]] 第 2 个群（指挥调度群） city：没有写"),
        ('id = "room-command@chatroom"', 'id = "room-qingshi@chatroom"', "第 29 行 [[rooms]] 第 2 个群"),
        ('name = "郝大川"\n', "", "第 33 行 [[people]] 第 1 人 name：没有写，应为加引号的文字"),
        ('name = "郝大川"', 'name = "  "', "name：应为加引号的文字，现在只有空格"),
        ('campaign = "anfang-2020"', "campaign = 2020", "第 1 行 campaign：应为加引号的文字，现为 2020"),
        ('campaign = "anfang-2020"', "", "campaign：没有写"),
        ("Asia/Shanghai", "UTC", "第 2 行 timezone：只能是 Asia/Shanghai"),
        (
            "teams = [1, 2]",
            'teams = [1, "2"]',
            "第 20 行 [[groups]] 第 1 个组（驻青石市暗访核查组） teams：应为方括号里的若干整数",
        ),
        ("teams = [1, 2]", "teams = [1, 1]", "teams：1 写了两次"),
        ("teams = [1, 2]", "teams = 2", "teams：应为方括号里的若干整数，现为 2"),
        ('home_city = "临江市"', 'home_city = "青石"', "第 40 行 [[people]] 第 1 人（郝大川） home_city：应为别的市"),
        ('sending_city = "临江市、安岭市"', 'sending_city = "青石市"', "sending_city：应为别的市"),
        ('level = "A"', 'level = "C"', "第 41 行 [[people]] 第 1 人（郝大川） level：应为 A 或 B，现为 “C”"),
        (
            "start = 2020-11-06",
            "start = 2020-11-05",
            "第 11 行 [[rounds]] 第 2 个轮次 start：与第 1 轮次重叠，应为 2020-11-06",
        ),
        (
            "start = 2020-11-06",
            "start = 2020-11-08",
            "第 11 行 [[rounds]] 第 2 个轮次 start：与第 1 轮次之间有空档，应为 2020-11-06",
        ),
        ("end = 2020-11-23", "end = 2020-11-01", "第 12 行 [[rounds]] 第 2 个轮次 end：不能早于 start"),
        ("number = 2", "number = 1", "第 10 行 [[rounds]] 第 2 个轮次 number：1 重复"),
        ("start = 2020-10-19", "start = 2020-10-19T00:00:00", "第 6 行 [[rounds]] 第 1 个轮次 start：应为日期"),
        ("start = 2020-10-19", 'start = "2020-10-19"', "start：应为日期且不加引号"),
        (
            "start = 2020-10-19",
            'start = "2020-02-31"',
            "第 6 行 [[rounds]] 第 1 个轮次 start：日历上没有 2020-02-31 这一天",
        ),
        (
            "start = 2020-10-19",
            "start = 2020-02-31",
            "第 6 行 [[rounds]] 第 1 个轮次 start：日历上没有 2020-02-31 这一天",
        ),
        ('role = "dispatcher"', 'role = "expert"', "至少要有一名指挥调度人员"),
    ],
)
def test_a_fault_is_named_alone_and_with_its_place(old: str, new: str, fault: str) -> None:
    (found,) = faults(with_change(old, new))
    assert fault in found


def test_a_duplicate_group_is_named() -> None:
    group = GOOD[GOOD.index("[[groups]]") : GOOD.index("[[rooms]]")]
    (found,) = faults(GOOD.replace("[[rooms]]", group + "[[rooms]]", 1))
    assert found.startswith("第 23 行 [[groups]] 第 2 个组（驻青石市暗访核查组） key：“qingshi” 重复，不能与第 15 行")


def test_all_faults_of_a_file_are_named_at_once_in_its_order() -> None:
    text = GOOD.replace("end = 2020-11-05", "end = 2020-02-31").replace('group = "qingshi"\nteam', 'group = "x"\nteam')
    found = faults(text.replace('id = "id-qi"', 'id = "id-hao"').replace('"command"', '"?"'))
    assert [fault.split(" ")[1] for fault in found] == ["7", "31", "38", "44"]


@pytest.mark.parametrize("part", ["rounds", "groups", "rooms", "people"])
def test_a_missing_part_is_named(part: str) -> None:
    assert any(
        f"{part}：没有写，应为若干节 [[{part}]]" in fault for fault in faults(GOOD.replace(f"[[{part}]]", "[[else]]"))
    )
    assert any(fault.startswith(f"第 1 行 {part}：应为") for fault in faults(f"{part} = 3"))


def test_comments_and_texts_that_look_like_headers_do_not_shift_the_lines() -> None:
    noise = '# [[people]]\nnote = """\n[[people]]\n"""\n'
    (found,) = faults(noise + with_change("team = 1\n", "team = 7\n"))
    assert found.startswith("第 43 行 [[people]] 第 1 人")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "齐正"', 'name = "齐正', "第 45 行第"),
        ('name = "齐正"', "name = 齐正", "文字要加英文引号，这一行是 “name = 齐正”"),
        ('name = "齐正"', 'name = "齐正"\nname = "齐正"', "写了两次"),
        ('name = "齐正"', 'name ＝ "齐正"', "第 45 行"),
        ("teams = [1, 2]", "teams = [1, 2", "第"),
        ("start = 2020-10-19", "start = 2020-13-01T99:00:00", "第 6 行"),
    ],
)
def test_what_is_not_toml_is_named_by_line_in_chinese(old: str, new: str, fault: str) -> None:
    (found,) = faults(with_change(old, new))
    assert fault in found
    assert "at line" not in found


@pytest.mark.parametrize("text", ["", "[" * 5000, "\x00", "people = [1]", "people = [[]]", "[people]\na = 1"])
def test_rubbish_is_refused_with_faults_and_nothing_else(text: str) -> None:
    assert faults(text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_roster_with_pieces_cut_out_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 60)))
    filler = data.draw(st.sampled_from(["", "1", '"', "[[people]]\n", "2020-02-30", "= ", "true", "{}", "[]"]))
    try:
        parse_roster(GOOD[:start] + filler + GOOD[end:])
    except RosterError as refused:
        assert refused.faults and all("\n" not in fault and len(fault) < 300 for fault in refused.faults)
