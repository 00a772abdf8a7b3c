"""Packages and the mails that carry them: a mail is claimed, sent and marked in three durable steps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, literal_column, select, update

from domain.packages import Mail, MailFault, MailState, Package
from storage.counters import next_number
from storage.package_tables import mails, packages
from storage.statements import AnyRow, Prepared

_p, _m = packages.c, mails.c
_DUE = Prepared(
    select(mails)
    .where(
        _m.campaign == bindparam("of_campaign"),
        _m.state == literal_column(f"'{MailState.OWED.value}'"),
        _m.not_before <= bindparam("at"),
    )
    .order_by(_m.number)
)


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages of one campaign, and their mails."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def next_number(self) -> int:
        """The number of a package that is to be made; one that fails leaves a gap."""
        return next_number(self.connection, self.campaign, "package")

    def add(self, package: Package) -> None:
        self.connection.execute(
            insert(packages),
            {
                "campaign": self.campaign,
                "number": package.number,
                "group_key": package.group,
                "day": package.day,
                "round": package.round,
                "file_name": package.file_name,
                "sha256": package.sha256,
                "size": package.size,
                "content": package.content,
                "files": [list(file) for file in package.files],
                "lost": list(package.lost),
                "asked_by": package.asked_by,
                "made_at": package.made_at,
            },
        )

    def get(self, number: int) -> Package:
        """Raises LookupError for a number never given."""
        row = self.connection.execute(select(packages).where(_p.campaign == self.campaign, _p.number == number)).first()
        if row is None:
            raise LookupError(f"no package {number} of {self.campaign}")
        return _package(row)

    def owe_mail(self, package: Package, asked_by: str, answers: str) -> Mail:
        """A mail that is to carry the package."""
        number = next_number(self.connection, self.campaign, "mail")
        row = {"campaign": self.campaign, "number": number, "package": package.number, "group_key": package.group}
        row |= {"state": MailState.OWED, "asked_by": asked_by, "answers": answers, "namespace": self.namespace}
        row |= {"asked_at": self.now, "not_before": self.now, "attempts": 0, "message_id": ""}
        self.connection.execute(insert(mails), row)
        return self.mail(number)

    def mail(self, number: int) -> Mail:
        """Raises LookupError for a number never given."""
        return next(iter(self._mails(_m.number == number)), None) or _missing(number, self.campaign)

    def of_content(self, group: str, content: str) -> Mail | None:
        """The latest mail of the group that carries the same files and did not certainly fail."""
        same = select(_p.number).where(_p.campaign == self.campaign, _p.content == content)
        is_standing = _m.state != MailState.FAILED.value
        found = self._mails(_m.group_key == group, _m.package.in_(same), is_standing)
        return found[-1] if found else None

    def due_mails(self) -> list[Mail]:
        """The mails that may go now, in the order asked."""
        return [_mail(row) for row in _DUE.all(self.connection, {"of_campaign": self.campaign, "at": self.now})]

    def claim(self, number: int, message_id: str) -> bool:
        """It is being sent; False when it is not owed any more."""
        mail = self.mail(number)
        if mail.state is not MailState.OWED:
            return False
        self._set(number, state=MailState.SENDING, attempts=mail.attempts + 1, message_id=message_id)
        return True

    def put_off(self, number: int, until: datetime, fault: MailFault) -> None:
        """It certainly did not go: it is tried again then."""
        self._set(number, state=MailState.OWED, not_before=until, fault=fault)

    def end(self, number: int, state: MailState, fault: MailFault | None = None) -> Mail:
        """It was sent (now), failed, or nobody knows."""
        self._set(number, state=state, fault=fault, sent_at=self.now if state is MailState.SENT else None)
        return self.mail(number)

    def interrupted(self) -> list[Mail]:
        """The mails that were being sent when the bot ended."""
        return self._mails(_m.state == MailState.SENDING.value)

    def mailed_on(self, day: date) -> dict[str, datetime]:
        """{group: when the latest mail with its papers of that day was sent}."""
        of_day = select(_p.number).where(_p.campaign == self.campaign, _p.day == day)
        found = self._mails(_m.state == MailState.SENT.value, _m.package.in_(of_day))
        return {mail.group: mail.sent_at for mail in found if mail.sent_at is not None}

    def latest_of(self, day: date) -> dict[str, Mail]:
        """{group: the latest mail with its papers of that day, whatever became of it}."""
        of_day = select(_p.number).where(_p.campaign == self.campaign, _p.day == day)
        return {mail.group: mail for mail in self._mails(_m.package.in_(of_day))}

    def of_day(self, day: date, groups: Collection[str]) -> dict[str, Package]:
        """{group: the latest package with its papers of that day}, of these groups."""
        wanted = (_p.campaign == self.campaign, _p.day == day, _p.group_key.in_(list(groups)))
        rows = self.connection.execute(select(packages).where(*wanted).order_by(_p.number))
        return {row.group_key: _package(row) for row in rows}

    def _mails(self, *where: ColumnElement[bool]) -> list[Mail]:
        rows = self.connection.execute(select(mails).where(_m.campaign == self.campaign, *where).order_by(_m.number))
        return [_mail(row) for row in rows]

    def _set(self, number: int, **values: Any) -> None:
        this = (_m.campaign == self.campaign, _m.number == number)
        self.connection.execute(update(mails).where(*this).values(**values))


def _missing(number: int, campaign: str) -> Mail:
    raise LookupError(f"no mail {number} of {campaign}")


def _package(row: AnyRow) -> Package:
    return Package(
        number=row.number,
        group=row.group_key,
        day=row.day,
        round=row.round,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        content=row.content,
        files=tuple((name, sha256, size) for name, sha256, size in row.files),
        lost=tuple(row.lost),
        asked_by=row.asked_by,
        made_at=row.made_at,
    )


def _mail(row: AnyRow) -> Mail:
    return Mail(
        number=row.number,
        package=row.package,
        group=row.group_key,
        state=MailState(row.state),
        asked_by=row.asked_by,
        answers=row.answers,
        asked_at=row.asked_at,
        attempts=row.attempts,
        message_id=row.message_id,
        sent_at=row.sent_at,
        fault=MailFault(row.fault) if row.fault else None,
    )
