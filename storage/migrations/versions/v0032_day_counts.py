"""What each team did each day, counted as visits are written; how many problems a visit has, in its own row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "day_counts"
down_revision = "packages"
branch_labels = None
depends_on = None

_COUNTERS = (
    "visits",
    "points",
    "industrial",
    "findings",
    "violations",
    "urgent",
    "problem_points",
    "filings",
    "corrected",
    "handover",
)
_FOUND = "('corrected', 'handover', 'violation')"
_PLACE = "CASE WHEN place_key = '' THEN '#' || number ELSE place_key END"
_ONE = "max(CASE WHEN {} THEN 1 ELSE 0 END)"
_EACH = "sum(CASE WHEN {} THEN 1 ELSE 0 END)"
_OF_PLACES = {
    "visits": "count(*)",
    "points": "1",
    "industrial": _ONE.format("industrial"),
    "findings": "sum(problems)",
    "violations": _EACH.format("outcome = 'violation'"),
    "urgent": _EACH.format("urgent"),
    "problem_points": _ONE.format("problems > 0"),
    "filings": _ONE.format("outcome = 'violation'"),
    "corrected": _EACH.format("outcome = 'corrected'"),
    "handover": _EACH.format("outcome = 'handover'"),
}


def upgrade() -> None:
    op.add_column("visits", sa.Column("problems", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE visits SET problems = (SELECT count(*) FROM findings WHERE findings.visit_id = visits.id)")
    op.execute(f"UPDATE visits SET problems = 1 WHERE problems = 0 AND outcome IN {_FOUND}")
    op.drop_index("ix_visits_day", "visits")
    op.create_index("ix_visits_day", "visits", ["campaign", "day", "group_key", "place_key"])
    op.create_table(
        "day_counts",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("team", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTERS),
        sa.PrimaryKeyConstraint("campaign", "day", "group_key", "team", name="pk_day_counts"),
        sqlite_with_rowid=False,
    )
    of_places = ", ".join(f"{what} AS {name}" for name, what in _OF_PLACES.items())
    sums = ", ".join(f"sum({name})" for name in _COUNTERS)
    op.execute(
        f"INSERT INTO day_counts (campaign, day, group_key, team, {', '.join(_COUNTERS)}) "
        f"SELECT campaign, day, group_key, of_team, {sums} FROM ("
        f"SELECT campaign, day, group_key, coalesce(team, -1) AS of_team, {of_places} FROM visits "
        f"WHERE withdrawn_at IS NULL GROUP BY campaign, day, group_key, coalesce(team, -1), {_PLACE}"
        ") AS places GROUP BY campaign, day, group_key, of_team"
    )


def downgrade() -> None:
    op.drop_table("day_counts")
    op.drop_index("ix_visits_day", "visits")
    op.create_index("ix_visits_day", "visits", ["campaign", "day", "group_key"])
    op.drop_column("visits", "problems")
