"""核查清单: pushed as a table or as lines, dispatched by a second consent, ticked off by visits, told what is left."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from domain.assemblies import Assembled
from domain.checklists import Checked, Item, Mark, items_in, items_of, progress_of
from domain.messages import Kind
from storage.handed_tables import TableFault, read_table
from storage.lexicons import load_lexicon
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, GROUPS, QINGSHI
from tests.group_chat import DAY, GroupChat, group_chat
from tests.handlers.front_desk import DAY as DESK_DAY
from tests.handlers.front_desk import FrontDesk
from tests.visit_book import a_visit

GROUP, LEXICON = GROUPS[0], load_lexicon()


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def visited(*names: str) -> list[Checked]:
    return [Checked(number, name, "") for number, name in enumerate(names, 1)]


def named(*names: str) -> tuple[Item, ...]:
    return tuple(Item(number, name) for number, name in enumerate(names, 1))


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_places_with_their_county_address_and_note() -> None:
    text = (
        "1. 宏图砖厂，东泉区，工业路12号；料堆未苫盖\n2、大禹加油站\n\n（3）东泉区云鹤化工（北门）\n4\t绿野砂场\t云台县"
    )
    assert items_in(text, GROUP) == (
        Item(1, "宏图砖厂", "东泉区", "工业路12号", "料堆未苫盖"),
        Item(2, "大禹加油站"),
        Item(3, "东泉区云鹤化工", "东泉区", "北门"),
        Item(4, "绿野砂场", "云台县"),
    )


@pytest.mark.parametrize("heading", ["企业名称", "点位", "单位名称（全称）", " 名 称*"])
def test_a_table_is_read_by_its_headings_whatever_they_are_called(heading: str) -> None:
    rows = [
        ["青石市核查清单", "", "", ""],
        ["序号", heading, "所在县区", "详细地址"],
        ["1", "宏图砖厂", "东泉", "工业路12号"],
        ["2", "大禹加油站", "外省某县", "路口"],
        ["", "", "", ""],
        ["3", "宏图砖厂", "东泉区", "工业路12号"],
    ]
    assert items_of(rows, GROUP, LEXICON) == (
        Item(1, "宏图砖厂", "东泉区", "工业路12号"),
        Item(2, "大禹加油站", "", "外省某县路口"),
    )


def test_a_table_without_headings_has_the_name_first() -> None:
    assert items_of([["1", "宏图砖厂", "东泉区"], ["2", "大禹加油站"]], GROUP, LEXICON) == (
        Item(1, "宏图砖厂", "东泉区"),
        Item(2, "大禹加油站"),
    )


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_in_the_codings_of_excel_is_read(tmp_path: Path, coding: str) -> None:
    told = io.StringIO()
    csv.writer(told).writerows([["企业名称", "县区"], ["宏图砖厂", "东泉区"], ["=1+1厂", ""]])
    file = tmp_path / "a.csv"
    file.write_bytes(told.getvalue().encode(coding))
    assert read_table(file) == {"rows": [["企业名称", "县区"], ["宏图砖厂", "东泉区"], ["=1+1厂", ""]], "error": ""}


def test_files_that_are_no_tables_or_too_large_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x"
    for data in (b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken", b"\x00\x01\x02", b"\xff\xff\xfe"):
        file.write_bytes(data)
        assert read_table(file) == {"rows": [], "error": TableFault.NOT_READ}
    file.write_bytes(b"a\n" * 3000)
    assert read_table(file)["error"] == TableFault.TOO_LARGE
    file.write_bytes(b"a" * 6_000_000)
    assert read_table(file)["error"] == TableFault.TOO_LARGE


# ── matching ────────────────────────────────────────────────────────────────────────────────────


def test_the_same_name_and_one_within_another_tick_an_item_off() -> None:
    items = named("宏图砖厂", "青石市云鹤化工有限公司", "大禹加油站")
    told = progress_of(items, (), visited("宏图 砖厂", "云鹤化工"))
    assert (told.done, [item.number for item in told.left]) == ({1: 1, 2: 2}, [3])


def test_what_fits_several_or_only_sounds_alike_is_asked_never_guessed() -> None:
    items = named("宏图砖厂", "大禹第一加油站", "大禹第二加油站", "大禹第一加油站北站")
    told = progress_of(items, (), visited("洪图砖厂", "大禹第一加油"))
    assert told.done == {} and len(told.left) == 4
    assert {n: [one.number for one in found] for n, found in told.asked.items()} == {1: [1], 2: [2], 4: [2]}


def test_an_exact_name_is_not_taken_for_the_one_that_contains_it() -> None:
    told = progress_of(named("宏图砖厂", "宏图砖厂二分厂"), (), visited("宏图砖厂二分厂"))
    assert told.done == {2: 1} and not told.asked


def test_a_visit_of_another_county_ticks_nothing_off() -> None:
    items = (Item(1, "宏图砖厂", "东泉区"),)
    assert progress_of(items, (), [Checked(1, "宏图砖厂", "云台县")]).left == items
    assert not progress_of(items, (), [Checked(1, "宏图砖厂", "东泉区")]).left


def test_marks_by_hand_hold_and_the_latest_of_an_item_counts() -> None:
    def mark(item: int, checked: bool, visit: int | None = None, reason: str = "") -> Mark:
        return Mark(item, checked, visit, reason, "id-qi", FrontDesk().now)

    items = named("甲地砖厂", "乙地砖厂", "丙地砖厂")
    marks = [mark(1, True, 1), mark(2, False, reason="已拆除"), mark(3, False, reason="停业"), mark(3, False)]
    told = progress_of(items, marks, visited("丙地砖厂"))
    assert (told.done, told.skipped, told.left) == ({1: 1}, {2: "已拆除"}, (items[2],))  # #1 is of item 1


# ── in the rooms ────────────────────────────────────────────────────────────────────────────────


def push(chat: GroupChat, words: str, **more: object) -> str:
    """Pushed by 齐正, agreed to by 苏禾; the number of the instruction."""
    chat.asks("齐正", words, room=COMMAND, **more)
    number = str(chat.look(lambda work: work.checklists.get(1).instruction))
    chat.asks("苏禾", f"同意 {number}", room=COMMAND)
    return number


def report(chat: GroupChat, names: list[str], day: date = DAY) -> None:
    def write(work: UnitOfWork) -> None:
        for name in names:
            work.visits.apply(Assembled(visits=(a_visit(name, "09:00", day=day),)))

    chat.look(write)


def test_a_workbook_of_fifty_places_with_47_checked_names_the_three(tmp_path: Path) -> None:
    names = [f"第{n}号东风砖厂" for n in range(101, 151)]
    rows: list[list[object]] = [["序号", "企业名称", "地址"]]
    rows += [[n, name, "工业路"] for n, name in enumerate(names, 1)]
    with group_chat(tmp_path, day=date(2020, 11, 3)) as chat:
        chat.at("09:30")
        chat.shows("齐正", workbook(*rows), kind=Kind.FILE, file_name="清单.xlsx", room=COMMAND)
        push(chat, "核查清单 青石")
        heard = chat.heard(QINGSHI)
        assert "核查清单 L1（50处）" in heard[0] and "（副本 01/01，请勿转发）" in heard[0]
        assert "50. 第150号东风砖厂（工业路）" in "".join(heard)
        report(chat, names[:46] + names[47:48], day=date(2020, 11, 3))
        chat.asks("温岚", "清单情况")
        (told,) = chat.heard(QINGSHI)
        assert told.endswith(
            "L1（11月3日）已查47/50，剩3处\n未见：47. 第147号东风砖厂、49. 第149号东风砖厂、50. 第150号东风砖厂"
        )
        chat.asks("齐正", "清单情况", room=COMMAND)
        assert "剩3处" in chat.heard(COMMAND)[-1]
        chat.at("09:00", date(2020, 11, 4))
        posts = [post.post for post in chat.posts() if "还有3处群内未见" in post.post.text]
        assert [(post.room, post.about) for post in posts] == [(QINGSHI, frozenset({"qingshi"}))]
        assert "47. 第147号东风砖厂、49. 第149号东风砖厂、50. 第150号东风砖厂。第1轮11月5日结束" in posts[0].text


def test_pasted_lines_are_a_list_that_nobody_has_before_a_second_dispatcher_agrees(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.asks("齐正", "核查清单 青石：\n宏图砖厂，东泉区\n大禹加油站", room=COMMAND)
        chat.heard()
        chat.asks("温岚", "清单情况")
        assert chat.heard(QINGSHI) == ["没有推送过核查清单。"]
        chat.asks("齐正", "清单情况 青石", room=COMMAND)
        assert "L1 2处，指令 1021-1 还没发出" in chat.heard(COMMAND)[0]
        chat.asks("温岚", "清单 L1 第1条 不查 停业")
        assert chat.heard(QINGSHI)[0].startswith("没有 L1")
        chat.asks("苏禾", "同意 1021-1", room=COMMAND)
        assert "1. 宏图砖厂（东泉区）\n2. 大禹加油站" in chat.heard(QINGSHI)[0]
        assert not chat.heard(BAIHE)


def test_places_are_marked_by_hand_with_a_reason_and_audited(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        push(chat, "核查清单 青石：\n宏图砖厂\n大禹加油站\n云鹤化工")
        report(chat, ["洪图建材"])
        chat.heard()
        chat.asks("温岚", "清单 L1 第1条 查过 #1")
        chat.asks("罗青", "清单 L1 第2条 不查 已拆除")
        chat.asks("罗青", "清单 L1 第3条 不查")
        chat.asks("罗青", "清单 L1 第9条 查过")
        chat.asks("罗青", "清单 L1 第3条 查过 #99")
        assert chat.heard(QINGSHI) == [
            "L1 第1条 宏图砖厂 记为已查（#1）。",
            "L1 第2条 大禹加油站 记为不查（已拆除）。",
            "请写明原因，例：清单 L1 第3条 不查 已拆除",
            "没有 L1 第9条，请核对。例：清单 L3 第7条 查过 #45；清单 L3 第7条 不查 已拆除",
            "没有改：#99 不是这个组的记录。",
        ]
        chat.asks("杜衡", "清单 L1 第3条 查过")
        assert chat.heard(BAIHE)[0].startswith("没有 L1")
        chat.asks("罗青", "清单 L1 第2条 没查")
        chat.asks("罗青", "清单情况")
        assert "已查1/3，剩2处" in chat.heard(QINGSHI)[-1]

        def actions(work: UnitOfWork) -> list[str]:
            rows = work.connection.exec_driver_sql(
                "SELECT action FROM audit WHERE action LIKE 'checklist%' ORDER BY seq"
            )
            return [row[0] for row in rows]

        assert chat.look(actions) == ["checklist.push", *["checklist.mark"] * 3]


def test_a_list_without_places_of_no_group_or_by_nobody_who_may_is_turned_down() -> None:
    front = FrontDesk()
    front.asks("齐正", "核查清单 青石", room=COMMAND)
    assert front.answer().text.startswith("没有看到清单")
    front.asks("齐正", "核查清单：\n宏图砖厂", room=COMMAND)
    assert front.answer().text.startswith("没有推送：请写一个组")
    front.asks("齐正", "核查清单 青石、白河：\n宏图砖厂", room=COMMAND)
    assert front.answer().text.startswith("没有推送：请写一个组")
    front.asks("齐正", "核查清单 青石：\n1.\n2.", room=COMMAND)
    assert front.answer().text.startswith("没有认出清单")
    front.asks("齐正", "核查清单 青石：\n" + "\n".join(f"甲{n}厂" for n in range(301)), room=COMMAND)
    assert front.answer().text.startswith("没有推送：超过300处")
    front.asks("罗青", "核查清单 青石：\n宏图砖厂")
    assert front.answer().text == "核查清单由指挥调度组推送。"
    assert front.now.date() == DESK_DAY


def test_a_bad_file_is_told_and_pushes_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("齐正", b"PK\x03\x04 broken", kind=Kind.FILE, file_name="清单.xlsx", room=None)
        chat.asks("齐正", "核查清单 青石", room=None)
        assert chat.heard() == ["没有推送：文件打不开，请另存为 xlsx 或 csv 重发。"]
        assert chat.look(lambda work: work.checklists.get(1)) is None


def test_the_end_of_a_round_is_told_of_once_and_of_nothing_where_all_is_checked(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 3)) as chat:
        chat.at("09:30")
        push(chat, "核查清单 青石：\n宏图砖厂")
        report(chat, ["宏图砖厂"], date(2020, 11, 3))
        chat.at("12:00", date(2020, 11, 4))
        assert "群内未见：1." not in "".join(chat.heard())
