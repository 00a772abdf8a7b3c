"""Which of several bots on one PostgreSQL leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "leases"
down_revision = "marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("lasts_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("namespace", name="pk_leases"),
    )


def downgrade() -> None:
    op.drop_table("leases")
