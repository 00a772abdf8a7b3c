"""评比, 公示稿 and 人员贡献: who hears what of whom."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cast import BAIHE, COMMAND, QINGSHI, ROSTER
from tests.documents.test_workbooks import cells
from tests.group_chat import GroupChat, group_chat


@pytest.fixture
def chat(tmp_path: Path) -> Any:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "1组 云台县宏达砂石厂 1、物料露天堆放未覆盖；2、地面积尘严重。需整改，交办属地。")
        chat.says("潘越", "2组 西岭区 青石市云帆纺织有限公司 污水站运行正常 台账齐全 未发现问题")
        chat.says("范舟", "1组 望山县老窑厂 除尘设施未运行，涉嫌环境违法，移交立案。联系人13800001111", room=BAIHE)
        chat.at("10:00")
        chat.asks("齐正", "#3标紧急", room=COMMAND)
        chat.heard()
        yield chat


def test_the_dispatchers_hear_all_places_and_what_they_mean(chat: GroupChat) -> None:
    chat.asks("齐正", "评比 第1轮", room=COMMAND)
    (text,) = chat.heard(COMMAND)
    assert text.startswith("【评比】第1轮 截至")
    assert "1 白河市 100%＊（1/1）\n2 青石市 50%＊（1/2）" in text
    assert "整改率：整改销号还没有在群里统计，暂不排名" in text and "数值相同的名次相同" in text


def test_a_group_hears_its_own_figures_and_no_place(chat: GroupChat) -> None:
    chat.asks("罗青", "排名")
    (text,) = chat.heard(QINGSHI)
    assert "问题发现率 50%＊（1/2）" in text
    assert "白河" not in text and not re.search(r"^\d+ ", text, re.M)


def test_a_dispatcher_who_asks_in_a_groups_room_is_answered_alone(chat: GroupChat) -> None:
    chat.asks("齐正", "评比", room=QINGSHI)
    assert chat.heard(QINGSHI) == []
    assert chat.posts()[-1].post.contact == "id-qi"


def file_of(chat: GroupChat) -> bytes:
    post = chat.posts()[-1].post
    assert (post.room, post.contact) == (None, "id-qi")
    (sha256,) = post.media
    return chat.app.jobs._media.path(sha256).read_bytes()


def test_the_public_copy_has_no_person_no_number_and_no_enterprise(chat: GroupChat, tmp_path: Path) -> None:
    chat.asks("齐正", "公示稿 第1轮", room=COMMAND)
    file = file_of(chat)
    assert cells(file, 0) == [[1, "白河市", "100%＊（1/1）"], [2, "青石市", "50%＊（1/2）"]]
    assert next(row[2] for row in cells(file, 1)) >= 1
    (tmp_path / "copy.xlsx").write_bytes(file)
    with zipfile.ZipFile(tmp_path / "copy.xlsx") as archive:
        said = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))
    hidden = [person.name for person in ROSTER.people] + ["13800001111", "砂石厂", "纺织", "老窑厂", "核查组"]
    assert not [word for word in hidden if word in said]
    assert not chat.heard(COMMAND) and len([post for post in chat.posts() if post.post.media]) == 1


def test_what_each_person_has_done_goes_to_the_dispatcher_who_asked_alone(chat: GroupChat) -> None:
    chat.asks("齐正", "人员贡献 第1轮", room=COMMAND)
    rows = cells(file_of(chat))
    assert rows[0] == ["范舟", "白河组", "1组", 1, 1, 1, 1, 1]
    assert rows[1][:1] + rows[1][3:] == ["郝大川", 1, 1, 2, 0, 0]
    assert rows[2][:1] + rows[2][3:] == ["潘越", 1, 0, 0, 0, 0]
    assert not chat.heard(COMMAND)


def test_nobody_else_has_either(chat: GroupChat) -> None:
    for name, words in (("罗青", "人员贡献 第1轮"), ("郝大川", "公示稿"), ("罗青", "公示稿 第1轮")):
        chat.asks(name, words)
        assert chat.heard(QINGSHI)[-1] == "公示稿和人员贡献只给指挥调度组。"
    assert not [post for post in chat.posts() if post.post.media]
