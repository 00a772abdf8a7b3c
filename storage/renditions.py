"""Smaller copies of photos: derived objects in the media store, each with its parent's hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, select

from domain.messages import Kind
from domain.renditions import Fault, Rendition, Size
from storage.paper_tables import renditions
from storage.statements import Prepared, insert_new, lots
from storage.tables import inbox

_LATELY = 3_000  # messages; an older photo gets its copies when a paper wants them

_r = renditions.c
_ADD = Prepared(insert_new(renditions, ("parent",)))
_KNOWN = select(renditions).where(_r.parent.in_(bindparam("of_parents", expanding=True)))
_LACKING = Prepared(
    select(inbox.c.file_sha256)
    .where(
        inbox.c.namespace == bindparam("of_namespace"),
        inbox.c.seq > select(func.max(inbox.c.seq) - _LATELY).scalar_subquery(),
        inbox.c.kind == Kind.IMAGE.value,
        inbox.c.file_state == "kept",
        ~exists().where(_r.parent == inbox.c.file_sha256),
    )
    .group_by(inbox.c.file_sha256)
    .order_by(func.min(inbox.c.seq))
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Renditions:
    """The renditions of all photos; which of them came lately is asked of one gateway (`namespace`)."""

    connection: Connection
    now: datetime
    namespace: str

    def add(self, made: Rendition) -> None:
        """What was made of a photo; the first that was noted stays."""
        row = {name: getattr(made, name) for name in ("parent", "paper", "thumb", "width", "height")}
        _ADD.run(self.connection, {**row, "fault": made.fault or "", "made_at": self.now})

    def known(self, parents: Iterable[str]) -> Mapping[str, Rendition]:
        """What was made of these photos, also that nothing could be; a photo not looked at yet is not in it."""
        found = {}
        for lot in lots(parents):
            for row in self.connection.execute(_KNOWN, {"of_parents": lot}):
                fault = Fault(row.fault) if row.fault else None
                found[row.parent] = Rendition(row.parent, row.paper, row.thumb, row.width, row.height, fault)
        return found

    def of(self, parents: Iterable[str], size: Size) -> Mapping[str, str]:
        """The SHA-256 of each photo's rendition of this size; missing where there is none."""
        known = self.known(parents)
        return {
            parent: made.paper if size is Size.PAPER else made.thumb for parent, made in known.items() if made.paper
        }

    def lacking(self, most: int) -> list[str]:
        """Photos that came lately and were not looked at yet, oldest first, so many at most."""
        rows: Iterator[str] = (
            row.file_sha256 for row in _LACKING.all(self.connection, {"of_namespace": self.namespace, "most": most})
        )
        return list(rows)
