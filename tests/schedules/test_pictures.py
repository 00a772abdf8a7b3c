"""Dispatchers hear, alone and gathered, what the pictures give cause to look into; and what they answer stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.file_readings import FileReading
from domain.likenesses import Likeness
from domain.messages import Kind
from domain.picture_questions import Answer
from domain.posts import PostKind
from domain.watermarks import Watermark
from handlers.picture_questions import Answered, answered_in
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import LEXICON, photo


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        yield chat


def told(chat: GroupChat) -> list[str]:
    """What one of the dispatchers was told of pictures; each hears the same, and nobody else hears of them."""
    posts = [one.post for one in chat.posts() if one.post.kind is PostKind.PICTURES]
    assert all(post.room is None and post.contact in ("id-qi", "id-su") for post in posts)
    heard = {who: [post.text for post in posts if post.contact == who] for who in ("id-qi", "id-su")}
    assert heard["id-qi"] == heard["id-su"]
    return heard["id-qi"]


def reads(chat: GroupChat, message_id: str, back: int = 0, **mark: Any) -> None:
    """A machine reads of a message's file that it was taken so many minutes before now."""

    def add(work: UnitOfWork) -> None:
        sha256 = work.inbox.sha256_of(message_id)
        assert sha256 is not None
        time: datetime = chat.now.replace(second=0) - timedelta(minutes=back)
        print_ = Watermark(**{"time": time, "day": time.date(), **mark})
        work.file_readings.add(FileReading(sha256, Kind.IMAGE, watermark=print_))

    chat.look(add)


def visit(chat: GroupChat, name: str, place: str, content: str | bytes = "", result: str = "未发现问题") -> str:
    """A visit with one photo, of which nothing else comes for a while."""
    chat.says(name, f"{place}，{result}")
    shown = chat.shows(name, content)
    chat.later(600)
    return shown


def alike(chat: GroupChat, one: str, other: str) -> None:
    """A machine finds the files of two messages to look the same."""

    def note(work: UnitOfWork) -> None:
        files = [work.inbox.sha256_of(message) or "" for message in (one, other)]
        work.file_readings.note_likenesses([Likeness(files[0], files[1], 4, 3)])

    chat.look(note)


def test_prints_are_told_once_of_the_record_as_it_stands_and_to_dispatchers_alone(chat: GroupChat) -> None:
    late = visit(chat, "郝大川", "东泉区宏图砖厂", result="废气直排，涉嫌环境违法，拟移交立案")
    reads(chat, late, back=62)
    chat.says("齐正", "已阅 #1")
    elsewhere = visit(chat, "潘越", "东泉区兴盛化工厂")
    reads(chat, elsewhere, back=12, address="青石市云台县宏图路")
    set_right = visit(chat, "陶一帆", "东泉区永固搅拌站")
    reads(chat, set_right, back=12, address="青石市云台县宏图路")
    chat.asks("罗青", "更正 #3 县区 云台县")
    chat.at("12:29")
    assert told(chat) == []
    chat.at("12:31")
    (text,) = told(chat)
    assert text == (
        "【照片核对】请核实（机器读出，以照片为准）：\n"
        "要现场发视频、照片的点位，群内未见：\n青石组 #1 宏图砖厂（1组）：视频\n青石组：\n"
        "#1 宏图砖厂（1组）：拍摄时间 08:08，发送 09:00，相差52分钟（满45分钟的列出）\n"
        "#2 兴盛化工厂（2组）：水印地址写云台县，记录写东泉区"
    )
    chat.at("18:01")
    assert told(chat) == [text]
    chat.heard()
    for room, who in ((QINGSHI, "罗青"), (BAIHE, "纪敏"), (COMMAND, "杜衡"), (None, "郝大川")):
        chat.asks(who, "照片疑问", room=room)
    assert chat.heard() == ["照片疑问由指挥调度组核实。"] * 4
    others = [one.post.text for one in chat.posts() if one.post.contact not in ("id-qi", "id-su")]
    assert others and not [words for words in others if "水印" in words or "拍摄" in words]


def test_one_picture_for_two_teams_is_a_question_that_a_dispatcher_answers(chat: GroupChat) -> None:
    visit(chat, "郝大川", "东泉区宏图砖厂", photo(7))
    visit(chat, "范舟", "南关区永固搅拌站", photo(7))
    chat.at("12:31")
    words, shown = told(chat)
    assert "疑1 青石组 #1 宏图砖厂（1组，10月21日" in words and "与白河组 #2 永固搅拌站（1组，10月21日" in words
    assert "照片是同一个文件" in words and words.endswith("核实后回：照片疑问 疑1 同一张（或：不是、不再问）")
    assert shown.startswith("疑1 青石组")
    posts = [one.post for one in chat.posts() if one.post.kind is PostKind.PICTURES]
    assert [len(post.media) for post in posts] == [0, 0, 1, 1]
    chat.at("18:01")
    assert len(told(chat)) == 2

    chat.heard()
    chat.asks("齐正", "照片疑问", room=COMMAND)
    (listed,) = chat.heard()
    assert listed.count("疑1") == 2 and "有相同照片的点位：白河组 10月21日1处、青石组 10月21日1处" in listed
    assert chat.posts()[-1].post.contact == "id-qi"
    chat.asks("齐正", "照片疑问 疑9 不是", room=None)
    chat.asks("齐正", "照片疑问 疑1 大概吧", room=None)
    chat.asks("齐正", "照片疑问 疑1 不是同一张，现场复核过", room=None)
    chat.asks("齐正", "照片疑问", room=None)
    assert chat.heard() == [
        "没有疑9，或者记录已经改过、不用再核实了。",
        "请写编号和结果：照片疑问 疑3 同一张（或：不是、不再问），后面可以写说明。",
        "已记：疑1 不是同一张，现场复核过。",
        "没有等着核实的照片。",
    ]
    question = chat.look(lambda work: work.picture_questions.get(1))
    assert (question.answer, question.answered_by, question.note) == (Answer.DIFFERENT, "id-qi", "现场复核过")


def test_pictures_that_look_the_same_are_asked_about_until_a_record_is_withdrawn(chat: GroupChat) -> None:
    one = visit(chat, "郝大川", "东泉区宏图砖厂", "a")
    alike(chat, one, visit(chat, "郝大川", "云台县兴盛化工厂", "b"))
    chat.at("12:31")
    assert "疑1 " in told(chat)[0] and "：照片看上去相同" in told(chat)[0]
    question = chat.look(lambda work: work.picture_questions.get(1))
    assert (question.pair.whole, question.pair.top, question.records) == (4, 3, (1, 2))
    chat.heard()
    chat.asks("齐正", "撤销 #2 重复", room=None)
    chat.asks("齐正", "照片疑问", room=None)
    assert chat.heard()[-1] == "没有等着核实的照片。"


def test_evidence_that_was_not_seen_is_told_once_nobody_is_asked_for_it_any_more(chat: GroupChat) -> None:
    chat.says("郝大川", "东泉区宏图砖厂，废气直排，涉嫌环境违法，拟移交立案")
    chat.says("齐正", "已阅 #1")
    chat.at("12:04")
    chat.says("潘越", "云台县兴盛化工厂，废气直排，涉嫌环境违法，拟移交立案")
    chat.says("齐正", "已阅 #2")
    chat.at("12:31")
    assert told(chat) == ["【照片核对】\n要现场发视频、照片的点位，群内未见：\n青石组 #1 宏图砖厂（1组）：视频、照片"]
    chat.at("18:01")
    assert "#1" not in told(chat)[1] and "#2 兴盛化工厂（2组）：视频、照片" in told(chat)[1]


def test_no_question_about_what_is_sent_again_copied_or_forwarded(chat: GroupChat) -> None:
    visit(chat, "郝大川", "东泉区宏图砖厂", "a")
    chat.shows("金小满", "a")  # the other of the team copies it
    chat.shows("罗青", "a", room=COMMAND)  # the leader forwards it
    chat.later(7200)
    visit(chat, "郝大川", "东泉区宏图砖厂", "a")  # and it is sent again for the same place
    chat.at("12:31")
    assert told(chat) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("照片疑问 #1 同一张", Answered(1, Answer.SAME, "")),
        ("照片疑问1 是同一张，已核实，问过本人", Answered(1, Answer.SAME, "问过本人")),
        ("照片疑问 疑12 不是", Answered(12, Answer.DIFFERENT, "")),
        ("图片疑点 3号 不再问", Answered(3, Answer.DROPPED, "")),
        ("照片疑问 3 大概吧", Answered(3, None, "")),
        ("照片疑问清单", None),
    ],
)
def test_answers_are_understood_as_people_write_them(said: str, found: Answered | None) -> None:
    assert answered_in(said, LEXICON) == found
