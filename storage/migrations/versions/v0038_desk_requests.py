"""What was asked for at the console."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_requests"
down_revision = "files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_requests",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_desk_requests"),
        sa.UniqueConstraint("campaign", "message_id", "part", name="uq_desk_requests_campaign_message_id_part"),
    )
    op.create_index("ix_desk_requests_asked_by", "desk_requests", ["campaign", "asked_by", "number"])


def downgrade() -> None:
    op.drop_table("desk_requests")
