from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, func, select

from domain.rosters import Person, Role
from storage.roster_tables import bindings, roster_versions
from storage.rosters import current, import_roster
from storage.tables import audit
from tests.cast import BAIHE, PEOPLE, QINGSHI, ROSTER
from tests.storage.conftest import NOON, after

RICH = Person(
    "id-rich",
    "花名册",
    Role.INSPECTOR,
    "qingshi",
    1,
    {QINGSHI: "临江-花名册-1组", BAIHE: "花"},
    {"home_city": "临江市", "level": "A"},
)


def bound(connection: Connection) -> dict[str, tuple[object, object]]:
    rows = connection.execute(select(bindings.c.contact_id, bindings.c.from_at, bindings.c.to_at)).all()
    return {row.contact_id: (row.from_at, row.to_at) for row in rows}


def test_before_the_first_import_there_is_no_roster(connection: Connection) -> None:
    assert current(connection, after(60)) is None


def test_a_roster_comes_back_as_it_was(connection: Connection) -> None:
    roster = replace(ROSTER, people=(*PEOPLE[::-1], RICH))
    import_roster(connection, roster, "gate", NOON)
    assert current(connection, after(60)) == roster


def test_importing_the_same_roster_again_changes_nothing(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    import_roster(connection, ROSTER, "gate", after(5))
    assert connection.execute(select(roster_versions.c.imported_at)).scalars().all() == [NOON]
    assert connection.execute(select(func.count()).select_from(audit)).scalar() == 1
    assert connection.execute(select(func.count()).select_from(bindings)).scalar() == len(PEOPLE)


def test_a_new_roster_replaces_the_old_one_and_closes_the_accounts_that_left(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    changed = replace(ROSTER, people=(*PEOPLE[1:], RICH))
    import_roster(connection, changed, "gate", after(5))
    assert current(connection, after(60)) == changed
    assert bound(connection)[PEOPLE[0].id] == (NOON, after(5))
    assert bound(connection)[PEOPLE[1].id] == (NOON, None)
    assert bound(connection)["id-rich"] == (after(5), None)


def test_who_comes_back_is_bound_anew_and_the_history_stays(connection: Connection) -> None:
    for minute, who in ((0, PEOPLE), (1, PEOPLE[1:]), (2, PEOPLE)):
        import_roster(connection, replace(ROSTER, people=who), "gate", after(minute))
    rows = connection.execute(
        select(bindings.c.from_at, bindings.c.to_at)
        .where(bindings.c.contact_id == PEOPLE[0].id)
        .order_by(bindings.c.id)
    )
    assert rows.all() == [(after(0), after(1)), (after(2), None)]


def test_the_roster_imported_last_is_in_force_whatever_its_campaign(connection: Connection) -> None:
    other = replace(ROSTER, campaign="anfang-2021")
    for roster in (ROSTER, other, ROSTER):
        import_roster(connection, roster, "gate", NOON)
        assert current(connection, after(60)) == roster


def test_the_log_of_an_import_names_nobody(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    entry = connection.execute(select(audit)).one()
    assert (entry.action, entry.subject) == ("rosters.import", "anfang-2020")
    assert not any(person.name in entry.detail or person.id in entry.detail for person in PEOPLE)
