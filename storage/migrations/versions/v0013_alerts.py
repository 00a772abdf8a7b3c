"""What was said at once of an urgent visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts"
down_revision = "tombstones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("alerted_revision", sa.Integer(), nullable=True))
    op.add_column("visits", sa.Column("alerted_text", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "alerted_text")
    op.drop_column("visits", "alerted_revision")
