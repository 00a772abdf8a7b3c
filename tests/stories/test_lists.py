"""A list is handed out to a group: numbered, after a second word, and answered by team."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat

LIST = "1. 宏图砖厂，东泉区\n2. 顺达砂场，西岭区"
SENT = f"【指令 1021-1】（副本 01/01，请勿转发）{LIST}\n收到请引用本条回复“收到”。"


def handed_out(chat: GroupChat) -> None:
    assert chat.heard(QINGSHI) == []
    chat.asks("苏禾", "同意 1021-1")
    assert [p.post.text for p in chat.posts() if p.post.room == QINGSHI] == [SENT]
    assert [p for p in chat.posts() if p.post.room == BAIHE] == []


@pytest.mark.parametrize("said", ["分发清单 青石：{}", "下发问题清单给青石组：{}", "请分发检查清单，青石：{}"])
def test_it_goes_to_the_group_alone_after_a_second_word_and_is_answered_by_team(tmp_path: Path, said: str) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.asks("齐正", said.format(LIST))
        (preview,) = chat.heard(COMMAND)
        assert "待第二人同意，没有发出" in preview and LIST in preview
        handed_out(chat)
        (sent,) = (p for p in chat.posts() if p.post.room == QINGSHI)
        chat.says("郝大川", "收到", quote=sent.platform_id)
        chat.heard()
        chat.at("09:31")
        assert chat.heard(QINGSHI) == ["【指令 1021-1】2、3组收到请引用原指令回复“收到”。"]


def test_a_list_that_somebody_has_written_is_handed_out_by_a_quote_of_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        listed = chat.says("苏禾", LIST)
        chat.asks("齐正", "分发清单 青石", quote=listed)
        handed_out(chat)


def test_the_bots_own_list_of_other_groups_is_not_handed_out(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.says("郝大川", "东泉区宏图砖厂，喷淋未开，需整改交办")
        chat.says("范舟", "南关区恒泰铸造，料堆未苫盖，需整改交办")
        chat.at("10:00")
        chat.heard()
        chat.asks("齐正", "问题清单")
        listed = chat.posts()[-1]
        chat.asks("齐正", "分发清单 青石", quote=listed.platform_id)
        assert chat.heard(COMMAND)[-1] == "引用的清单里有别的组，没有发。请一组一组发。"
        chat.asks("齐正", "青石问题清单")
        listed = chat.posts()[-1]
        chat.asks("齐正", "分发清单 青石", quote=listed.platform_id)
        preview = chat.heard(COMMAND)[-1]
        assert "待第二人同意" in preview and "宏图砖厂" in preview and "恒泰" not in preview


def test_without_a_list_nothing_is_handed_out(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.asks("齐正", "分发清单 青石")
        chat.asks("温岚", f"分发清单 青石：{LIST}")
        assert not any(p.post.kind.value == "instruction" for p in chat.posts())
