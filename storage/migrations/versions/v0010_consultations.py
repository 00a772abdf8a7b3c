"""Questions that were passed on to the experts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "consultations"
down_revision = "leases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_consultations"),
    )


def downgrade() -> None:
    op.drop_table("consultations")
