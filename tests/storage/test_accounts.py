"""Accounts, log-ins and wrong passwords, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from domain.calendars import SHANGHAI
from storage.account_tables import known_browsers, log_ins, wrong_passwords
from storage.accounts import BROWSER_LASTS, LASTS, MOST_BROWSERS, UNUSED, Account, Accounts
from storage.tables import audit
from storage.verifications import verify
from storage.wrong_passwords import WrongPasswords

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
PAIR, ADDRESS = {"pair": "a" * 64}, {"address": "b" * 64}


def _made(connection: Connection, name: str = "qi", now: datetime = NOW) -> tuple[Accounts, Account]:
    book = Accounts(connection, now)
    book.add(name, "id-qi", "hash-1", "operator")
    found = book.find(name)
    assert found is not None
    return book, found


def test_a_log_in_stands_until_it_is_too_old_or_was_not_used_for_too_long(connection: Connection) -> None:
    book, qi = _made(connection)
    assert book.log_in(qi, "t" * 64, "b" * 64)

    def at(after: timedelta) -> Accounts:
        return Accounts(connection, NOW + after)

    assert book.logged_in("u" * 64) is None
    assert at(UNUSED - timedelta(seconds=1)).logged_in("t" * 64) is not None
    assert at(UNUSED).logged_in("t" * 64) is None
    for hours in range(1, 16):
        used = at(timedelta(hours=hours)).logged_in("t" * 64)
        assert used is not None and used.stale and used.person == "id-qi"
        at(timedelta(hours=hours)).see("t" * 64)
    assert at(LASTS).logged_in("t" * 64) is None


def test_a_new_password_or_the_end_of_an_account_ends_what_was_begun_with_it(connection: Connection) -> None:
    book, qi = _made(connection)
    other = Account("su", "id-su", "hash-2", None)
    book.add(other.name, other.person, other.password_hash, "operator")
    assert book.log_in(qi, "1" * 64, "b" * 64) and book.log_in(other, "2" * 64, "c" * 64)
    book.set_password(qi, "hash-3", "operator")
    assert book.logged_in("1" * 64) is None and not book.knows("b" * 64, "qi")
    assert not book.log_in(qi, "3" * 64, "b" * 64), "the password that he showed is no longer his"
    changed = book.find("qi")
    assert changed is not None and book.log_in(changed, "4" * 64, "b" * 64)
    book.remove(changed, "operator")
    assert book.logged_in("4" * 64) is None and not book.log_in(changed, "5" * 64, "b" * 64)
    assert book.logged_in("2" * 64) is not None and book.knows("c" * 64, "su")
    rows = connection.execute(select(audit.c.action, audit.c.subject, audit.c.detail).order_by(audit.c.seq)).all()
    assert [tuple(row) for row in rows if row.subject == "person id-qi"] == [
        ("account.add", "person id-qi", "{}"),
        ("console.log_in", "person id-qi", "{}"),
        ("account.password", "person id-qi", "{}"),
        ("console.log_in", "person id-qi", "{}"),
        ("account.remove", "person id-qi", "{}"),
    ]
    assert not verify(connection).faults


def test_what_is_old_is_not_kept(connection: Connection) -> None:
    later, qi = _made(connection)
    for number in range(MOST_BROWSERS + 5):
        later = Accounts(connection, NOW + timedelta(minutes=number))
        assert later.log_in(qi, f"{number:064}", f"{number:064}")
    assert len(connection.execute(select(known_browsers)).all()) == MOST_BROWSERS
    assert later.knows(f"{MOST_BROWSERS + 4:064}", "qi") and not later.knows(f"{0:064}", "qi")
    much_later = Accounts(connection, NOW + BROWSER_LASTS + timedelta(days=1))
    assert much_later.log_in(qi, "t" * 64, "b" * 64)
    assert len(connection.execute(select(log_ins)).all()) == len(connection.execute(select(known_browsers)).all()) == 1


def test_a_rehash_gives_way_to_a_password_that_was_changed_meanwhile(connection: Connection) -> None:
    book, qi = _made(connection)
    book.rehash(qi, "hash-1-anew")
    book.rehash(qi, "hash-1-once-more")
    found = book.find("qi")
    assert found is not None and found.password_hash == "hash-1-anew"


def test_wrong_passwords_are_counted_and_a_right_one_forgives_only_ones_own(connection: Connection) -> None:
    for number in range(5):
        assert not WrongPasswords(connection, NOW).count({**PAIR, **ADDRESS}), number
    assert WrongPasswords(connection, NOW).paused_to({**PAIR, **ADDRESS}) is None
    assert WrongPasswords(connection, NOW).count({**PAIR, **ADDRESS})
    assert WrongPasswords(connection, NOW).paused_to({**PAIR, **ADDRESS}) == NOW + timedelta(seconds=30)
    assert WrongPasswords(connection, NOW).paused_to(ADDRESS) is None
    later = WrongPasswords(connection, NOW + timedelta(seconds=30))
    assert later.paused_to(PAIR) is None
    later.count({**PAIR, **ADDRESS})
    later.forgive({**PAIR, **ADDRESS})
    rows = connection.execute(select(wrong_passwords.c.kind, wrong_passwords.c.tries)).all()
    assert [tuple(row) for row in rows] == [("address", 6)]


def test_wrong_passwords_are_forgotten_after_a_quiet_day(connection: Connection) -> None:
    WrongPasswords(connection, NOW).count({**PAIR, **ADDRESS})
    WrongPasswords(connection, NOW + timedelta(hours=25)).count(ADDRESS)
    rows = connection.execute(select(wrong_passwords.c.kind, wrong_passwords.c.tries)).all()
    assert [tuple(row) for row in rows] == [("address", 1)]
