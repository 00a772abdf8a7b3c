"""Papers of a period: each number a recount of the rows, days that add up, a ranking as one works it out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from documents.period_papers import Counted, fields_of, tally_of_paper, text_of
from domain.calendars import SHANGHAI
from domain.made_papers import PaperKind
from domain.visits import Finding, Outcome, Visit
from tests.cast import ROSTER
from tests.visit_book import QUOTA, a_visit, campaign

FIRST, LAST = date(2020, 11, 6), date(2020, 11, 8)
AS_OF = datetime(2020, 11, 9, 9, 30, tzinfo=SHANGHAI)
DUST, WASTE, OTHER = Finding("料堆未苫盖。", "dust"), Finding("危废间未上锁", "waste"), Finding("台账缺页", "ledger")


def counted(visits: list[Visit], kind: PaperKind = PaperKind.ROUND_REPORT, **more: Any) -> Counted:
    numbered = [replace(v, number=n) for n, v in enumerate(visits, 1)]
    return Counted(
        **{
            "kind": kind,
            "campaign": "暗访核查",
            "first": FIRST,
            "last": LAST,
            "round": 2,
            "groups": ("qingshi",),
            "visits": tuple(numbered),
            "roster": ROSTER,
            "categories": campaign().categories,
            "quota": QUOTA,
            "as_of": AS_OF,
            **more,
        }
    )


def fields(paper: Counted) -> dict[str, Any]:
    return fields_of(paper, tally_of_paper(paper))


def bad(place: str, day: date, outcome: Outcome, *findings: Finding, **more: Any) -> Visit:
    kinds = frozenset(finding.category for finding in findings)
    return a_visit(place, "10:00", day=day, outcome=outcome, findings=findings, categories=kinds, **more)


def some() -> list[Visit]:
    """青石's three days: the quarry twice on one day (one point), the brickworks on two days (two points)."""
    return [
        bad("宏图砖厂", FIRST, Outcome.VIOLATION, DUST, WASTE),
        bad("宏图砖厂", LAST, Outcome.HANDOVER, DUST),
        bad("大河砂场", FIRST, Outcome.CORRECTED, DUST, industrial=False),
        a_visit("大河 砂场", "15:00", day=FIRST, industrial=False),
        bad("江岸印刷厂", LAST, Outcome.VIOLATION, OTHER, team=2),
        a_visit("二中工地", "11:00", day=LAST, team=3, industrial=False),
        bad("晚了", LAST + timedelta(days=1), Outcome.VIOLATION, DUST),
        bad("绿野砂场", FIRST, Outcome.VIOLATION, DUST, group="baihe", author="id-fan"),
    ]


def own(visits: list[Visit]) -> list[Visit]:
    return [visit for visit in visits if visit.group == "qingshi"]


def test_the_four_numbers_of_a_round_are_counted_by_their_definitions() -> None:
    found = fields(counted(own(some()), advice="", signed=""))
    numbers = (found["points"], found["problem_points"], found["problems"], found["filings"])
    assert numbers == (5, 4, 5, 2)
    assert (found["corrected"], found["handover"], found["violations"], found["industrial"]) == (1, 1, 2, 3)
    assert found["period"] == "11月6日至11月8日" and found["as_of"] == "11月9日09:30"
    assert found["advice"] == ["【待组长填写】"] and found["signed"] == "【待签】"


def test_kinds_of_problem_come_by_their_places_with_the_gravest_first() -> None:
    found = fields(counted(own(some())))
    assert [(kind["number"], kind["name"], kind["points"], kind["problems"]) for kind in found["kinds"]] == [
        ("一", "扬尘治理", 3, 3),
        ("二", "台账在线", 1, 1),
        ("三", "固废危废", 1, 1),
    ]
    assert found["prominent"] == "扬尘治理、台账在线、固废危废"
    assert [(one["record"], one["text"], one["outcome"]) for one in found["kinds"][0]["examples"]] == [
        (1, "料堆未苫盖", "涉嫌违法"),
        (2, "料堆未苫盖", "需整改交办"),
        (3, "料堆未苫盖", "立行立改"),
    ]


def test_many_places_of_one_kind_are_counted_and_the_gravest_named() -> None:
    many = [bad(f"砖厂{n}", FIRST, Outcome.CORRECTED, DUST) for n in range(20)]
    many.append(bad("最重的", LAST, Outcome.VIOLATION, DUST))
    (kind,) = fields(counted(many))["kinds"]
    assert kind["examples"][0]["place"] == "最重的" and len(kind["examples"]) == 12 and kind["more"] == 9


def test_the_daily_reports_of_a_round_add_up_to_its_stage_report() -> None:
    visits = some()
    names = ("points", "industrial", "problem_points", "problems", "filings", "corrected", "handover", "violations")
    groups = ("qingshi", "baihe")
    whole = fields(counted(visits, PaperKind.STAGE_REPORT, groups=groups))
    days = [
        fields(counted(visits, PaperKind.DAILY_REPORT, first=day, last=day, round=None, groups=groups))
        for day in (FIRST, FIRST + timedelta(days=1), LAST)
    ]
    for name in names:
        assert whole[name] == sum(day[name] for day in days) > 0, name
        assert whole[name] == sum(row[name] for row in whole["groups"]), name
    for name in ("points", "industrial", "problem_points", "problems", "filings"):
        assert [row[name] for row in whole["by_day"]] == [day[name] for day in days], name


def test_the_text_says_what_is_still_to_be_filled_in() -> None:
    paper = counted(own(some()))
    text = text_of("第2轮核查报告 青石组", tally_of_paper(paper), paper)
    assert text == (
        "第2轮核查报告 青石组（截至11月9日09:30）：点位5，问题点位4，问题5，涉嫌违法点位2。"
        "工作建议待组长填写、组长未签字。按群内报送统计，请核对。"
    )


def ranked(visits: list[Visit]) -> dict[str, dict[str, Any]]:
    paper = counted(visits, PaperKind.BULLETIN, first=FIRST, last=FIRST, round=None, groups=("qingshi", "baihe"))
    found = fields(paper)
    return {"": found, **{row["name"]: row for row in found["ranking"]}}


def test_a_ranking_is_as_one_works_it_out_by_hand() -> None:
    """青石 has three teams, 白河 two; a team owes 8 points, 5 of them industrial."""
    visits = [a_visit(f"甲厂{n}", day=FIRST, team=1) for n in range(8)]  # team 1: 8/8 and 8/5: all of it
    visits += [bad(f"乙厂{n}", FIRST, Outcome.CORRECTED, DUST, team=2) for n in range(4)]  # team 2: 4/8; team 3: none
    visits += [bad("丙厂", FIRST, Outcome.CORRECTED, DUST, group="baihe", team=1, author="id-fan")]  # 1/8 and 1/5
    visits += [a_visit("丁厂", day=FIRST, group="baihe", team=1, author="id-fan")]
    found = ranked(visits)
    own, other = found["青石组"], found["白河组"]
    assert (own["points"], own["points_place"], other["points"], other["points_place"]) == (12, 1, 2, 2)
    assert (own["rate"], own["rate_of"], own["rate_place"]) == ("33%", "4/12", 2)
    assert (other["rate"], other["rate_of"], other["rate_place"]) == ("50%＊", "1/2", 1)
    assert (own["done"], own["done_place"]) == ("50%", 1)  # (8/8 + 4/8 + 0) / 3
    assert (other["done"], other["done_place"]) == ("13%", 2)  # (2/8 + 0) / 2
    assert found[""]["ranking_note"] == "＊检查点位不足8个，发现率仅供参考。"


@pytest.mark.parametrize("both", [True, False])
def test_equal_values_share_a_place_and_who_has_none_has_no_place(both: bool) -> None:
    visits = [bad("甲厂", FIRST, Outcome.CORRECTED, DUST)]
    if both:
        visits.append(bad("乙厂", FIRST, Outcome.CORRECTED, DUST, group="baihe", author="id-fan"))
    found = ranked(visits)
    assert (found["青石组"]["rate_place"], found["青石组"]["points_place"]) == (1, 1)
    places = {found["白河组"][key] for key in ("rate_place", "points_place", "done_place")}
    assert places == ({1} if both else {"—"})
