"""Rosters as versions, each whole and from when it is in force, instead of the one that was imported last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "roster_versions"
down_revision = "obligations"
branch_labels = None
depends_on = None

_ROUNDS = ("number", "start", "end")
_GROUPS = ("key", "name", "city", "counties", "sending_cities", "teams")
_ROOMS = ("id", "topic", "kind", "group_key", "city")
_PEOPLE = ("id", "name", "role", "group_key", "team", "alias", "details")
_JSON = frozenset({"counties", "sending_cities", "teams", "alias", "details"})
_KEYS = {"rounds": "number", "groups": "key", "rooms": "id", "people": "id"}
_COLUMNS = {"rounds": _ROUNDS, "groups": _GROUPS, "rooms": _ROOMS, "people": _PEOPLE}


def _named(table: str, columns: Iterable[str]) -> Any:
    return sa.table(table, *(sa.column(name) for name in columns))


_VERSION = ("turn", "campaign", "round", "from_at", "sha256", "imported_at", "imported_by", "reason", "document")
_versions = _named("roster_versions", (*_VERSION, "replaced_at"))
_known = _named("roster_people", ("campaign", "id", "document"))
_rosters = _named("rosters", ("campaign", "turn", "sha256", "imported_at"))


def upgrade() -> None:
    op.create_table(
        "roster_versions",
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer()),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("turn", name="pk_roster_versions"),
    )
    op.create_table(
        "roster_people",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "id", name="pk_roster_people"),
    )
    connection = op.get_bind()
    for roster in connection.execute(sa.select(_rosters)).all():
        document: dict[str, Any] = {name: _read(connection, name, roster.campaign) for name in _COLUMNS}
        document["rounds"] = [[r["number"], str(r["start"]), str(r["end"])] for r in document["rounds"]]
        row = {"turn": roster.turn, "campaign": roster.campaign, "from_at": roster.imported_at, "sha256": roster.sha256}
        row |= {"imported_at": roster.imported_at, "imported_by": "bot", "reason": "", "document": _text(document)}
        connection.execute(sa.insert(_versions), row)
        people = [{"campaign": roster.campaign, "id": p["id"], "document": _text(p)} for p in document["people"]]
        if people:
            connection.execute(sa.insert(_known), people)
    for name in ("rosters", *_COLUMNS):
        op.drop_table(name)


def downgrade() -> None:
    _create_old()
    connection = op.get_bind()
    latest = (_versions.c.from_at.desc(), _versions.c.turn.desc())
    done: set[str] = set()
    for row in connection.execute(sa.select(_versions).where(_versions.c.replaced_at.is_(None)).order_by(*latest)):
        if row.campaign in done or row.from_at > row.imported_at:
            continue  # an older one, or one that may not be in force yet
        done.add(row.campaign)
        names = ("campaign", "turn", "sha256", "imported_at")
        connection.execute(sa.insert(_rosters), {name: getattr(row, name) for name in names})
        document = json.loads(row.document)
        document["rounds"] = [
            dict(zip(_ROUNDS, (n, date.fromisoformat(a), date.fromisoformat(b)), strict=True))
            for n, a, b in document["rounds"]
        ]
        for name in _COLUMNS:
            _write(connection, name, row.campaign, document[name])
    op.drop_table("roster_people")
    op.drop_table("roster_versions")


def _read(connection: Any, name: str, campaign: str) -> list[dict[str, Any]]:
    table = _named(name, ("campaign", "position", *_COLUMNS[name]))
    rows = connection.execute(sa.select(table).where(table.c.campaign == campaign).order_by(table.c.position))
    return [{_new(key): _parsed(key, getattr(row, key)) for key in _COLUMNS[name]} for row in rows]


def _write(connection: Any, name: str, campaign: str, values: list[dict[str, Any]]) -> None:
    days = sa.Date() if name == "rounds" else None
    columns = [sa.column(c, days if c in ("start", "end") else None) for c in ("campaign", "position", *_COLUMNS[name])]
    rows = [
        {"campaign": campaign, "position": i, **{key: _packed(key, value[_new(key)]) for key in _COLUMNS[name]}}
        for i, value in enumerate(values)
    ]
    if rows:
        connection.execute(sa.insert(sa.table(name, *columns)), rows)


def _new(column: str) -> str:
    return "group" if column == "group_key" else column


def _parsed(column: str, value: Any) -> Any:
    return json.loads(value) if column in _JSON else value


def _packed(column: str, value: Any) -> Any:
    return _text(value) if column in _JSON else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _create_old() -> None:
    def keyed(kind: Callable[[], Any], name: str) -> tuple[Any, ...]:
        return (
            sa.Column("campaign", sa.Text(), primary_key=True),
            sa.Column(name, kind(), primary_key=True, autoincrement=False),
            sa.Column("position", sa.Integer(), nullable=False),
        )

    def words(*names: str, nullable: bool = False) -> list[Any]:
        return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]

    op.create_table(
        "rosters",
        sa.Column("campaign", sa.Text(), primary_key=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("turn", name="uq_rosters_turn"),
    )
    days = [sa.Column(name, sa.Date(), nullable=False) for name in ("start", "end")]
    op.create_table("rounds", *keyed(sa.Integer, "number"), *days)
    op.create_table("groups", *keyed(sa.Text, "key"), *words("name", "city", "counties", "sending_cities", "teams"))
    op.create_table("rooms", *keyed(sa.Text, "id"), *words("topic", "kind"), *words("group_key", "city", nullable=True))
    team = sa.Column("team", sa.Integer())
    named, group = words("name", "role"), words("group_key", nullable=True)
    op.create_table("people", *keyed(sa.Text, "id"), *named, *group, team, *words("alias", "details"))
