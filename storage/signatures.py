"""Signatures of visits and of rounds' reports: appended; the last that was not taken back counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from domain.signatures import Signature, Subject
from domain.visits import Outcome
from storage.signature_tables import signatures
from storage.statements import AnyRow, lots
from storage.tables import visits

_s, _v = signatures.c, visits.c
_HOLDS = (_s.campaign == bindparam("of_campaign"), _s.taken_back_at.is_(None))
_OF_VISITS = (
    select(signatures)
    .where(*_HOLDS, _s.subject == Subject.VISIT.value, _s.number.in_(bindparam("of_numbers", expanding=True)))
    .order_by(_s.id)
)
_OF_ROUND = (
    select(signatures)
    .where(
        *_HOLDS,
        _s.subject == Subject.ROUND.value,
        _s.number == bindparam("of_round"),
        _s.group_key == bindparam("of_group"),
    )
    .order_by(_s.id.desc())
    .limit(1)
)
_TAKE_BACK = (
    update(signatures)
    .where(*_HOLDS, _s.namespace == bindparam("of_namespace"), _s.message_id == bindparam("of_message"))
    .values(taken_back_at=bindparam("at_once"))
    .returning(_s.id)
)
_WITHDRAW = (
    update(signatures)
    .where(
        *_HOLDS,
        _s.subject == bindparam("of_subject"),
        _s.group_key == bindparam("of_group"),
        _s.number.in_(bindparam("of_numbers", expanding=True)),
    )
    .values(taken_back_at=bindparam("at_once"))
    .returning(_s.number)
)
_LAST_OF_VISIT = (
    select(signatures)
    .where(
        _s.campaign == bindparam("of_campaign"),
        _s.subject == Subject.VISIT.value,
        _s.number == bindparam("of_number"),
    )
    .order_by(_s.id.desc())
    .limit(1)
)
_ALL_OF_VISIT = _LAST_OF_VISIT.limit(None).order_by(None).order_by(_s.id)
_NOT_SIGNED = (
    _v.campaign == bindparam("of_campaign"),
    _v.withdrawn_at.is_(None),
    _v.group_key.in_(bindparam("of_groups", expanding=True)),
    _v.outcome.in_(bindparam("of_outcomes", expanding=True)),
    ~exists().where(
        _s.campaign == _v.campaign,
        _s.subject == Subject.VISIT.value,
        _s.number == _v.number,
        _s.taken_back_at.is_(None),
    ),
)
_UNSIGNED = (
    select(_v.group_key, _v.day, func.count().label("visits"))
    .where(*_NOT_SIGNED, _v.day < bindparam("before"))
    .group_by(_v.group_key, _v.day)
    .order_by(_v.day, _v.group_key)
)
_UNSIGNED_ON = (
    select(_v.group_key, func.count().label("visits"))
    .where(*_NOT_SIGNED, _v.day == bindparam("on"))
    .group_by(_v.group_key)
)


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signatures of one campaign; message ids are those of one gateway."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def add(self, signed: Iterable[Signature]) -> None:
        rows = [self._row(signature) for signature in signed]
        if rows:
            self.connection.execute(insert(signatures), rows)

    def of_visit(self, number: int) -> Signature | None:
        """The signature that counts; None where there is none."""
        return self.of_visits([number]).get(number)

    def of_visits(self, numbers: Iterable[int]) -> Mapping[int, Signature]:
        """The signatures that count, by the number of the visit; what is not signed is left out."""
        found = {}
        for lot in lots(numbers):
            values: dict[str, Any] = {"of_campaign": self.campaign, "of_numbers": lot}
            found.update({row.number: _signature(row) for row in self.connection.execute(_OF_VISITS, values)})
        return found

    def of_round(self, group: str, number: int) -> Signature | None:
        """Who signed the group's report of a round; None where nobody did."""
        values = {"of_campaign": self.campaign, "of_round": number, "of_group": group}
        row = self.connection.execute(_OF_ROUND, values).first()
        return None if row is None else _signature(row)

    def take_back(self, message_id: str) -> bool:
        """What a message signed counts as unsigned; whether it signed anything."""
        values = {"of_campaign": self.campaign, "of_namespace": self.namespace, "of_message": message_id}
        return self.connection.execute(_TAKE_BACK, {**values, "at_once": self.now}).first() is not None

    def withdraw(self, subject: Subject, group: str, numbers: Iterable[int]) -> list[int]:
        """The group's signatures of these visits or rounds count no more; the numbers of those that did, in order."""
        values: dict[str, Any] = {"of_campaign": self.campaign, "of_subject": subject.value, "of_group": group}
        values |= {"of_numbers": list(numbers), "at_once": self.now}
        return sorted({row.number for row in self.connection.execute(_WITHDRAW, values)})

    def last_of_visit(self, number: int) -> Signature | None:
        """The newest signature of a visit, whether it counts or was taken back."""
        row = self.connection.execute(_LAST_OF_VISIT, {"of_campaign": self.campaign, "of_number": number}).first()
        return None if row is None else _signature(row)

    def all_of_visit(self, number: int) -> list[Signature]:
        """Every signature that a visit ever had, also those taken back; the first first."""
        rows = self.connection.execute(_ALL_OF_VISIT, {"of_campaign": self.campaign, "of_number": number})
        return [_signature(row) for row in rows]

    def unsigned_before(
        self, day: date, groups: Iterable[str], outcomes: Iterable[Outcome]
    ) -> list[tuple[str, date, int]]:
        """(group, day, how many visits of these outcomes nobody has signed), for the days before `day`."""
        values: dict[str, Any] = {"of_campaign": self.campaign, "before": day, "of_groups": list(groups)}
        values["of_outcomes"] = [outcome.value for outcome in outcomes]
        return [(row.group_key, row.day, row.visits) for row in self.connection.execute(_UNSIGNED, values)]

    def unsigned_on(self, day: date, groups: Iterable[str], outcomes: Iterable[Outcome]) -> dict[str, int]:
        """{group: how many visits of these outcomes nobody has signed on a day}."""
        values: dict[str, Any] = {"of_campaign": self.campaign, "on": day, "of_groups": list(groups)}
        values["of_outcomes"] = [outcome.value for outcome in outcomes]
        return {row.group_key: row.visits for row in self.connection.execute(_UNSIGNED_ON, values)}

    def _row(self, signature: Signature) -> dict[str, Any]:
        return {
            "campaign": self.campaign,
            "subject": signature.subject,
            "number": signature.number,
            "group_key": signature.group,
            "signer": signature.signer,
            "at": signature.at,
            "namespace": self.namespace,
            "message_id": signature.message_id,
            "fields": dict(signature.fields),
            "taken_back_at": None,
        }


def _signature(row: AnyRow) -> Signature:
    return Signature(
        Subject(row.subject),
        row.number,
        row.group_key,
        row.signer,
        row.at,
        row.message_id,
        row.fields,
        row.taken_back_at,
    )
