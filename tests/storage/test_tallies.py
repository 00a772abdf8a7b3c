"""The counters say what a recount of all visits says, whatever has happened to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from domain.assemblies import Assembled
from domain.controls import ControlPeriod
from domain.tallies import tally_of
from domain.visits import Finding, Hand, Link, Outcome, Visit
from storage import databases
from storage.databases import upgrade
from storage.tables import visits
from storage.tally_tables import COUNTERS, day_counts
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.spying import statements_run
from tests.storage.conftest import NOON, after, unit
from tests.visit_book import a_visit

DAY = date(2020, 10, 20)
DAYS = (DAY, DAY + timedelta(days=1))
CONTROLS = (
    ControlPeriod(1, "青石市", "blue", after(-60), after(60)),
    ControlPeriod(2, "白河市", "yellow", after(30), None, ended_at=after(24 * 60)),
)

fields = st.fixed_dictionaries(
    {
        "group": st.sampled_from(["qingshi", "baihe", "elsewhere"]),
        "team": st.sampled_from([1, 2, 9, None]),
        "day": st.sampled_from(DAYS),
        "place": st.sampled_from(["甲厂", "乙厂", "乙 厂", "。。", ""]),
        "industrial": st.booleans(),
        "urgent": st.booleans(),
        "outcome": st.sampled_from(Outcome),
        "findings": st.integers(0, 3).map(lambda n: tuple(Finding(f"问题{i}") for i in range(n))),
        "reported_at": st.integers(-120, 3000).map(after),
    }
)
#: (which visit, what becomes of it): one never seen is made, None takes it back, another's number merges it away.
histories = st.lists(st.tuples(st.integers(0, 9), fields | st.none() | st.integers(0, 9)), max_size=25)


def _play(work: UnitOfWork, history: list[tuple[int, dict[str, object] | int | None]]) -> None:
    """Make, change, take back and bring back, merge and part visits as `history` says."""
    known: dict[int, Visit] = {}
    for which, what in history:
        if isinstance(what, dict):
            plain = known.get(which) or a_visit(id=str(which))
            new = replace(plain, **what, links=plain.links or _links(which))  # type: ignore[arg-type]
        elif which not in known:
            continue
        else:
            into = known.get(what) if isinstance(what, int) and what != which else None
            hand = Hand(into=into.number if into else None, shelved=known[which].links)
            new = replace(known[which], links=(), hand=hand)
        (known[which],) = work.visits.apply(Assembled(visits=(new,)))


def _links(which: int) -> tuple[Link, ...]:
    return a_visit(id=str(which)).links


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_counters_equal_a_recount_whatever_has_happened(
    engine: Engine, history: list[tuple[int, dict[str, object] | int | None]]
) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        work = unit(connection)
        _play(work, history)
        for periods in ((), CONTROLS):
            counted = tuple(tally_of(work.visits.of_day(day), ROSTER, day, NOON, periods) for day in DAYS)
            assert tuple(work.tallies.of_day(day, periods) for day in DAYS) == counted
            assert work.tallies.of_days(*DAYS, periods) == counted
        transaction.rollback()


def test_an_upgrade_counts_what_was_there_before(engine: Engine) -> None:
    places = ("甲厂", "乙厂", "乙 厂", "。。", "！")
    made = [a_visit(place, day=DAY, team=team, outcome=Outcome.HANDOVER) for place in places for team in (1, None)]
    made += [a_visit("丙厂", day=DAY, outcome=outcome, findings=2, urgent=True) for outcome in Outcome]
    with engine.begin() as connection:
        unit(connection).visits.apply(Assembled(visits=tuple(made)))
    with databases._migrating(engine) as config:
        command.downgrade(config, "day_counts-1")
    upgrade(engine)
    with engine.begin() as connection:
        work = unit(connection)
        assert work.tallies.of_day(DAY) == tally_of(work.visits.all(), ROSTER, DAY, NOON)
        assert [row.problems for row in connection.execute(select(visits.c.problems).order_by(visits.c.number))] == [
            visit.problems for visit in made
        ]


def test_a_campaign_is_counted_apart_from_another(connection: Connection) -> None:
    unit(connection, campaign="other").visits.apply(Assembled(visits=(a_visit(day=DAY),)))
    assert unit(connection).tallies.of_day(DAY) == tally_of([], ROSTER, DAY, NOON)


def test_what_nobody_touches_is_not_counted_again_and_a_photo_changes_no_counter(work: UnitOfWork) -> None:
    (visit,) = work.visits.apply(Assembled(visits=(a_visit(day=DAY, id="m"),)))
    with statements_run() as seen:
        work.visits.apply(Assembled(visits=(a_visit(day=DAY, id="m", photos=3, number=visit.number),)))
    assert not [text for text, _ in seen if "day_counts" in text]
    with statements_run() as seen:
        work.visits.apply(Assembled(visits=(a_visit(day=DAY, id="m", urgent=True, number=visit.number),)))
    assert len([text for text, _ in seen if "day_counts" in text]) == 2


def test_a_tally_costs_one_statement_however_many_visits_there_are(work: UnitOfWork) -> None:
    work.visits.apply(Assembled(visits=tuple(a_visit(f"第{n}厂", day=DAY) for n in range(40))))
    with statements_run() as seen:
        tally = work.tallies.of_day(DAY)
    assert (len(seen), tally.groups[0].points) == (1, 40)


def test_a_visit_keeps_how_many_problems_it_has(work: UnitOfWork) -> None:
    made = [
        a_visit("甲", day=DAY, findings=2),
        a_visit("乙", day=DAY, outcome=Outcome.VIOLATION),
        a_visit("丙", day=DAY),
    ]
    work.visits.apply(Assembled(visits=tuple(made)))
    found = work.connection.execute(select(visits.c.problems).order_by(visits.c.number)).scalars().all()
    assert list(found) == [visit.problems for visit in made] == [2, 1, 0]
    assert set(COUNTERS) <= set(day_counts.c.keys())
