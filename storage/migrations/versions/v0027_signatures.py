"""Signatures of visits and of the reports of rounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "signatures"
down_revision = "integrity_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("taken_back_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_signatures"),
    )
    op.create_index("ix_signatures_number", "signatures", ["campaign", "subject", "number"])
    op.create_index("ix_signatures_message", "signatures", ["namespace", "message_id"])


def downgrade() -> None:
    op.drop_table("signatures")
