"""What people set of visits by hand: the events, and what stands of them with the visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "edits"
down_revision = "open_alerts"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HELD = sa.text("hand IS NOT NULL")


def upgrade() -> None:
    op.add_column("visits", sa.Column("hand", sa.Text(), nullable=True))
    op.create_index("ix_visits_by_hand", "visits", ["campaign", "number"], sqlite_where=_HELD, postgresql_where=_HELD)
    op.create_table(
        "visit_edits",
        sa.Column("id", _ID, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("problem", sa.Integer(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit_edits"),
    )
    op.create_index("ix_visit_edits_number", "visit_edits", ["campaign", "number", "id"])


def downgrade() -> None:
    op.drop_table("visit_edits")
    op.drop_index("ix_visits_by_hand", "visits")
    op.drop_column("visits", "hand")
