"""When who was asked for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, insert, select

from domain.duty_calls import CallKind, DutyCall
from storage.obligation_tables import duty_calls
from storage.statements import Prepared

_d = duty_calls.c
_ADD = Prepared(insert(duty_calls))
_OF = Prepared(
    select(duty_calls)
    .where(
        _d.campaign == bindparam("of_campaign"),
        _d.rule == bindparam("of_rule"),
        _d.bearer == bindparam("of_bearer"),
        _d.period == bindparam("of_period"),
    )
    .order_by(_d.id)
)


@dataclass(frozen=True, slots=True)
class DutyCalls:
    """Those of one campaign."""

    connection: Connection
    campaign: str

    def note(self, calls: Iterable[DutyCall]) -> None:
        _ADD.run_each(self.connection, [{"campaign": self.campaign, **asdict(call)} for call in calls])

    def of(self, rule: str, bearer: str, period: str) -> list[DutyCall]:
        """In the order in which they were made."""
        values = {"of_campaign": self.campaign, "of_rule": rule, "of_bearer": bearer, "of_period": period}
        rows = _OF.all(self.connection, values)
        return [DutyCall(r.rule, r.bearer, r.period, CallKind(r.kind), r.told, r.at) for r in rows]
