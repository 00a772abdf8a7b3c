"""A sensitive instruction waits for a second dispatcher; each room's copy of it has a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.instructions import Status
from domain.messages import BOT, Kind
from domain.posts import PostKind
from domain.rosters import Person, Role
from handlers.bindings import bind_stranger
from tests.cast import BAIHE, COMMAND, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import FrontDesk

SECRET = "敏感指令 全体：今晚23点查东泉区砖厂"


def waiting(said: str = SECRET, **more: object) -> FrontDesk:
    """It was dictated at 10:00 and nothing more was said; what the bot said to it was heard."""
    front = FrontDesk()
    front.asks("齐正", said, **more)
    return front


def status_of(front: FrontDesk, number: str = "1020-1") -> Status:
    with front.work() as work:
        found = work.instructions.get(number)
    assert found is not None
    return found.status


def sent(front: FrontDesk) -> dict[str | None, str]:
    return {post.room: post.text for post in front.heard() if post.kind is PostKind.INSTRUCTION}


def test_it_is_previewed_and_not_sent() -> None:
    front = waiting()
    post = front.answer()
    assert (post.room, post.text) == (
        COMMAND,
        "指令 1020-1（待第二人同意，没有发出）\n"
        "发给：青石组、白河组，2个群，副本编号\n"
        "——\n今晚23点查东泉区砖厂\n——\n"
        "另一位调度员说“同意 1020-1”发出；“不发 1020-1”作罢。",
    )


@pytest.mark.parametrize("said", ["同意 1020-1", "同意1020－1", "1020-1 同意", "同意发指令１０２０-1"])
def test_a_second_dispatcher_sends_it_and_each_room_has_its_own_number(said: str) -> None:
    front = waiting()
    front.heard()
    front.asks("苏禾", said)
    posts = sent(front)
    assert posts == {
        QINGSHI: "【指令 1020-1】（副本 01/02，请勿转发）今晚23点查东泉区砖厂\n收到请引用本条回复“收到”。",
        BAIHE: "【指令 1020-1】（副本 02/02，请勿转发）今晚23点查东泉区砖厂\n收到请引用本条回复“收到”。",
    }
    front.asks("齐正", "副本 1020-1")
    assert front.answer().text == "指令 1020-1 副本：\n01/02　青石组\n02/02　白河组"


def test_its_author_hears_who_agreed_and_both_are_in_the_log() -> None:
    front = waiting()
    front.heard()
    front.asks("苏禾", "同意 1020-1", room=None)
    told = {post.contact: post.text for post in front.heard() if post.room is None}
    assert told == {ID["齐正"]: "指令 1020-1 经苏禾同意，已发出。", ID["苏禾"]: "指令 1020-1 已发青石组、白河组。"}
    with front.work() as work:
        acts = work.connection.exec_driver_sql("SELECT actor, action FROM audit WHERE subject = '1020-1' ORDER BY seq")
        assert [tuple(act) for act in acts] == [
            (ID["齐正"], "instruction.hold"),
            (ID["苏禾"], "instruction.agree"),
            (ID["苏禾"], "instruction"),
        ]


def test_nobody_agrees_to_his_own_nor_does_anybody_else() -> None:
    front = waiting()
    front.heard()
    front.asks("齐正", "同意 1020-1")
    assert front.answer().text == "自己下达的不能自己同意，请另一位调度员同意。"
    front.asks("罗青", "同意 1020-1")
    assert front.answer().text == "指令由指挥调度组下达和查看。"
    front.asks("苏禾", "同意 1020-1", room=QINGSHI)
    assert front.answer().room is None
    front.asks("苏禾", "同意")
    assert front.answer().text == "请写明编号。例：同意 1020-2；不发 1020-2"
    front.says("苏禾", "同意 1020-1")  # to people, not to the bot
    assert front.heard() == []
    assert status_of(front) is Status.WAITING


def test_the_wait_begins_when_it_goes_out() -> None:
    front = waiting()
    front.at("12:00")
    front.asks("苏禾", "同意 1020-1")
    front.heard()
    front.at("12:29")
    assert front.heard() == []
    front.at("12:31")
    assert {post.room for post in front.heard()} == {COMMAND, QINGSHI, BAIHE}


def test_the_hours_for_feedback_begin_when_it_goes_out() -> None:
    front = waiting("敏感指令 全体：今晚23点查东泉区砖厂，2小时内反馈")
    front.heard()
    front.at("15:00")
    front.asks("苏禾", "同意 1020-1", room=None)
    told = {post.contact: post.text for post in front.heard()}
    assert told[ID["苏禾"]] == "指令 1020-1 已发青石组、白河组。反馈时限读作10月20日17:00。"
    front.at("18:00")
    assert any("（10月20日17:00前反馈）" in post.text for post in front.heard())


def test_the_author_of_what_was_corrected_hears_of_it_when_the_correction_goes_out() -> None:
    third = Person("id-he", "何澄", Role.DISPATCHER)
    front = FrontDesk(replace(ROSTER, people=(*ROSTER.people, third)))
    front.asks("齐正", "指令 青石：今晚加查工地")
    front.asks("苏禾", "更正 1020-1：砖厂一律停产")
    front.heard()
    front.says("何澄", "@蓝哨\u2005同意 1020-2", sender=third.id, room=COMMAND, mentions=(BOT,))
    told = [post.text for post in front.heard() if post.contact == ID["齐正"]]
    assert told == ["您下达的指令 1020-1 已由 1020-2 更正（苏禾、何澄）。"]


@pytest.mark.parametrize("said", ["不发 1020-1", "撤回 1020-1", "1020-1不发了"])
def test_it_can_be_dropped_and_is_not_sent_afterwards(said: str) -> None:
    front = waiting()
    front.heard()
    front.asks("齐正", said)
    assert front.answer().text == "指令 1020-1 不发了。"
    front.asks("苏禾", "同意 1020-1")
    assert front.answer().text == "指令 1020-1 没有发出。"
    front.asks("齐正", "指令情况")
    assert front.answer().text == "当天没有下达指令。"


def test_taking_the_message_back_drops_it() -> None:
    front = FrontDesk()
    order = front.asks("齐正", SECRET)
    front.says("齐正", "撤回了一条消息", kind=Kind.RECALL, target=order)
    assert status_of(front) is Status.DROPPED


def test_one_that_is_out_is_not_dropped_but_may_be_voided() -> None:
    front = waiting()
    front.asks("苏禾", "同意 1020-1")
    front.heard()
    front.asks("苏禾", "撤回 1020-1")
    assert front.answer().text == "指令 1020-1 已发出。要收回请说：作废 1020-1 原因"


def test_it_lapses_and_its_author_hears_so_once() -> None:
    front = waiting()
    front.heard()
    front.at("21:59")
    assert front.heard() == []
    front.at("23:59")
    post = front.answer()
    assert (post.contact, post.text) == (ID["齐正"], "指令 1020-1 等了12小时没有第二人同意，没有发出。")
    assert status_of(front) is Status.DROPPED


def test_what_is_dictated_in_private_is_told_of_without_a_word_of_it() -> None:
    front = waiting(room=None)
    posts = {(post.room, post.contact): post.text for post in front.heard()}
    assert posts[COMMAND, None] == "指令 1020-1 待第二人同意：私聊我“预览 1020-1”看内容，“同意 1020-1”发出。"
    assert posts[None, ID["齐正"]].startswith("指令 1020-1（待第二人同意")
    assert len(posts) == 2
    front.asks("苏禾", "预览 1020-1")
    post = front.answer()
    assert post.contact == ID["苏禾"] and "今晚23点查东泉区砖厂" in post.text


def test_by_night_each_other_dispatcher_hears_of_it_in_private() -> None:
    front = FrontDesk()
    front.at("23:10")
    front.asks("齐正", SECRET)
    assert {(post.room, post.contact) for post in front.heard()} == {(None, ID["齐正"]), (None, ID["苏禾"])}


def test_words_of_targets_make_it_wait_by_themselves_and_words_of_closing_too() -> None:
    front = waiting("指令 青石：今晚按点位名单核查")
    assert "含“名单”，按敏感指令办。" in front.answer().text
    front.asks("齐正", "指令 青石：砖厂一律停产")
    text = front.answer().text
    assert "含“停产”，请对照方案的禁止事项核对。" in text and "副本" not in text
    front.asks("苏禾", "同意 1020-2")
    assert sent(front) == {QINGSHI: "【指令 1020-2】砖厂一律停产\n收到请引用本条回复“收到”。"}
    front.asks("齐正", "副本 1020-2")
    assert front.answer().text == "这条指令没有编副本号。"


def test_the_correction_of_a_sensitive_one_waits_too_and_until_then_the_old_one_holds() -> None:
    front = waiting()
    front.asks("苏禾", "同意 1020-1")
    front.heard()
    front.asks("苏禾", "更正 1020-1：改到24点")
    assert sent(front) == {} and status_of(front) is Status.ISSUED
    front.asks("齐正", "同意 1020-2")
    assert sent(front)[BAIHE].startswith("【指令 1020-2】（更正 1020-1，以本条为准）（副本 02/02，请勿转发）改到24点")
    assert status_of(front) is Status.REPLACED


def test_a_preview_shows_and_sends_nothing_and_takes_no_number() -> None:
    front = FrontDesk()
    front.asks("齐正", "预览 指令 青石：今晚加查工地")
    post = front.answer()
    assert post.contact == ID["齐正"]
    assert post.text == "指令预览（没有发出）\n发给：青石组，1个群\n——\n今晚加查工地\n——"
    front.asks("齐正", "预览 全体：砖厂一律停产")
    assert front.answer().text.endswith("要第二位调度员同意才发。")
    front.asks("齐正", "指令 青石：今晚加查工地")
    assert "1020-1" in front.heard()[0].text


def test_a_roster_with_one_dispatcher_is_told_that_nobody_can_agree() -> None:
    alone = tuple(p for p in ROSTER.people if p.role is not Role.DISPATCHER or p.name == "齐正")
    front = FrontDesk(replace(ROSTER, people=alone))
    front.asks("齐正", SECRET)
    assert front.answer().text.endswith("名册里没有第二位调度员。")


def test_the_status_of_a_sensitive_one_keeps_its_words_to_itself() -> None:
    front = waiting()
    front.asks("苏禾", "同意 1020-1")
    front.heard()
    front.asks("齐正", "指令情况")
    assert "（敏感）" in (text := front.answer().text) and "砖厂" not in text


NEW = "wxid-su-2"
AGAIN = "您与下达人的绑定是互相确认的，请另一位调度员同意。"


def rebound(front: FrontDesk, by: str = "齐正") -> None:
    """A new account that calls itself 苏禾 speaks in the command room, and is confirmed as 苏禾."""
    with front.work() as work:
        work.bindings.unbind(ID["苏禾"], ID["齐正"])
        bind_stranger(NEW, work.roster.person[ID["苏禾"]], ID.get(by, by), work)
    front.now += timedelta(minutes=1)


def test_an_account_that_the_author_bound_himself_does_not_agree_nor_he_to_its_own() -> None:
    front = FrontDesk()
    rebound(front)
    front.asks("齐正", SECRET)
    front.heard()
    front.asks("苏禾", "同意 1020-1")
    assert front.answer().text == AGAIN and status_of(front) is Status.WAITING
    front.asks("苏禾", SECRET)
    front.heard()
    front.asks("齐正", "同意 1020-2")
    assert front.answer().text == AGAIN and status_of(front, "1020-2") is Status.WAITING


def test_who_was_bound_after_it_was_dictated_does_not_agree_but_may_to_later_ones() -> None:
    front = waiting()
    front.now += timedelta(minutes=1)
    rebound(front, by="operator")
    front.says("齐正", "早")
    front.heard()
    front.asks("苏禾", "同意 1020-1")
    assert front.answer().text == "您是这条指令下达以后绑定的，请另一位调度员同意。"
    front.asks("齐正", SECRET)
    front.heard()
    front.asks("苏禾", "同意 1020-2")
    assert status_of(front, "1020-2") is Status.ISSUED


def test_the_binding_and_unbinding_of_a_dispatcher_is_told_to_the_room_and_to_the_other_dispatchers() -> None:
    third = Person("id-he", "何澄", Role.DISPATCHER)
    front = FrontDesk(replace(ROSTER, people=(*ROSTER.people, third)))
    front.asks("齐正", "解除绑定 苏禾", room=None)
    line = "调度员苏禾的微信已解除绑定（齐正办理）。"
    told = [(post.room, post.contact) for post in front.heard() if post.text == line]
    assert told == [(COMMAND, None), (None, third.id)]
    with front.work() as work:
        work.proposals.propose(NEW, "苏禾", ID["苏禾"], COMMAND)
    front.asks("齐正", "确认绑定 苏禾", room=None)
    line = "调度员苏禾的微信已绑定（齐正办理）。"
    told = [(post.room, post.contact) for post in front.heard() if post.text == line]
    assert told == [(COMMAND, None), (None, third.id)]
    front.asks("齐正", "解除绑定 郝大川", room=None)
    assert [post.contact for post in front.heard()] == [ID["齐正"]]  # no dispatcher


@pytest.mark.parametrize(
    ("meanwhile", "became"),
    [("作废 1020-1 弄错了", "已作废"), ("同意 1020-2", "已由 1020-2 更正")],
)
def test_a_correction_of_what_holds_no_more_is_dropped_with_the_reason(meanwhile: str, became: str) -> None:
    front = waiting()
    front.asks("苏禾", "同意 1020-1")
    front.asks("齐正", "更正 1020-1：改到22点")
    front.asks("齐正", "更正 1020-1：改到24点")
    front.asks("苏禾", meanwhile)
    front.heard()
    front.asks("苏禾", "同意 1020-3")
    line = f"指令 1020-1 {became}，指令 1020-3 不发了。"
    assert {(post.room, post.contact): post.text for post in front.heard()} == {
        (COMMAND, None): line,
        (None, ID["齐正"]): line,
    }
    assert status_of(front, "1020-3") is Status.DROPPED
