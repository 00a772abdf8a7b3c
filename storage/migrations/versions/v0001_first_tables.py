"""The first tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _always(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _maybe(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]


def _where(rows: str) -> Mapping[str, Any]:
    """An index of these rows only, on both databases."""
    return {"sqlite_where": sa.text(rows), "postgresql_where": sa.text(rows)}


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", _ROW_ID, primary_key=True, autoincrement=False),
        *_always(sa.BigInteger, "at"),
        *_always(sa.Text, "actor", "action", "subject", "detail", "previous", "hash"),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *_always(_ROW_ID, "seq"),
        *_always(sa.Text, "hash"),
    )
    op.create_table(
        "bindings",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "campaign", "namespace", "contact_id", "person"),
        *_always(sa.BigInteger, "from_at"),
        *_maybe(sa.BigInteger, "to_at"),
        *_always(sa.Text, "confirmed_by"),
    )
    op.create_index(
        "ix_bindings_in_force",
        "bindings",
        ["campaign", "namespace", "contact_id"],
        unique=True,
        **_where("to_at IS NULL"),
    )
    op.create_table(
        "clock",
        sa.Column("campaign", sa.Text, primary_key=True),
        *_always(sa.BigInteger, "ticked_to"),
    )
    op.create_table(
        "counters",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        *_always(sa.Integer, "value"),
    )
    op.create_table(
        "groups",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        *_always(sa.Integer, "position"),
        *_always(sa.Text, "name", "city", "counties", "sending_cities", "teams"),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", _ROW_ID, primary_key=True),
        *_always(sa.Text, "namespace", "message_id"),
        *_maybe(sa.Text, "room"),
        *_always(sa.Text, "sender", "sender_name"),
        *_always(sa.BigInteger, "sent_at", "received_at"),
        *_always(sa.Text, "kind", "text", "file_name"),
        *_maybe(sa.Text, "location", "quote", "mentions", "target"),
        *_always(sa.LargeBinary, "raw"),
        *_always(sa.Text, "raw_sha256", "file_state"),
        *_maybe(sa.Text, "file_sha256"),
        *_maybe(_ROW_ID, "file_size"),
        *_maybe(sa.Text, "file_error"),
        *_always(sa.Text, "state"),
        *_maybe(sa.Text, "purpose"),
        *_maybe(sa.Boolean, "asks_receipt"),
        *_maybe(sa.BigInteger, "recalled_at"),
        *_maybe(sa.Text, "error"),
        sa.UniqueConstraint("namespace", "message_id", name="uq_inbox_namespace_message_id"),
    )
    op.create_index("ix_inbox_asking", "inbox", ["namespace", "room", "sent_at"], **_where("asks_receipt IS NOT NULL"))
    op.create_index("ix_inbox_awaiting", "inbox", ["namespace", "seq"], **_where("file_state = 'awaited'"))
    op.create_index("ix_inbox_recalling", "inbox", ["namespace", "target"], **_where("target IS NOT NULL"))
    op.create_index("ix_inbox_room_sent", "inbox", ["namespace", "room", "sent_at"])
    op.create_index("ix_inbox_sender_sent", "inbox", ["namespace", "sender", "sent_at"])
    op.create_index("ix_inbox_unhandled", "inbox", ["namespace", "seq"], **_where("state = 'kept'"))
    op.create_table(
        "instructions",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "campaign", "number"),
        *_always(sa.Date, "day"),
        *_always(sa.Text, "author", "text", "groups"),
        *_always(sa.BigInteger, "issued_at"),
        *_always(sa.Text, "message_id"),
        sa.UniqueConstraint("campaign", "number", name="uq_instructions_campaign_number"),
    )
    op.create_index("ix_instructions_day", "instructions", ["campaign", "day"])
    op.create_table(
        "jobs",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "campaign", "kind", "subject", "payload"),
        *_always(sa.BigInteger, "asked_at"),
        *_always(sa.Text, "state"),
        *_maybe(sa.Text, "result", "error"),
        *_maybe(sa.BigInteger, "ended_at"),
        sa.UniqueConstraint("campaign", "kind", "subject", name="uq_jobs_campaign_kind_subject"),
    )
    op.create_index("ix_jobs_waiting", "jobs", ["campaign", "id"], **_where("state = 'waiting'"))
    op.create_table(
        "loose",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "campaign", "namespace", "message_id", "group_key"),
        *_maybe(sa.Integer, "team"),
        *_always(sa.Text, "sender"),
        *_maybe(sa.Text, "room"),
        *_always(sa.BigInteger, "at"),
        *_always(sa.Text, "kind"),
        sa.UniqueConstraint("namespace", "message_id", name="uq_loose_namespace_message_id"),
    )
    op.create_index("ix_loose_group", "loose", ["campaign", "group_key", "at"])
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "namespace", "once_key", "once", "kind", "lane"),
        *_maybe(sa.Text, "room", "contact"),
        *_always(sa.Text, "text", "media", "mentions"),
        *_always(sa.Boolean, "urgent"),
        *_maybe(sa.BigInteger, "not_before"),
        *_maybe(sa.Text, "answers"),
        *_always(sa.BigInteger, "owed_at"),
        *_always(sa.Text, "state"),
        *_always(sa.Integer, "attempts"),
        *_maybe(sa.BigInteger, "claimed_at", "sent_at"),
        *_maybe(sa.Text, "platform_id", "reason"),
        sa.UniqueConstraint("once_key", name="uq_outbox_once_key"),
    )
    op.create_index("ix_outbox_owed", "outbox", ["namespace", "id"], **_where("state = 'owed'"))
    op.create_index("ix_outbox_sending", "outbox", ["lane", "id"], **_where("state = 'sending'"))
    op.create_table(
        "people",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        *_always(sa.Integer, "position"),
        *_always(sa.Text, "name", "role"),
        *_maybe(sa.Text, "group_key"),
        *_maybe(sa.Integer, "team"),
        *_always(sa.Text, "alias", "details"),
    )
    op.create_table(
        "rooms",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        *_always(sa.Integer, "position"),
        *_always(sa.Text, "topic", "kind"),
        *_maybe(sa.Text, "group_key", "city"),
    )
    op.create_table(
        "rosters",
        sa.Column("campaign", sa.Text, primary_key=True),
        *_always(sa.Integer, "turn"),
        *_always(sa.Text, "sha256"),
        *_always(sa.BigInteger, "imported_at"),
        sa.UniqueConstraint("turn", name="uq_rosters_turn"),
    )
    op.create_table(
        "rounds",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_always(sa.Integer, "position"),
        *_always(sa.Date, "start", "end"),
    )
    op.create_table(
        "submission_messages",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, primary_key=True),
    )
    op.create_index("ix_submission_messages_message", "submission_messages", ["namespace", "message_id"])
    op.create_table(
        "submissions",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_always(sa.Text, "group_key", "paper"),
        *_always(sa.Date, "day"),
        *_always(sa.Text, "channel", "sender"),
        *_maybe(sa.Text, "room"),
        *_always(sa.BigInteger, "at"),
        *_always(sa.Text, "message_ids"),
        *_maybe(sa.Integer, "characters", "photos"),
        *_always(sa.Boolean, "accepted"),
        *_always(sa.Text, "faults"),
        *_always(sa.Integer, "minutes_late"),
    )
    op.create_index("ix_submissions_day", "submissions", ["campaign", "day", "group_key"])
    op.create_table(
        "timetable",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "campaign", "rule", "subject"),
        *_always(sa.BigInteger, "due_at", "run_at"),
        *_always(sa.Text, "state"),
        *_maybe(sa.BigInteger, "ran_at"),
        *_maybe(sa.Text, "note"),
        sa.UniqueConstraint("campaign", "rule", "subject", "due_at", name="uq_timetable_campaign_rule_subject_due_at"),
    )
    op.create_index("ix_timetable_open", "timetable", ["campaign", "run_at", "id"], **_where("state = 'open'"))
    op.create_table(
        "visits",
        sa.Column("id", _ROW_ID, primary_key=True),
        *_always(sa.Text, "campaign"),
        *_always(sa.Integer, "number"),
        *_always(sa.Text, "group_key"),
        *_maybe(sa.Integer, "team"),
        *_always(sa.Date, "day"),
        *_always(sa.Text, "place", "place_key"),
        *_maybe(sa.Text, "county"),
        *_always(sa.Boolean, "industrial", "lookback"),
        *_always(sa.Text, "outcome"),
        *_always(sa.Boolean, "urgent"),
        *_always(sa.Text, "categories"),
        *_maybe(sa.Text, "room"),
        *_always(sa.Text, "author"),
        *_always(sa.BigInteger, "reported_at", "last_at"),
        *_always(sa.Integer, "revision"),
        *_maybe(sa.BigInteger, "withdrawn_at"),
        *_maybe(sa.Integer, "said_revision"),
        *_maybe(sa.Text, "said_text"),
        sa.UniqueConstraint("campaign", "number", name="uq_visits_campaign_number"),
    )
    op.create_index("ix_visits_day", "visits", ["campaign", "day", "group_key"])
    op.create_index("ix_visits_named", "visits", ["campaign", "group_key", "place_key", "last_at", "number"])
    op.create_index("ix_visits_recent", "visits", ["campaign", "group_key", "last_at", "number"])
    op.create_table(
        "findings",
        sa.Column(
            "visit_id",
            _ROW_ID,
            sa.ForeignKey("visits.id", name="fk_findings_visit_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        *_always(sa.Text, "text", "category"),
    )
    op.create_table(
        "instruction_groups",
        sa.Column(
            "instruction_id",
            _ROW_ID,
            sa.ForeignKey("instructions.id", name="fk_instruction_groups_instruction_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("group_key", sa.Text, primary_key=True),
        *_always(sa.Text, "campaign"),
        *_always(sa.BigInteger, "issued_at"),
    )
    op.create_index("ix_instruction_groups_open", "instruction_groups", ["campaign", "group_key", "issued_at"])
    op.create_table(
        "instruction_posts",
        sa.Column("once_key", sa.Text, primary_key=True),
        sa.Column(
            "instruction_id",
            _ROW_ID,
            sa.ForeignKey("instructions.id", name="fk_instruction_posts_instruction_id"),
            nullable=False,
        ),
        *_always(sa.Text, "group_key"),
    )
    op.create_table(
        "outbox_ids",
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("platform_id", sa.Text, primary_key=True),
        sa.Column("outbox_id", _ROW_ID, sa.ForeignKey("outbox.id", name="fk_outbox_ids_outbox_id"), nullable=False),
    )
    op.create_table(
        "receipts",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column(
            "instruction_id",
            _ROW_ID,
            sa.ForeignKey("instructions.id", name="fk_receipts_instruction_id"),
            nullable=False,
        ),
        *_always(sa.Text, "group_key"),
        *_maybe(sa.Integer, "team"),
        *_always(sa.Text, "sender", "message_id"),
        *_always(sa.BigInteger, "at"),
        sa.UniqueConstraint("instruction_id", "sender", name="uq_receipts_instruction_id_sender"),
    )
    op.create_table(
        "visit_messages",
        sa.Column(
            "visit_id",
            _ROW_ID,
            sa.ForeignKey("visits.id", name="fk_visit_messages_visit_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, primary_key=True),
        *_always(sa.Integer, "position"),
        *_always(sa.BigInteger, "at"),
        *_always(sa.Text, "sender", "kind", "part"),
    )
    op.create_index("ix_visit_messages_message", "visit_messages", ["namespace", "message_id"])
    head = sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def downgrade() -> None:
    for name in (
        "visit_messages",
        "receipts",
        "outbox_ids",
        "instruction_posts",
        "instruction_groups",
        "findings",
        "visits",
        "timetable",
        "submissions",
        "submission_messages",
        "rounds",
        "rosters",
        "rooms",
        "people",
        "outbox",
        "loose",
        "jobs",
        "instructions",
        "inbox",
        "groups",
        "counters",
        "clock",
        "bindings",
        "audit_head",
        "audit",
    ):
        op.drop_table(name)
