"""A dispatcher posts an instruction by hand in the groups' rooms; the bot offers to count who has answered."""

from __future__ import annotations

import pytest

import handlers.hand_orders
from domain.hand_orders import hand_order_text
from domain.lexicons import Lexicon
from domain.messages import EVERYONE, Kind, Message
from domain.receipts import asks_receipt
from domain.rosters import Person
from handlers.receipts import says_received
from storage.lexicons import load_lexicon
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.handlers.front_desk import FrontDesk

ORDER = "【调度指令】今晚加查工地，18:00前反馈。收到请回复"
LEXICON = load_lexicon()


def posted(*rooms: str) -> FrontDesk:
    front = FrontDesk()
    for room in rooms or (QINGSHI, BAIHE):
        front.says("齐正", ORDER, room=room, mentions=(EVERYONE,))
    return front


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ORDER, "今晚加查工地，18:00前反馈"),
        ("@所有人 【指令】去县里集合", "去县里集合"),
        ("调度指令：各组加查道路，请各组收到请回复！", "各组加查道路"),
    ],
)
def test_what_such_a_post_says(text: str, said: str) -> None:
    assert hand_order_text(text, LEXICON) == said


@pytest.mark.parametrize(
    "text",
    [
        "今晚加查工地，收到请回复",
        "按指令要求再查一遍",
        "【指令 1020-1】今晚加查工地",
        "【通知】明早8点开会",
        "【调度指令】",
    ],
)
def test_what_is_none(text: str) -> None:
    assert hand_order_text(text, LEXICON) is None


def test_it_is_offered_in_private_once_for_all_rooms() -> None:
    front = posted()
    assert front.heard() == []
    front.at("10:10")
    post = front.answer()
    assert post.contact == ID["齐正"]
    assert post.text == "10:00您在青石组、白河组群发了指令“今晚加查工地，18:00前反馈”。要我记谁回了收到，请回“跟踪”。"
    front.at("23:00")
    assert front.heard() == []


def test_not_asked_for_nothing_is_counted_and_nobody_chased() -> None:
    front = posted()
    front.says("郝大川", "收到")
    front.at("20:00")
    assert [post.contact for post in front.heard()] == [ID["齐正"]]
    with front.work() as work:
        assert work.instructions.get("1020-1") is None


def tracked() -> FrontDesk:
    """Two have answered, one to something else; then it is counted at 10:10."""
    front = posted()
    front.says("郝大川", "收到")
    front.says("温岚", "明早8点集合，收到请回复")
    front.says("潘越", "收到")
    front.at("10:10")
    front.heard()
    front.says("齐正", "跟踪", room=None)
    return front


def groups_of(front: FrontDesk) -> list[tuple[str, int | None]]:
    with front.work() as work:
        return [(receipt.group, receipt.team) for receipt in work.instructions.receipts_of("1020-1")]


def test_asked_for_it_gets_a_number_and_who_answered_before_counts() -> None:
    front = tracked()
    post = front.answer()
    assert post.contact == ID["齐正"]
    assert post.text == "已跟踪，编号 1020-1：青石组、白河组。已见1条收到。反馈时限读作10月20日18:00。"
    assert groups_of(front) == [("qingshi", 1)]


def test_of_a_busy_room_only_the_words_are_read_that_may_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    front = posted(QINGSHI)
    front.says("郝大川", "收到")
    for number in range(30):
        front.says("郝大川", f"宏图砖厂{number}号料堆未苫盖")
    front.at("10:10")
    front.heard()
    read: list[str] = []

    def asks(text: str, lexicon: Lexicon) -> bool:
        read.append(text)
        return asks_receipt(text, lexicon)

    def received(said: Message, sender: Person, work: UnitOfWork) -> bool:
        read.append(said.text)
        return says_received(said, sender, work)

    monkeypatch.setattr(handlers.hand_orders, "asks_receipt", asks)
    monkeypatch.setattr(handlers.hand_orders, "says_received", received)
    front.says("齐正", "跟踪", room=None)
    assert groups_of(front) == [("qingshi", 1)]
    assert read == ["收到", "收到"]


def test_from_then_on_it_is_an_instruction_like_any_other() -> None:
    front = tracked()
    front.heard()
    front.says("范舟", "收到")
    front.says("罗青", "明白，已安排", quote="m1")
    front.says("薛宁", "已查3家，无问题", quote="m1")
    assert groups_of(front) == [("qingshi", 1), ("baihe", 1), ("qingshi", None), ("qingshi", 2)]
    front.at("21:00")
    chased = {post.room: post.text for post in front.heard()}
    assert chased[COMMAND] == "指令 1020-1（10月20日18:00前反馈）：群内未见白河组反馈。"
    assert QINGSHI not in chased


def test_the_silent_are_named() -> None:
    front = tracked()
    front.heard()
    front.at("11:00")
    told = {post.room: post.text for post in front.heard()}
    assert set(told) == {COMMAND, QINGSHI, BAIHE}
    assert "青石组（2、3组）、白河组" in told[COMMAND]


def test_a_room_that_gets_it_later_is_counted_too() -> None:
    front = posted(QINGSHI)
    front.at("10:05")
    front.heard()
    front.asks("齐正", "跟踪", room=None)
    front.heard()
    front.says("齐正", ORDER, room=BAIHE)
    front.says("范舟", "收到")
    assert groups_of(front) == [("baihe", 1)]
    front.at("10:20")
    assert front.heard() == []


def test_a_room_that_gets_it_after_the_silent_were_named_is_asked_by_itself() -> None:
    front = posted(QINGSHI)
    front.says("罗青", "收到")
    front.asks("齐正", "跟踪", room=None)
    front.at("11:00")
    front.heard()
    front.says("齐正", ORDER, room=BAIHE)
    front.at("12:00")
    assert {post.room: post.text for post in front.heard()} == {
        COMMAND: "指令 1020-1：群内未见白河组回复“收到”。",
        BAIHE: "【指令 1020-1】收到请引用原指令回复“收到”。",
    }


def test_posted_again_after_it_was_voided_it_is_offered_anew() -> None:
    front = posted(QINGSHI)
    front.asks("齐正", "跟踪", room=None)
    front.asks("齐正", "作废 1020-1")
    front.heard()
    front.says("齐正", ORDER, room=BAIHE)
    front.at("10:20")
    assert front.answer().text.startswith("10:00您在白河组群发了指令")
    with front.work() as work:
        found = work.instructions.get("1020-1")
    assert found is not None and found.groups == ("qingshi",)


def test_voided_or_corrected_the_rooms_know_it_by_its_time() -> None:
    front = tracked()
    front.heard()
    front.asks("齐正", "更正 1020-1：不用查了")
    assert {post.room: post.text for post in front.heard()}[BAIHE].startswith(
        "【指令 1020-2】（更正 10:00所发，以本条为准）不用查了"
    )
    other = tracked()
    other.heard()
    other.asks("齐正", "作废 1020-1 弄错了")
    assert {post.room: post.text for post in other.heard()}[QINGSHI] == "【指令 10:00所发】已作废（弄错了），不再办理。"


def test_what_was_taken_back_is_not_offered() -> None:
    front = posted(QINGSHI)
    front.says("齐正", "撤回了一条消息", kind=Kind.RECALL, target="m1", room=QINGSHI)
    front.at("12:00")
    assert front.heard() == []
    front.asks("齐正", "跟踪")
    post = front.answer()
    assert post.room is None and post.text.startswith("没有等着跟踪的指令")


def test_only_a_dispatchers_own_is_offered_and_only_to_him() -> None:
    front = FrontDesk()
    front.says("罗青", ORDER)
    front.at("12:00")
    assert front.heard() == []
    other = posted()
    other.at("10:10")
    other.heard()
    other.says("苏禾", "跟踪", room=None)
    assert other.answer().text.startswith("没有等着跟踪的指令")
    other.asks("罗青", "跟踪")
    assert other.answer().text == "指令由指挥调度组下达和查看。"


def test_taken_back_in_one_room_its_group_alone_is_not_asked() -> None:
    front = tracked()
    front.heard()
    front.says("齐正", "撤回了一条消息", kind=Kind.RECALL, target="m1", room=QINGSHI)
    front.at("11:00")
    told = {post.room: post.text for post in front.heard()}
    assert told == {
        COMMAND: "指令 1020-1：群内未见白河组回复“收到”。",
        BAIHE: "【指令 1020-1】收到请引用原指令回复“收到”。",
    }


def test_taken_back_in_every_room_nobody_is_asked() -> None:
    front = tracked()
    front.heard()
    for message, room in (("m1", QINGSHI), ("m2", BAIHE)):
        front.says("齐正", "撤回了一条消息", kind=Kind.RECALL, target=message, room=room)
    front.at("21:00")
    assert front.heard() == []
