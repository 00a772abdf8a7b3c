"""Lists pushed to groups: rows of places, marks by hand, and the visits they are held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from domain.checklists import Checked, Checklist, Item, Mark
from storage.checklist_tables import checklist_items, checklist_marks, checklists
from storage.counters import next_number
from storage.tables import visits

_c, _i, _m, _v = checklists.c, checklist_items.c, checklist_marks.c, visits.c


@dataclass(frozen=True, slots=True)
class Checklists:
    """The lists of one campaign."""

    connection: Connection
    now: datetime
    campaign: str

    def next_number(self) -> int:
        return next_number(self.connection, self.campaign, "checklist")

    def add(self, pushed: Checklist) -> None:
        row = {"campaign": self.campaign, "number": pushed.number, "group_key": pushed.group}
        row |= {"instruction": pushed.instruction, "author": pushed.author, "pushed_at": pushed.pushed_at}
        self.connection.execute(insert(checklists), row)
        of_list = {"campaign": self.campaign, "checklist": pushed.number}
        rows = [
            {**of_list, "number": n.number, "name": n.name, "county": n.county, "address": n.address, "note": n.note}
            for n in pushed.items
        ]
        self.connection.execute(insert(checklist_items), rows)

    def get(self, number: int) -> Checklist | None:
        return next(iter(self._read(_c.number == number)), None)

    def of_groups(self, groups: Iterable[str]) -> list[Checklist]:
        """The lists of these groups, by number."""
        return self._read(_c.group_key.in_(list(groups)))

    def mark(self, number: int, mark: Mark) -> None:
        row = {"campaign": self.campaign, "checklist": number, "item": mark.item, "checked": mark.checked}
        row |= {"visit": mark.visit, "reason": mark.reason, "marked_by": mark.by, "marked_at": mark.at}
        self.connection.execute(insert(checklist_marks), row)

    def marks_of(self, number: int) -> list[Mark]:
        """What was set by hand of a list, the first first."""
        chosen = select(checklist_marks).where(_m.campaign == self.campaign, _m.checklist == number).order_by(_m.id)
        return [
            Mark(row.item, row.checked, row.visit, row.reason, row.marked_by, row.marked_at)
            for row in self.connection.execute(chosen)
        ]

    def checked_since(self, group: str, day: date) -> list[Checked]:
        """The group's visits of that day and later, by number."""
        chosen = (
            select(_v.number, _v.place, _v.county)
            .where(_v.campaign == self.campaign, _v.withdrawn_at.is_(None), _v.group_key == group, _v.day >= day)
            .order_by(_v.number)
        )
        return [Checked(row.number, row.place, row.county or "") for row in self.connection.execute(chosen)]

    def _read(self, wanted: object) -> list[Checklist]:
        rows = list(
            self.connection.execute(
                select(checklists).where(_c.campaign == self.campaign, wanted).order_by(_c.number)  # type: ignore[arg-type]
            )
        )
        chosen = select(checklist_items).where(
            _i.campaign == self.campaign, _i.checklist.in_([row.number for row in rows])
        )
        items: dict[int, list[Item]] = {row.number: [] for row in rows}
        for one in self.connection.execute(chosen.order_by(_i.checklist, _i.number)):
            items[one.checklist].append(Item(one.number, one.name, one.county, one.address, one.note))
        return [
            Checklist(row.number, row.group_key, row.instruction, row.author, row.pushed_at, tuple(items[row.number]))
            for row in rows
        ]
