"""来源: a record tells which messages it was made of and what each field rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.messages import Kind
from tests.cast import QINGSHI
from tests.group_chat import GroupChat, group_chat


def told(chat: GroupChat, name: str, said: str, **more: object) -> str:
    chat.heard()
    chat.asks(name, said, **more)
    (text,) = chat.heard()
    return text


def test_each_field_points_to_the_words_that_gave_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川")
        chat.shows("郝大川")
        chat.shows("金小满", kind=Kind.VIDEO)
        chat.says("郝大川", "宏途建材有限公司，喷漆房废气设施没有开，无组织排放。涉嫌违法，原料堆场未覆盖")
        chat.says("金小满", "补充：宏途建材在东泉区", after=120)
        text = told(chat, "罗青", "来源 #1")
    assert "照片×2" in text and "视频" in text and "补充“补充：宏途建材在东泉区”" in text
    lines = {line.split(" ")[0]: line for line in text.splitlines()}
    assert "东泉区" in lines["县区"] and "宏途建材在东泉区" in lines["县区"]
    assert "涉嫌违法：" in lines["结果"] and "“" in lines["结果"]
    assert lines["小组"].endswith("发的人是这个小组的")


def test_a_county_known_by_a_pin_and_a_mark_by_hand_say_so(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "云台县东泉路", kind=Kind.LOCATION, location=(34.1, 113.2))
        chat.says("郝大川", "宏途建材有限公司，喷漆房废气设施没有开，涉嫌违法")
        chat.asks("齐正", "#1标紧急")
        text = told(chat, "齐正", "来源#1")
    assert "县区 云台县：" in text and "定位“云台县东泉路”" in text
    assert "紧急 是：指挥调度组标的" in text


@pytest.mark.parametrize(("name", "room"), [("范舟", None), ("杜衡", None)])
def test_another_groups_record_is_not_explained(tmp_path: Path, name: str, room: str | None) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "宏途建材有限公司，东泉区，未发现问题")
        text = told(chat, name, "来源#1", room=room)
    assert "只能查本组" in text and "宏途" not in text


def test_a_dispatcher_in_a_groups_room_is_told_of_another_group_in_private(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("范舟", "望山县绿野砂场，未发现问题")
        chat.heard()
        chat.asks("齐正", "来源#1", room=QINGSHI)
        assert chat.heard(QINGSHI) == [] and chat.posts()[-1].post.contact is not None


def test_a_number_never_given_is_asked_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        assert "没有这个编号" in told(chat, "齐正", "来源#99")
