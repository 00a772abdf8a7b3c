"""Whoever is on no roster: the dispatchers hear of him once, he hears nothing, and what is sensitive waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.messages import BOT, Kind, RoomChange
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.group_chat import DAY, GroupChat, group_chat

ORDER = "指令 青石：明早先查喷涂企业"
CLONE = "郝大川 "


def joins(chat: GroupChat, who: str, name: str, room: str = QINGSHI) -> None:
    change(chat, RoomChange.JOINED, name, room=room, target=who)


def leaves(chat: GroupChat, who: str, name: str, room: str = QINGSHI) -> None:
    change(chat, RoomChange.LEFT, name, room=room, target=who)


def change(chat: GroupChat, what: RoomChange, *lines: str, room: str, target: str | None) -> None:
    """What the transport tells of a room."""
    sender = f"stranger-{room}"
    fields = {"room": room, "target": target, "sender": sender, "kind": Kind.SYSTEM}
    chat.tells("\n".join((what.value, *lines)), **fields)


def posts(chat: GroupChat, kind: str) -> list[tuple[str | None, str | None, str]]:
    return [(p.post.room, p.post.contact, p.post.text) for p in chat.posts() if p.post.kind.value == kind]


def test_a_stranger_with_a_cloned_name_is_told_of_once_and_what_is_sensitive_waits_until_he_has_left(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        chat.at("15:00")
        joins(chat, "stranger-x", CLONE)
        chat.says(CLONE, "大家好", room=QINGSHI, sender="stranger-x")
        chat.at("15:05")
        chat.says(CLONE, "名单发一下", room=QINGSHI, sender="stranger-x")
        chat.at("15:30")
        [(room, _, text)] = posts(chat, "room_alarm")
        assert room == COMMAND
        assert text == (
            "【群内提示】驻青石市暗访核查工作群\n"
            "名册外成员：郝大川（与名册中某人同名或近似）\n"
            "统计、指令等暂不发到该群，提醒照常。\n"
            "核实后请回“确认本群 青石”。"
        )
        chat.asks("齐正", ORDER)
        chat.asks("温岚", "进度")
        chat.at("15:40")
        assert posts(chat, "instruction") == []
        assert posts(chat, "answer")[-1][:2] == (None, ID["温岚"])
        assert posts(chat, "room_alarm")[1:] == [
            (
                COMMAND,
                None,
                "【群内提示】驻青石市暗访核查工作群\n暂未发到该群：指令 1021-1。\n核实后请回“确认本群 青石”。",
            )
        ]
        chat.at("19:00")
        assert [room for room, _, _ in posts(chat, "reminder")] == [QINGSHI, BAIHE]
        leaves(chat, "stranger-x", CLONE)
        assert [room for room, _, _ in posts(chat, "instruction")] == [QINGSHI]
        assert not any(room == QINGSHI for room, _, _ in posts(chat, "room_alarm"))


def test_somebody_of_another_group_is_told_of_once_a_day_though_he_is_on_the_roster(tmp_path: Path) -> None:
    told = "【群内提示】驻青石市暗访核查工作群\n不属于本群的名册人员：范舟（白河组）"
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, ID["范舟"], "范舟")
        chat.says("范舟", "走错群了？", room=QINGSHI)
        chat.says("齐正", "大家辛苦", room=QINGSHI)
        chat.says("范舟", "到了", room=BAIHE)
        chat.says("杜衡", "收到", room=COMMAND)
        chat.at("09:00")
        chat.says("范舟", "还在", room=QINGSHI)
        chat.at("10:00")
        assert posts(chat, "room_alarm") == [(COMMAND, None, told)]
        chat.asks("齐正", "指令 青石：明早先查喷涂企业")
        assert [room for room, _, _ in posts(chat, "instruction")] == [QINGSHI]
        chat.at("08:00", DAY + timedelta(days=1))
        chat.says("范舟", "早", room=QINGSHI)
        chat.at("08:30")
        assert posts(chat, "room_alarm") == [(COMMAND, None, told)] * 2


def test_a_dispatcher_lets_go_what_waits_by_a_short_word(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, "stranger-y", "小马")
        joins(chat, "stranger-z", "小杨", room=BAIHE)
        chat.asks("齐正", "指令 全体：带好执法证")
        chat.at("08:30")
        assert posts(chat, "instruction") == []
        assert posts(chat, "receipt_chase") == []
        assert chat.heard()[0] == "指令 1021-1 待发青石组、白河组：群里有情况，确认本群后自动发出。"
        chat.asks("齐正", "放行")
        chat.asks("温岚", "确认本群 青石")
        chat.asks("苏禾", "放行 青石组")
        chat.asks("齐正", "确认本群", room=None)
        chat.asks("齐正", "确认本群")
        assert [text for text in chat.heard() if "指令" not in text] == [
            "待确认的群：驻青石市暗访核查工作群、驻白河市暗访核查工作群。请写明群名，例：确认本群 群名",
            "确认群由指挥调度组办理。",
            "已确认“驻青石市暗访核查工作群”，补发1条。",
            "已确认“驻白河市暗访核查工作群”，补发1条。",
            "现在没有待确认的群。",
        ]
        assert [room for room, _, _ in posts(chat, "instruction")] == [QINGSHI, BAIHE]
        chat.says("小马", "收到", sender="stranger-y", room=QINGSHI)
        chat.at("09:30")
        assert len(posts(chat, "room_alarm")) == 2


def test_what_waited_too_long_is_not_said_any_more(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        chat.at("20:50")
        joins(chat, "stranger-y", "小马")
        chat.at("21:30")
        assert [room for room, _, _ in posts(chat, "tally")] == [BAIHE, COMMAND]
        chat.at("11:00", day=DAY + timedelta(days=1))
        chat.asks("齐正", "确认本群 青石")
        assert posts(chat, "answer")[-1][2] == "已确认“驻青石市暗访核查工作群”，1条已过时不再发。"
        assert [room for room, _, _ in posts(chat, "tally")] == [BAIHE, COMMAND]


def test_of_a_stranger_in_the_command_room_the_dispatchers_are_told_in_private(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, "stranger-y", "小马", room=COMMAND)
        joins(chat, "stranger-y", "小马", room=QINGSHI)
        chat.at("08:30")
        assert [(room, contact) for room, contact, _ in posts(chat, "room_alarm")] == [
            (None, ID["齐正"]),
            (None, ID["苏禾"]),
        ] * 2
        chat.at("21:30")
        assert [room for room, _, _ in posts(chat, "tally")] == [BAIHE]


def test_who_only_speaks_in_the_command_room_is_told_of_but_holds_nothing_up(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="20:30") as chat:
        chat.says("驻黑山联络员", "我们组已报", room=COMMAND)
        chat.at("21:30")
        assert {room for room, _, _ in posts(chat, "room_alarm")} == {None}
        assert COMMAND in [room for room, _, _ in posts(chat, "tally")]


@pytest.mark.parametrize("topic", ["驻白河市暗访核查工作群", "白 河 核查群"])
def test_a_room_that_takes_another_groups_name_is_held_until_it_has_its_own_again(tmp_path: Path, topic: str) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        change(chat, RoomChange.TOPIC, "驻青石市暗访核查工作群", topic, room=QINGSHI, target=None)
        chat.asks("齐正", ORDER)
        chat.at("08:20")
        [(room, _, text)] = posts(chat, "room_alarm")
        assert room == COMMAND
        assert "群名改为" in text
        assert posts(chat, "instruction") == []
        change(chat, RoomChange.TOPIC, topic, "青石核查群", room=QINGSHI, target=None)
        assert len(posts(chat, "instruction")) == 1


def test_leavers_impostors_of_the_roster_and_the_bots_own_removal_are_told_of(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        leaves(chat, ID["潘越"], "潘越")
        leaves(chat, ID["潘越"], "潘越")
        change(chat, RoomChange.RENAMED, "薛宁", "温岚", room=QINGSHI, target=ID["薛宁"])
        change(chat, RoomChange.RENAMED, "严松", "3组-严松", room=QINGSHI, target=ID["严松"])
        leaves(chat, BOT, "蓝哨", room=BAIHE)
        chat.at("08:30")
        assert [text for _, _, text in posts(chat, "room_alarm")] == [
            "【群内提示】驻青石市暗访核查工作群\n已不在群：潘越\n改名后与他人同名或近似：薛宁改称温岚",
            "【群内提示】驻白河市暗访核查工作群\n蓝哨已不在该群，请重新拉入。\n"
            "统计、指令等暂不发到该群，提醒照常。\n核实后请回“确认本群 白河”。",
        ]


def test_in_a_room_of_no_roster_the_bot_is_silent_and_says_elsewhere_that_it_is_there(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, BOT, "蓝哨", room="room-elsewhere@chatroom")
        chat.says("路人", "欢迎", room="room-elsewhere@chatroom")
        chat.asks("齐正", "进度", room="room-elsewhere@chatroom")
        chat.at("08:30")
        [(room, _, text)] = posts(chat, "room_alarm")
        assert room == COMMAND
        assert "不在那里说话" in text
        assert [p for p in chat.posts() if p.post.room == "room-elsewhere@chatroom"] == []


def test_many_newcomers_are_one_alarm(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        for number in range(12):
            joins(chat, f"stranger-{number}", f"来人{number}")
        chat.at("08:30")
        [(_, _, text)] = posts(chat, "room_alarm")
        assert "来人7等12个" in text


def test_what_waits_goes_out_when_the_stranger_proves_to_be_somebody(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, "wx-new-phone", "潘越")
        chat.asks("齐正", ORDER)
        chat.at("08:20")
        assert posts(chat, "instruction") == []
        chat.look(lambda work: work.bindings.bind("wx-new-phone", ID["潘越"], ID["齐正"]))
        chat.at("08:30")
        assert [room for room, _, _ in posts(chat, "instruction")] == [QINGSHI]
        chat.at("20:00")
        assert len(posts(chat, "room_alarm")) == 1  # the newcomer and the order in one


def test_the_word_for_one_room_lets_no_other_go(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, "stranger-y", "小马")
        chat.asks("齐正", ORDER)
        chat.asks("齐正", "放行 青石属地")
        assert posts(chat, "answer")[-1][2].startswith("待确认的群：驻青石市暗访核查工作群。")
        chat.at("08:30")
        assert posts(chat, "instruction") == []


def test_a_group_whose_order_waited_is_named_in_the_command_room_though_another_was_named_before(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, "stranger-y", "小马")
        chat.asks("齐正", "指令 全体：带好执法证")
        chat.at("08:45")
        assert [room for room, _, _ in posts(chat, "receipt_chase")] == [COMMAND, BAIHE]
        chat.asks("齐正", "确认本群 青石")
        chat.at("12:00")
        told = posts(chat, "receipt_chase")[2:]
        assert [room for room, _, _ in told] == [COMMAND, QINGSHI]
        assert "青石组" in told[0][2] and "白河组" not in told[0][2]


def test_a_group_whose_order_waited_beyond_the_time_for_feedback_is_asked_once_it_has_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="08:00") as chat:
        joins(chat, "stranger-y", "小马")
        chat.asks("齐正", "指令 全体：加查工地，9:00前反馈")
        chat.at("10:00")
        assert [room for room, _, text in posts(chat, "receipt_chase") if "反馈" in text] == [COMMAND, BAIHE]
        chat.asks("齐正", "确认本群 青石")
        chat.at("13:00")
        asked = [(room, text) for room, _, text in posts(chat, "receipt_chase") if "反馈" in text][2:]
        assert [room for room, _ in asked] == [COMMAND, QINGSHI]
        assert asked[0][1].endswith("群内未见青石组反馈。")
