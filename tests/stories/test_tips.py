"""What is told of conduct reaches the patrol group alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.transports import Parcel, SendRefused
from domain.commands import intent_of
from domain.rosters import Person, Role
from storage.lexicons import load_lexicon
from tests.cast import COMMAND, ID, QINGSHI, ROSTER
from tests.group_chat import group_chat

LEXICON = load_lexicon()
PATROL = Person("id-patrol", "巡查员甲", Role.PATROL)
LOCAL = Person("id-local", "成分局", Role.LOCAL)
WATCHED = replace(ROSTER, people=(*ROSTER.people, PATROL, LOCAL))
TIP = "纪律线索：昨晚有组员接受砖厂宴请"


def test_said_in_private_it_goes_to_the_patrol_group_alone_with_a_line_back(tmp_path: Path) -> None:
    with group_chat(tmp_path, WATCHED) as chat:
        chat.says("郝大川", TIP, room=None)
        passed, back = (sent.post for sent in chat.posts())
        assert (passed.room, passed.contact) == (None, PATROL.id)
        assert passed.text == f"【纪律线索】{TIP}\n反映人：郝大川"
        assert (back.room, back.contact, back.text) == (None, ID["郝大川"], "已转巡查组，附您的姓名。别处不提。")
        assert chat.visits == []


def test_anybody_on_the_roster_may_tell_and_too_little_is_asked_for(tmp_path: Path) -> None:
    with group_chat(tmp_path, WATCHED) as chat:
        chat.says("成分局", "举报：检查人员收了红包", room=None)
        chat.says("潘越", "纪律线索", room=None)
        chat.says("外人", TIP, room=None)
        told = [(sent.post.contact, sent.post.text[:6]) for sent in chat.posts()]
        assert told == [(PATROL.id, "【纪律线索】"), (LOCAL.id, "已转巡查组，"), (ID["潘越"], "请写：纪律线")]


def test_without_a_patrol_group_the_dispatchers_hear_it_alone_and_without_a_name(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.says("郝大川", TIP, room=None)
        posts = [sent.post for sent in chat.posts()]
        assert {(post.room, post.contact) for post in posts[:2]} == {(None, ID["齐正"]), (None, ID["苏禾"])}
        assert not any("郝大川" in post.text for post in posts)
        assert posts[2].text == "巡查组暂时联系不上，已私信指挥调度组，没有附您的姓名。"


def test_where_the_only_one_of_the_patrol_group_cannot_be_reached_the_dispatchers_hear_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, WATCHED, start="09:00") as chat:
        send = chat.transport.send

        async def send_to_friends(parcel: Parcel) -> str:
            if parcel.contact == PATROL.id:
                raise SendRefused("not a friend")
            return await send(parcel)

        chat.transport.send = send_to_friends  # type: ignore[method-assign]
        chat.says("郝大川", TIP, room=None)
        for minute in range(10, 20):
            chat.at(f"09:{minute}")
        told = {(sent.post.room, sent.post.contact): sent.post.text for sent in chat.posts()}
        assert told.keys() == {(None, ID["郝大川"]), (None, ID["齐正"]), (None, ID["苏禾"])}
        assert told[None, ID["齐正"]] == f"【纪律线索】{TIP}\n反映人未附，请转巡查组。"


@pytest.mark.parametrize(("reached", "passed"), [((), True), (("id-second",), False)])
def test_of_several_in_the_patrol_group_the_dispatchers_hear_it_only_where_none_of_them_can_be_reached(
    tmp_path: Path, reached: tuple[str, ...], passed: bool
) -> None:
    second = Person("id-second", "巡查员乙", Role.PATROL)
    with group_chat(tmp_path, replace(WATCHED, people=(*WATCHED.people, second)), start="09:00") as chat:
        send = chat.transport.send

        async def send_to_friends(parcel: Parcel) -> str:
            if parcel.contact in {PATROL.id, second.id} - {*reached}:
                raise SendRefused("not a friend")
            return await send(parcel)

        chat.transport.send = send_to_friends  # type: ignore[method-assign]
        chat.says("郝大川", TIP, room=None)
        for minute in range(10, 30):
            chat.at(f"09:{minute}")
        told = [(sent.post.room, sent.post.contact, sent.post.text) for sent in chat.posts()]
        tips = {contact: (room, text) for room, contact, text in told if TIP in text}
        nameless = (None, f"【纪律线索】{TIP}\n反映人未附，请转巡查组。")
        if passed:
            assert tips == {ID["齐正"]: nameless, ID["苏禾"]: nameless}
        else:
            assert tips == {second.id: (None, f"【纪律线索】{TIP}\n反映人：郝大川")}


@pytest.mark.parametrize("room", [QINGSHI, COMMAND])
@pytest.mark.parametrize("call", ["", "@蓝哨 "])
def test_said_in_a_room_the_speaker_alone_is_told_how_to_say_it_and_nothing_is_repeated(
    tmp_path: Path, room: str, call: str
) -> None:
    with group_chat(tmp_path, WATCHED) as chat:
        (chat.asks if call else chat.says)("郝大川", TIP, room=room)
        (post,) = (sent.post for sent in chat.posts())
        assert (post.room, post.contact) == (None, ID["郝大川"])
        assert post.text == "纪律方面的情况请私聊我说，只转巡查组。"
        chat.at("10:00")
        assert [sent.post.room for sent in chat.posts()] == [None]
        assert chat.visits == []


@pytest.mark.parametrize(
    "said",
    ["举报：宏图砖厂夜间偷排", "群众举报，宏图砖厂排口异味", "举报件核查：宏图砖厂，未发现问题", "反映问题：喷淋没开"],
)
def test_a_tip_of_a_firm_is_none_of_conduct(said: str) -> None:
    intent = intent_of(said, LEXICON, addressed=True)
    assert intent is None or intent.name != "tip"


@pytest.mark.parametrize(
    "said",
    ["违纪线索：组长收了礼品", "廉洁问题，有人吃拿卡要", "向巡查组反映：有人通风报信", "我要举报，联络员接受企业宴请"],
)
def test_a_tip_of_conduct_is_heard_in_many_words(said: str) -> None:
    intent = intent_of(said, LEXICON, addressed=True)
    assert intent is not None and intent.name == "tip"


def test_a_reminder_of_conduct_in_a_room_is_no_tip(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("12:20")
        chat.says("温岚", "转巡查组提醒：午间严禁饮酒，严禁接受企业宴请。")
        chat.at("12:30")
        assert chat.heard() == []
