"""Accounts of the console, who is logged in, known browsers, and wrong passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "users"
down_revision = "desk_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("logged_in_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
    )
    op.create_table(
        "log_ins",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_log_ins"),
        sa.ForeignKeyConstraint(["account"], ["users.name"], name="fk_log_ins_account"),
    )
    op.create_index("ix_log_ins_account", "log_ins", ["account"])
    op.create_table(
        "known_browsers",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_known_browsers"),
        sa.ForeignKeyConstraint(["account"], ["users.name"], name="fk_known_browsers_account"),
    )
    op.create_index("ix_known_browsers_account", "known_browsers", ["account"])
    op.create_table(
        "wrong_passwords",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key_sha256", name="pk_wrong_passwords"),
    )
    op.create_index("ix_wrong_passwords_last", "wrong_passwords", ["last_at"])


def downgrade() -> None:
    op.drop_table("wrong_passwords")
    op.drop_table("known_browsers")
    op.drop_table("log_ins")
    op.drop_table("users")
