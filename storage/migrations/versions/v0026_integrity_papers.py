"""Who has told of which integrity paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "integrity_papers"
down_revision = "same_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "integrity_papers",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "paper", "round", "person", name="pk_integrity_papers"),
    )


def downgrade() -> None:
    op.drop_table("integrity_papers")
