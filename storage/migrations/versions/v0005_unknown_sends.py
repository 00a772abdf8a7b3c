"""Rooms that wait for the echo of a post of which nobody knows whether it was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "unknown_sends"
down_revision = "sends"
branch_labels = None
depends_on = None

_UNKNOWN = sa.text("state = 'unknown'")


def upgrade() -> None:
    op.create_index("ix_outbox_unknown", "outbox", ["lane", "id"], sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN)


def downgrade() -> None:
    op.drop_index("ix_outbox_unknown", "outbox")
