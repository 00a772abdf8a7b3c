"""`lanshao user`: accounts are made and unmade at the machine, with or without a bot that runs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot import users
from bot.__main__ import main
from bot.passwords import Passwords
from domain.calendars import SHANGHAI
from storage.accounts import Account, Accounts
from storage.databases import open_database
from storage.rosters import import_roster
from tests.bot.test_errands import _at_the_machine, _owned
from tests.cast import ROSTER
from tests.databases import file_database

NOON = datetime(2020, 10, 21, 12, 0, tzinfo=SHANGHAI)
GOOD = "河边柳树下的第三块石头"
BETTER = "那年秋天没有下雨的院子"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Types = Callable[[str], None]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = file_database(tmp_path / "lanshao.db")
    monkeypatch.setenv("LANSHAO_DATABASE_URL", url)
    for module in ("bot.minding", "bot.users"):
        monkeypatch.setattr(f"{module}.live_now", lambda: NOON)
    engine = open_database(url)
    with engine.begin() as connection:
        import_roster(connection, ROSTER, "wechaty", NOON)
    engine.dispose()
    return url


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """What is given on standard input. Hashing is quick."""
    monkeypatch.setattr(users, "Passwords", lambda: Passwords(QUICK))
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def _accounts(url: str) -> list[Account]:
    engine = open_database(url, read_only=True)
    with engine.connect() as connection:
        found = Accounts(connection, NOON).all()
    engine.dispose()
    return found


def test_an_account_is_made_listed_changed_and_removed(
    database: str, types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["user", "list"]) == 0
    assert "lanshao user add 姓名" in capsys.readouterr().out
    types(GOOD + "\n")
    assert main(["user", "add", "齐正", "--login", "QiZheng"]) == 0
    assert "登录名 qizheng" in capsys.readouterr().out
    (account,) = _accounts(database)
    assert (account.name, account.person) == ("qizheng", "id-qi")
    assert Passwords(QUICK).is_right(account.password_hash, GOOD)
    assert not Passwords(QUICK).is_right(account.password_hash, BETTER)
    assert main(["user", "list"]) == 0
    assert "qizheng  齐正（指挥调度组）  还没有登录过" in capsys.readouterr().out
    types(BETTER + "\n")
    assert main(["user", "password", "QIZHENG"]) == 0
    (changed,) = _accounts(database)
    assert Passwords(QUICK).is_right(changed.password_hash, BETTER)
    assert main(["user", "remove", "qizheng"]) == 0
    assert _accounts(database) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "无此人"], "名册里没有"),
        (["add", "葛教授"], "不是核查组或调度组的人"),
        (["add", "苏禾", "--login", "苏 禾"], "登录名只能用"),
        (["add", "苏禾", "--login", "齐正"], "已经有了"),
        (["password", "苏禾"], "lanshao user list"),
        (["remove", "苏禾"], "lanshao user list"),
    ],
)
def test_what_cannot_be_is_told_before_a_password_is_asked_for(
    database: str, types: Types, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    types(GOOD)
    assert main(["user", "add", "齐正"]) == 0
    types("")
    assert main(["user", *words]) == 2
    assert told in capsys.readouterr().err
    assert [account.name for account in _accounts(database)] == ["齐正"]


@pytest.mark.parametrize(("password", "told"), [("", "太短"), ("齐正123456789", "太好猜"), ("1234567890", "太好猜")])
def test_a_poor_password_is_not_taken_and_not_repeated(
    database: str, types: Types, password: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    types(password + "\n")
    assert main(["user", "add", "id-qi"]) == 2
    said = capsys.readouterr()
    assert told in said.err and (not password or password not in said.err + said.out)
    assert _accounts(database) == []


def test_at_a_terminal_the_password_is_typed_twice(
    database: str, types: Types, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter([GOOD, BETTER, GOOD, GOOD])
    monkeypatch.setattr("bot.users.getpass.getpass", lambda prompt: next(typed))
    assert main(["user", "add", "齐正"]) == 2
    assert "两遍不一样" in capsys.readouterr().err
    assert main(["user", "add", "齐正"]) == 0
    assert len(_accounts(database)) == 1


def test_a_bot_that_runs_makes_the_account_when_asked(
    tmp_path: Path, types: Types, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with _owned(tmp_path, monkeypatch) as (chat, url):
        types(GOOD)
        assert _at_the_machine(chat, url, "user", "add", "温岚") == 0
        assert "登录名 温岚" in capsys.readouterr().out
        assert _at_the_machine(chat, url, "user", "add", "温岚") == 2
        assert "已经有了" in capsys.readouterr().err
        assert [account.person for account in _accounts(url)] == ["id-wen"]
        assert _at_the_machine(chat, url, "user", "remove", "温岚") == 0
        assert _accounts(url) == []


def test_the_shipped_hashes_are_argon2id_with_the_librarys_parameters() -> None:
    passwords = Passwords()
    made = passwords.hash(GOOD)
    assert made.startswith("$argon2id$") and not passwords.is_outdated(made)
    assert passwords.is_outdated(QUICK.hash(GOOD))
    assert not passwords.is_right(passwords.nobodys, GOOD) and not passwords.is_right("no hash", GOOD)
