"""Questions go to the experts without a name and come back with their reference."""

from __future__ import annotations

import pytest

from domain.purposes import Purpose
from domain.rosters import RoomKind, Roster
from tests.cast import EXPERTS, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import FrontDesk

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
