"""When the bot was deaf, and up to when it was surely listening."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "blind_windows"
down_revision = "repeats"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "blind_windows",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("namespace", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("told_as", sa.Text),
        sa.Column("closed_at", sa.BigInteger),
    )
    op.create_index("ix_blind_windows_since", "blind_windows", ["namespace", "since"])
    op.create_table(
        "heard",
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("heard_to", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("heard")
    op.drop_index("ix_blind_windows_since", "blind_windows")
    op.drop_table("blind_windows")
