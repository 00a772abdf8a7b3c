"""Every attempt to say something, and rooms that wait for a post that was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "sends"
down_revision = "blind_windows"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_RETRIED = "state = 'owed' AND attempts > 0"


def upgrade() -> None:
    op.create_table(
        "sends",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("namespace", sa.Text, nullable=False),
        sa.Column("outbox_id", _ROW_ID, sa.ForeignKey("outbox.id", name="fk_sends_outbox_id"), nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("platform_id", sa.Text),
    )
    op.create_index("ix_sends_post", "sends", ["outbox_id"])
    op.create_index("ix_sends_recent", "sends", ["namespace", "at"])
    op.create_index(
        "ix_outbox_retried",
        "outbox",
        ["lane", "id"],
        sqlite_where=sa.text(_RETRIED),
        postgresql_where=sa.text(_RETRIED),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_retried", "outbox")
    op.drop_table("sends")
