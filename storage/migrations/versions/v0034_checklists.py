"""Lists pushed to groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "checklists"
down_revision = "periods"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklists",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("pushed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_checklists"),
    )
    op.create_table(
        "checklist_items",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("checklist", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "checklist", "number", name="pk_checklist_items"),
    )
    op.create_table(
        "checklist_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("checklist", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("visit", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_marks"),
    )
    op.create_index("ix_checklist_marks_checklist", "checklist_marks", ["campaign", "checklist"])


def downgrade() -> None:
    op.drop_table("checklist_marks")
    op.drop_table("checklist_items")
    op.drop_table("checklists")
