"""What a record is found by, and the digests of each 256 records; for those that are there already, too."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.visit_digests import digest_of, search_lines

revision = "visit_digests"
down_revision = "users"
branch_labels = None
depends_on = None

_SPAN = 256
_COLUMNS = "id, campaign, number, group_key, team, day, place, county, outcome, urgent, categories, author, hand, "


def upgrade() -> None:
    op.add_column("visits", sa.Column("search", sa.Text()))
    op.create_table(
        "visit_digests",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "block", name="pk_visit_digests"),
    )
    connection = op.get_bind()
    blocks = connection.exec_driver_sql(f"SELECT DISTINCT campaign, number / {_SPAN} FROM visits").all()
    for campaign, block in blocks:
        _fill(connection, campaign, int(block))


def _fill(connection: sa.Connection, campaign: str, block: int) -> None:
    here = {"campaign": campaign, "low": block * _SPAN, "high": block * _SPAN + _SPAN - 1}
    chosen = "FROM visits WHERE campaign = :campaign AND number BETWEEN :low AND :high"
    rows = connection.execute(sa.text(f"SELECT {_COLUMNS} withdrawn_at {chosen}"), here).all()
    problems, senders = (
        _values(connection, "findings", "text", chosen, here),
        _values(connection, "visit_messages", "sender", chosen, here),
    )
    texts = {row.id: _text(row, problems[row.id], senders[row.id]) for row in rows}
    write = sa.text("UPDATE visits SET search = :text WHERE id = :id")
    connection.execute(write, [{"id": key, "text": text} for key, text in texts.items()])
    digest = {"campaign": campaign, "block": block, "bits": digest_of(texts.values())}
    digest |= {"first": min(row.day for row in rows), "last": max(row.day for row in rows)}
    connection.execute(sa.text("INSERT INTO visit_digests VALUES (:campaign, :block, :first, :last, :bits)"), digest)


def _values(connection: sa.Connection, table: str, column: str, chosen: str, here: Any) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    asked = f"SELECT visit_id, {column} FROM {table} WHERE visit_id IN (SELECT id {chosen}) ORDER BY visit_id, position"
    for visit_id, value in connection.execute(sa.text(asked), here):
        found[visit_id].append(value)
    return found


def _text(row: Any, problems: list[str], senders: list[str]) -> str:
    hand = json.loads(row.hand or "{}")
    who = [row.author, *senders, *(link[2] for link in hand.get("shelved", ()))]
    return search_lines(
        [row.place, *hand.get("names", ()), row.county or "", *problems],
        who,
        group=row.group_key,
        team=row.team,
        county=row.county or "",
        outcome=row.outcome,
        categories=json.loads(row.categories),
        marks=[name for name, holds in (("urgent", row.urgent), ("withdrawn", row.withdrawn_at is not None)) if holds],
    )


def downgrade() -> None:
    op.drop_table("visit_digests")
    op.drop_column("visits", "search")
