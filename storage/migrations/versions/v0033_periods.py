"""What a paper is for, where that is not its day: a round, a quarter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "periods"
down_revision = "day_counts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("period", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_submissions_period", "submissions", ["campaign", "period"])


def downgrade() -> None:
    op.drop_index("ix_submissions_period", "submissions")
    op.drop_column("submissions", "period")
