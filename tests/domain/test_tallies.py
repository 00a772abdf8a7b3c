"""Counting a day: hand-computed figures, ties, empty days, and sums that always add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.tallies import GroupTally, TeamTally, by_county, rank, tally_of
from domain.visits import Outcome, Visit
from tests.cast import ROSTER
from tests.visit_book import DAY, QUOTA, a_visit, clock

NOW = clock("21:00")

MADE = [
    a_visit("云台县宏图砖厂", "09:00", outcome=Outcome.VIOLATION, findings=2, urgent=True),
    a_visit("云台县宏图 砖厂", "15:00", author="id-jin", outcome=Outcome.CORRECTED, findings=1),  # the same place again
    a_visit("东泉区二中工地", "11:00", industrial=False, county="东泉区", outcome=Outcome.HANDOVER, findings=3),
    a_visit("平川县三和化工", "10:00", team=2, author="id-pan", county=None),
    a_visit("平川县关停厂", "10:30", team=2, author="id-pan", outcome=Outcome.CLOSED),
    a_visit("云台县宏图砖厂", "16:00", team=3, author="id-tao"),  # another team at the same place
    a_visit("望山县老窑厂", "12:00", group="baihe", team=1, author="id-fan", outcome=Outcome.CORRECTED, findings=1),
    a_visit("昨天的厂", "08:00", day=DAY - timedelta(days=1)),
]


def test_a_place_counts_once_a_day_for_a_team_and_again_for_another_team() -> None:
    team_1, team_2, team_3 = tally_of(MADE, ROSTER, DAY, NOW).groups[0].teams
    counted = TeamTally("qingshi", 1, 3, 2, 1, findings=6, with_finding=3, violations=1, urgent=1)
    assert team_1 == replace(counted, problem_points=2, filings=1, corrected=1, handover=1)
    assert team_2 == TeamTally("qingshi", 2, 2, 2, 2)
    assert team_3 == TeamTally("qingshi", 3, 1, 1, 1)


def test_a_group_is_the_sum_of_its_teams() -> None:
    qingshi = tally_of(MADE, ROSTER, DAY, NOW).groups[0]
    assert (qingshi.visits, qingshi.points, qingshi.industrial, qingshi.findings) == (6, 5, 4, 6)
    assert (qingshi.with_finding, qingshi.violations, qingshi.urgent) == (3, 1, 1)
    assert qingshi.discovery_rate == Fraction(1, 2)


def test_a_visit_told_today_for_yesterday_counts_for_yesterday() -> None:
    yesterday = tally_of(MADE, ROSTER, DAY - timedelta(days=1), NOW)
    assert [group.points for group in yesterday.groups] == [1, 0]


def test_a_withdrawn_visit_counts_nowhere() -> None:
    tally = tally_of([replace(MADE[0], links=())], ROSTER, DAY, NOW)
    assert sum(group.visits for group in tally.groups) == 0


def test_teams_with_nothing_have_a_row_and_visits_of_no_team_get_one_at_the_end() -> None:
    tally = tally_of([a_visit(team=None), a_visit("别处", team=9)], ROSTER, DAY, NOW)
    assert [team.team for team in tally.groups[0].teams] == [1, 2, 3, 9, None]
    assert [team.team for team in tally.groups[1].teams] == [1, 2]
    assert tally.groups[0].teams[-1].short(QUOTA) == (0, 0)


def test_what_is_short_is_counted_for_points_and_industry_apart() -> None:
    assert TeamTally("qingshi", 1, points=8, industrial=4).short(QUOTA) == (0, 1)
    assert TeamTally("qingshi", 1, points=7, industrial=5).short(QUOTA) == (1, 0)
    assert TeamTally("qingshi", 1, points=8, industrial=5).short(QUOTA) == (0, 0)
    assert TeamTally("qingshi", 1, points=9, industrial=9).short(QUOTA) == (0, 0)


def test_completion_is_the_mean_over_teams_of_the_lesser_share() -> None:
    teams = (TeamTally("g", 1, points=8, industrial=4), TeamTally("g", 2, points=4, industrial=6), TeamTally("g", None))
    assert teams[0].completion(QUOTA) == Fraction(4, 5)
    assert teams[1].completion(QUOTA) == Fraction(1, 2)
    assert GroupTally("g", "g", "g", teams).completion(QUOTA) == Fraction(13, 20)
    assert GroupTally("g", "g", "g", ()).completion(QUOTA) is None


def test_equal_rates_share_a_place_and_groups_without_visits_come_last() -> None:
    def group(key: str, found: int, visits: int) -> GroupTally:
        return GroupTally(key, key, key, (TeamTally(key, 1, visits=visits, with_finding=found),))

    day = tally_of([], ROSTER, DAY, NOW)
    groups = (group("none", 0, 0), group("half", 1, 2), group("nil", 0, 3), group("also", 4, 8), group("top", 2, 3))
    ranked = rank(replace(day, groups=groups))
    assert [(r.place, r.group.key) for r in ranked] == [(1, "top"), (2, "half"), (2, "also"), (4, "nil"), (5, "none")]
    assert [r.group.is_small(QUOTA) for r in ranked] == [True, True, False, True, True]


def test_an_empty_day_has_every_team_and_no_rate() -> None:
    tally = tally_of([], ROSTER, DAY, NOW)
    assert [len(group.teams) for group in tally.groups] == [3, 2]
    assert all(group.discovery_rate is None and group.completion(QUOTA) == 0 for group in tally.groups)


def test_counties_are_counted_by_group_and_a_place_belongs_to_the_first_county_named() -> None:
    seen = [(c.group, c.county, c.points, c.findings, c.violations) for c in by_county(MADE, DAY)]
    assert seen == [
        ("qingshi", "云台县", 3, 3, 1),
        ("qingshi", "东泉区", 1, 3, 0),
        ("qingshi", None, 1, 0, 0),
        ("baihe", "云台县", 1, 1, 0),
    ]
    twice = [a_visit("砖厂", "09:00", county=None), a_visit("砖厂", "10:00", county="东泉区")]
    assert [(c.county, c.visits, c.points) for c in by_county(twice, DAY)] == [("东泉区", 2, 1)]


_VISITS = st.lists(
    st.builds(
        a_visit,
        st.sampled_from(["甲厂", "乙厂", "乙 厂", "丙厂", "。。", ""]),
        id=st.integers(0, 10**9).map(str),
        group=st.sampled_from(["qingshi", "baihe", "elsewhere"]),
        team=st.sampled_from([1, 2, 3, 4, None]),
        county=st.sampled_from([None, "东泉区", "云台县"]),
        industrial=st.booleans(),
        urgent=st.booleans(),
        outcome=st.sampled_from(Outcome),
        findings=st.integers(0, 3),
    ),
    max_size=40,
)


@given(_VISITS)
def test_sums_are_always_those_of_the_records(visits: list[Visit]) -> None:
    groups = tally_of(visits, ROSTER, DAY, NOW).groups
    assert sum(group.visits for group in groups) == len(visits)
    assert sum(group.findings for group in groups) == sum(visit.problems for visit in visits)
    assert sum(group.urgent for group in groups) == sum(visit.urgent for visit in visits)
    for team in (team for group in groups for team in group.teams):
        assert team.violations <= team.with_finding <= team.visits
        assert team.industrial <= team.points <= team.visits
    counties = by_county(visits, DAY)
    for group in groups:
        own = [county for county in counties if county.group == group.key]
        assert sum(county.points for county in own) == group.points
        assert sum(county.findings for county in own) == group.findings


@given(_VISITS)
def test_the_order_of_the_records_changes_nothing(visits: list[Visit]) -> None:
    known = [visit for visit in visits if visit.group != "elsewhere"]
    assert tally_of(known, ROSTER, DAY, NOW) == tally_of(known[::-1], ROSTER, DAY, NOW)
