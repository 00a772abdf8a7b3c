"""What of a picture was obtained stands with its message; files are listed by when they were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "evidence"
down_revision = "bulletins"
branch_labels = None
depends_on = None

KEPT = sa.text("file_sha256 IS NOT NULL")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("rendition", sa.Text()))
    for rendition in ("normal", "thumbnail"):
        told = f"SELECT subject FROM audit WHERE action = 'file.rendition' AND detail LIKE '%\"{rendition}\"%'"
        op.execute(f"UPDATE inbox SET rendition = '{rendition}' WHERE message_id IN ({told})")
    op.create_index(
        "ix_inbox_files",
        "inbox",
        ["sent_at", "seq", "kind", "room", "sender"],
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )


def downgrade() -> None:
    op.drop_index("ix_inbox_files", "inbox")
    op.drop_column("inbox", "rendition")
