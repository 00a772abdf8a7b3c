"""The groups whose rows a post is made of travel with it, and who let it go to outsiders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "about"
down_revision = "instruction_lives"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("about", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("outbox", sa.Column("released_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "released_by")
    op.drop_column("outbox", "about")
