"""Questions go to the experts without a name and come back with their reference."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from domain.campaigns import parse_profile
from domain.messages import BOT
from domain.profile_tables import ProfileError
from domain.purposes import Purpose
from domain.rosters import Person, Role, RoomKind, Roster
from tests.cast import BAIHE, COMMAND, EXPERTS, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import DAY, FrontDesk
from tests.house.sources import ROOT
from tests.visit_book import a_visit

ASKED = "请教专家：露天喷漆按大气法哪条处理？"


def asked(front: FrontDesk, **more: object) -> None:
    front.asks("郝大川", ASKED, **more)
    passed, told = front.heard()
    assert passed.room == EXPERTS and "【咨询1】请教专家：露天喷漆" in passed.text and "郝大川" not in passed.text
    assert told.text == "已转专家群（咨询1），有答复转给您。"


def test_an_answer_that_quotes_the_question_goes_to_who_asked_where_he_asked() -> None:
    front = FrontDesk()
    front.asks("郝大川", ASKED)
    quoted = front.id_of_last_post(EXPERTS)
    front.heard()
    front.says("葛教授", "看是不是密闭空间，按第一百零八条。", room=EXPERTS, quote=quoted)
    post = front.answer()
    assert (post.room, post.mentions) == (QINGSHI, (ID["郝大川"],))
    assert post.text == f"【咨询1答复】{ASKED}\n看是不是密闭空间，按第一百零八条。\n——葛教授"
    assert front.purposes() == [Purpose.QUESTION, Purpose.CHATTER]


@pytest.mark.parametrize(
    "said",
    [
        "「蓝哨：【咨询1】请教专家：露天喷漆按大气法哪条处理？」\n- - - - - - - - - -\n按第一百零八条",
        "咨询1：按第一百零八条",
        "咨询1 按第一百零八条",
    ],
)
def test_a_quote_without_an_id_and_a_number_at_the_head_will_do(said: str) -> None:
    front = FrontDesk()
    asked(front, room=None)
    front.says("葛教授", said, room=EXPERTS)
    post = front.answer()
    assert (post.room, post.contact) == (None, ID["郝大川"]) and "\n按第一百零八条\n" in post.text


@pytest.mark.parametrize("said", ["按第一百零八条", "咨询9：按第一百零八条", "咨询1", "大家有咨询1号文件吗"])
def test_other_words_of_an_expert_are_nobodys_answer(said: str) -> None:
    front = FrontDesk()
    asked(front)
    front.says("葛教授", said, room=EXPERTS)
    assert front.heard() == []


def test_only_an_expert_answers() -> None:
    front = FrontDesk()
    asked(front)
    front.says("潘越", "咨询1：罚就完了", room=EXPERTS)
    front.says("外人", "咨询1：罚就完了", room=EXPERTS)
    assert front.heard() == []


def test_without_an_expert_room_nothing_false_is_promised() -> None:
    rooms = tuple(room for room in ROSTER.rooms if room.kind is not RoomKind.EXPERT)
    front = FrontDesk(Roster(ROSTER.campaign, ROSTER.rounds, ROSTER.groups, rooms, ROSTER.people))
    front.asks("郝大川", ASKED)
    assert front.answer().text == "问题已记录；名册里没有专家群，请直接联系专家。"


def test_the_same_question_delivered_again_is_passed_on_once() -> None:
    front = FrontDesk()
    again = front.asks("郝大川", ASKED)
    front.heard()
    front.asks("郝大川", ASKED, id=again)
    assert front.heard() == []


def answered(front: FrontDesk) -> None:
    """郝大川's question has its answer."""
    asked(front)
    front.says("葛教授", "咨询1：看是不是密闭空间，按第一百零八条。", room=EXPERTS)
    front.heard()


@pytest.mark.parametrize(
    "said",
    [
        ASKED,
        "请问各位专家，露天喷漆按大气法哪一条处理呢",
        "咨询一下老师：露天喷漆，按《大气法》哪条处理?",
    ],
)
def test_the_same_question_is_offered_its_earlier_answer_at_once(said: str) -> None:
    front = FrontDesk()
    answered(front)
    front.asks("范舟", said)
    post = front.answer()
    assert post.room == BAIHE
    assert post.text == (
        "【咨询1答复】10月20日问过，答复是：\n看是不是密闭空间，按第一百零八条。\n——葛教授\n"
        "不是一回事，请回“再问”，转专家。"
    )


@pytest.mark.parametrize("is_known", [True, False])
def test_an_answer_that_names_a_place_of_the_first_group_is_told_to_no_other(is_known: bool) -> None:
    front = FrontDesk()
    if is_known:
        front.visit(a_visit("云台县宏图砖厂", day=DAY))
    asked(front)
    front.asks("纪敏", ASKED)
    front.heard()
    front.says("葛教授", "咨询1：宏图砖厂那个棚不算密闭空间，按第一百零八条。", room=EXPERTS)
    assert {post.room for post in front.heard()} == ({QINGSHI} if is_known else {QINGSHI, BAIHE})
    front.asks("范舟", ASKED)
    told = [post.text for post in front.heard()]
    assert any("宏图" in text for text in told) is not is_known
    front.asks("潘越", ASKED)
    assert "宏图砖厂" in front.answer().text


@pytest.mark.parametrize("word", ["再问", "@蓝哨\u2005再问一下专家"])
def test_a_word_sends_it_on_anyway(word: str) -> None:
    front = FrontDesk()
    answered(front)
    front.asks("范舟", ASKED)
    front.heard()
    front.says("范舟", word, mentions=(BOT,) if "蓝哨" in word else ())
    passed, told = front.heard()
    assert passed.room == EXPERTS and passed.text.startswith("【咨询2】请教专家：露天喷漆")
    assert (told.room, told.text) == (BAIHE, "已转专家群（咨询2），有答复转给您。")
    front.says("范舟", word, mentions=(BOT,) if "蓝哨" in word else ())
    assert [post.text for post in front.heard()] == (["没有可再问的，把问题写出来就行。"] if "蓝哨" in word else [])


def test_the_word_of_somebody_else_or_elsewhere_sends_nothing_on() -> None:
    front = FrontDesk()
    answered(front)
    front.asks("范舟", ASKED)
    front.heard()
    front.says("雷声", "再问")
    front.says("范舟", "再问", room=COMMAND)
    assert front.heard() == []


def test_a_question_that_the_experts_have_is_said_to_be_open_and_answered_to_both() -> None:
    front = FrontDesk()
    asked(front)
    front.asks("范舟", ASKED, room=None)
    assert front.answer().text == (
        "这个问题已在问专家（咨询1，10月20日10:00），有答复一并转给您。不是一回事，请回“再问”。"
    )
    front.asks("范舟", ASKED, room=None)
    front.heard()
    front.says("葛教授", "咨询1：按第一百零八条", room=EXPERTS)
    assert [(post.room, post.contact) for post in front.heard()] == [(QINGSHI, None), (None, ID["范舟"])]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("无证排污怎么认定", "有证排污怎么认定"),
        ("请教专家：危废贮存超过一年怎么处罚", "请教专家：危废贮存超过两年怎么处罚"),
        ("请教专家：危废间的废气要不要收集处理后再排放", "请教专家：危废间的废水要不要收集处理后再排放"),
    ],
)
def test_a_question_that_differs_in_a_word_that_tells_is_another(first: str, second: str) -> None:
    front = FrontDesk()
    front.asks("郝大川", first)
    front.asks("范舟", second)
    assert [post.text[:5] for post in front.heard() if post.room == EXPERTS] == ["【咨询1】", "【咨询2】"]


def test_an_answer_that_was_taken_back_is_not_offered() -> None:
    front = FrontDesk()
    asked(front)
    said = front.says("葛教授", "咨询1：按第一百零八条", room=EXPERTS)
    with front.work() as work:
        work.inbox.mark_recalled(said)
    front.heard()
    front.asks("范舟", ASKED)
    assert front.heard()[0].text.startswith("【咨询2】")


def test_who_is_not_of_the_inspection_is_told_of_no_earlier_answer() -> None:
    local = Person("id-local", "成分局", Role.LOCAL)
    front = FrontDesk(replace(ROSTER, people=(*ROSTER.people, local)))
    answered(front)
    front.asks("成分局", ASKED, room=None, sender=local.id)
    assert [post.text[:5] for post in front.heard()] == ["【咨询2】", "已转专家群"]


def test_the_likeness_of_a_profile_is_a_percentage() -> None:
    table = tomllib.loads((ROOT / "domain/profiles/anfang-2020.toml").read_text("utf-8"))
    table["questions"]["same_percent"] = 101
    with pytest.raises(ProfileError, match="same_percent 应不大于100"):
        parse_profile(table)
