"""What machines read of photos, films and voices, and which of them wait to be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "file_readings"
down_revision = "evidence"
branch_labels = None
depends_on = None

UNREAD = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "file_readings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("captured_at", sa.BigInteger()),
        sa.Column("watermark", sa.Text()),
        sa.Column("whole", sa.Text()),
        sa.Column("top", sa.Text()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("playable", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file_readings"),
        sa.UniqueConstraint("sha256", name="uq_file_readings_sha256"),
    )
    op.create_table(
        "likenesses",
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("later", sa.Text(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("earlier", "later", name="pk_likenesses"),
    )
    op.create_index("ix_likenesses_later", "likenesses", ["later"])
    op.create_table(
        "reading_jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_reading_jobs"),
        sa.UniqueConstraint("namespace", "message_id", name="uq_reading_jobs_namespace_message_id"),
    )
    op.create_index(
        "ix_reading_jobs_waiting",
        "reading_jobs",
        ["namespace", "id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )


def downgrade() -> None:
    op.drop_table("reading_jobs")
    op.drop_table("likenesses")
    op.drop_table("file_readings")
