"""When something was last said of a visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "said_at"
down_revision = "alerts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("said_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "said_at")
