"""Who is who is read from the bindings: the account of each gateway, rooms as rows, who closed a binding."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bindings"
down_revision = "strangers"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_IN_FORCE = sa.text("to_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("account", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.add_column("bindings", sa.Column("closed_by", sa.Text))
    op.create_table(
        "room_bindings",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("namespace", sa.Text, nullable=False),
        sa.Column("platform_room", sa.Text, nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("from_at", sa.BigInteger, nullable=False),
        sa.Column("to_at", sa.BigInteger),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("closed_by", sa.Text),
    )
    op.create_index(
        "ix_room_bindings_in_force",
        "room_bindings",
        ["campaign", "namespace", "platform_room"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    op.execute("UPDATE bindings SET closed_by = 'roster' WHERE to_at IS NOT NULL")
    # A room of the roster was known by its id at every gateway that the roster was imported for.
    op.execute(
        "INSERT INTO room_bindings (campaign, namespace, platform_room, room, from_at, confirmed_by) "
        "SELECT rooms.campaign, known.namespace, rooms.id, rooms.id, known.since, 'roster' FROM rooms "
        "JOIN (SELECT campaign, namespace, min(from_at) AS since FROM bindings GROUP BY campaign, namespace) AS known "
        "ON known.campaign = rooms.campaign ORDER BY known.namespace, rooms.position"
    )


def downgrade() -> None:
    op.drop_index("ix_room_bindings_in_force", "room_bindings")
    op.drop_table("room_bindings")
    op.drop_column("bindings", "closed_by")
    op.drop_table("accounts")
