"""Rankings of a period: hand-computed, with ties and groups that have nothing."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from domain.campaigns import Quota
from domain.rankings import Metric, contenders_of, ranked_by
from domain.tallies import DayTally, GroupTally, TeamTally, with_stops
from tests.visit_book import DAY, clock

QUOTA = Quota(2, 8, 5)


def a_day(n: int, **groups: tuple[TeamTally, ...]) -> DayTally:
    made = tuple(GroupTally(key, f"驻{key}市暗访核查组", f"{key}市", teams) for key, teams in groups.items())
    return DayTally(DAY + timedelta(days=n), clock("21:00"), made)


def team(key: str, number: int | None, points: int, industrial: int = 0, found: int = 0) -> TeamTally:
    return TeamTally(key, number, points, points, industrial, with_finding=found)


DAYS = [
    a_day(0, a=(team("a", 1, 8, 5, 4), team("a", 2, 4, 5, 2)), b=(team("b", 1, 12, 2, 6),), c=(team("c", 1, 0),)),
    a_day(1, a=(team("a", 1, 0), team("a", 2, 8, 5, 4)), b=(team("b", 1, 8, 5, 4),), c=(team("c", 1, 0),)),
]


def test_three_metrics_computed_by_hand() -> None:
    a, b, c = contenders_of(DAYS, QUOTA)
    assert (a.points, a.owed, a.shares[Metric.CHECKED]) == (20, 32, Fraction(5, 8))
    assert a.shares[Metric.DISCOVERY] == Fraction(1, 2)
    assert a.shares[Metric.COMPLETION] == Fraction(1 + Fraction(1, 2) + 0 + 1) / 4
    assert (b.shares[Metric.CHECKED], b.shares[Metric.COMPLETION]) == (Fraction(5, 4), Fraction(7, 10))
    assert (c.visits, Metric.DISCOVERY in c.shares) == (0, False)


def test_equal_shares_have_the_same_place_and_without_records_there_is_none() -> None:
    found = contenders_of(DAYS, QUOTA)
    places = [(place.place, place.contender.key) for place in ranked_by(Metric.DISCOVERY, found)]
    assert places == [(1, "a"), (1, "b"), (None, "c")]
    assert [place.contender.key for place in ranked_by(Metric.CHECKED, found)] == ["b", "a", "c"]
    more = contenders_of([*DAYS, a_day(2, d=(team("d", 1, 8, 5, 1),))], QUOTA)
    assert [place.place for place in ranked_by(Metric.DISCOVERY, more)] == [1, 1, 3, None]


def test_few_records_are_marked_and_a_team_that_was_stopped_owes_nothing() -> None:
    few = contenders_of([a_day(0, a=(team("a", 1, 7, 5, 7),))], QUOTA)[0]
    enough = contenders_of([a_day(0, a=(team("a", 1, 8, 5, 7),))], QUOTA)[0]
    assert (few.is_small, enough.is_small) == (True, False)
    stopped = [with_stops(DAYS[0], {("a", 2)})]
    assert contenders_of(stopped, QUOTA)[0].owed == 8


def test_records_of_no_team_count_for_what_was_found_and_owe_nothing() -> None:
    (a,) = contenders_of([a_day(0, a=(team("a", 1, 4, 4, 1), team("a", None, 4, 4, 3)))], QUOTA)
    assert (a.points, a.owed, a.visits, a.with_finding) == (8, 8, 8, 4)
