"""Bulletins: drafts, edits, approvals, rooms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bulletins"
down_revision = "visit_digests"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("round", sa.Integer()),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("computed", sa.Text(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Text()),
        sa.Column("edited_at", sa.BigInteger()),
        sa.Column("approved_by", sa.Text()),
        sa.Column("approved_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_bulletins"),
    )
    op.create_index("ix_bulletins_message", "bulletins", ["message_id"])
    op.create_table(
        "bulletin_texts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_texts"),
    )
    op.create_index("ix_bulletin_texts_number", "bulletin_texts", ["campaign", "number"])
    op.create_table(
        "bulletin_rooms",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", "room", name="pk_bulletin_rooms"),
    )


def downgrade() -> None:
    op.drop_table("bulletin_rooms")
    op.drop_table("bulletin_texts")
    op.drop_table("bulletins")
