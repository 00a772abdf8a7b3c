"""Rooms watched, strangers in them, what is to be told of it, and posts that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "strangers"
down_revision = "unknown_sends"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_HELD = sa.text("state = 'held'")


def upgrade() -> None:
    op.create_table(
        "watched_rooms",
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("members", sa.Integer),
        sa.Column("is_in", sa.Boolean, nullable=False),
        sa.Column("hold", sa.Text),
        sa.Column("looked_at", sa.BigInteger),
        sa.Column("alarmed_at", sa.BigInteger),
    )
    op.create_table(
        "strangers",
        sa.Column("id", _ROW_ID, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("namespace", "room", "contact", "name")),
        sa.Column("imitates", sa.Boolean, nullable=False),
        sa.Column("member", sa.Boolean, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("left_at", sa.BigInteger),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("confirmed_by", sa.Text),
        sa.UniqueConstraint("namespace", "room", "contact", name="uq_strangers_namespace_room_contact"),
    )
    op.create_table(
        "room_notices",
        sa.Column("id", _ROW_ID, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("namespace", "room", "change", "subject", "name")),
        sa.Column("imitates", sa.Boolean, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.UniqueConstraint(
            *("namespace", "room", "change", "subject", "day"),
            name="uq_room_notices_namespace_room_change_subject_day",
        ),
    )
    op.create_index("ix_room_notices_untold", "room_notices", ["namespace", "room", "told_at"])
    op.create_index("ix_outbox_held", "outbox", ["lane", "id"], sqlite_where=_HELD, postgresql_where=_HELD)


def downgrade() -> None:
    op.drop_index("ix_outbox_held", "outbox")
    op.drop_index("ix_room_notices_untold", "room_notices")
    for table in ("room_notices", "strangers", "watched_rooms"):
        op.drop_table(table)
