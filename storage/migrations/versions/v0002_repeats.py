"""Messages that came again under another id point to the first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "repeats"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("repeat_of", sa.Text))


def downgrade() -> None:
    op.drop_column("inbox", "repeat_of")
