"""Of a screenshot the hashes of what it shows are kept too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "screenshots"
down_revision = "picture_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_readings", sa.Column("inside", sa.Text()))


def downgrade() -> None:
    op.drop_column("file_readings", "inside")
