"""What groups told of an instruction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "feedbacks"
down_revision = "edits"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feedbacks",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column(
            "instruction_id",
            _ROW_ID,
            sa.ForeignKey("instructions.id", name="fk_feedbacks_instruction_id"),
            nullable=False,
        ),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("instruction_id", "message_id", name="uq_feedbacks_instruction_id_message_id"),
    )
    op.create_index("ix_feedbacks_message", "feedbacks", ["message_id"])


def downgrade() -> None:
    op.drop_table("feedbacks")
