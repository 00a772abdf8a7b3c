"""Workbooks as an office keeps them, from the bytes of a file to a roster, and what is said of broken ones."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.roster_workbooks import write_roster_template
from domain.roster_files import RosterError
from domain.roster_sheets import SheetRoster, sheet_roster
from domain.rosters import Role, RoomKind, Roster, Round, Seats
from storage.lexicons import load_lexicon
from storage.roster_workbooks import sheets_of
from tests.annex_book import FIRST_ROW, SECOND_PAGE, Change, annex_book, book_of
from tests.cast import ROSTER

LEXICON = load_lexicon().tables["rosters"]
GROUPS = [["进驻市", "派员市", "派员数", "县区"], ["青石", "临江", "6人（含组长1名），分3个小组", "东泉区、西岭区"]]
PEOPLE = ["姓名", "职务", "执法证号", "级别", "派出市", "组别", "小组", "角色", "微信号", "执法记录仪编号"]


def read(content: bytes, known: Roster | None = None) -> SheetRoster:
    return sheet_roster(sheets_of(content), LEXICON, 2, known)


def faults(content: bytes, known: Roster | None = None) -> tuple[str, ...]:
    with pytest.raises(RosterError) as refused:
        read(content, known)
    return refused.value.faults


def test_annex_1_gives_18_groups_240_people_and_119_teams() -> None:
    groups = read(annex_book()).roster.groups
    assert len(groups) == 18
    assert sum(seats.people for group in groups for seats in group.seats) == 240
    assert sum(len(group.teams) for group in groups) == 119
    assert sum(seats.leader for group in groups for seats in group.seats) == 18
    assert [group.city for group in groups if sum(seats.lent for seats in group.seats)] == ["平顶山市", "信阳市"]


def test_several_sending_cities_and_their_numbers_are_kept_apart() -> None:
    kaifeng, jiaozuo = (g for g in read(annex_book()).roster.groups if len(g.sending_cities) > 1)
    assert kaifeng.sending_cities == ("济源市", "濮阳市")
    assert kaifeng.seats == (Seats("济源市", 6, leader=True), Seats("濮阳市", 8))
    assert (sum(s.people for s in jiaozuo.seats), len(jiaozuo.teams), jiaozuo.key) == (16, 8, "jiaozuo")


def _cell(address: str, value: Any) -> Change:
    def change(sheet: Any) -> None:
        sheet[address].value = value

    return change


def _without_head(sheet: Any) -> None:
    for row in sheet.iter_rows():
        if row[0].row in (2, 3, 17, 18):
            for cell in row:
                if type(cell).__name__ == "Cell":
                    cell.value = None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_cell("B5", None), "第 5 行“进驻市”：没有填，应为进驻市的名字，如 青石"),
        (_cell("B7", "郑州"), "第 7 行“进驻市”：“郑州市” 写了两次，一个进驻市只能有一个组"),
        (_cell("C7", "平顶山市"), "第 7 行“派员市”：应为别的市：不能派员检查本市（平顶山市）"),
        (_cell("C8", None), "第 8 行“派员市”：没有填，应为派员市的名字，如 临江"),
        (
            _cell("D4", "十六人左右"),
            "第 4 行“派员数”：应为派员人数和小组数，如“16人（含组长1名），分8个小组”，现为 “十六人左右”",
        ),
        (_cell("D4", "15人（含组长1名），分8个小组"), "第 4 行“派员数”：2 人一个小组，8 个小组应为 16 人，现为 15 人"),
        (
            _cell("D5", "14人（济源6人，含组长1名+濮阳7人），分7个小组"),
            "第 5 行“派员数”：各市人数合计应为 14 人，现为 济源6＋濮阳7＝13 人",
        ),
        (
            _cell("D7", "13人（含组长1名），分6个小组"),
            "第 7 行“派员数”：2 人一个小组，6 个小组应为 12 人，现为 13 人",
        ),
        (_cell("D9", "8人（含组长2名），分4个小组"), "第 9 行“派员数”：组长应为 1 名，现为 2 名"),
        (_cell("E10", "2人"), "第 10 行“人员”：联络员应为 1 人，现为 “2人”"),
        (_cell(f"D{SECOND_PAGE}", "#REF!"), f"第 {SECOND_PAGE} 行“派员数”：没有填"),
        (_cell("D3", "来了几个"), "：表头缺少 派员数（“来了几个” 不认识）"),
    ],
)
def test_each_broken_variant_is_named_by_sheet_row_and_column(change: Change, fault: str) -> None:
    (found,) = faults(annex_book(change))
    assert found.startswith("工作表“Sheet1”")
    assert fault in found


def test_all_faults_of_a_workbook_are_named_at_once() -> None:
    def spoil(sheet: Any) -> None:
        _cell("B5", None)(sheet)
        _cell("E10", "2人")(sheet)

    assert len(faults(annex_book(spoil))) == 2


def test_a_table_without_headings_is_none(tmp_path: object) -> None:
    (found,) = faults(annex_book(_without_head))
    assert "没有找到“分组”“人员”工作表" in found


def _people(*rows: list[Any], groups: list[list[Any]] = GROUPS) -> bytes:
    return book_of(分组=groups, 人员名单=[["驻各市核查组人员名单"], [], PEOPLE, *rows])


def test_people_are_read_with_full_width_digits_numbers_as_floats_and_merged_cells() -> None:
    book = openpyxl.load_workbook(
        BytesIO(
            _people(
                ["郝大川", "中队长", 123456.0, "Ａ级", "临江", "青石", 1.0, "组员", "wxid-hao", "JL-1"],
                [" 金小满 ", "支队 业务骨干", "Ｂ－００１", "A", "临江市", None, "第１小组", None, "", ""],
                ["罗青", "副局长", "L-2", "A", "临江", "青石", None, "组长", None, None],
                [],
                ["合计", None, None, None, None, None, None, None, None, "3人"],
                ["填表人：某某", None, None],
            )
        )
    )
    book["人员名单"].merge_cells("F4:F5")
    file = BytesIO()
    book.save(file)
    hao, jin, luo = read(file.getvalue()).roster.people
    assert (hao.id, hao.group, hao.team, hao.role) == ("wxid-hao", "qingshi", 1, Role.INSPECTOR)
    assert hao.details == {
        "home_city": "临江", "certificate": "123456", "level": "A", "title": "中队长", "recorder": "JL-1"
    }  # fmt: skip
    assert (jin.id, jin.name, jin.team, jin.details["certificate"]) == ("unknown:qingshi/金小满", "金小满", 1, "B-001")
    assert (luo.role, luo.team) == (Role.LEADER, None)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["郝大川", "", "1", "A", "青石", "青石", 1], "第 4 行“派出市”：应为别的市：本人所在市就是所查的 青石市"),
        (
            ["郝大川", "", "1", "A", "临江", "白河", 1],
            "第 4 行“组别”：没有这个组，应为“分组”里的进驻市",
        ),
        (["郝大川", "", "1", "A", "临江", "青石", 7], "第 4 行“小组”：青石市组有 3 个小组，应为 1 到 3，现为 7"),
        (["郝大川", "", "1", "A", "临江", "青石", "甲"], "第 4 行“小组”：应为第几小组，现为 “甲”"),
        (["郝大川", "", "1", "A", "临江", "青石", None], "第 4 行“小组”：没有填，应为第几小组"),
        (["郝大川", "", "1", "甲级", "临江", "青石", 1], "第 4 行“级别”：应为 A、B 或 C，现为 “甲级”"),
        (["郝大川", "", "1", "A", "临江", "青石", 1, "司机"], "第 4 行“角色”：应为 组长、联络员"),
        (["郝" * 61, "", "1", "A", "临江", "青石", 1], "第 4 行“姓名”：太长，应不超过 60 字，现有 61 字"),
        (["郝大川", "长" * 30_000, "1", "A", "临江", "青石", 1], "第 4 行“职务”：太长，应不超过 400 字"),
        ([None, "中队长", "1", "A", "临江", "青石", 1], "第 4 行“姓名”：没有填，应为姓名"),
    ],
)
def test_a_wrong_cell_of_a_person_is_named(row: list[Any], fault: str) -> None:
    (found,) = faults(_people(row))
    assert found.startswith("工作表“人员名单”") and fault in found


def test_two_people_of_one_account_or_one_certificate_are_refused() -> None:
    found = faults(
        _people(
            ["郝大川", "", "C-1", "A", "临江", "青石", 1, "", "wxid-1"],
            ["金小满", "", "C-1", "A", "临江", "青石", 1, "", "wxid-1"],
        )
    )
    assert [fault.split("：")[0] for fault in found] == [
        "工作表“人员名单”第 5 行“微信号”",
        "工作表“人员名单”第 5 行“执法证号”",
    ]


def test_rounds_rooms_and_contacts_are_read_and_dates_in_any_form() -> None:
    book = book_of(
        行动=[["项目", "内容"], ["行动档案", "anfang-2020"], ["轮次", "第2轮"]],
        分组=GROUPS,
        轮次=[
            ["轮次", "开始", "结束"],
            [1.0, datetime(2020, 10, 19), "2020年11月5日"],
            ["第二轮", "2020/11/6", date(2020, 11, 23)],
            [3, 44159, "20201212"],
        ],
        微信群=[
            ["群名", "群id", "类型", "组别"],
            ["驻青石工作群", "r1@chatroom", "工作群", "青石"],
            ["调度群", "r2", "指挥群"],
        ],
        调度和专家=[
            ["姓名", "类别", "组别", "联系方式"],
            ["齐正", "调度", "", ""],
            ["葛教授", "专家", "", ""],
            ["某值班室", "应急联系人", "青石", "0000-1234"],
        ],
    )
    roster = read(book).roster
    assert (roster.campaign, roster.round) == ("anfang-2020", 2)
    assert roster.rounds == (
        Round(1, date(2020, 10, 19), date(2020, 11, 5)),
        Round(2, date(2020, 11, 6), date(2020, 11, 23)),
        Round(3, date(2020, 11, 24), date(2020, 12, 12)),
    )
    assert [(room.id, room.kind, room.group) for room in roster.rooms] == [
        ("r1@chatroom", RoomKind.GROUP, "qingshi"),
        ("r2", RoomKind.COMMAND, None),
    ]
    assert [(person.name, person.role) for person in roster.people] == [
        ("齐正", Role.DISPATCHER),
        ("葛教授", Role.EXPERT),
    ]
    assert roster.groups[0].emergency_contact == "某值班室 0000-1234"


def test_a_round_with_a_gap_before_it_and_a_day_that_no_calendar_has_are_named() -> None:
    rounds: list[list[Any]] = [
        ["轮次", "开始", "结束"],
        [1, "2020-10-19", "2020-11-05"],
        [2, "2020-11-08", "2020-11-31"],
    ]
    assert faults(book_of(分组=GROUPS, 轮次=rounds)) == (
        "工作表“轮次”第 3 行“结束”：应为日期，如 2020-11-05，现为 “2020-11-31”",
        "工作表“轮次”第 3 行“开始”：应接着第 1 轮次，从 2020-11-06 开始，现为 2020-11-08",
    )


def test_what_a_workbook_leaves_out_is_as_in_force_and_accounts_stay_with_their_people() -> None:
    people: list[list[Any]] = [PEOPLE, ["郝大川", "", "C-1", "A", "临江", "青石", 2]]
    found = read(book_of(人员=people), ROSTER)
    assert found.taken_over == ("分组", "轮次", "群", "联系人")
    assert (found.roster.groups, found.roster.rooms) == (ROSTER.groups, ROSTER.rooms)
    assert [(p.id, p.team) for p in found.roster.people] == [
        ("id-hao", 2),
        *((p.id, None) for p in ROSTER.people if p.role in (Role.DISPATCHER, Role.EXPERT)),
    ]


def test_who_goes_on_in_another_group_keeps_his_account_when_it_is_surely_he() -> None:
    hao = replace(ROSTER.person["id-hao"], details={"certificate": "C-1", "home_city": "临江市"})
    known = replace(ROSTER, people=(hao, *(p for p in ROSTER.people if p.id != "id-hao")))
    groups = [*GROUPS, ["白河", "临江", "4人，分2个小组"]]
    rows = [["郝大川", "", "C-1", "A", "", "白河", 1], ["金小满", "", "C-9", "A", "安岭", "白河", 1]]
    hao_now, jin = read(_people(*rows, groups=groups), known).roster.people[:2]
    assert (hao_now.id, hao_now.group) == ("id-hao", "baihe")
    assert jin.id == "unknown:baihe/金小满"


def test_a_row_of_which_only_one_cell_is_filled_is_no_note() -> None:
    rooms = [["群名", "群id", "类型"], ["驻青石市暗访核查工作群东部片区", "", ""], ["例会通知群", "r9", "指挥群"]]
    assert faults(book_of(分组=GROUPS, 微信群=rooms)) == (
        "工作表“微信群”第 2 行“类型”：没有填，应为群的类型，如 工作群、指挥调度群",
    )
    contacts = [["姓名", "类别"], ["齐正", ""]]
    assert faults(book_of(分组=GROUPS, 联系人=contacts)) == (
        "工作表“联系人”第 2 行“类别”：没有填，应为类别，如 指挥调度组、专家",
    )


def test_the_blank_workbook_is_read_as_empty_and_its_examples_are_nobody() -> None:
    (found,) = faults(write_roster_template(LEXICON))
    assert found == "工作表“分组”：一个组也没有填"


def test_a_blank_workbook_that_was_filled_in_is_read() -> None:
    book = openpyxl.load_workbook(BytesIO(write_roster_template(LEXICON)))
    assert book.sheetnames == ["行动", "分组", "人员", "轮次", "群", "联系人"]
    book["行动"]["B4"] = 2
    book["分组"].append([1, "青石", "临江", "6人（含组长1名），分3个小组", "1人", "省厅某处", "东泉区"])
    book["人员"].append([1, "郝大川", "青石", 1, "组员", "临江", "", "中队长", "C-1", "A"])
    book["联系人"].append(["齐正", "指挥调度组"])
    file = BytesIO()
    book.save(file)
    roster = read(file.getvalue()).roster
    assert (len(roster.groups), [person.name for person in roster.people], roster.round) == (1, ["郝大川", "齐正"], 2)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 200, b"\xd0\xcf\x11\xe0" + b"\x01" * 600]
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    (found,) = faults(content)
    assert found.startswith("工作簿读不了")


def test_a_workbook_that_would_fill_the_memory_is_not_opened() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (65 << 20))
    (found,) = faults(file.getvalue())
    assert found == "工作簿展开后太大，不像是名册"


def test_a_sheet_of_endless_rows_is_refused_before_it_is_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1048576"] = "x"
    file = BytesIO()
    book.save(file)
    (found,) = faults(file.getvalue())
    assert "太大" in found and "请删去多余的空行空列" in found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_workbook_with_odd_cells_is_read_or_refused_in_short_lines(data: st.DataObject) -> None:
    odd = st.one_of(
        st.none(), st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False, width=32), st.booleans(),
        st.sampled_from(["=1+1", "#N/A", "{{ x }}", "\u202eabc", "16人", "组长", "合计", "注：x", "示例"]),
    )  # fmt: skip
    rows = data.draw(st.lists(st.lists(odd, max_size=8), max_size=6))
    clean = [["".join(c for c in v if c.isprintable()) if isinstance(v, str) else v for v in row] for row in rows]
    try:
        read(book_of(分组=[*GROUPS, *clean], 人员=[PEOPLE, *clean]))
    except RosterError as refused:
        assert refused.faults and all("\n" not in fault and len(fault) < 400 for fault in refused.faults)


def test_the_table_of_the_annex_stands_where_the_tests_think() -> None:
    book = openpyxl.load_workbook(BytesIO(annex_book()))
    assert (book["Sheet1"][f"B{FIRST_ROW}"].value, book["Sheet1"][f"B{SECOND_PAGE}"].value) == ("郑州", "南阳")
