"""The bot hears itself: an echo settles a send of which nobody knows; without one it is settled by kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.echoes import EchoMatcher
from bot.transports import Arrival, Parcel, SendUnknown
from domain.echoes import is_echo
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Once, Post, PostKind
from schedules.blind_windows import note_absence, note_return
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat

LONG = "【20:00 报送】按群内报送统计：附件2、附件3 已见，辛苦了。"


def post(
    kind: PostKind,
    text: str = LONG,
    room: str | None = QINGSHI,
    subject: str = "1",
    urgent: bool = False,
    person: str = "id-luo",
) -> Post:
    once = Once("anfang-2020", "test", subject, "2020-10-21")
    return Post(once, kind, room, None if room else person, text, about=NOBODYS)


def owe(chat: GroupChat, *posts: Post) -> None:
    chat.look(lambda work: [work.outbox.owe(each) for each in posts])


def hold_back_answers(chat: GroupChat, times: int = 1) -> list[str]:
    """The platform takes the next sends without a word; the texts that it was given, all of them."""
    given: list[str] = []
    send = chat.transport.send

    async def silent(parcel: Parcel) -> str:
        given.append(parcel.text)
        if len(given) <= times:
            raise SendUnknown("timeout")
        return await send(parcel)

    chat.transport.send = silent  # type: ignore[method-assign]
    return given


def wait(chat: GroupChat, seconds: int) -> None:
    chat.later(seconds)
    chat._runner.run(chat.app.settle())


def echoes(
    chat: GroupChat, text: str, message_id: str = "echo-1", room: str | None = QINGSHI, listener: str = ""
) -> None:
    """The bot's own account is heard saying something, in private to the listener."""
    message = Message(message_id, room, "bot-id", "蓝哨", chat.now, Kind.TEXT, text)
    chat.app.receiver.echo = EchoMatcher(chat.app.executor, lambda: chat.now).hear
    chat._runner.run(chat.app.receiver.receive(Arrival(message, b"{}", own=True, listener=listener)))


@pytest.mark.parametrize("front", ["", "@罗青\u2005", "@罗青\u2005@温岚\u2005"])
def test_an_echo_proves_that_it_was_said(tmp_path: Path, front: str) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat)
        owe(chat, post(PostKind.ROLL_CALL))
        chat.at("09:01")
        echoes(chat, front + LONG)
        chat.at("09:10")
        assert given == [LONG]
        (sent,) = chat.posts()
        assert sent.platform_id == "echo-1"
        assert chat.look(lambda work: work.inbox.all()) == []


def test_without_an_echo_what_must_be_heard_is_said_again_once_and_marked(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat)
        owe(chat, post(PostKind.ROLL_CALL), post(PostKind.ANSWER, "晚一点的话", subject="2"))
        wait(chat, 1)
        wait(chat, 20)
        assert given == [LONG]  # and the room waits
        chat.at("09:05")
        assert given == [LONG, f"（重发）{LONG}", "晚一点的话"]


def test_said_again_and_still_unknown_the_duty_officer_is_asked(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat, times=2)
        owe(chat, post(PostKind.TALLY))
        wait(chat, 1)
        chat.at("09:10")
        assert given[:2] == [LONG, f"（重发）{LONG}"] and len(given) == 3
        assert given[2].startswith("【请核实】09:")


def loses_answer(chat: GroupChat, number: int) -> list[Parcel]:
    """The platform takes the send of that number without a word; all that it was given."""
    given: list[Parcel] = []
    send = chat.transport.send

    async def once_silent(parcel: Parcel) -> str:
        given.append(parcel)
        if len(given) == number:
            raise SendUnknown("timeout")
        return await send(parcel)

    chat.transport.send = once_silent  # type: ignore[method-assign]
    return given


def test_of_a_long_text_only_the_part_in_doubt_is_said_again_as_it_was_and_marked(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = loses_answer(chat, 2)
        owe(chat, post(PostKind.ROLL_CALL, "青石组今日附件2、附件3均已见到，辛苦。" * 80))
        wait(chat, 1)
        chat.at("09:05")
        first, second, again, *rest = [parcel.text for parcel in given]
        assert first.startswith("（1/") and second.startswith("（2/")
        assert again == "（重发）" + second
        assert all("（2/" not in text[:12] and "（1/" not in text[:12] for text in rest)
        assert len(chat.posts()) == 1


def test_a_picture_in_doubt_is_never_shown_twice_but_asked_about(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = loses_answer(chat, 2)
        stored = chat.app.receiver._media.put([b"board"])
        owe(chat, replace(post(PostKind.TALLY), media=(stored.sha256,)))
        wait(chat, 1)
        chat.at("09:10")
        assert [(parcel.room, bool(parcel.file)) for parcel in given] == [
            (QINGSHI, False),
            (QINGSHI, True),
            (COMMAND, False),
        ]
        assert "请核实" in given[-1].text


def test_an_instruction_is_never_said_twice_but_asked_about_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat)
        owe(chat, post(PostKind.INSTRUCTION, "【指令1021-1】今日加查加油站，请回复收到"))
        wait(chat, 1)
        chat.at("09:30")
        (asked,) = chat.posts()
        assert asked.post.room == COMMAND
        assert asked.post.text == (
            "【请核实】09:00发往驻青石市暗访核查工作群的“【指令1021-1】今日加查加油站，请回复收到”没有得到回音。"
            "请看一眼群里有没有，没有请再发一次。"
        )
        assert len(given) == 2


def test_a_question_to_the_duty_officer_that_was_not_heard_is_asked_once_more(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat, times=2)
        owe(chat, post(PostKind.INSTRUCTION, "【指令 1021-1】今日重点核查工地扬尘"))
        wait(chat, 1)
        chat.at("09:10")
        question, again = given[1:]
        assert "请核实" in question and again == "（重发）" + question


def test_an_answer_is_dropped(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat)
        owe(chat, post(PostKind.ACKNOWLEDGEMENT))
        wait(chat, 1)
        chat.at("09:30")
        assert given == [LONG] and chat.posts() == []


def test_an_echo_that_comes_late_is_still_believed(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        hold_back_answers(chat)
        owe(chat, post(PostKind.ACKNOWLEDGEMENT))
        chat.at("09:02")
        echoes(chat, LONG)
        assert [sent.platform_id for sent in chat.posts()] == ["echo-1"]


def test_an_echo_is_known_though_many_posts_are_owed_after_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        hold_back_answers(chat)
        owe(chat, post(PostKind.ROLL_CALL))
        wait(chat, 1)
        owe(chat, *(post(PostKind.ANSWER, f"第{n}条", subject=f"more{n}") for n in range(200)))
        echoes(chat, LONG)
        assert [sent.platform_id for sent in chat.posts()] == ["echo-1"]


def test_the_same_words_to_two_people_are_told_apart_by_who_heard_them(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        hold_back_answers(chat, times=2)
        for person in ("id-luo", "id-hao"):
            owe(chat, post(PostKind.ANSWER, "可以这样说", room=None, subject=person, person=person))
        wait(chat, 1)
        echoes(chat, "可以这样说", "echo-1", room=None, listener="id-hao")
        assert [(sent.post.contact, sent.platform_id) for sent in chat.posts()] == [("id-hao", "echo-1")]
        echoes(chat, "可以这样说", "echo-2", room=None, listener="id-hao")
        assert len(chat.posts()) == 1
        echoes(chat, "可以这样说", "echo-3", room=None, listener="id-luo")
        assert {sent.post.contact: sent.platform_id for sent in chat.posts()} == {
            "id-hao": "echo-1",
            "id-luo": "echo-3",
        }


def test_words_in_private_that_nobody_says_to_whom_prove_only_what_was_said_to_one(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        hold_back_answers(chat, times=3)
        owe(chat, post(PostKind.ANSWER, "可以这样说", room=None, subject="1"))
        owe(chat, post(PostKind.ANSWER, "可以这样说", room=None, subject="2", person="id-hao"))
        owe(chat, post(PostKind.ANSWER, "只对一个人说", room=None, subject="3", person="id-jin"))
        wait(chat, 1)
        echoes(chat, "可以这样说", "echo-1", room=None)
        assert chat.posts() == []
        echoes(chat, "只对一个人说", "echo-2", room=None)
        assert [sent.platform_id for sent in chat.posts()] == ["echo-2"]


def test_an_unknown_send_holds_its_room_for_a_minute_and_no_other(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        given = hold_back_answers(chat)
        chat.look(lambda work: note_absence(chat.now, work))  # no echo can come, so nothing is settled
        owe(chat, post(PostKind.ROLL_CALL), post(PostKind.ANSWER, "同群", subject="2"))
        owe(chat, post(PostKind.ANSWER, "别群", room=BAIHE, subject="3"))
        wait(chat, 30)
        assert given == [LONG, "别群"]
        wait(chat, 61)
        assert given == [LONG, "别群", "同群"]
        chat.look(lambda work: note_return(chat.now, work))
        wait(chat, 60)
        assert given[3] == f"（重发）{LONG}"


def test_what_a_human_says_on_the_bots_phone_is_kept_and_never_read(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        echoes(chat, "1组 东泉区 金鑫包装厂 废气直排 涉嫌违法", "human-1")
        echoes(chat, "1组 东泉区 金鑫包装厂 废气直排 涉嫌违法", "human-1")
        (kept,) = chat.look(lambda work: work.inbox.all())
        assert (kept.message.id, kept.purpose) == ("human-1", None)
        assert chat.visits == [] and chat.look(lambda work: work.inbox.unhandled()) == []
        assert chat.heard() == []


def test_a_restart_settles_what_the_crash_left_in_the_same_way(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        owe(chat, post(PostKind.ROLL_CALL), post(PostKind.ANSWER, room=BAIHE, subject="2"))
        chat.look(lambda work: [work.outbox.claim(owed.id) for owed in work.outbox.due()])
        chat._runner.run(chat.app.sender.resume(chat.now, resend=False))
        chat.at("09:10")
        assert [(sent.post.room, sent.post.text) for sent in chat.posts()] == [(QINGSHI, f"（重发）{LONG}")]


@pytest.mark.parametrize("front", ["", "转：", "@罗青\u2005"])
def test_our_own_words_passed_on_never_make_a_record(tmp_path: Path, front: str) -> None:
    words = "1组 东泉区 金鑫包装厂 废气直排 涉嫌违法，已记"
    with group_chat(tmp_path, start="09:00") as chat:
        owe(chat, post(PostKind.ACKNOWLEDGEMENT, words, room=BAIHE))
        chat.at("09:01")
        assert len(chat.heard()) == 1
        chat.says("郝大川", front + words)
        assert chat.visits == []
        chat.says("郝大川", "1组 东泉区 金鑫包装厂 废气直排 涉嫌违法")
        assert len(chat.visits) == 1


@pytest.mark.parametrize("text", ["收到", "好的，马上", "辛苦了", "@蓝哨 谢谢"])
def test_a_remark_that_quotes_a_post_of_ours_is_no_record(tmp_path: Path, text: str) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        owe(chat, post(PostKind.ACKNOWLEDGEMENT, "1组 东泉区 金鑫包装厂 涉嫌违法，还差：视频"))
        chat.at("09:01")
        chat.says("郝大川", text, quote=chat.posts()[0].platform_id)
        assert chat.visits == []


def test_what_counts_as_an_echo() -> None:
    assert is_echo("@甲 （1/2）第一部分有十几个字呢，够长了", "第一部分有十几个字呢，够长了。第二部分也有")
    assert is_echo(LONG, f"（重发）{LONG}") and is_echo(f"（重发）{LONG}", f"（重发）{LONG}")
    assert not is_echo("已见", LONG) and not is_echo(f"转：{LONG}", LONG) and not is_echo("", "")
