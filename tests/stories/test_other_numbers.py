"""A day under a profile with other numbers and other names of papers: nothing that anybody reads has the old ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.file_readings import FileReading
from domain.messages import Kind
from domain.posts import PostKind
from domain.watermarks import Watermark
from storage.tables import jobs
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat
from tests.house.sources import ROOT
from tests.paper_desk import case_file, case_text, word

#: What the default profile says of its numbers and names, wherever it says them.
OLD = re.compile(
    r"附件[23]|20:0\d|18:30|19:30|21:00|(?<!\d)150(?!\d)|[85][个家]|(?:至少|、)3张"
    r"|(?<!达标小组 \d)(?:/|差|够|少于|至少)[85](?!\d)"
)


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    roster = replace(ROSTER, campaign="other-numbers")
    with group_chat(tmp_path, roster, campaigns=ROOT / "tests/profiles") as chat:
        yield chat


def last(chat: GroupChat, room: str | None = None) -> str:
    return chat.heard(room)[-1]


def read_by_people(chat: GroupChat) -> list[str]:
    """Every text that went out, and whatever pictures, tables and papers were made of."""

    def payloads(work: UnitOfWork) -> list[str]:
        rows = work.connection.execute(select(jobs.c.payload)).scalars()
        return [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]

    return [one.post.text for one in chat.posts()] + list(chat.look(payloads))


FIGURES = ("帮助", "进度", "进度 发图", "未报", "日报", "天气怎么样", "集中检查指令模板", "免交 青石", "谁不够数")
PAPERS = ("典型案例 #4", "问题清单 Word", "核查报告 青石", "日报 Word", "通报", "打包 青石", "名册情况", "上报情况")


def ask_around(chat: GroupChat, form: str, case: str) -> None:
    """Whatever anybody can ask whose answer has a number or a paper in it."""
    for words in ("帮助", "进度", "未报"):
        chat.asks("罗青", words)
    for words in (*FIGURES, *PAPERS, f"{case}模板", f"{form}怎么填", f"{form} #4", f"为什么 青石 {case}"):
        chat.asks("齐正", words)


def check_places(chat: GroupChat) -> None:
    for n in range(3):
        chat.says("郝大川", f"东泉区宏图{n}号砖厂，未发现问题")
        chat.shows("郝大川")
    chat.says("潘越", "云台县兴盛化工厂，废气直排，涉嫌环境违法，拟移交立案")
    read_as_taken(chat, chat.shows("潘越"), minutes=25)


def read_as_taken(chat: GroupChat, message_id: str, minutes: int) -> None:
    """A machine reads of a photo that it was taken so many minutes before now."""

    def add(work: UnitOfWork) -> None:
        mark = Watermark(time=chat.now - timedelta(minutes=minutes), day=chat.now.date())
        work.file_readings.add(FileReading(work.inbox.sha256_of(message_id) or "", Kind.IMAGE, watermark=mark))

    chat.look(add)


def test_a_day_under_other_numbers_says_none_of_the_old_ones(chat: GroupChat) -> None:
    chat.at("09:00")
    check_places(chat)
    chat.at("19:05:30")
    reminders = [one.post.text for one in chat.posts() if one.post.kind is PostKind.REMINDER]
    assert any("21:15" in text and "附表1" in text and "附表2" in text for text in reminders)

    chat.heard()
    chat.says("温岚", "附表1：今日无")
    assert last(chat, QINGSHI).startswith("附表1 收到，")
    chat.shows("罗青", word([*case_text(90).split("\n")], range(2)), kind=Kind.FILE, file_name="附表2示范案例.docx")
    answered = last(chat, QINGSHI)
    assert "附表2 还差" in answered and "至少100字" in answered and "照片2张，至少4张" in answered.replace(" ", "")
    chat.shows("罗青", case_file(110, 4), kind=Kind.FILE, file_name="附表2示范案例.docx")
    assert last(chat, QINGSHI).startswith("附表2 收到，")
    chat.says("纪敏", "附表1、2已发邮箱")
    assert "附表1、附表2" in last(chat, BAIHE)

    chat.at("21:14")
    assert not [one for one in chat.posts() if one.post.kind is PostKind.ROLL_CALL]
    chat.at("21:45")
    ask_around(chat, "附表1", "附表2")
    (board,) = (one.post.text for one in chat.posts() if one.post.kind is PostKind.ROLL_CALL_BOARD)
    assert "21:15" in board
    progress = [one.post.text for one in chat.posts() if "/6" in one.post.text]
    assert any("/3" in text for text in progress)
    pictures = [one.post.text for one in chat.posts() if one.post.kind is PostKind.PICTURES]
    assert pictures and not any("45分钟" in text for text in pictures) and "（满20分钟的列出）" in "".join(pictures)
    told = read_by_people(chat)
    assert len(told) > 35
    assert [text for text in told if OLD.search(text)] == []


def test_the_old_numbers_would_be_found(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        check_places(chat)
        chat.at("18:31")
        ask_around(chat, "附件2", "附件3")
        chat.at("21:45")
        found = {match[0] for text in read_by_people(chat) for match in OLD.finditer(text)}
    assert {"附件2", "附件3", "20:00", "150", "/8", "/5", "、3张"} <= found
