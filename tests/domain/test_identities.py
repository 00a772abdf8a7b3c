from __future__ import annotations

import pytest

from domain.identities import imitated
from domain.rosters import Person, Role
from tests.cast import PEOPLE, QINGSHI
from tests.impostors import impostors

NAMES = [person.name for person in PEOPLE]


def test_of_two_thousand_imitations_at_least_99_in_100_are_told() -> None:
    made = impostors(NAMES, 2_000, seed=7)
    found = [imitated(shown, PEOPLE) for shown, _ in made]
    assert sum(person is not None for person in found) >= 1_980
    assert (
        sum(person is not None and person.name == name for person, (_, name) in zip(found, made, strict=True)) > 1_900
    )


@pytest.mark.parametrize(
    "name", ["王师傅", "路人", "环保卫士", "李老板", "A建材批发", "Nathan", "", "。。", "🌟", "小雷", "青石", "张三丰"]
)
def test_an_ordinary_name_imitates_nobody(name: str) -> None:
    assert imitated(name, PEOPLE) is None


@pytest.mark.parametrize("shown", ["临江组-老秦", "临江组老秦", "臨江組—老秦"])
def test_a_name_in_a_room_is_imitated_too(shown: str) -> None:
    known = Person("id-qin", "秦观海", Role.INSPECTOR, "qingshi", 1, {QINGSHI: "临江组-老秦"})
    assert imitated(shown, [known]) is known


def test_latin_names_are_told_from_cyrillic_ones() -> None:
    known = Person("id-x", "Zhao Lei", Role.LEADER, "qingshi")
    assert imitated("Zhао Lеі", [known]) is known
    assert imitated("Ｚｈａｏ　Ｌｅｉ", [known]) is known


def test_a_very_long_name_costs_little_and_is_cut() -> None:
    assert imitated("罗青" + "\u0301" * 100_000, PEOPLE) == PEOPLE[0]
    assert imitated("哈" * 100_000, PEOPLE) is None
