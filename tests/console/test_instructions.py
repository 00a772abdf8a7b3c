"""指令: written, read as each room will, sent, answered; from the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.instructions import Instruction
from tests.cast import BAIHE, QINGSHI
from tests.console_desk import console, visible
from tests.group_chat import GroupChat, group_chat

FORM = "a" * 32
ORDER = "今晚开展夜查，18:00前反馈。"


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        yield chat


def given(chat: GroupChat) -> list[Instruction]:
    return list(chat.look(lambda work: work.instructions.seen_by(None)))


def sends(chat: GroupChat, name: str, path: str = "/instructions", **form: str) -> str:
    """Somebody sends a form; what the next page says. What is owed is said afterwards."""
    with console(chat, name) as desk:
        status, text = desk.sends(path, **form)
        assert status == 200, (status, text)
    chat.run(chat.app.settle())
    return visible(text)


def test_an_instruction_goes_to_the_groups_that_are_ticked_whatever_its_text_says(chat: GroupChat) -> None:
    page = sends(chat, "齐正", text="全体：请看，白河组不用管。", group="qingshi")
    assert "指令 1021-1 已发青石组" in page
    (post,) = [sent.post for sent in chat.posts()]
    assert post.room == QINGSHI and "【指令 1021-1】全体：请看，白河组不用管。" in post.text
    assert chat.heard(BAIHE) == []


def test_the_preview_is_word_for_word_what_each_room_reads_and_sends_nothing(chat: GroupChat) -> None:
    with console(chat, "齐正") as desk:
        status, html = desk.sends("/instructions/preview", text=ORDER, everyone="1")
        assert status == 200 and "反馈时限读作10月21日18:00" in html
        bubbles = re.findall(r'<p class="bubble">@所有人 (.*?)</p>', html, re.S)
        assert not given(chat) and chat.posts() == []
        status, _ = desk.sends("/instructions", text=ORDER, group="qingshi")
    chat.run(chat.app.settle())
    assert bubbles == [sent.post.text for sent in chat.posts()]


def test_what_is_written_is_never_markup(chat: GroupChat) -> None:
    nasty = "<script>alert(1)</script>\" onfocus=x {{ 7*7 }} '; DROP TABLE visits; --"
    with console(chat, "齐正") as desk:
        for path in ("/instructions/preview", "/instructions/edit", "/instructions"):
            _, html = desk.sends(path, text=nasty, group="qingshi")
            assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html and "{{ 7*7 }}" in html
        for path in ("/instructions", "/instructions/1021-1", "/instructions/new?replaces=1021-1"):
            assert "<script>alert" not in desk.asks(path)[1]


def test_without_words_or_groups_nothing_is_sent_and_the_form_says_why(chat: GroupChat) -> None:
    with console(chat, "齐正") as desk:
        for form, why in (
            ({"text": ORDER}, "请写明发给谁"),
            ({"text": " ", "everyone": "1"}, "缺内容"),
            ({"text": "查" * 1501, "everyone": "1"}, "超过1500字"),
            ({"text": ORDER, "group": "nowhere"}, "请写明发给谁"),
        ):
            status, html = desk.sends("/instructions/preview", **form)
            assert (status, why in visible(html)) == (422, True)
            assert why in visible(desk.sends("/instructions", **form)[1])
    assert given(chat) == []


def test_a_form_that_is_sent_twice_gives_one_instruction(chat: GroupChat) -> None:
    for _ in range(2):
        assert "指令 1021-1" in sends(chat, "齐正", text=ORDER, everyone="1", token=FORM)
    assert [one.number for one in given(chat)] == ["1021-1"]


def test_what_names_targets_waits_for_a_second_dispatcher(chat: GroupChat) -> None:
    text = "核查清单见附件，勿外传。"
    with console(chat, "齐正") as desk:
        assert "要第二位调度员同意才发" in visible(desk.sends("/instructions/preview", text=text, everyone="1")[1])
    sends(chat, "齐正", text=text, everyone="1")
    assert given(chat)[0].status == "waiting" and chat.heard(QINGSHI) == []
    assert "自己下达的不能自己同意" in sends(chat, "齐正", "/instructions/1021-1/agree")
    assert given(chat)[0].status == "waiting"
    with console(chat, "苏禾") as desk:
        assert "核查清单" not in desk.sees("/instructions")
        assert "副本 01/02" in desk.sees("/instructions/1021-1")
    assert "已发青石组、白河组" in sends(chat, "苏禾", "/instructions/1021-1/agree")
    assert given(chat)[0].status == "issued"
    assert any("副本 01/02" in text for text in chat.heard(QINGSHI))
    for name, told in (("齐正", True), ("杜衡", False)):
        with console(chat, name) as desk:
            assert ("副本 02/02" in desk.sees("/instructions/1021-1")) == told


def test_one_that_waits_can_be_dropped(chat: GroupChat) -> None:
    sends(chat, "齐正", text="核查清单见附件", everyone="1", sensitive="1")
    assert "不发了" in sends(chat, "苏禾", "/instructions/1021-1/drop")
    assert given(chat)[0].status == "dropped" and chat.heard(QINGSHI) == []


def test_receipts_and_feedback_of_the_chat_stand_on_the_page(chat: GroupChat) -> None:
    sends(chat, "齐正", text=ORDER, everyone="1")
    chat.says("郝大川", "收到")
    chat.says("杜衡", "收到")
    chat.says("潘越", "反馈 1021-1：已查3家，<b>1家</b>有问题")
    with console(chat, "齐正") as desk:
        page = desk.sees("/instructions/1021-1")
        assert "青石组 收到 2/3 小组" in page and "白河组 ✓ 收到" in page
        assert "郝大川" in page and "第3小组 未见" in page and "已查3家，<b>1家</b>有问题" in page
        assert "收到 2/2 组" in desk.sees("/instructions") and "还等1个小组" in desk.sees("/instructions")
        assert "等收到" not in desk.sees("/instructions") + page
        assert "没回的提醒 10月21日" in page
        chat.later(7200)
        assert "没回的提醒" not in desk.sees("/instructions/1021-1")


def test_a_group_sees_its_own_answers_and_no_others(chat: GroupChat) -> None:
    sends(chat, "齐正", text=ORDER, everyone="1")
    sends(chat, "齐正", text="只给白河的话", group="baihe")
    chat.says("杜衡", "收到")
    for name in ("罗青", "温岚", "郝大川"):
        with console(chat, name) as desk:
            assert "白河" not in desk.sees("/instructions") + desk.sees("/instructions/1021-1")
            assert desk.asks("/instructions/1021-2")[0] == 404
            assert desk.asks("/instructions/1021-2/live")[0] == 404
    with console(chat, "杜衡") as desk:
        assert "只给白河的话" in desk.sees("/instructions")


def test_one_that_waits_is_not_there_for_a_group(chat: GroupChat) -> None:
    sends(chat, "齐正", text="核查清单见附件", everyone="1", sensitive="1")
    with console(chat, "罗青") as desk:
        assert "还没有指令" in desk.sees("/instructions")
        assert desk.asks("/instructions/1021-1")[0] == 404


@pytest.mark.parametrize("name", ["郝大川", "罗青", "温岚"])
def test_who_is_no_dispatcher_can_change_nothing(chat: GroupChat, name: str) -> None:
    sends(chat, "齐正", text=ORDER, everyone="1")
    with console(chat, name) as desk:
        assert desk.asks("/instructions/new")[0] == 403
        for path in ("preview", "edit", "track", "1021-1/void", "1021-1/agree", "1021-1/drop"):
            assert desk.sends(f"/instructions/{path}", text=ORDER, group="qingshi")[0] == 403
        assert desk.sends("/instructions", text=ORDER, group="qingshi")[0] == 403
        assert "下指令" not in desk.sees("/instructions") and "作废" not in desk.sees("/instructions/1021-1")
    assert [(one.number, one.status) for one in given(chat)] == [("1021-1", "issued")]


def test_a_correction_goes_to_the_same_groups_and_ends_the_first(chat: GroupChat) -> None:
    sends(chat, "齐正", text=ORDER, group="qingshi")
    with console(chat, "苏禾") as desk:
        assert ORDER in desk.asks("/instructions/new?replaces=1021-1")[1]
        page = visible(desk.sends("/instructions/preview", text="改为明晚。", replaces="1021-1")[1])
        assert "（更正 1021-1，以本条为准）改为明晚。" in page
    sends(chat, "苏禾", text="改为明晚。", replaces="1021-1", everyone="1")
    second, first = given(chat)
    assert (second.groups, second.replaces, first.status, first.ended) == (("qingshi",), "1021-1", "replaced", "1021-2")
    with console(chat, "齐正") as desk:
        assert desk.asks("/instructions/new?replaces=1021-1")[0] == 404
        assert "已由 1021-2 更正" in desk.sees("/instructions/1021-1")


def test_a_voided_one_is_told_where_it_was_read(chat: GroupChat) -> None:
    sends(chat, "齐正", text=ORDER, group="qingshi")
    chat.heard()
    assert "已作废" in sends(chat, "苏禾", "/instructions/1021-1/void", reason="弄错了")
    assert chat.heard(QINGSHI) == ["【指令 1021-1】已作废（弄错了），不再办理。"]
    assert "已作废" in sends(chat, "齐正", "/instructions/1021-1/void", reason="又一次")
    assert chat.heard(QINGSHI) == []


def test_what_was_posted_by_hand_is_offered_to_be_counted(chat: GroupChat) -> None:
    chat.says("齐正", "【调度指令】今晚开展夜查，请各组收到回复。", room=QINGSHI)
    chat.says("郝大川", "收到")
    with console(chat, "苏禾") as desk:
        assert "没有统计收到" not in desk.sees("/instructions")
    with console(chat, "齐正") as desk:
        assert "没有统计收到" in desk.sees("/instructions")
    assert "1021-1" in sends(chat, "齐正", "/instructions/track")
    with console(chat, "齐正") as desk:
        assert "郝大川" in desk.sees("/instructions/1021-1")


def test_an_instruction_is_on_record_under_who_gave_it(chat: GroupChat) -> None:
    sends(chat, "齐正", text=ORDER, everyone="1")
    (one,) = given(chat)
    assert one.author == "id-qi"
    assert chat.look(lambda work: work.inbox.message(one.message_id)).sender == "id-qi"


def test_the_list_goes_on_where_a_page_ends(chat: GroupChat) -> None:
    for number in range(33):
        sends(chat, "齐正", text=f"第{number}件事", group="qingshi")
    with console(chat, "齐正") as desk:
        first = desk.asks("/instructions")[1]
        (link,) = re.findall(r'href="(/instructions\?before=[^"]+)"', first)
        later = desk.sees(link)
        assert "第32件事" in visible(first) and "第2件事" not in visible(first)
        assert "第2件事" in later and "第0件事" in later and "第3件事" not in later
