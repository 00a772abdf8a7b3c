"""Rosters as rows: each version whole, as a document, from when it is in force; and everybody who ever was on one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.rosters import Group, Person, Role, Room, RoomKind, Roster, Round, Seats
from storage.columns import canonical
from storage.roster_tables import STANDS, roster_people, roster_versions

_v, _p = roster_versions.c, roster_people.c
_AT: BindParameter[datetime] = bindparam("at")
_OURS = _v.campaign == bindparam("of_campaign")
_ROW = (_v.turn, _v.campaign, _v.round, _v.from_at, _v.sha256, _v.document)
_LATEST = (_v.from_at.desc(), _v.turn.desc())
_IN_FORCE = select(*_ROW).where(STANDS, _v.from_at <= _AT).order_by(*_LATEST).limit(1)
_TURN_AT = select(_v.turn).where(_OURS, STANDS, _v.from_at <= _AT).order_by(*_LATEST).limit(1)
_SHA256 = select(_v.sha256).where(STANDS, _v.from_at <= _AT).order_by(*_LATEST).limit(1)
_FIRST_SHA256 = select(_v.sha256).where(STANDS).order_by(_v.from_at, _v.turn).limit(1)
_FIRST = select(*_ROW).where(STANDS).order_by(_v.from_at, _v.turn).limit(1)
_BY_TURN = select(*_ROW).where(_v.turn == bindparam("of_turn"))
_WAITING = select(*_ROW).where(STANDS, _v.from_at > _AT).order_by(_v.from_at, _v.turn)
_NEWEST = select(func.coalesce(func.max(_v.turn), 0))
_REPLACE = update(roster_versions).where(_v.turn == bindparam("of_turn")).values(replaced_at=bindparam("when"))
_PEOPLE = select(_p.id, _p.document).where(_p.campaign == bindparam("of_campaign")).order_by(_p.id)

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Group, Room, Person)}
_KEY = ["campaign", "id"]


def _latest_words(insert_into: Any) -> Any:
    statement = insert_into(roster_people)
    return statement.on_conflict_do_update(index_elements=_KEY, set_={"document": statement.excluded.document})


_REMEMBER = {"sqlite": _latest_words(sqlite.insert), "postgresql": _latest_words(postgresql.insert)}


@dataclass(frozen=True, slots=True)
class Version:
    """A roster, and from when it is in force."""

    turn: int
    from_at: datetime
    sha256: str
    roster: Roster


def in_force(connection: Connection, at: datetime) -> Version | None:
    """The version in force at a time. Before the first ever, the first; None without any."""
    row = connection.execute(_IN_FORCE, {"at": at}).first() or connection.execute(_FIRST).first()
    return None if row is None else _version(row, connection)


def turn_at(connection: Connection, campaign: str, at: datetime) -> int | None:
    """Which version of a campaign was in force at a time; None before the first."""
    found = connection.execute(_TURN_AT, {"of_campaign": campaign, "at": at}).scalar()
    return None if found is None else int(found)


def by_turn(connection: Connection, turn: int) -> Version:
    """That version. Raises NoResultFound for one that never was."""
    return _version(connection.execute(_BY_TURN, {"of_turn": turn}).one(), connection)


def waiting(connection: Connection, at: datetime) -> list[Version]:
    """What is to come into force after a time, the next one first."""
    return [_version(row, connection) for row in connection.execute(_WAITING, {"at": at}).all()]


def newest_turn(connection: Connection) -> int:
    """The turn of what was written last; 0 before the first."""
    return int(connection.execute(_NEWEST).scalar_one())


def sha256_in_force(connection: Connection, at: datetime) -> str | None:
    """The digest of the version in force at a time, without reading it."""
    row = connection.execute(_SHA256, {"at": at}).first() or connection.execute(_FIRST_SHA256).first()
    return None if row is None else str(row.sha256)


def write(
    connection: Connection,
    roster: Roster,
    sha256: str,
    from_at: datetime,
    now: datetime,
    by: str,
    reason: str,
    before: Roster | None,
) -> int:
    """Write one more version; its turn. Whoever is alike on the roster `before` is remembered already."""
    turn = newest_turn(connection) + 1
    row = {"turn": turn, "campaign": roster.campaign, "round": roster.round, "from_at": from_at, "sha256": sha256}
    row |= {"imported_at": now, "imported_by": by, "reason": reason, "document": plain(roster)}
    connection.execute(insert(roster_versions), row)
    known = before.person if before is not None and before.campaign == roster.campaign else {}
    _remember(connection, roster.campaign, [p for p in roster.people if known.get(p.id) != p])
    return turn


def replace_turn(connection: Connection, turn: int, now: datetime) -> None:
    """That version, which waits, is not to come into force."""
    connection.execute(_REPLACE, {"of_turn": turn, "when": now})


def digest(roster: Roster, account: str) -> str:
    """What two rosters that are alike share, as long as the same account looks at them."""
    return hashlib.sha256(canonical([account, roster.campaign, roster.round, plain(roster)]).encode()).hexdigest()


def plain(roster: Roster) -> dict[str, Any]:
    """The parts of a roster as JSON values, days as ISO 8601."""
    parts: dict[str, tuple[Any, ...]] = {"groups": roster.groups, "rooms": roster.rooms, "people": roster.people}
    rounds = [[r.number, r.start.isoformat(), r.end.isoformat()] for r in roster.rounds]
    return {"rounds": rounds, **{name: [_fields(value) for value in part] for name, part in parts.items()}}


def packed(roster: Roster) -> str:
    """The roster as JSON, for `unpacked`."""
    return canonical({"campaign": roster.campaign, "round": roster.round, **plain(roster)})


def unpacked(text: str) -> Roster:
    """The roster that was packed. Raises ValueError, KeyError or TypeError for anything else."""
    document = json.loads(text)
    return _roster(document["campaign"], document["round"], document)


def _version(row: Any, connection: Connection) -> Version:
    roster = _roster(row.campaign, row.round, row.document)
    known = connection.execute(_PEOPLE, {"of_campaign": row.campaign})
    former = tuple(_person(other.document) for other in known if other.id not in roster.person)
    return Version(row.turn, row.from_at, row.sha256, replace(roster, former=former))


def _roster(campaign: str, of_round: int | None, document: dict[str, Any]) -> Roster:
    return Roster(
        campaign=campaign,
        rounds=tuple(Round(n, date.fromisoformat(a), date.fromisoformat(b)) for n, a, b in document["rounds"]),
        groups=tuple(_group(fields) for fields in document["groups"]),
        rooms=tuple(Room(**{**fields, "kind": RoomKind(fields["kind"])}) for fields in document["rooms"]),
        people=tuple(_person(fields) for fields in document["people"]),
        round=of_round,
    )


def _group(fields: dict[str, Any]) -> Group:
    lists = {name: tuple(fields[name]) for name in ("counties", "sending_cities", "teams")}
    return Group(**{**fields, **lists, "seats": tuple(Seats(**seats) for seats in fields.get("seats", ()))})


def _fields(value: Any) -> dict[str, Any]:
    """A row's fields; `asdict` would copy all that is in them, and take most of the time of a change."""
    named = {name: getattr(value, name) for name in _NAMES[type(value)]}
    return named | {"seats": [asdict(seats) for seats in value.seats]} if isinstance(value, Group) else named


def _person(fields: dict[str, Any]) -> Person:
    return Person(**{**fields, "role": Role(fields["role"])})


def _remember(connection: Connection, campaign: str, people: Iterable[Person]) -> None:
    rows = [{"campaign": campaign, "id": person.id, "document": _fields(person)} for person in people]
    if rows:
        connection.execute(_REMEMBER[connection.dialect.name], rows)
