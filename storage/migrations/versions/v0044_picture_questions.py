"""What was asked of people because of pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "picture_questions"
down_revision = "file_readings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_remarks",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "namespace", "message_id", "kind", name="pk_told_remarks"),
    )
    op.create_table(
        "picture_questions",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("earlier_record", sa.Integer(), nullable=False),
        sa.Column("later_record", sa.Integer(), nullable=False),
        sa.Column("earlier_message", sa.Text(), nullable=False),
        sa.Column("later_message", sa.Text(), nullable=False),
        sa.Column("earlier_file", sa.Text(), nullable=False),
        sa.Column("later_file", sa.Text(), nullable=False),
        sa.Column("whole", sa.Integer()),
        sa.Column("top", sa.Integer()),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("campaign", "number", name="pk_picture_questions"),
    )
    op.create_index("ix_picture_questions_records", "picture_questions", ["campaign", "low", "high"], unique=True)
    op.create_index("ix_picture_questions_high", "picture_questions", ["campaign", "high"])
    op.create_index("ix_picture_questions_earlier", "picture_questions", ["earlier_file"])
    op.create_index("ix_picture_questions_later", "picture_questions", ["later_file"])


def downgrade() -> None:
    op.drop_table("picture_questions")
    op.drop_table("told_remarks")
