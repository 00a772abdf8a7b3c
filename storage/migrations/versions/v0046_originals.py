"""Of photos that came compressed the originals are asked for again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "originals"
down_revision = "screenshots"
branch_labels = None
depends_on = None

WANTED, KEPT = sa.text("state = 'wanted'"), sa.text("state = 'kept'")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "originals",
        sa.Column("id", number, nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("size", number),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_originals"),
        sa.UniqueConstraint("namespace", "message_id", name="uq_originals_namespace_message_id"),
    )
    op.create_index(
        "ix_originals_wanted", "originals", ["namespace", "due_at"], sqlite_where=WANTED, postgresql_where=WANTED
    )
    op.create_index("ix_originals_kept", "originals", ["sha256"], sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    op.drop_table("originals")
