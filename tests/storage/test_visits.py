from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, select

from domain.assemblies import Assembled
from domain.messages import Kind, Message
from domain.visits import Finding, Hand, Link, Loose, Outcome, Part, Visit, place_key
from storage.evidence import Evidence
from storage.tables import audit, findings, visit_messages, visits
from storage.visits import Said
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.spying import statements_run
from tests.storage.conftest import NOON, after, unit

DAY = date(2020, 10, 20)


def link(message_id: str, minute: float = 0, kind: Kind = Kind.TEXT, part: Part = Part.WORDS) -> Link:
    return Link(message_id, after(minute), "id-hao", kind, part)


def visit(*message_ids: str, minute: float = 0, **changes: object) -> Visit:
    plain = Visit(
        number=None,
        group="qingshi",
        team=1,
        day=DAY,
        place="云台宏达砂石厂",
        county="云台县",
        industrial=True,
        lookback=False,
        outcome=Outcome.HANDOVER,
        urgent=False,
        categories=frozenset({"dust", "permit"}),
        findings=(Finding("料堆未覆盖", "dust"), Finding("无排污登记", "permit")),
        room=QINGSHI,
        author="id-hao",
        reported_at=after(minute),
        last_at=after(minute),
        links=tuple(link(m, minute) for m in message_ids or ("m1",)),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def stored(work: UnitOfWork, *items: Visit) -> tuple[Visit, ...]:
    return work.visits.apply(Assembled(visits=items))


def numbers(found: tuple[Visit, ...] | list[Visit]) -> list[int | None]:
    return [item.number for item in found]


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
links = st.lists(  # who sent a message, when and what it was follows from its id
    st.tuples(words, st.sampled_from(list(Part))).map(
        lambda one: Link(one[0], after(len(one[0]) * 40), f"id-{one[0]}", list(Kind)[len(one[0]) % len(Kind)], one[1])
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda item: item.message_id,
)
problems = st.builds(Finding, words, words)
hands = st.builds(
    Hand,
    place=st.none() | words,
    county=st.none() | words,
    team=st.none() | st.integers(0, 99),
    industrial=st.none() | st.booleans(),
    lookback=st.none() | st.booleans(),
    outcome=st.none() | st.sampled_from(list(Outcome)),
    categories=st.none() | st.frozensets(words, max_size=2),
    rewritten=st.lists(st.tuples(problems, st.none() | problems), max_size=2).map(tuple),
    added=st.lists(problems, max_size=2).map(tuple),
    names=st.lists(words, max_size=2).map(tuple),
    shelved=links.map(tuple) | st.just(()),
    into=st.none() | st.integers(1, 99),
    parted=st.booleans(),
)
any_visit = st.builds(
    Visit,
    number=st.none(),
    group=words,
    team=st.none() | st.integers(1, 99),
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    place=words,
    county=st.none() | words,
    industrial=st.booleans(),
    lookback=st.booleans(),
    outcome=st.sampled_from(list(Outcome)),
    urgent=st.booleans(),
    categories=st.frozensets(words, max_size=3),
    findings=st.lists(st.builds(Finding, words, words), max_size=4).map(tuple),
    room=st.none() | words,
    author=words,
    reported_at=st.integers(0, 500).map(after),
    last_at=st.integers(0, 500).map(after),
    links=links.map(tuple),
    hand=st.just(Hand()) | hands,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(any_visit, min_size=1, max_size=4))
def test_a_visit_comes_back_as_its_last_version_said(engine: Engine, versions: list[Visit]) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        work = unit(connection)
        for version in versions:
            number = 1 if version is not versions[0] else None
            (written,) = stored(work, replace(version, number=number))
            assert written == replace(version, number=1)
            assert work.visits.get(1) == written
            assert work.visits.all() == [written]
        transaction.rollback()


def test_visits_are_numbered_in_the_campaign_from_one_and_a_rollback_leaves_no_gap(connection: Connection) -> None:
    work = unit(connection)
    assert numbers(stored(work, visit("m1"), visit("m2"))) == [1, 2]
    savepoint = connection.begin_nested()
    assert numbers(stored(work, visit("m3"))) == [3]
    savepoint.rollback()
    assert numbers(stored(work, visit("m4"))) == [3]
    assert numbers(stored(unit(connection, campaign="other"), visit("m5"))) == [1]
    assert numbers(work.visits.all()) == [1, 2, 3]


def test_a_changed_visit_keeps_its_number_and_is_found_in_the_same_transaction(work: UnitOfWork) -> None:
    (first,) = stored(work, visit("m1"))
    (changed,) = stored(work, replace(first, place="云台砖厂", links=(*first.links, link("m2", 3)), last_at=after(3)))
    assert changed.number == 1
    assert work.visits.visits_of("m2") == (changed,)
    assert work.visits.named("qingshi", place_key("云台 砖厂！"), NOON) == (changed,)
    assert work.visits.named("qingshi", place_key(first.place), NOON) == ()


def test_a_number_never_given_cannot_be_changed(work: UnitOfWork) -> None:
    with pytest.raises(LookupError):
        stored(work, visit("m1", number=7))


def test_a_visit_without_links_is_withdrawn_but_its_row_stays(work: UnitOfWork) -> None:
    (first,) = stored(work, visit("m1"))
    stored(work, replace(first, links=()))
    assert work.visits.all() == work.visits.of_day(DAY) == work.visits.awaiting_acknowledgement("qingshi") == []
    assert work.visits.recent("qingshi", after(-9), team=1, sender="id-hao") == work.visits.visits_of("m1") == ()
    assert work.visits.get(1) == replace(first, links=())
    assert work.connection.execute(select(visits.c.withdrawn_at)).scalar() == NOON
    stored(work, first)
    assert work.visits.all() == [first]


def test_a_message_that_reports_three_places_belongs_to_three_visits(work: UnitOfWork) -> None:
    written = stored(work, visit("m1", place="甲厂"), visit("m1", place="乙厂"), visit("m1", place="丙厂"))
    assert work.visits.visits_of("m1") == written


def test_another_gateways_message_with_the_same_id_belongs_to_nothing_here(connection: Connection) -> None:
    stored(unit(connection, namespace="yesterday"), visit("m1"))
    assert unit(connection, namespace="today").visits.visits_of("m1") == ()


def test_recent_visits_are_the_teams_and_the_senders_newest_first(work: UnitOfWork) -> None:
    stored(
        work,
        visit("m1", minute=1),
        visit("m2", minute=4, team=2, author="id-pan"),
        visit("m3", minute=3, team=2),
        visit("m4", minute=2, author="id-jin"),
        visit("m5", minute=5, group="baihe"),
    )
    assert numbers(work.visits.recent("qingshi", NOON, team=1, sender="id-hao")) == [3, 4, 1]
    assert numbers(work.visits.recent("qingshi", NOON, team=None, sender="id-hao")) == [3, 1]
    assert numbers(work.visits.recent("qingshi", after(2), team=1, sender="nobody")) == [4]


def test_the_past_looks_at_twelve_visits_at_most_with_three_questions(work: UnitOfWork) -> None:
    stored(work, *(visit(f"m{n}", minute=n) for n in range(20)))
    with statements_run() as asked:
        for found in (
            work.visits.recent("qingshi", NOON, team=1, sender="id-hao"),
            work.visits.named("qingshi", place_key("云台宏达砂石厂"), NOON),
        ):
            assert numbers(found) == list(range(20, 8, -1))
            assert all(len(item.findings) == 2 and len(item.links) == 1 for item in found)
        assert len(asked) == 6
        work.visits.all()
        assert len(asked) == 9


def test_visits_of_a_day_are_those_made_on_it_by_number(work: UnitOfWork) -> None:
    stored(work, visit("m1"), visit("m2", day=date(2020, 10, 19)), visit("m3", group="baihe", team=1))
    assert numbers(work.visits.of_day(DAY)) == [1, 3]
    assert numbers(work.visits.of_day(DAY, "qingshi")) == [1]


def test_evidence_counts_different_files_and_the_unfetched_by_message(work: UnitOfWork) -> None:
    for n, sha256 in enumerate(["aa" * 32, "aa" * 32, "bb" * 32, None]):
        work.inbox.keep(Message(f"p{n}", QINGSHI, "id-hao", "", NOON, Kind.IMAGE), b"")
        if sha256:
            work.inbox.attach(f"p{n}", sha256, 1)
    photos = tuple(link(f"p{n}", 1, Kind.IMAGE, Part.PHOTO) for n in range(4))
    clip = link("v-of-no-inbox", 1, Kind.VIDEO, Part.VIDEO)
    stored(work, visit("m1", links=(link("m1"), *photos, clip)), visit("m2"))
    assert work.visits.evidence_of([1, 2, 9]) == {1: Evidence(3, 1), 2: Evidence(0, 0), 9: Evidence(0, 0)}
    assert work.visits.evidence_of([]) == {}


def test_what_was_said_of_a_visit_outlives_its_changes(work: UnitOfWork) -> None:
    (first, second) = stored(work, visit("m1"), visit("m2", group="baihe"))
    assert work.visits.said_of(1) is None
    assert work.visits.awaiting_acknowledgement("qingshi") == [first]
    work.visits.note_said(1, "第1号已记", 0)
    stored(work, replace(first, urgent=True))
    assert work.visits.said_of(1) == Said(0, "第1号已记", work.now)
    work.visits.note_said(1, "第1号更正", 1)
    assert work.visits.said_of(1) == Said(1, "第1号更正", work.now)
    assert work.visits.awaiting_acknowledgement("qingshi") == []
    assert work.visits.awaiting_acknowledgement("baihe") == [second]
    assert work.visits.said_of(99) is None


def test_a_visit_long_past_is_not_acknowledged_any_more(connection: Connection) -> None:
    stored(unit(connection), visit("m1"))
    assert unit(connection, after(60 * 24 * 2)).visits.awaiting_acknowledgement("qingshi") != []
    assert unit(connection, after(60 * 24 * 2 + 1)).visits.awaiting_acknowledgement("qingshi") == []


def waiting(message_id: str, minute: float, team: int | None = 1, sender: str = "id-hao") -> Loose:
    return Loose(message_id, "qingshi", team, sender, QINGSHI, after(minute), Kind.IMAGE)


def test_loose_photos_wait_in_order_until_they_are_settled(work: UnitOfWork) -> None:
    later, first, mate, stranger = (
        waiting("b", 2),
        waiting("a", 1),
        waiting("c", 3, 1, "id-jin"),
        waiting("d", 1, 2, "x"),
    )
    work.visits.apply(Assembled(loose=(later, first, mate, stranger)))
    work.visits.apply(Assembled(loose=(first,)))
    assert work.visits.loose("qingshi", NOON, team=1, sender="id-hao") == (first, later, mate)
    assert work.visits.loose("qingshi", NOON, team=None, sender="id-hao") == (first, later)
    assert work.visits.loose("qingshi", after(2), team=1, sender="id-hao") == (later, mate)
    work.visits.apply(Assembled(settled=("a", "c", "never there")))
    assert work.visits.loose("qingshi", NOON, team=1, sender="id-hao") == (later,)


def test_of_many_loose_photos_the_sixty_newest_are_looked_at_oldest_first(work: UnitOfWork) -> None:
    many = tuple(waiting(f"p{n}", n) for n in range(70))
    work.visits.apply(Assembled(loose=many))
    assert work.visits.loose("qingshi", NOON, team=1, sender="id-hao") == many[10:]


def test_each_change_leaves_one_entry_in_the_log_without_a_word_of_evidence(work: UnitOfWork) -> None:
    stored(work, visit("m1"), visit("m2"))
    work.visits.apply(Assembled())
    (entry,) = work.connection.execute(select(audit)).all()
    assert (entry.action, entry.subject) == ("visits.assemble", "1,2")
    assert "砂石厂" not in entry.detail and "未覆盖" not in entry.detail


def test_an_unchanged_visit_is_not_written_again_row_by_row(work: UnitOfWork) -> None:
    (first,) = stored(work, visit("m1", "m2"))
    with statements_run() as asked:
        stored(work, replace(first, urgent=True))
    written = [text for text, _ in asked if not text.startswith("SELECT")]
    assert any(text.startswith("UPDATE visits") for text in written)
    assert not [text for text in written if "visit_messages" in text]
    rows = [work.connection.execute(select(func.count()).select_from(t)).scalar() for t in (findings, visit_messages)]
    assert rows == [2, 2]
