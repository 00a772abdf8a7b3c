"""What becomes of an instruction: it waits for a second 同意, goes out, is dropped, voided or replaced; its copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "instruction_lives"
down_revision = "tried_posts"
branch_labels = None
depends_on = None

_ADDED = ("status", "kind", "due_at", "sensitive", "replaces", "ended")


def upgrade() -> None:
    for column in (
        sa.Column("status", sa.Text(), nullable=False, server_default="issued"),
        sa.Column("kind", sa.Text(), nullable=False, server_default=""),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("instructions", column)
    op.create_table(
        "instruction_copies",
        sa.Column(
            "instruction_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("instructions.id", name="fk_instruction_copies_instruction_id"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("copy", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instruction_id", "copy", name="pk_instruction_copies"),
    )


def downgrade() -> None:
    op.drop_table("instruction_copies")
    for name in _ADDED:
        op.drop_column("instructions", name)
