"""Papers that the bot has made, as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select

from domain.made_papers import MadePaper, PaperKind
from storage.audit import Audit
from storage.counters import next_number
from storage.paper_tables import made_papers

_p = made_papers.c


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one campaign. A paper made anew is a row of its own; the newest has the highest number."""

    connection: Connection
    now: datetime
    campaign: str

    def add(self, paper: MadePaper) -> MadePaper:
        """Put a paper on record; it comes back with its number."""
        numbered = replace(paper, number=next_number(self.connection, self.campaign, "paper"))
        row = {**asdict(numbered), "campaign": self.campaign, "group_key": paper.group, "visits": list(paper.visits)}
        del row["group"]
        self.connection.execute(insert(made_papers).values(**row))
        detail = {"kind": paper.kind.value, "sha256": paper.sha256, "visits": list(paper.visits)}
        Audit(self.connection, self.now).append(paper.asked_by, "paper.make", str(numbered.number), detail)
        return numbered

    def readable(self, number: int, groups: Collection[str], kinds: Collection[PaperKind]) -> MadePaper | None:
        """A paper of these kinds of one of these groups, or of several: those are for who sees more than one."""
        return next(iter(self._read(_p.number == number, *_readable(groups, kinds))), None)

    def latest(self, groups: Collection[str], kinds: Collection[PaperKind], most: int) -> list[MadePaper]:
        """The last ones made of those, newest first."""
        wanted = (_p.campaign == self.campaign, *_readable(groups, kinds))
        rows = self.connection.execute(select(made_papers).where(*wanted).order_by(_p.number.desc()).limit(most))
        return [_paper(row) for row in rows]

    def get(self, number: int) -> MadePaper | None:
        return next(iter(self._read(_p.number == number)), None)

    def of_day(self, day: date, group: str | None = None) -> list[MadePaper]:
        """The papers that tell of this day (and of this group alone, if one is named), by number."""
        of_group = () if group is None else (_p.group_key == group,)
        return self._read(_p.day == day, *of_group)

    def of_round(self, number: int, group: str | None = None) -> list[MadePaper]:
        """The papers of a round, by number."""
        of_group = () if group is None else (_p.group_key == group,)
        return self._read(_p.round == number, *of_group)

    def _read(self, *wanted: Any) -> list[MadePaper]:
        rows = self.connection.execute(
            select(made_papers).where(_p.campaign == self.campaign, *wanted).order_by(_p.number)
        )
        return [_paper(row) for row in rows]


def _readable(groups: Collection[str], kinds: Collection[PaperKind]) -> tuple[ColumnElement[bool], ...]:
    of_these = _p.group_key.in_(list(groups))
    several = [_p.group_key.is_(None)] if len(groups) > 1 else []
    return or_(of_these, *several), _p.kind.in_([kind.value for kind in kinds])


def _paper(row: Any) -> MadePaper:
    return MadePaper(
        row.number,
        PaperKind(row.kind),
        row.group_key,
        row.day,
        row.round,
        tuple(row.visits),
        row.sha256,
        row.file_name,
        row.made_at,
        row.as_of,
        row.asked_by,
    )
