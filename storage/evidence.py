"""How much evidence a visit has: different files, not messages (seed 002, 五(二))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.messages import Kind
from storage.statements import lots
from storage.tables import inbox, visit_messages, visits

_m = visit_messages.c
_COUNT = (
    select(
        visits.c.number,
        _m.kind,
        func.count(func.distinct(func.coalesce(inbox.c.file_sha256, _m.message_id))).label("files"),
    )
    .join(visit_messages, _m.visit_id == visits.c.id)
    .outerjoin(inbox, (inbox.c.namespace == _m.namespace) & (inbox.c.message_id == _m.message_id))
    .where(
        visits.c.campaign == bindparam("of_campaign"),
        visits.c.number.in_(bindparam("of_numbers", expanding=True)),
        _m.kind.in_([Kind.IMAGE.value, Kind.VIDEO.value]),
    )
    .group_by(visits.c.number, _m.kind)
)
_PHOTOS = (
    select(visits.c.number, inbox.c.file_sha256)
    .join(visit_messages, _m.visit_id == visits.c.id)
    .join(inbox, (inbox.c.namespace == _m.namespace) & (inbox.c.message_id == _m.message_id))
    .where(
        visits.c.campaign == bindparam("of_campaign"),
        visits.c.number.in_(bindparam("of_numbers", expanding=True)),
        _m.kind == Kind.IMAGE.value,
    )
    .order_by(visits.c.number, _m.at, _m.position)
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Different photos and videos: a byte-identical copy counts once, one not yet fetched by its message."""

    photos: int
    videos: int


def count_evidence(connection: Connection, campaign: str, numbers: Iterable[int]) -> Mapping[int, Evidence]:
    """The evidence of each visit asked for, zeros included."""
    asked = list(numbers)
    files: dict[tuple[int, str], int] = {}
    for lot in lots(asked):
        values: dict[str, Any] = {"of_campaign": campaign, "of_numbers": lot}
        files.update({(row.number, row.kind): row.files for row in connection.execute(_COUNT, values)})
    return {n: Evidence(files.get((n, Kind.IMAGE.value), 0), files.get((n, Kind.VIDEO.value), 0)) for n in asked}


def photos_of(connection: Connection, campaign: str, numbers: Iterable[int]) -> Mapping[int, list[str]]:
    """The SHA-256 of the different photos of each visit that has any, in the order sent; those not yet fetched not."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for lot in lots(numbers):
        values: dict[str, Any] = {"of_campaign": campaign, "of_numbers": lot}
        for row in connection.execute(_PHOTOS, values):
            if row.file_sha256 is not None and row.file_sha256 not in found[row.number]:
                found[row.number].append(row.file_sha256)
    return found
