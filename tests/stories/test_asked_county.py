"""A county that nobody wrote is asked for once; whoever answers, however, it goes where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.posts import PostKind
from tests.cast import QINGSHI
from tests.group_chat import GroupChat, group_chat

LINE = "\n- - - - - - - - - - - - - - -\n"


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    """郝大川 has reported a place without its county at 09:00; at 11:35 the bot has asked for it."""
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "1组，青石市锦川铸造有限公司，料堆未苫盖，立行立改")
        chat.at("11:40")
        assert chat.heard(QINGSHI)[-1].endswith("还缺县区，请补充")
        yield chat


def county(chat: GroupChat, place: str = "锦川") -> str | None:
    (visit,) = [visit for visit in chat.visits if place in visit.place]
    return str(visit.county) if visit.county else None


def asking(chat: GroupChat) -> str:
    """The platform's id of the question."""
    return chat.posts()[-1].platform_id or ""


@pytest.mark.parametrize("said", ["云台", "云台县", "是云台的", "云台县。", "#1 云台", "1号是云台县的"])
def test_a_word_is_enough(chat: GroupChat, said: str) -> None:
    told = chat.says("郝大川", said)
    (visit,) = chat.visits
    assert visit.county == "云台县" and told in visit.message_ids
    assert chat.heard() == []


def test_the_question_may_be_quoted_by_its_id_or_in_words_alone(chat: GroupChat) -> None:
    chat.says("郝大川", "云台", quote=asking(chat))
    assert county(chat) == "云台县"


def test_a_quote_that_stands_in_the_text_alone_will_do(chat: GroupChat) -> None:
    chat.says("郝大川", f"「蓝哨：{chat.posts()[-1].post.text}」{LINE}云台")
    assert county(chat) == "云台县"


def test_it_may_be_said_to_the_bot(chat: GroupChat) -> None:
    chat.asks("郝大川", "云台")
    assert county(chat) == "云台县" and chat.heard() == []


def test_the_teammate_and_the_leader_may_answer_but_not_another_team(chat: GroupChat) -> None:
    chat.says("潘越", "云台")
    assert county(chat) is None
    chat.says("金小满", "云台")
    assert county(chat) == "云台县"


def test_the_leader_may_answer(chat: GroupChat) -> None:
    chat.says("罗青", "云台县", quote=asking(chat))
    assert county(chat) == "云台县"


def test_after_other_messages_hours_later_and_in_private(chat: GroupChat) -> None:
    chat.says("郝大川", "收到")
    chat.says("潘越", "2组 西岭区 恒远化工有限公司，未发现问题")
    chat.says("温岚", "都记得写县区")
    chat.at("14:30")
    chat.says("郝大川", "云台县", room=None)
    assert county(chat) == "云台县" and county(chat, "恒远") == "西岭区"


def test_of_a_place_reported_meanwhile_the_word_is_said_and_with_a_quote_of_the_one_that_was_asked_about(
    chat: GroupChat,
) -> None:
    chat.says("郝大川", "1组，鸿运塑料厂，未发现问题")
    chat.says("郝大川", "平川县")
    assert (county(chat, "鸿运"), county(chat)) == ("平川县", None)
    chat.says("郝大川", "云台县", quote=asking(chat))
    assert (county(chat, "鸿运"), county(chat)) == ("平川县", "云台县")


def test_of_several_that_were_asked_about_the_number_or_the_name_tells_which(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "1组，青石市锦川铸造有限公司，料堆未苫盖，立行立改")
        chat.at("09:30")
        chat.says("郝大川", "1组，鸿运塑料厂，危废间未上锁，立行立改")
        chat.at("11:40")
        chat.says("郝大川", "鸿运是平川的", quote=asking(chat))
        chat.says("郝大川", "#1 云台")
        assert (county(chat, "鸿运"), county(chat)) == ("平川县", "云台县")


def test_what_is_a_question_a_report_or_a_command_is_no_answer(chat: GroupChat) -> None:
    chat.asks("罗青", "云台县几家")
    chat.says("郝大川", "云台县在哪边？")
    chat.says("金小满", "下午去云台县，大家带好记录仪")
    chat.says("郝大川", "1组，云台县利民砖厂，未发现问题")
    assert county(chat) is None


def test_a_county_that_nobody_tells_is_not_asked_for_again(chat: GroupChat) -> None:
    chat.says("郝大川", "更正：上面那家是青石市锦州铸造有限公司")
    chat.at("20:30")
    said = [one.post for one in chat.posts()]
    assert sum("还缺县区" in post.text for post in said) == 1
    assert any(post.kind is PostKind.CORRECTION for post in said)
    assert county(chat, "锦州") is None
