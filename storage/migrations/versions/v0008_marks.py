"""Visits that a dispatcher has marked urgent by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "marks"
down_revision = "bindings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("marked", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "marked")
