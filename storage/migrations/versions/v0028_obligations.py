"""Who was let off an obligation, and who was asked for one and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "obligations"
down_revision = "signatures"
branch_labels = None
depends_on = None

_DUTY = (("campaign", sa.Text()), ("rule", sa.Text()), ("bearer", sa.Text()), ("period", sa.Text()))


def _table(name: str, *columns: sa.Column[object]) -> None:
    number = sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)
    duty = (sa.Column(column, kind, nullable=False) for column, kind in _DUTY)
    op.create_table(name, number, *duty, *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
    op.create_index(f"ix_{name}_period", name, ["campaign", "period", "bearer"])


def upgrade() -> None:
    _table(
        "excuses",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
    )
    _table(
        "duty_calls",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("duty_calls")
    op.drop_table("excuses")
