"""A stored file is found by its hash."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "files"
down_revision = "round_advices"
branch_labels = None
depends_on = None

KEPT = sa.text("file_sha256 IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_inbox_file", "inbox", ["file_sha256"], sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    op.drop_index("ix_inbox_file", "inbox")
