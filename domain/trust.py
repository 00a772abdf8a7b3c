"""Trust: when who is who is in doubt, and how often is told of what is to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.profile_tables import Table


@dataclass(frozen=True, slots=True)
class TrustRule:
    """When who is who is in doubt, and how the list of what is to be confirmed goes out."""

    unknown_percent: int  # above it, of those who spoke lately in a room, or of the roster
    least_senders: int  # fewer tell nothing
    window: timedelta
    gather: timedelta  # after a change, before the list; after a confirmation, before what was said before is read
    repeat: timedelta  # between two lists


def parse_trust(table: Table) -> TrustRule:
    """The rule in `[trust]` of a profile."""
    return TrustRule(
        unknown_percent=table.whole("unknown_percent", most=100),
        least_senders=table.whole("least_senders"),
        window=table.minutes("window_minutes"),
        gather=table.seconds("gather_seconds"),
        repeat=table.minutes("repeat_minutes"),
    )
