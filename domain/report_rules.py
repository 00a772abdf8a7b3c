"""Reports that a scheme wants besides the day's papers: after a round, every week, every quarter (seed 002, 五(三))."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.due_rules import DueRule, parse_due
from domain.profile_tables import Table


class Debtor(StrEnum):
    """Who owes a report."""

    GROUP = "group"  # each 核查组
    SENDING_CITY = "sending_city"  # each 派员市
    HOST_CITY = "host_city"  # each 进驻市
    CAMPAIGN = "campaign"  # one for all of them


@dataclass(frozen=True, slots=True)
class ReportRule:
    """One report, owed by each debtor at every deadline of `due` (domain/due_rules.py)."""

    key: str
    name: str
    debtor: Debtor
    due: DueRule


def parse_report(table: Table) -> ReportRule:
    """The rule in a `[[reports]]` of a profile."""
    return ReportRule(
        table.text("key"), table.text("name"), table.choice("debtor", Debtor), parse_due(table.sub("due"))
    )
