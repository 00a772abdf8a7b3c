"""Integrity papers: noted by person and round, asked for in private only, listed for who keeps the list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.integrity_papers import paper_told
from domain.posts import PostKind
from storage.lexicons import load_lexicon
from storage.profiles import load_campaign
from tests.cast import BAIHE, COMMAND, ID, PEOPLE, QINGSHI
from tests.group_chat import GroupChat, group_chat

LEXICON = load_lexicon()
RULES = load_campaign("anfang-2020")[0].personal
EVE, FIRST, AFTER = date(2020, 11, 5), date(2020, 11, 6), date(2020, 11, 7)


BEFORE = [
    "第2轮次出发前请参加行前教育（工作纪律、廉政规定）。参加了回我“行前教育已参加”。",
    "第2轮次出发前请完成提醒谈话。谈过了回我“提醒谈话已谈”。",
]


def private(chat: GroupChat, name: str) -> list[str]:
    """What the bot has ever said to somebody alone of these papers."""
    sent = (p.post for p in chat.posts() if p.post.kind is PostKind.INTEGRITY)
    return [post.text for post in sent if post.contact == ID[name]]


def test_before_a_round_who_has_not_signed_is_asked_alone_and_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=EVE, start="08:00") as chat:
        chat.says("郝大川", "承诺书已签")  # in his group's room: silence
        chat.says("金小满", "我已签廉洁自律承诺书", room=None)
        assert chat.heard() == ["已记：第2轮次《廉洁自律承诺书》。"]
        chat.at("12:00")
        chat.at("08:30", FIRST)
        assert private(chat, "郝大川") == private(chat, "金小满") == ["\n".join(BEFORE)]
        assert private(chat, "齐正") == []
        (asked_once,) = private(chat, "潘越")
        pledge = "第2轮次请签《廉洁自律承诺书》。签好回我“承诺书已签”；签过了也请回一句。"
        assert asked_once.splitlines() == [*BEFORE, pledge]
        asked = [p.post for p in chat.posts() if p.post.kind is PostKind.INTEGRITY]
        assert {post.room for post in asked} == {None}
        assert len(asked) == sum(person.group is not None for person in PEOPLE)
        rooms = [p.post.text for p in chat.posts() if p.post.room in (QINGSHI, BAIHE)]
        assert not any("承诺书" in text for text in rooms)


def test_after_a_round_the_self_check_is_of_that_round(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=FIRST, start="08:00") as chat:
        chat.says("郝大川", "自查表已交", room=None)
        chat.says("郝大川", "第1轮自查表交了", room=None)
        assert chat.heard() == ["已记：第1轮次《廉洁自律情况自查表》。", "先前已记：第1轮次《廉洁自律情况自查表》。"]
        chat.at("09:01")
        assert not [text for text in private(chat, "郝大川") if "自查表" in text]
        asked = "第1轮次已结束，请填《廉洁自律情况自查表》。交了回我“自查表已交”；交过了也请回一句。"
        assert [text for text in private(chat, "潘越") if "自查表" in text] == [asked]


def test_when_a_round_is_moved_nearer_who_would_have_been_asked_today_is_asked_now(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 17), start="10:00") as chat:
        chat.asks("齐正", "调整轮次 第2轮 结束 11月17日 原因 全省启动预警")
        chat.asks("苏禾", "确认调整轮次")
        chat.later(2)
        (asked,) = private(chat, "潘越")
        assert asked.splitlines()[-1].startswith("第3轮次请签《廉洁自律承诺书》。")


def test_a_message_taken_back_tells_of_no_paper(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=EVE, start="08:00") as chat:
        told = chat.says("郝大川", "承诺书已签")
        chat.takes_back("郝大川", told)
        chat.at("09:01")
        assert len(private(chat, "郝大川")) == 1


def test_a_word_in_the_room_of_another_group_is_nobodys(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=EVE, start="08:00") as chat:
        chat.says("郝大川", "承诺书已签", room=BAIHE)
        chat.at("09:01")
        assert len(private(chat, "郝大川")) == 1


def test_the_list_goes_to_dispatchers_and_to_the_liaison_of_his_group_alone(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=EVE, start="10:00") as chat:
        for person in PEOPLE:
            if person.group and person.name not in ("潘越", "薛宁", "雷声"):
                chat.says(person.name, "承诺书签了")
        chat.asks("齐正", "廉洁材料情况")
        post = chat.posts()[-1].post
        assert post.room == COMMAND
        missing = "【廉洁自律承诺书】第2轮次：应14人，已见11人\n青石组 未见2：潘越、薛宁\n白河组 未见1：雷声"
        assert post.text.startswith("【行前教育】第2轮次：应14人，已见0人") and missing in post.text
        chat.asks("齐正", "谁没签承诺书", room=QINGSHI)
        assert (chat.posts()[-1].post.room, chat.posts()[-1].post.contact) == (None, ID["齐正"])
        chat.asks("温岚", "廉洁材料情况")
        post = chat.posts()[-1].post
        assert (post.room, post.contact) == (None, ID["温岚"])
        assert "【廉洁自律承诺书】第2轮次：应8人，已见6人\n青石组 未见2：潘越、薛宁" in post.text
        chat.heard()
        chat.asks("潘越", "廉洁材料情况")
        (refused,) = chat.heard()
        assert "调度组、联络员" in refused and "薛宁" not in refused


@pytest.mark.parametrize(
    ("said", "paper"),
    [
        ("承诺书已签字", "pledge"),
        ("我签了廉洁承诺书", "pledge"),
        ("第二轮次承诺书签好了！", "pledge"),
        ("廉洁自律情况自查表已填报", "selfcheck"),
        ("已交自查表", "selfcheck"),
        ("行前教育已参加", "education"),
        ("我参加了第2轮行前教育", "education"),
        ("提醒谈话已谈", "talk"),
        ("已完成提醒谈话", "talk"),
        ("行前教育几点开始", None),
        ("企业没参加行前教育", None),
        ("承诺书没签", None),
        ("承诺书已签了吗", None),
        ("签承诺书", None),
        ("企业环保承诺书已签", None),
        ("请各组把自查表交了", None),
        ("自查表", None),
    ],
)
def test_only_plain_words_of_ones_own_paper_tell_of_it(said: str, paper: str | None) -> None:
    rule = paper_told(said, RULES, LEXICON)
    assert (rule.key if rule is not None else None) == paper
