"""An alert is said again until it is acknowledged: by a dispatcher for all, by leader and liaison for themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sender import PRIVATE_ATTEMPTS
from bot.transports import Parcel, SendRefused
from domain.messages import Kind
from domain.posts import PostKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.visit_book import campaign

PIPE = "2组，西岭区，青石市恒远化工有限公司，车间后墙一根暗管正往河里排红褐色废水，涉嫌偷排"
PIT = "1组，南关区，白河市顺达印染有限公司，渗坑排放印染废水，涉嫌违法"
LUO, WEN = ID["罗青"], ID["温岚"]
SAID = "【未阅】\n【紧急】#1 2组 青石市恒远化工有限公司：涉嫌违法（10:31报）\n请回：已阅 #1"


def again(chat: GroupChat) -> list[tuple[str, str]]:
    """(to whom, when) each repeat was said."""
    sent = [one for one in chat.posts() if one.post.kind is PostKind.URGENT_AGAIN]
    return [(one.post.lane, f"{one.sent_at.astimezone(chat.now.tzinfo):%H:%M}") for one in sent]


def acts(chat: GroupChat, action: str) -> list[tuple[str, str]]:
    """(actor, subject) of what the audit log holds of an action."""

    def read(work: UnitOfWork) -> list[tuple[str, str]]:
        rows = work.connection.exec_driver_sql("SELECT actor, subject FROM audit WHERE action = ?", (action,))
        return [(row[0], row[1]) for row in rows]

    return list(chat.look(read))


def id_of_alert(chat: GroupChat, lane: str) -> str:
    told = (PostKind.URGENT, PostKind.URGENT_AGAIN)
    return [one.platform_id or "" for one in chat.posts() if one.post.lane == lane and one.post.kind in told][-1]


def test_what_nobody_acknowledges_is_said_again_to_all_three_so_often_and_no_more(tmp_path: Path) -> None:
    rule = campaign().urgent
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.at("20:00")
        first = int(rule.repeat.total_seconds() // 60)  # and then after twice as long each time
        minutes = [31 + first * (2**n - 1) for n in range(1, rule.most_repeats + 1)]
        clocks = [f"{10 + m // 60}:{m % 60:02d}" for m in minutes]
        assert again(chat) == [(lane, clock) for clock in clocks for lane in (COMMAND, LUO, WEN)]
        assert {one.post.text for one in chat.posts() if one.post.kind is PostKind.URGENT_AGAIN} == {SAID}


@pytest.mark.parametrize(
    "words", ["已阅", "已阅 #1", "已阅＃１", "＃1已阅", "#1 已阅", "已阅1", "均已阅。", "已阅，#1"]
)
def test_a_dispatchers_word_in_the_command_room_ends_it_for_all_and_nobody_is_told(tmp_path: Path, words: str) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.heard()
        chat.at("10:33")
        chat.says("齐正", words)
        chat.at("11:30")
        assert again(chat) == [] and chat.heard(COMMAND) == []
        assert acts(chat, "alert.read") == [(ID["齐正"], "#1")]


@pytest.mark.parametrize("words", ["#1标紧急", "把#1拟一份紧急专报草稿"])
def test_a_dispatcher_who_attends_to_it_has_read_it(tmp_path: Path, words: str) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.at("10:33")
        chat.asks("齐正", words)
        chat.at("12:00")
        assert again(chat) == []


def test_a_word_of_assent_that_quotes_the_alert_or_its_repeat_ends_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.at("10:37")
        chat.says("苏禾", "收到，马上安排", quote=id_of_alert(chat, COMMAND))
        chat.at("11:30")
        assert {clock for _, clock in again(chat)} == {"10:36"}


def test_a_quote_that_a_client_writes_into_the_text_counts_too(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        head = chat.posts()[0].post.text.split("\n")[0]
        chat.says("苏禾", f"「蓝哨：{head}」\n- - - - - - - - - - - - - - -\n收到")
        chat.at("11:30")
        assert again(chat) == []


def test_words_in_the_command_room_that_do_not_acknowledge_it_end_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        for words in ("收到", "通知已阅后请回复", "这条是谁报的", "已阅的请回复一下哈，还有哪些组没有看到通知"):
            chat.says("齐正", words)
        chat.at("10:37")
        assert len(again(chat)) == 3


def test_leader_and_liaison_end_it_for_themselves_alone(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.says("罗青", "收到", room=None)
        chat.says("纪敏", "已阅 #1", room=None)  # another group's liaison
        chat.at("10:37")
        assert again(chat) == [(COMMAND, "10:36"), (WEN, "10:36")]
        assert acts(chat, "alert.read_own") == [(LUO, "#1")] and acts(chat, "alert.read") == []
        assert "没有待阅的#1。" in chat.heard()


def test_an_inspector_acknowledges_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.heard()
        chat.says("薛宁", "已阅 #1", room=None)
        assert chat.heard() == ["紧急情况由指挥调度组、组长、联络员回“已阅”。"]
        chat.at("10:37")
        assert len(again(chat)) == 3


def test_two_that_fall_due_together_are_one_post_a_listener_and_one_number_ends_one(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE, after=0)
        chat.says("范舟", PIT, after=0)
        chat.at("10:36")
        told = [one.post for one in chat.posts() if one.post.kind is PostKind.URGENT_AGAIN]
        assert [post.lane for post in told] == [COMMAND, LUO, WEN, ID["杜衡"], ID["纪敏"]]
        assert "#1" in told[0].text and "#2" in told[0].text and "#2" not in told[1].text and "#1" not in told[3].text
        chat.says("齐正", "已阅 #2")
        chat.at("10:46")
        assert [lane for lane, clock in again(chat) if clock == "10:46"] == [COMMAND, LUO, WEN]


def test_at_night_it_is_said_again_all_the_same(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("23:15")
        chat.says("潘越", PIPE)
        chat.at("23:21")
        assert len(again(chat)) == 3


def test_what_is_taken_back_needs_no_word_of_anybody(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        said = chat.says("潘越", PIPE)
        chat.at("10:33")
        chat.takes_back("潘越", said)
        chat.at("11:30")
        assert again(chat) == []


def test_a_corrected_name_is_the_one_that_is_said_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        said = chat.says("潘越", PIPE)
        chat.says("潘越", "更正：上面那家是青石市恒源化工有限公司", quote=said)
        chat.at("10:37")
        texts = [one.post.text for one in chat.posts() if one.post.kind is PostKind.URGENT_AGAIN]
        assert len(texts) == 3 and all("恒源化工" in text and "恒远" not in text for text in texts)


def test_after_a_restart_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
    with group_chat(tmp_path, start="10:45") as chat:
        chat.at("10:46")
        assert [lane for lane, _ in again(chat)] == [COMMAND, LUO, WEN]
        chat.asks("齐正", "已阅", id="of-the-second-run")
        assert "已记：#1 已阅。" in chat.heard(COMMAND)
        chat.at("12:00")
        assert len(again(chat)) == 3


def test_where_a_stranger_sits_in_the_command_room_one_dispatcher_ends_it_for_the_others(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.tells("joined\n生人", kind=Kind.SYSTEM, room=COMMAND, sender=COMMAND, target="stranger-生人")
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.at("10:37")
        assert [lane for lane, _ in again(chat)] == [ID["齐正"], ID["苏禾"], LUO, WEN]
        chat.says("苏禾", "收到", room=None)
        chat.at("11:30")
        assert len(again(chat)) == 4


def test_who_asks_hears_what_is_unread_of_his_own_group(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.says("范舟", PIT)
        chat.heard()
        chat.says("罗青", "未阅", room=None)
        (own,) = chat.heard()
        assert own.startswith("【未阅】1条\n【紧急】#1 2组 青石市恒远化工有限公司：涉嫌违法（10:31报）")
        chat.asks("齐正", "紧急情况")
        (every,) = chat.heard(COMMAND)
        assert every.startswith("【未阅】2条") and "#1" in every and "#2" in every
        chat.asks("郝大川", "紧急情况")
        assert chat.heard(QINGSHI) == ["紧急情况由指挥调度组、组长、联络员回“已阅”。"]
        chat.asks("齐正", "未阅", room=BAIHE)
        assert [(p.post.room, p.post.contact) for p in chat.posts()][-1] == (None, ID["齐正"])
        chat.asks("齐正", "已阅")
        chat.asks("齐正", "未阅")
        assert chat.heard(COMMAND)[-1] == "没有待阅的紧急情况。"


def test_a_leader_who_is_no_friend_is_told_of_in_the_command_room_and_never_in_the_group(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="10:00") as chat:
        send, asked = chat.transport.send, list[Parcel]()

        async def send_to_rooms(parcel: Parcel) -> str:
            if parcel.contact == LUO:
                asked.append(parcel)
                raise SendRefused("not a friend")
            return await send(parcel)

        chat.transport.send = send_to_rooms  # type: ignore[method-assign]
        chat.at("10:31")
        chat.says("潘越", PIPE)
        for minute in range(32, 59):
            chat.at(f"10:{minute}")
        told = [one.post for one in chat.posts() if one.post.kind is PostKind.UNDELIVERED]
        assert [(post.room, post.text) for post in told] == [
            (COMMAND, "【私信未达】青石组罗青收不到私信，请打电话告知：【紧急】#1 2组 青石市恒远化工有限公司：涉嫌违法")
        ]
        assert [one.post.text for one in chat.posts() if one.post.room == QINGSHI] == []
        assert len(asked) == PRIVATE_ATTEMPTS, "and it is not tried again every five minutes"
