"""What is owed, in the order in which it is said: with a long queue the next post is found without sorting it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "next_posts"
down_revision = "said_at"
branch_labels = None
depends_on = None

_OWED = sa.text("state = 'owed'")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_next",
        "outbox",
        ["namespace", sa.text("urgent DESC"), "id"],
        sqlite_where=_OWED,
        postgresql_where=_OWED,
    )
    op.drop_index("ix_outbox_owed", "outbox")


def downgrade() -> None:
    op.create_index("ix_outbox_owed", "outbox", ["namespace", "id"], sqlite_where=_OWED, postgresql_where=_OWED)
    op.drop_index("ix_outbox_next", "outbox")
