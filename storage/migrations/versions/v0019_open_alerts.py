"""What could not wait, and who has acknowledged it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "open_alerts"
down_revision = "about"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OPEN = sa.text("read_at IS NULL AND over_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("group_key", sa.Text, nullable=False),
        sa.Column("team", sa.Integer),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("repeats", sa.Integer, nullable=False),
        sa.Column("read_by", sa.Text),
        sa.Column("read_at", sa.BigInteger),
        sa.Column("over_at", sa.BigInteger),
        sa.Column("elsewhere_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("campaign", "name", name="uq_alerts_campaign_name"),
    )
    op.create_index("ix_alerts_open", "alerts", ["campaign", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "alert_readers",
        sa.Column("alert_id", _ROW_ID, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "person", name="pk_alert_readers"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_alert_readers_alert_id"),
    )


def downgrade() -> None:
    op.drop_table("alert_readers")
    op.drop_table("alerts")
