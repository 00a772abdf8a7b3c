"""How groups hand in the report of a round: signed in time, late or never; mailed; not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.calendars import at_time
from domain.campaigns import Campaign
from domain.due_rules import When
from domain.rosters import Person, RoomKind, Roster, Round
from domain.simulations import Act, Deed, Dice, Form, Heard, one_of
from domain.simulations.casts import speakers

_HOURS = (9, 20)  # in which a report is handed in
_WAYS = ("signed", "signed", "signed", "unsigned", "signed late", "signed by the liaison", "late", "mailed", "never")


@dataclass(frozen=True, slots=True)
class _Report:
    """The report of a round that a group owes."""

    group: str
    paper: str
    of: Round
    leader: Person
    liaison: Person

    def act(self, deed: Deed, at: datetime, by: Person) -> Act:
        meant = ((self.paper,), f"round-{self.of.number}")
        act = Act(0, deed, self.group, by.id, by.role, RoomKind.GROUP, Heard(at, at), *meant)
        return replace(act, form=Form.FILE) if deed is Deed.HAND_IN else act


def report_acts(
    campaign: Campaign, roster: Roster, rounds: Sequence[Round], days: Sequence[date], dice: Dice
) -> list[Act]:
    """What all groups do about the reports of the rounds that end on these days."""
    rules = [rule for rule in campaign.group_papers if rule.due.when is When.ROUND_END]
    found: list[Act] = []
    for rule in rules:
        for of in (r for r in rounds if r.end in days):
            for group in roster.groups:
                report = _Report(group.key, rule.key, of, *speakers(roster, group.key))
                found += _acts(report, one_of(dice, _WAYS), dice)
    return found


def _acts(report: _Report, way: str, dice: Dice) -> Iterator[Act]:
    """The file is handed in by the liaison on the day after the round, and signed on the next."""
    early, late = _moment(report, 1, dice), _moment(report, 8, dice)
    if way == "mailed":
        yield report.act(Deed.TELL_MAILED, early, report.liaison)
        return
    if way == "never":
        return
    yield report.act(Deed.HAND_IN, late if way == "late" else early, report.liaison)
    if way in ("signed", "signed by the liaison"):
        by = report.leader if way == "signed" else report.liaison
        yield report.act(Deed.SIGN, _moment(report, 2, dice), by)
    elif way in ("signed late", "late"):
        yield report.act(Deed.SIGN, _moment(report, 8, dice) + timedelta(hours=12), report.leader)


def _moment(report: _Report, days: int, dice: Dice) -> datetime:
    """Some daytime so many days after the round."""
    begins = at_time(report.of.end + timedelta(days=days), datetime.min.time())
    return begins + timedelta(seconds=dice.randint(_HOURS[0] * 3600, _HOURS[1] * 3600))
