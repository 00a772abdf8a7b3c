"""Which rooms are meant, which names are another's, who went by the platform's own notice."""

from __future__ import annotations

import pytest

from domain.strangers import name_for, names_another, rooms_meant, went_by_notice
from tests.cast import BAIHE, COMMAND, LOCALS, QINGSHI, ROOMS, ROSTER


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("青石", [QINGSHI]),
        ("青石组", [QINGSHI]),
        ("青石属地", [LOCALS]),
        ("驻白河市暗访核查工作群", [BAIHE]),
        ("指挥群", [COMMAND]),
        (QINGSHI, [QINGSHI]),
        ("黑山", []),
        ("", []),
    ],
)
def test_a_room_is_meant_by_its_city_its_topic_or_its_id(words: str, meant: list[str]) -> None:
    assert [room.id for room in rooms_meant(words, ROOMS, ROSTER)] == meant


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.kind.value)
def test_the_words_that_an_alarm_gives_for_a_room_mean_that_room(room: object) -> None:
    assert room in ROOMS
    for known in ROOMS:
        assert rooms_meant(name_for(known, ROSTER), ROOMS, ROSTER) == (known,)


@pytest.mark.parametrize(
    ("room", "topic", "another"),
    [
        (QINGSHI, "驻青石市暗访核查工作群（第二轮）", False),
        (QINGSHI, "工作群", False),
        (QINGSHI, "青石白河联合群", False),
        (QINGSHI, "白河核查群", True),
        (QINGSHI, "白\u200b河核查群", True),
        (QINGSHI, "暗访核查指挥调度群", True),
        (COMMAND, "白河指挥调度群", False),
        (COMMAND, "专家咨询群", True),
        (QINGSHI, "", False),
    ],
)
def test_a_room_may_have_any_name_but_anothers(room: str, topic: str, another: bool) -> None:
    assert names_another(topic, ROSTER.room[room], ROSTER) is another


@pytest.mark.parametrize(
    ("notice", "names"),
    [
        ("“小马（出租）”已被移出群聊", ("小马（出租）",)),
        ("“小马”被“罗青”移出群聊", ("小马",)),
        ('你将"小马、小杨"移出了群聊', ("小马", "小杨")),
        ("“小马”退出了群聊", ("小马",)),
        ("“罗青”邀请“小马”加入了群聊", ()),
        ("老板说“小马”已被移出群聊了", ()),
        ("“" * 5_000, ()),
    ],
)
def test_who_went_is_read_from_the_platforms_own_notice(notice: str, names: tuple[str, ...]) -> None:
    assert went_by_notice(notice) == names
