from __future__ import annotations

from datetime import datetime

import pytest

from domain.calendars import SHANGHAI
from domain.descriptions import description_of, nonspace, rows_of
from domain.messages import Kind, Message
from domain.papers import (
    declares_delivered,
    named_groups,
    named_papers,
    names_other_city,
    paper_of,
)
from domain.rosters import Room
from domain.submissions import Paper
from tests.cast import COMMAND, ID, QINGSHI, ROSTER
from tests.paper_desk import LEXICON, case_text

GROUP = ROSTER.group["qingshi"]
FORM, CASE = Paper.HANDOVER_FORM, Paper.TYPICAL_CASE


def read(text: str = "", *, file: str = "", by: str = "罗青", room: str | None = QINGSHI) -> Paper | None:
    sender = ROSTER.person[ID[by]]
    where: Room | None = ROSTER.room[room] if room else None
    message = Message(
        "m1",
        room,
        sender.id,
        by,
        datetime(2020, 10, 21, 19, tzinfo=SHANGHAI),
        Kind.FILE if file else Kind.TEXT,
        text,
        file,
    )
    return paper_of(message, sender, where, LEXICON, ROSTER.group.get(sender.group or ""))


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("驻青石市暗访核查组10月21日环境问题交办单.docx", FORM),
        ("附件2.docx", FORM),
        ("附件２ 交办单（修改）.doc", FORM),
        ("青石组10.21问题清单.xlsx", FORM),
        ("附 件 二.docx", FORM),
        ("驻青石组10月21日典型案例（临江建材）修改稿.docx", CASE),
        ("附件3.docx", CASE),
        ("附件三 定稿.wps", CASE),
        ("典型案例-平川县某厂.pdf", CASE),
        ("云台县典型案例.docx", CASE),
        ("3组典型案例.docx", CASE),
        ("第一组附件3.docx", CASE),
    ],
)
def test_a_file_is_known_by_its_name(name: str, paper: Paper) -> None:
    assert read(file=name) is paper


@pytest.mark.parametrize(
    "name",
    [
        "附件2 环境问题交办单（模板）.docx",
        "典型案例（范文，供各组参考）.docx",
        "典型案例初稿-临江.docx",
        "典型案例讨论.docx",
        "附件3填写说明.docx",
        "附件1 分组名单.docx",
        "附件20.docx",
        "附件21 台账.xlsx",
        "应急减排清单.docx",
        "回头看问题清单.docx",
        "12369投诉问题清单.xlsx",
        "白河组10月21日典型案例.docx",
        "驻白河市暗访核查组环境问题交办单.docx",
        "白河市暗访核查组附件2.docx",
        "平安市附件3.docx",
        "合影.jpg",
    ],
)
def test_drafts_templates_lists_and_other_cities_files_are_none(name: str) -> None:
    assert read(file=name) is None


def test_only_leader_and_liaison_hand_in_but_in_any_room_and_in_private() -> None:
    assert read(file="附件2.docx", by="郝大川") is None
    assert read(file="附件2.docx", by="齐正", room=COMMAND) is None
    assert read(file="附件2.docx", by="温岚", room=COMMAND) is FORM
    assert read(file="附件2.docx", by="温岚", room=None) is FORM
    assert read(case_text(160), by="郝大川") is None


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        (case_text(160), CASE),
        (case_text(3), CASE),
        ("典型案例\n" + case_text(160).replace("10月21日，", "10月21日, "), CASE),
        ("违法内容描述：" + "沿河检查时看见一根管子正在排放红褐色的水，" * 3, CASE),
        (
            "附件2 环境问题交办单（驻青石市暗访核查组，10月21日）\n1.东泉区 建材厂：砂堆未盖；\n2.砖厂",
            FORM,
        ),
        ("环境问题交办单：1、东泉区工地裸土未盖", FORM),
        ("青石组问题清单\n①东泉区工地\n②西岭区砂场", FORM),
        ("附件2：无", FORM),
        ("今日交办单：零报告", FORM),
    ],
)
def test_a_text_that_is_the_paper_counts(text: str, paper: Paper) -> None:
    assert read(text) is paper


@pytest.mark.parametrize(
    "text",
    [
        "附件2，请查收",
        "典型案例定稿，已报",
        "青石组附件2",
        "提醒：交办单（附件2）今天统一用新模板，县区要写全称",
        "附件2要求：1.县区写全称 2.点位写全名",
        "典型案例模板要求违法内容描述不低于150字，这个太短了，省厅肯定退",
        "违法内容描述：不少于150字",
        "XX月XX日，驻XX市暗访核查组执法人员XXX、XXX，在执法检查时发现XXXX公司。\n违法内容描述：" + "略" * 60,
        case_text(200, "白河市"),
        "附件3怎么还没报",
        "1.东泉区工地裸土未盖\n2.云台县砖厂",
    ],
)
def test_a_text_about_a_paper_is_none(text: str) -> None:
    assert read(text) is None


def test_a_megabyte_of_text_costs_little() -> None:
    assert read("交办单" * 350_000) is None


@pytest.mark.parametrize(
    ("rows", "description"),
    [
        (rows_of("前言\n违法内容描述：甲乙 丙\n丁\n现场图片：\n戊"), "甲乙 丙\n丁"),
        (rows_of("二、主要违法事实\n甲乙\n三、处理建议\n丙"), "甲乙"),
        (rows_of("（一）违法事实描述（不少于150字）\n甲乙\n照片1"), "甲乙"),
        ([["企业名称", "某厂"], ["违法内容描述", "甲\n乙"], ["现场照片", ""]], "甲\n乙"),
        ([["违法事实：甲乙", "照片"]], "甲乙"),
        ([["序号", "违法事实", "照片"], ["1", "甲乙丙", ""]], "甲乙丙"),
        ([["违法内容描述"], ["甲乙丙"], ["现场图片"], ["图"]], "甲乙丙"),
        ([["违 法 内 容 描 述", "甲乙丙"]], "甲乙丙"),
        ([["违法内容描述：需准确、全面、客观描述违法事实（不得低于150字）。"]], ""),
        (rows_of("没有标题的一段话"), "没有标题的一段话"),
        (rows_of("该厂违法事实清楚，证据充分"), "该厂违法事实清楚，证据充分"),
        (rows_of("违法事实清楚：甲"), "违法事实清楚：甲"),
    ],
)
def test_the_description_is_found_where_forms_put_it(rows: list[list[str]], description: str) -> None:
    assert description_of(rows, LEXICON) == description


def test_every_character_but_white_space_counts() -> None:
    assert nonspace("甲 乙\n\u3000丙，１a") == 6


def test_a_case_of_another_city_is_noticed() -> None:
    assert names_other_city(case_text(10, "白河市"), GROUP, LEXICON)
    assert not names_other_city(case_text(10), GROUP, LEXICON)
    assert not names_other_city("没有固定句", GROUP, LEXICON)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("附件3已邮", (CASE,)),
        ("附件2、3已邮", (FORM, CASE)),
        ("附件3和附件2都邮了", (FORM, CASE)),
        ("交办单已发邮箱", (FORM,)),
        ("已邮", ()),
    ],
)
def test_the_papers_named_are_told(text: str, papers: tuple[Paper, ...]) -> None:
    assert named_papers(text, LEXICON) == papers


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("已交 青石组 附件3", True), ("青石组已交", True), ("青石组问题已交办属地", False), ("青石组已交了吗", False)],
)
def test_delivered_is_told_from_handed_over(text: str, is_one: bool) -> None:
    assert declares_delivered(text, LEXICON) is is_one


def test_groups_are_named_by_city_or_key() -> None:
    assert [g.key for g in named_groups("青石、白河市", ROSTER.groups)] == ["qingshi", "baihe"]
    assert [g.key for g in named_groups("已交 BAIHE", ROSTER.groups)] == ["baihe"]
    assert named_groups("江北组", ROSTER.groups) == ()
