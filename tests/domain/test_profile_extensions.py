from __future__ import annotations

from typing import Any

import pytest

from domain.profile_extensions import resolved
from domain.profile_tables import ProfileError

BASE: dict[str, Any] = {
    "key": "base",
    "plan": "省方案",
    "default": True,
    "quota": {"visits": 8, "industrial": 5},
    "reminders": [1, 2],
    "papers": [{"key": "a", "name": "甲", "photos": 3}, {"key": "b", "name": "乙"}],
    "rounds": [{"number": 1, "end": 5}, {"number": 2, "end": 9}],
}


def city(**said: Any) -> dict[str, Any]:
    return dict(resolved({"key": "city", "extends": "base", **said}, {"base": BASE}))


def test_what_is_not_said_is_as_in_the_base_but_for_what_each_says_for_itself() -> None:
    assert city() == {"key": "city", **{key: BASE[key] for key in ("quota", "reminders", "papers", "rounds")}}


def test_tables_merge_key_by_key_and_values_and_lists_of_values_replace() -> None:
    found = city(quota={"visits": 6}, reminders=[3])
    assert (found["quota"], found["reminders"]) == ({"visits": 6, "industrial": 5}, [3])


def test_lists_of_named_tables_merge_by_name_and_can_lose_one() -> None:
    found = city(papers=[{"key": "c", "name": "丙"}, {"key": "a", "photos": 4}], rounds=[{"number": 2, "remove": True}])
    assert found["papers"] == [
        {"key": "a", "name": "甲", "photos": 4},
        {"key": "b", "name": "乙"},
        {"key": "c", "name": "丙"},
    ]
    assert found["rounds"] == [{"number": 1, "end": 5}]


def test_the_articles_of_another_scheme_are_not_handed_down() -> None:
    base = {**BASE, "papers": [{"key": "a", "article": "五(三)", "photos": 3}]}
    found = resolved({"key": "city", "extends": "base"}, {"base": base})
    assert found["papers"] == [{"key": "a", "photos": 3}]
    own = {"key": "city", "extends": "base", "papers": [{"key": "a", "article": "第四条"}]}
    assert resolved(own, {"base": base})["papers"] == [{"key": "a", "photos": 3, "article": "第四条"}]


def test_a_list_of_tables_without_names_and_an_empty_one_replace() -> None:
    assert city(rounds=[])["rounds"] == []
    assert city(papers=[{"photos": 4}])["papers"] == [{"photos": 4}]


def test_the_nearest_of_several_bases_wins_and_no_base_is_changed() -> None:
    known: dict[str, dict[str, Any]] = {
        "base": BASE,
        "province": {"key": "province", "extends": "base", "quota": {"industrial": 4}},
    }
    found = resolved({"key": "city", "extends": "province", "quota": {"visits": 6}}, known)
    assert found["quota"] == {"visits": 6, "industrial": 4}
    assert BASE["quota"] == {"visits": 8, "industrial": 5}


@pytest.mark.parametrize(
    ("extends", "told"),
    [
        ("bas", "没有行动档案 “bas”，是不是 base？"),
        (7, "没有行动档案 7"),
        ("city", "绕成了圈：city → city"),
        ("loop", "绕成了圈：city → loop → city"),
        ("../base", "没有行动档案 “../base”"),
    ],
)
def test_a_base_that_is_not_there_and_a_circle_are_refused(extends: Any, told: str) -> None:
    known = {"base": BASE, "city": {"key": "city", "extends": extends}, "loop": {"key": "loop", "extends": "city"}}
    with pytest.raises(ProfileError, match=told):
        resolved(known["city"], known)


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(ProfileError, match="没有 9，不能 remove"):
        city(rounds=[{"number": 9, "remove": True}])
