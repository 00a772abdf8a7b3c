"""Papers that the bot has made, and the smaller copies of photos that they show."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "papers"
down_revision = "roster_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renditions",
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("thumb", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("parent", name="pk_renditions"),
    )
    op.create_table(
        "made_papers",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text()),
        sa.Column("day", sa.Date()),
        sa.Column("round", sa.Integer()),
        sa.Column("visits", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_made_papers"),
    )
    op.create_index("ix_made_papers_day", "made_papers", ["campaign", "day", "kind"])


def downgrade() -> None:
    op.drop_table("made_papers")
    op.drop_table("renditions")
