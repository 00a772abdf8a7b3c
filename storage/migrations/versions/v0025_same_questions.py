"""The answers to questions, and who has asked the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "same_questions"
down_revision = "hand_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation_answers",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", "namespace", "message_id", name="pk_consultation_answers"),
    )
    op.create_table(
        "consultation_repeats",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("passed_on_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("campaign", "namespace", "message_id", name="pk_consultation_repeats"),
    )


def downgrade() -> None:
    op.drop_table("consultation_repeats")
    op.drop_table("consultation_answers")
