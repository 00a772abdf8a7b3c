"""Who may be whom, rooms in doubt, the lists of what is to be confirmed, and words that are read late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "proposals"
down_revision = "consultations"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_PROPOSED = sa.text("settled_at IS NULL")
_DOUBTED = sa.text("closed_at IS NULL")
_LATE = sa.text("state = 'late'")


def _ours() -> list[sa.Column[str]]:
    return [sa.Column("campaign", sa.Text, nullable=False), sa.Column("namespace", sa.Text, nullable=False)]


def _some(name: str, table: str, columns: list[str], rows: sa.TextClause, *, unique: bool = True) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_ours(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("is_room", sa.Boolean, nullable=False),
        sa.Column("room", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("settled_by", sa.Text),
    )
    _some("ix_proposals_open", "proposals", ["campaign", "namespace", "contact", "subject"], _PROPOSED)
    op.create_table(
        "doubts",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_ours(),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
    )
    _some("ix_doubts_open", "doubts", ["campaign", "namespace", "room"], _DOUBTED)
    op.create_table(
        "binding_lists",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_ours(),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("vouched", sa.Boolean, nullable=False),
    )
    _some("ix_inbox_late", "inbox", ["namespace", "sent_at", "seq"], _LATE, unique=False)


def downgrade() -> None:
    op.drop_index("ix_inbox_late", "inbox")
    op.drop_table("binding_lists")
    op.drop_index("ix_doubts_open", "doubts")
    op.drop_table("doubts")
    op.drop_index("ix_proposals_open", "proposals")
    op.drop_table("proposals")
