"""Questions about pictures are looked up by their files alone, no longer by their records."""

from __future__ import annotations

from alembic import op

revision = "questions_of_files"
down_revision = "originals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_picture_questions_high", "picture_questions")


def downgrade() -> None:
    op.create_index("ix_picture_questions_high", "picture_questions", ["campaign", "high"])
