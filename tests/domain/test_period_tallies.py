"""Figures of a period: hand-computed, and always the sum of its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.period_tallies import CategoryCount, Figures, PeriodTally, added, figures_of, period_tally_of
from domain.rosters import Roster
from domain.tallies import tally_of
from domain.visits import Finding, Outcome, Visit
from tests.cast import ROSTER
from tests.visit_book import DAY, a_visit, clock

NEXT = DAY + timedelta(days=1)
LAST = DAY + timedelta(days=4)
NOW = clock("21:00", LAST)
DUST, SMELL = Finding("扬尘", "dust"), Finding("异味", "smell")
BOTH = frozenset({"dust", "smell"})

MADE = [
    a_visit(
        "砖厂", "09:00", outcome=Outcome.VIOLATION, findings=(DUST, SMELL), categories=frozenset({"dust", "smell"})
    ),
    a_visit("砖 厂", "15:00", outcome=Outcome.VIOLATION, findings=(DUST,), categories=frozenset({"dust"})),
    a_visit("工地", "11:00", industrial=False, outcome=Outcome.CORRECTED, urgent=True),  # without words for its problem
    a_visit("砖厂", "09:30", day=NEXT, outcome=Outcome.HANDOVER, findings=(DUST,), categories=frozenset({"dust"})),
    a_visit("砖厂", "16:00", day=NEXT, team=2, author="id-pan", county="东泉区"),
    a_visit("老窑厂", "23:59", group="baihe", team=1, author="id-fan", outcome=Outcome.CLOSED),
]


def count(visits: list[Visit], roster: Roster = ROSTER, first: date = DAY, last: date = LAST) -> PeriodTally:
    return period_tally_of(visits, roster, first, last, NOW)


def test_a_place_counts_once_a_day_for_a_team_and_again_on_another_day() -> None:
    total = Figures(
        visits=5,
        points=4,
        industrial=3,
        problem_points=3,
        problems=5,
        with_finding=4,
        violations=2,
        filings=1,
        corrected=1,
        handover=1,
        urgent=1,
    )
    assert count(MADE).groups[0].total == total
    assert [(team, found.points) for team, found in count(MADE).groups[0].teams] == [(1, 3), (2, 1), (3, 0)]
    assert count(MADE).total.points == 5


def test_a_day_outside_or_not_yet_begun_and_what_was_withdrawn_count_nowhere() -> None:
    outside = [a_visit(day=DAY - timedelta(days=1)), a_visit(day=LAST + timedelta(days=1)), replace(MADE[0], links=())]
    assert count(outside).total == Figures()
    until_noon = period_tally_of(MADE, ROSTER, DAY, LAST, clock("12:00"))
    assert ([day.day for day in until_noon.days], until_noon.total.visits) == ([DAY], 4)
    assert len(count([]).days) == 5


def test_kinds_of_problem_are_ranked_by_places_then_findings() -> None:
    assert count(MADE).categories == (CategoryCount("dust", 2, 3), CategoryCount("smell", 1, 1))


def test_counties_and_hours_are_those_of_all_days() -> None:
    found = count(MADE)
    assert [(c.group, c.county, c.visits, c.points) for c in found.counties] == [
        ("baihe", "云台县", 1, 1),
        ("qingshi", "云台县", 4, 3),
        ("qingshi", "东泉区", 1, 1),
    ]
    assert {hour: many for hour, many in enumerate(found.hours) if many} == {9: 2, 11: 1, 15: 1, 16: 1, 23: 1}


def test_who_was_sent_by_which_city_is_told_by_the_roster_and_a_place_counts_for_who_told_of_it_first() -> None:
    mixed = replace(ROSTER.groups[0], sending_cities=("临江市", "安岭市"))
    home = {"id-hao": "安岭", "id-jin": "临江市"}
    people = tuple(replace(p, details={"home_city": home[p.id]}) if p.id in home else p for p in ROSTER.people)
    roster = replace(ROSTER, groups=(mixed, *ROSTER.groups[1:]), people=people)
    seen = [MADE[0], replace(MADE[1], author="id-jin"), replace(MADE[3], author="id-jin"), *MADE[4:]]
    cities = [(city.city, city.total.visits, city.total.points) for city in count(seen, roster).cities]
    assert cities == [("安岭市", 3, 2), ("临江市", 1, 1), (None, 1, 1)]


_DAYS = st.integers(-1, 6).map(lambda n: DAY + timedelta(days=n))
_FINDINGS = st.lists(st.builds(Finding, st.just("问题"), st.sampled_from(["dust", "smell", "other"])), max_size=3)
VISITS = st.lists(
    st.builds(
        a_visit,
        st.sampled_from(["甲厂", "乙厂", "乙 厂", "丙厂", "。。", ""]),
        id=st.integers(0, 10**9).map(str),
        day=_DAYS,
        group=st.sampled_from(["qingshi", "baihe", "elsewhere"]),
        team=st.sampled_from([1, 2, 3, 4, None]),
        author=st.sampled_from(["id-hao", "id-pan", "id-fan", "id-nobody"]),
        county=st.sampled_from([None, "东泉区", "云台县"]),
        industrial=st.booleans(),
        urgent=st.booleans(),
        outcome=st.sampled_from(Outcome),
        findings=_FINDINGS.map(tuple),
    ),
    max_size=40,
)


@given(VISITS)
def test_a_period_is_the_sum_of_its_days_however_it_is_cut(visits: list[Visit]) -> None:
    whole = count(visits)
    days = [tally_of(visits, ROSTER, day.day, NOW) for day in whole.days]
    teams = [team for day in days for group in day.groups for team in group.teams]
    assert whole.total == added(map(figures_of, teams))
    middle = DAY + timedelta(days=2)
    parts = [count(visits, last=middle), count(visits, first=middle + timedelta(days=1))]
    assert whole.total == added(part.total for part in parts)
    for name in ("cities", "groups"):
        assert added(row.total for row in getattr(whole, name)) == whole.total
    assert sum(county.points for county in whole.counties) == whole.total.points
    assert sum(county.findings for county in whole.counties) == whole.total.problems
    assert sum(whole.hours) == whole.total.visits


@given(VISITS)
def test_the_four_numbers_of_a_report_hold_together(visits: list[Visit]) -> None:
    whole = count(visits)
    rows = [whole.total, *(g.total for g in whole.groups), *(f for g in whole.groups for _, f in g.teams)]
    for row in [*rows, *(city.total for city in whole.cities)]:
        assert row.filings <= row.problem_points <= row.points <= row.visits
        assert row.filings <= row.violations <= row.with_finding <= row.problems
        assert row.corrected + row.handover + row.violations == row.with_finding
