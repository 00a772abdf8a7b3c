"""`lanshao bind`: the operator's road when no dispatcher is known any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from domain.bindings import UNBOUND
from domain.messages import Kind, Message
from storage.databases import open_database
from storage.roster_tables import bindings
from storage.rosters import import_roster
from tests.cast import COMMAND, ROSTER
from tests.databases import file_database
from tests.storage.conftest import NOON, unit


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database to whose account everybody is a stranger since it is another one."""
    url = file_database(tmp_path / "lanshao.db")
    monkeypatch.setenv("LANSHAO_DATABASE_URL", url)
    monkeypatch.setattr("bot.minding.live_now", lambda: NOON)
    engine = open_database(url)
    with engine.begin() as connection:
        import_roster(connection, ROSTER, "wechaty", NOON)
        work = unit(connection, namespace="wechaty")
        work.bindings.log_in("bot-1")
        work.bindings.log_in("bot-2")
        said = Message("m1", COMMAND, UNBOUND + "id-qi", "齐正", NOON, Kind.TEXT, "在")
        assert work.inbox.keep(said, b"{}")
    engine.dispose()
    return url


def test_what_is_missing_and_who_spoke_is_shown(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bind"]) == 0
    told = capsys.readouterr().out
    assert "当前微信号：bot-2" in told
    assert all(person.name in told for person in ROSTER.people)
    assert all(room.topic in told for room in ROSTER.rooms)
    assert "'id-qi'  '齐正'" in told


def test_the_first_dispatcher_is_bound_at_the_machine(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bind", "id-qi", "齐正"]) == 0
    assert "已绑定" in capsys.readouterr().out
    engine = open_database(database)
    with engine.begin() as connection:
        work = unit(connection, namespace="wechaty")
        assert work.bindings.identities.people == {"id-qi": "id-qi"}
        row = connection.execute(bindings.select().where(bindings.c.to_at.is_(None))).all()[-1]
        assert (row.namespace, row.confirmed_by) == ("wechaty/bot-2", "operator")
        (kept,) = work.inbox.all()
        assert kept.message.sender == "id-qi"
    engine.dispose()


@pytest.mark.parametrize("words", [["bind", "x", "无此人"], ["bind", "x"]])
def test_a_name_that_is_not_on_the_roster_is_refused(database: str, words: list[str]) -> None:
    assert main(words) == 2


def test_importing_the_roster_again_binds_all_for_the_account_that_is_logged_in(database: str, tmp_path: Path) -> None:
    engine = open_database(database)
    with engine.begin() as connection:
        import_roster(connection, ROSTER, "wechaty", NOON)
        work = unit(connection, namespace="wechaty")
        assert not work.trust.is_lost()
        assert len(work.bindings.identities.people) == len(ROSTER.people)
    engine.dispose()


def test_the_operator_can_vouch_for_who_has_spoken(database: str) -> None:
    assert main(["bind", "--vouch"]) == 0
