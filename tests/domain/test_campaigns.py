from __future__ import annotations

import copy
import tomllib
from datetime import date, datetime, time
from typing import Any

import pytest

from domain.campaigns import parse_profile
from domain.picture_remarks import NOTHING_TOLD
from domain.profile_tables import ProfileError
from tests.house.sources import ROOT

SHIPPED = tomllib.loads((ROOT / "domain/profiles/anfang-2020.toml").read_text("utf-8"))


def faults(table: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(ProfileError) as caught:
        parse_profile(table)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def written(section: str = "", **values: Any) -> dict[str, Any]:
    """The shipped profile with some keys of a section set otherwise; None takes one away."""
    table = copy.deepcopy(SHIPPED)
    own = table[section] if section else table
    own.update(values)
    for key in [key for key, value in values.items() if value is None]:
        del own[key]
    return table


def test_a_key_that_nobody_reads_is_refused_with_the_one_that_is_like_it() -> None:
    assert faults(written("quota", visit=6)) == ("不认识的键 quota.visit，是不是 quota.visits？",)
    assert faults(written(zzz=1)) == ("不认识的键 zzz",)
    table = copy.deepcopy(SHIPPED)
    case = next(rule for rule in table["obligations"] if rule["key"] == "typical_case")
    case["minimum_photo"] = 4
    expected = "不认识的键 obligations[typical_case].minimum_photo，是不是 obligations[typical_case].minimum_photos？"
    assert faults(table) == (expected,)


def test_every_fault_is_told_at_once_with_its_place() -> None:
    table = written("quota", visits="8", industrial=True)
    table["deadline"] = {**table["deadline"], "at": "20:00", "reminders": [time(18), "19:30"]}
    table["obligations"] = [{**SHIPPED["obligations"][0], "owed_by": "grup"}]
    del table["guard"], table["plan"]
    assert faults(table) == (
        "guard 没有写，应有一节 [guard]",
        "plan 没有写，应为加引号的文字",
        "quota.visits 应为不小于0的整数，现为 “8”",
        "quota.industrial 应为不小于0的整数，现为 true",
        "deadline.at 应为时刻（如 20:00:00），现为 “20:00”",
        "deadline.reminders 应为方括号里的若干时刻，其中有 “19:30”",
        "obligations[handover_form].owed_by 应为 group、person、team、host_city、sending_city、unit、campaign 之一，"
        "现为 “grup”，是不是 group？",
    )


@pytest.mark.parametrize(
    ("section", "values", "told"),
    [
        ("", {"start": datetime(2020, 10, 19, 8)}, "start 应为日期，不带时刻"),
        ("", {"rounds": SHIPPED["rounds"][:3]}, "rounds 应排到 2020-12-31，现排到 2020-12-12"),
        ("", {"end": date(2020, 10, 1)}, "end 不能早于 start"),
        ("", {"quota": 8}, "quota 应为一节 [quota]，现为 8"),
        ("", {"obligations": {"key": "x"}}, "obligations 应为若干节 [[obligations]]"),
        ("", {"plan": None}, "plan 没有写"),
        ("quota", {"visits": -1}, "quota.visits 应为不小于0的整数，现为 -1"),
        ("quota", {"team_size": 0}, "quota.team_size 应为不小于1的整数，现为 0"),
        ("urgent", {"repeat_minutes": 0}, "urgent.repeat_minutes 应为不小于1的整数"),
        ("manners", {"acknowledge": "some"}, "manners.acknowledge 应为 findings、all、none 之一，现为 “some”"),
        ("evidence", {"outcomes": ["violations"]}, "是不是 violation？"),
        ("", {"quota": [{"visits": 6}]}, "quota 应为一节 [quota]，现为 若干节（visits），方括号多了一层"),
        ("", {"plan": ["a", True]}, "plan 应为加引号的文字，现为 [“a”, true]"),
        ("", {"name": "暗访\n核查"}, "name 里有换行或看不见的字符"),
        ("", {"name": "查" * 41}, "name 应不超过40个字，现有41个"),
        ("manners", {"gather_minutes": 10**12}, "manners.gather_minutes 应不大于"),
    ],
)
def test_what_cannot_be_meant_is_refused(section: str, values: dict[str, Any], told: str) -> None:
    assert told in "\n".join(faults(written(section, **values)))


@pytest.mark.parametrize(
    ("section", "values", "told"),
    [
        ("", {"key": "市级 2021"}, "key 应为英文字母、数字和横线，现为 “市级 2021”"),
        ("", {"key": ""}, "key 应为英文字母、数字和横线，现为 “”"),
        ("quota", {"industrial": 9}, "quota.industrial 不能多于 visits（8），现为 9"),
        ("deadline", {"at": time(19)}, "deadline.reminders 应在 at（19:00）以前，现有 19:30"),
        ("deadline", {"at": time(22, 30)}, "deadline.at 落在静默时段（22:00 至 07:00）里，到时不能点名"),
        ("manners", {"quiet_from": time(19), "quiet_to": time(21)}, "deadline.at 落在静默时段（19:00 至 21:00）里"),
    ],
)
def test_what_goes_against_itself_is_refused(section: str, values: dict[str, Any], told: str) -> None:
    (fault,) = faults(written(section, **values))
    assert fault.startswith(told)


def test_a_deadline_at_the_end_or_outside_of_quiet_hours_is_none_of_that() -> None:
    for at, quiet in (
        (time(22), (time(22, 1), time(7))),
        (time(20), (time(7), time(7))),
        (time(21), (time(20), time(21))),
    ):
        table = written("deadline", at=at, reminders=[])
        table["manners"] = {**table["manners"], "quiet_from": quiet[0], "quiet_to": quiet[1]}
        assert parse_profile(table).deadline == at


def test_rounds_without_gap_or_overlap_are_wanted() -> None:
    table = copy.deepcopy(SHIPPED)
    table["rounds"][1]["start"] = date(2020, 11, 7)
    table["rounds"][3]["number"] = 3
    assert faults(table) == ("rounds 有两节都是 3", "rounds 第2轮次应从 2020-11-06 开始，现为 2020-11-07")


def of_case(**values: Any) -> tuple[str, ...]:
    table = copy.deepcopy(SHIPPED)
    next(rule for rule in table["obligations"] if rule["key"] == "typical_case").update(values)
    return faults(table)


def test_what_an_obligation_cannot_be_called_or_want_is_refused() -> None:
    assert "应不大于100000" in of_case(minimum_characters=10**6)[0]
    assert of_case(short="附件2") == ("obligations handover_form 和 typical_case 的 short 都是“附件2”，分不清",)
    assert "obligations[案例].key 应为小写英文字母、数字和横线" in of_case(key="案例")[0]
    assert "不可见" not in of_case(name="案例\u202e")[0] and "看不见" in of_case(name="案\u202e例")[0]


def test_a_paper_that_is_not_asked_for_any_more_has_no_minima() -> None:
    table = copy.deepcopy(SHIPPED)
    table["obligations"] = [rule for rule in table["obligations"] if rule["key"] != "typical_case"]
    rule = parse_profile(table).rule_of("typical_case")
    assert (rule.key, rule.minimum_characters, rule.minimum_photos) == ("typical_case", 0, 0)


def test_a_profile_of_nothing_is_told_each_part_that_is_missing() -> None:
    told = faults({})
    assert len(told) == len(set(told)) > 20
    assert "quota 没有写，应有一节 [quota]" in told


def test_without_the_table_of_pictures_nobody_is_told_of_them_and_a_part_of_it_is_no_table() -> None:
    assert parse_profile(written(pictures=None)).pictures == NOTHING_TOLD
    assert NOTHING_TOLD.told_at == () and NOTHING_TOLD.least_side == 0
    assert faults(written("pictures", lag_minutes=None)) == ("pictures.lag_minutes 没有写，应为不小于1的整数",)
    assert parse_profile(written("pictures", told_at=None)).pictures.told_at == ()
