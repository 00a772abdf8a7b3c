from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from storage.bindings import Remembered
from storage.databases import open_database
from storage.roster_tables import bindings
from storage.rosters import import_roster
from storage.tables import audit
from tests.cast import PEOPLE, QINGSHI, ROSTER
from tests.storage.conftest import NOON, after, unit


def test_who_was_confirmed_by_hand_stays_bound_through_an_import(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    unit(connection).bindings.bind("wxid-new", "id-hao", "id-qi")
    import_roster(connection, replace(ROSTER, people=PEOPLE[:-1]), "gate", after(5))
    who = unit(connection).bindings.identities
    assert (who.person("wxid-new"), who.contact("id-hao"), who.person("id-hao")) == (
        "id-hao",
        "wxid-new",
        "unbound:id-hao",
    )


def test_who_was_unbound_by_hand_is_not_bound_again_by_an_import(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    assert unit(connection).bindings.unbind("id-hao", "id-qi")
    import_roster(connection, replace(ROSTER, people=PEOPLE[:-1]), "gate", after(5))
    assert unit(connection).bindings.identities.contact("id-hao") is None
    assert not unit(connection).bindings.unbind("id-hao", "id-qi")


def test_an_import_after_another_account_has_logged_in_is_for_that_account(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    here = unit(connection).bindings
    assert not here.log_in("one")
    assert here.identities.contact("id-hao") == "id-hao"
    assert here.log_in("two")
    assert here.identities.people == {}
    assert here.identities.platform_room(QINGSHI) is None
    import_roster(connection, ROSTER, "gate", after(5))
    assert unit(connection).bindings.identities.contact("id-hao") == "id-hao"
    assert {row.namespace for row in connection.execute(select(bindings.c.namespace))} == {"gate/one", "gate/two"}


def test_each_change_is_in_the_log_with_who_made_it(connection: Connection) -> None:
    import_roster(connection, ROSTER, "gate", NOON)
    here = unit(connection).bindings
    here.bind("wxid-new", "id-hao", "id-qi")
    here.unbind("id-hao", "id-su")
    here.bind_room("there", QINGSHI, "id-qi")
    entries = connection.execute(select(audit.c.actor, audit.c.action, audit.c.subject).order_by(audit.c.seq)).all()
    assert [tuple(entry) for entry in entries[1:]] == [
        ("id-qi", "binding.close", "id-hao"),
        ("id-qi", "binding.confirm", "id-hao"),
        ("id-su", "binding.close", "id-hao"),
        ("id-qi", "room.bind", QINGSHI),
    ]


def test_on_postgresql_a_change_by_another_program_is_seen_within_a_second(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    kept = Remembered()
    with engine.begin() as connection:
        import_roster(connection, ROSTER, "gate", NOON)
        assert replace(unit(connection), remembered=kept).bindings.identities.person("w") == "w"
    with engine.begin() as connection:
        unit(connection).bindings.bind("w", "id-hao", "operator")
    with engine.begin() as connection:
        later = replace(unit(connection, after(1), namespace="gate"), remembered=kept)
        assert later.bindings.identities.person("w") == "id-hao"
    engine.dispose()
