"""Instructions that dispatchers have posted by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "hand_orders"
down_revision = "stops"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_orders",
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("namespace", "message_id", name="pk_hand_orders"),
    )
    op.create_index("ix_hand_orders_sender", "hand_orders", ["campaign", "sender", "at"])


def downgrade() -> None:
    op.drop_table("hand_orders")
