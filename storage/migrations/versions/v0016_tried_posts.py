"""What was tried and is owed again is told by its time of trying, for an attempt may be forgiven."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "tried_posts"
down_revision = "next_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _replace(sa.text("state = 'owed' AND claimed_at IS NOT NULL"))


def downgrade() -> None:
    _replace(sa.text("state = 'owed' AND attempts > 0"))


def _replace(rows: sa.TextClause) -> None:
    op.drop_index("ix_outbox_retried", "outbox")
    op.create_index("ix_outbox_retried", "outbox", ["lane", "id"], sqlite_where=rows, postgresql_where=rows)
