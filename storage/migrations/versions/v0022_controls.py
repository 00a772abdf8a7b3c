"""Control periods that dispatchers have announced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "controls"
down_revision = "feedbacks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "control_periods",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_control_periods"),
    )


def downgrade() -> None:
    op.drop_table("control_periods")
