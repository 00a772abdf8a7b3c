"""工作建议 of a group's leader, for the report of a round."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "round_advices"
down_revision = "round_changes"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "round_advices",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("taken_back_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_round_advices"),
    )
    op.create_index("ix_round_advices_round", "round_advices", ["campaign", "round", "group_key"])


def downgrade() -> None:
    op.drop_table("round_advices")
