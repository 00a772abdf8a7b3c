"""Photos and films that are evidence of a record, one for each message and record, as both stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from domain.messages import Kind
from domain.picture_remarks import PictureRecord, SentPicture
from domain.visits import Outcome
from storage.statements import AnyRow, Prepared, lots
from storage.tables import inbox, visit_messages, visits

_i, _m, _v = inbox.c, visit_messages.c, visits.c
_PICTURES = (
    select(
        _m.message_id,
        _i.file_sha256,
        _m.kind,
        _i.sent_at,
        _i.sender,
        _i.room,
        _v.number,
        _v.group_key,
        _v.team,
        _v.day,
        _v.place,
        _v.place_key,
        _v.county,
        _v.outcome,
    )
    .select_from(visits)
    .join(visit_messages, _m.visit_id == _v.id)
    .join(inbox, (_i.namespace == _m.namespace) & (_i.message_id == _m.message_id))
    .where(
        _v.campaign == bindparam("of_campaign"),
        _v.withdrawn_at.is_(None),
        _m.namespace == bindparam("of_namespace"),
        or_(_m.kind == Kind.IMAGE.value, _m.kind == Kind.VIDEO.value),
        _i.file_sha256.is_not(None),
        _i.recalled_at.is_(None),
    )
    .order_by(_v.number, _m.position)
)
_OF_DAYS = Prepared(
    _PICTURES.where(_v.day.between(bindparam("first"), bindparam("last")), _v.group_key == bindparam("of_group"))
)
_OF_MESSAGES = _PICTURES.where(_m.message_id.in_(bindparam("chosen", expanding=True)))
_OF_FILES = _PICTURES.where(_i.file_sha256.in_(bindparam("chosen", expanding=True)))
_SENT_AGAIN = (
    select(_i.file_sha256)
    .where(_i.namespace == bindparam("of_namespace"), _i.file_sha256.in_(bindparam("chosen", expanding=True)))
    .group_by(_i.file_sha256)
    .having(func.count() > 1)
)


@dataclass(frozen=True, slots=True)
class SentPictures:
    """The pictures of one campaign's records; message ids are those of one gateway."""

    connection: Connection
    campaign: str
    namespace: str

    def of_days(self, group: str, first: date, last: date) -> list[SentPicture]:
        """Those of a group's records of these days, by record and in the order sent."""
        values = {**self._ours, "of_group": group, "first": first, "last": last}
        return [_picture(row) for row in _OF_DAYS.all(self.connection, values)]

    def of_messages(self, message_ids: Iterable[str]) -> list[SentPicture]:
        return list(self._chosen(_OF_MESSAGES, message_ids))

    def of_files(self, files: Iterable[str]) -> list[SentPicture]:
        """Those whose file has one of these hashes (SHA-256)."""
        return list(self._chosen(_OF_FILES, files))

    def sent_again(self, files: Iterable[str]) -> set[str]:
        """Those of these files that several messages brought."""
        found = set[str]()
        for lot in lots(files):
            rows = self.connection.execute(_SENT_AGAIN, {"of_namespace": self.namespace, "chosen": lot})
            found.update(rows.scalars())
        return found

    @property
    def _ours(self) -> dict[str, Any]:
        return {"of_campaign": self.campaign, "of_namespace": self.namespace}

    def _chosen(self, statement: Any, keys: Iterable[Any]) -> Iterator[SentPicture]:
        for lot in lots(keys):
            for row in self.connection.execute(statement, {**self._ours, "chosen": lot}):
                yield _picture(row)


def _picture(row: AnyRow) -> SentPicture:
    record = PictureRecord(
        row.number, row.group_key, row.team, row.day, row.place, row.place_key, row.county, Outcome(row.outcome)
    )
    return SentPicture(row.message_id, row.file_sha256, Kind(row.kind), row.sent_at, row.sender, row.room, record)
