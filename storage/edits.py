"""Edits of visits by hand: appended, read back in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, or_, select

from domain.edits import Act, Change, Edit, Field
from storage.edit_tables import visit_edits
from storage.statements import AnyRow

_e = visit_edits.c
_ADD = insert(visit_edits)
_OF = (
    select(visit_edits)
    .where(
        _e.campaign == bindparam("of_campaign"),
        or_(_e.number == bindparam("of_number"), _e.other == bindparam("of_number")),
    )
    .order_by(_e.id)
)
_OF_MESSAGE = (
    select(visit_edits)
    .where(
        _e.campaign == bindparam("of_campaign"),
        _e.namespace == bindparam("of_namespace"),
        _e.message_id == bindparam("of_message"),
    )
    .order_by(_e.id)
)


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits of one campaign; message ids are those of one gateway."""

    connection: Connection
    campaign: str
    namespace: str

    def add(self, edits: Iterable[Edit]) -> None:
        rows = [self._row(edit) for edit in edits]
        if rows:
            self.connection.execute(_ADD, rows)

    def of(self, number: int) -> tuple[Edit, ...]:
        """What was set of one visit, and which it was merged with or split off; the first first."""
        values = {"of_campaign": self.campaign, "of_number": number}
        return tuple(_edit(row) for row in self.connection.execute(_OF, values))

    def of_message(self, message_id: str) -> tuple[Edit, ...]:
        """What one message asked for."""
        values = {"of_campaign": self.campaign, "of_namespace": self.namespace, "of_message": message_id}
        return tuple(_edit(row) for row in self.connection.execute(_OF_MESSAGE, values))

    def _row(self, edit: Edit) -> dict[str, object]:
        change = edit.change
        return {
            "campaign": self.campaign,
            "namespace": self.namespace,
            "number": edit.number,
            "act": edit.act,
            "editor": edit.by,
            "at": edit.at,
            "message_id": edit.message_id,
            "field": change.field if change else None,
            "problem": change.problem if change else 0,
            "was": edit.was,
            "value": change.value if change else "",
            "other": edit.other,
            "reason": edit.reason,
        }


def _edit(row: AnyRow) -> Edit:
    change = Change(Field(row.field), row.value, row.problem) if row.field else None
    return Edit(row.number, Act(row.act), row.editor, row.at, row.message_id, change, row.was, row.other, row.reason)
