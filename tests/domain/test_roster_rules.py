"""What a roster is refused for, and what is only listed as missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.roster_rules import (
    Gap,
    GapKind,
    RosterRule,
    gaps,
    is_own_city,
    may_take_part,
    refusals,
    sender_of,
)
from domain.rosters import Group, Person, Role, Roster, Seats
from tests.annex_book import ROWS
from tests.cast import PEOPLE, ROSTER

PROVINCE = RosterRule(staff=250, levels=("A",), needed=("certificate",), recorder=True)
CITY = replace(PROVINCE, levels=("A", "B"))
CITIES = tuple(host for host, *_ in ROWS)


def kinds(found: tuple[Gap, ...], kind: GapKind) -> list[tuple[str | None, str]]:
    return [(gap.group, gap.subject) for gap in found if gap.kind is kind]


def with_details(name: str, **details: str) -> Roster:
    people = tuple(replace(p, details={**p.details, **details}) if p.name == name else p for p in PEOPLE)
    return replace(ROSTER, people=people)


@pytest.mark.parametrize(
    ("level", "in_province", "in_city"), [("A", True, True), ("B", False, True), ("C", False, False)]
)
def test_level_a_may_go_everywhere_b_to_a_city_c_nowhere(level: str, in_province: bool, in_city: bool) -> None:
    assert (may_take_part(level, PROVINCE), may_take_part(level, CITY)) == (in_province, in_city)
    refused = refusals(with_details("郝大川", level=level), PROVINCE)
    assert kinds(refused, GapKind.LEVEL) == ([] if in_province else [("qingshi", "郝大川")])


@pytest.mark.parametrize(
    ("details", "own"),
    [
        ({"home_city": "青石"}, True),
        ({"home_city": "青石市"}, True),
        ({"unit": "青石市支队"}, True),
        ({"unit": "临江市支队"}, False),
    ],
)
def test_nobody_checks_his_own_city_however_it_is_written(details: dict[str, str], own: bool) -> None:
    refused = refusals(with_details("郝大川", **details), PROVINCE)
    assert kinds(refused, GapKind.OWN_CITY) == ([("qingshi", "郝大川")] if own else [])


def _rotated(sending: tuple[str, ...]) -> Roster:
    groups = tuple(
        Group(f"g{n}", f"驻{host}市暗访核查组", f"{host}市", (), (f"{city}市",), (1,))
        for n, (host, city) in enumerate(zip(CITIES, sending, strict=True))
    )
    people = tuple(
        Person(f"p{n}", f"某{n}", Role.INSPECTOR, f"g{n}", 1, {}, {"home_city": city}) for n, city in enumerate(sending)
    )
    return replace(ROSTER, groups=groups, people=people)


@pytest.mark.parametrize("steps", range(18))
def test_every_rotation_by_whole_steps_is_taken_but_the_one_that_sends_all_home(steps: int) -> None:
    refused = refusals(_rotated((*CITIES[steps:], *CITIES[:steps])), PROVINCE)
    assert len(refused) == (18 if steps == 0 else 0)


@settings(max_examples=200, deadline=None)
@given(st.permutations(CITIES))
def test_of_any_assignment_exactly_those_are_refused_who_would_check_their_own_city(sending: list[str]) -> None:
    refused = refusals(_rotated(tuple(sending)), PROVINCE)
    at_home = [f"g{n}" for n, (host, city) in enumerate(zip(CITIES, sending, strict=True)) if host == city]
    assert [gap.group for gap in refused] == at_home


def test_two_leaders_or_two_liaisons_of_a_group_are_refused_by_name() -> None:
    two = replace(ROSTER, people=(*PEOPLE, Person("id-2", "岑远山", Role.LIAISON, "qingshi")))
    (gap,) = refusals(two, PROVINCE)
    assert (gap.kind, gap.group, gap.subject, gap.what) == (GapKind.TWO_OF_ONE, "qingshi", "温岚、岑远山", "liaison")


def test_of_119_recorders_the_one_that_is_missing_is_named() -> None:
    groups = tuple(Group(f"g{n}", f"{n}组", f"{n}市", ("县",), ("派市",), tuple(range(1, 8))) for n in range(17))
    people = tuple(
        Person(f"{g.key}-{t}-{w}", f"甲{g.key}{t}{w}", Role.INSPECTOR, g.key, t, {}, {"recorder": "JL"} if w else {})
        for g in groups
        for t in g.teams
        for w in (0, 1)
    )
    one = replace(people[13], details={})
    found = gaps(replace(ROSTER, groups=groups, people=(*people[:13], one, *people[14:])), PROVINCE, 2)
    assert len(groups) * 7 == 119
    assert kinds(found, GapKind.NO_RECORDER) == [("g0", "7")]


def test_who_has_no_certificate_no_partner_no_account_is_listed() -> None:
    roster = with_details("郝大川", certificate="C-1")
    roster = replace(roster, people=tuple(p for p in roster.people if p.name != "薛宁"))
    found = gaps(roster, PROVINCE, 2, bound={p.id for p in roster.people} - {"id-pan"})
    assert ("qingshi", "郝大川") not in kinds(found, GapKind.NO_DETAIL)
    assert ("qingshi", "金小满") in kinds(found, GapKind.NO_DETAIL)
    assert kinds(found, GapKind.TEAM_SIZE) == [("qingshi", "2")]
    assert kinds(found, GapKind.UNBOUND) == [("qingshi", "潘越")]
    assert not {gap.kind for gap in found} & {GapKind.OWN_CITY, GapKind.LEVEL, GapKind.NO_ONE, GapKind.NO_ROOM}


def test_who_is_lent_to_the_data_desk_is_of_no_team_but_fills_a_seat() -> None:
    group = replace(ROSTER.groups[0], seats=(Seats("临江市", 8, leader=True, lent=1),), teams=(1, 2, 3))
    lent = Person("id-lent", "贺平", Role.DATA, "qingshi")
    roster = replace(ROSTER, groups=(group, *ROSTER.groups[1:]), people=(*PEOPLE, lent))
    found = gaps(roster, PROVINCE, 2)
    assert kinds(found, GapKind.TEAM_SIZE) == kinds(found, GapKind.SEATS) == []
    (short,) = (gap for gap in gaps(replace(roster, people=PEOPLE), PROVINCE, 2) if gap.kind is GapKind.SEATS)
    assert (short.found, short.wanted) == (7, 8)


def test_each_is_counted_for_the_city_that_sent_him() -> None:
    mixed = replace(ROSTER.groups[0], sending_cities=("临江市", "安岭市"))
    roster = replace(with_details("郝大川", unit="安岭市支队"), groups=(mixed, *ROSTER.groups[1:]))
    assert sender_of(roster.person["id-hao"], roster) == "安岭市"
    assert sender_of(roster.person["id-jin"], roster) == ""
    assert sender_of(roster.person["id-fan"], roster) == "安岭市"
    assert sender_of(roster.person["id-wen"], roster) == ""
    assert kinds(gaps(roster, PROVINCE, 2), GapKind.NO_SENDER)[0] == ("qingshi", "罗青")
    assert not is_own_city(roster.person["id-hao"], mixed)


def test_a_scheme_without_rules_asks_for_nothing() -> None:
    nothing = RosterRule(0, (), (), recorder=False)
    found = gaps(with_details("郝大川", level="C"), nothing, 2)
    assert refusals(with_details("郝大川", level="C"), nothing) == ()
    assert {gap.kind for gap in found} == set()
