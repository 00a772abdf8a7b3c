"""What was erased by the retention policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "tombstones"
down_revision = "proposals"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tombstones",
        sa.Column("id", _ROW_ID, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("what", "namespace", "message_id", "sha256")),
        sa.Column("size", _ROW_ID, nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_message", "tombstones", ["namespace", "message_id", "what"], unique=True)


def downgrade() -> None:
    op.drop_table("tombstones")
