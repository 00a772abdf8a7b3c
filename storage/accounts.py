"""Accounts of the console and who is logged in. Of passwords and tokens there are only hashes here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, select, update

from storage.account_tables import known_browsers, log_ins, users
from storage.audit import Audit
from storage.statements import Prepared

LASTS = timedelta(hours=16)  # a log-in, at most: one day of duty
UNUSED = timedelta(hours=4)  # after so long it ends; a page that is open and live uses it
SEEN_EVERY = timedelta(minutes=5)  # so exactly is it known when it was used
BROWSER_LASTS = timedelta(days=90)
MOST_BROWSERS = 20  # of one account

_ACCOUNT = select(users.c.name, users.c.person, users.c.password_hash, users.c.logged_in_at)
_LOG_IN = Prepared(
    select(log_ins.c.account, users.c.person, log_ins.c.seen_at)
    .join(users)
    .where(
        log_ins.c.token_sha256 == bindparam("token"),
        log_ins.c.ends_at > bindparam("now_at"),
        log_ins.c.seen_at > bindparam("used_after"),
    )
)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose it is, and the hash of its password."""

    name: str
    person: str
    password_hash: str
    logged_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody who is logged in; `stale`: it is to be noted that he still is."""

    account: str
    person: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """All of this database; each change is on the record, by the person's id."""

    connection: Connection
    now: datetime

    def all(self) -> list[Account]:
        return [Account(*row) for row in self.connection.execute(_ACCOUNT.order_by(users.c.name))]

    def find(self, name: str) -> Account | None:
        row = self.connection.execute(_ACCOUNT.where(users.c.name == name)).first()
        return None if row is None else Account(*row)

    def add(self, name: str, person: str, password_hash: str, by: str) -> None:
        row = {"name": name, "person": person, "password_hash": password_hash, "made_at": self.now}
        self.connection.execute(insert(users).values(row))
        self._log(by, "account.add", person)

    def set_password(self, account: Account, password_hash: str, by: str) -> None:
        """A new password; whoever is logged in with the old one is so no longer."""
        self._end_all(account)
        self._set(account, password_hash=password_hash)
        self._log(by, "account.password", account.person)

    def rehash(self, account: Account, password_hash: str) -> None:
        """The same password, hashed as it is done today; nothing if it was changed meanwhile."""
        same = (users.c.name == account.name, users.c.password_hash == account.password_hash)
        self.connection.execute(update(users).where(*same).values(password_hash=password_hash))

    def remove(self, account: Account, by: str) -> None:
        self._end_all(account)
        self.connection.execute(delete(users).where(users.c.name == account.name))
        self._log(by, "account.remove", account.person)

    def log_in(self, account: Account, token: str, browser: str) -> bool:
        """Somebody has shown his password; False when it was changed or the account removed meanwhile."""
        found = self.find(account.name)
        if found is None or found.password_hash != account.password_hash:
            return False
        self._forget()
        times = {"started_at": self.now, "seen_at": self.now, "ends_at": self.now + LASTS}
        self.connection.execute(insert(log_ins).values(token_sha256=token, account=account.name, **times))
        self._know(account, browser)
        self._set(account, logged_in_at=self.now)
        self._log(account.person, "console.log_in", account.person)
        return True

    def logged_in(self, token: str) -> LogIn | None:
        """Who is logged in with this token; None when it is unknown, ended or too old."""
        values = {"token": token, "now_at": self.now, "used_after": self.now - UNUSED}
        for name, person, seen_at in _LOG_IN.all(self.connection, values):
            return LogIn(name, person, self.now - seen_at > SEEN_EVERY)
        return None

    def see(self, token: str) -> None:
        """The log-in is still used."""
        self.connection.execute(update(log_ins).where(log_ins.c.token_sha256 == token).values(seen_at=self.now))

    def log_out(self, token: str) -> None:
        found = self.logged_in(token)
        self.connection.execute(delete(log_ins).where(log_ins.c.token_sha256 == token))
        if found is not None:
            self._log(found.person, "console.log_out", found.person)

    def knows(self, browser: str, name: str) -> bool:
        """Whether this account was logged in to from this browser lately."""
        known = known_browsers.c
        ours = (known.token_sha256 == browser, known.account == name, known.seen_at > self.now - BROWSER_LASTS)
        return self.connection.execute(select(known.account).where(*ours)).first() is not None

    def _know(self, account: Account, browser: str) -> None:
        known = known_browsers.c
        mine = select(known.token_sha256).where(known.account == account.name).order_by(known.seen_at.desc())
        tokens: Sequence[str] = self.connection.execute(mine).scalars().all()
        gone = {browser, *tokens[MOST_BROWSERS - 1 :]}
        self.connection.execute(delete(known_browsers).where(known.token_sha256.in_(gone)))
        row = {"token_sha256": browser, "account": account.name, "seen_at": self.now}
        self.connection.execute(insert(known_browsers).values(row))

    def _forget(self) -> None:
        """What stands no longer need not be kept."""
        old = or_(log_ins.c.ends_at <= self.now, log_ins.c.seen_at <= self.now - UNUSED)
        self.connection.execute(delete(log_ins).where(old))
        self.connection.execute(delete(known_browsers).where(known_browsers.c.seen_at <= self.now - BROWSER_LASTS))

    def _end_all(self, account: Account) -> None:
        for table in (log_ins, known_browsers):
            self._delete(table, account.name)

    def _delete(self, table: Table, name: str) -> None:
        self.connection.execute(delete(table).where(table.c.account == name))

    def _set(self, account: Account, **values: object) -> None:
        self.connection.execute(update(users).where(users.c.name == account.name).values(**values))

    def _log(self, by: str, action: str, person: str) -> None:
        Audit(self.connection, self.now).append(by, action, f"person {person}", {})
