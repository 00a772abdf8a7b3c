"""Edits: what somebody sets of a visit by hand, as events that assembly reads beside the messages; who may set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.rosters import SPEAKING_ROLES, Person, Role
from domain.visits import WITH_FINDING, Outcome, Visit

YES, NO = "yes", "no"


class Act(StrEnum):
    CHANGE = "change"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    MERGE = "merge"
    SPLIT = "split"
    MARK = "mark"  # urgent
    UNMARK = "unmark"


class Field(StrEnum):
    """What may be set."""

    PLACE = "place"
    COUNTY = "county"
    TEAM = "team"
    INDUSTRIAL = "industrial"
    LOOKBACK = "lookback"
    OUTCOME = "outcome"
    CATEGORIES = "categories"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Change:
    """One field and its new value: a name, a county, a team's number, yes or no, an Outcome, keys of categories with
    commas between, the words of a problem ("": struck out). `problem` is its number from 1 (0: a further one).
    """

    field: Field
    value: str
    problem: int = 0

    @property
    def says_yes(self) -> bool:
        return self.value == YES


@dataclass(frozen=True, slots=True)
class Edit:
    """One event, of one visit. `by` is a contact id, `message_id` the message that asked for it.

    `change` is that of CHANGE, `was` its value before; `other` is the visit merged with or split off; `reason` the
    words given for it.
    """

    number: int
    act: Act
    by: str
    at: datetime
    message_id: str
    change: Change | None = None
    was: str = ""
    other: int | None = None
    reason: str = ""


class EditFault(StrEnum):
    """Why nothing is changed."""

    NO_NUMBER = "no_number"
    NOTHING = "nothing"
    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN_COUNTY = "unknown_county"
    UNKNOWN_TEAM = "unknown_team"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_OUTCOME = "unknown_outcome"
    TOO_LONG = "too_long"
    NO_SUCH_PROBLEM = "no_such_problem"
    NEEDS_OUTCOME = "needs_outcome"


class Denial(StrEnum):
    """Why somebody may not edit a visit."""

    OTHER_GROUP = "other_group"
    OTHER_TEAM = "other_team"
    PAST_DAY = "past_day"


def denial(person: Person, visit: Visit, today: date) -> Denial | None:
    """None where the person may edit the visit: a dispatcher any, a leader or liaison any of the group, an inspector
    what his own team, or he himself, has reported of today.
    """
    if person.role is Role.DISPATCHER:
        return None
    if person.group is None or person.group != visit.group:
        return Denial.OTHER_GROUP
    if person.role in SPEAKING_ROLES:
        return None
    links = (*visit.links, *visit.hand.shelved)
    if visit.team != person.team and visit.author != person.id and all(link.sender != person.id for link in links):
        return Denial.OTHER_TEAM
    return None if visit.day == today else Denial.PAST_DAY


def value_of(visit: Visit, change: Change) -> str:
    """The present value of what a change sets, as a change has it; "" for none."""
    match change.field:
        case Field.PLACE:
            return visit.place
        case Field.COUNTY:
            return visit.county or ""
        case Field.TEAM:
            return str(visit.team or "")
        case Field.INDUSTRIAL:
            return YES if visit.industrial else NO
        case Field.LOOKBACK:
            return YES if visit.lookback else NO
        case Field.OUTCOME:
            return visit.outcome.value
        case Field.CATEGORIES:
            return ",".join(sorted(visit.categories))
        case Field.PROBLEM:
            return visit.findings[change.problem - 1].text if 0 < change.problem <= len(visit.findings) else ""


def outcome_after(visit: Visit, changes: tuple[Change, ...]) -> Outcome:
    """The outcome that a visit will have."""
    told = next((change.value for change in changes if change.field is Field.OUTCOME), None)
    return Outcome(told) if told else visit.outcome


def misfit(visit: Visit, changes: tuple[Change, ...]) -> EditFault | None:
    """Why changes that were understood cannot be made: a problem that is not there, or one beside 未发现问题."""
    spoken_of = [change for change in changes if change.field is Field.PROBLEM]
    if any(change.problem > len(visit.findings) for change in spoken_of):
        return EditFault.NO_SUCH_PROBLEM
    adds = any(change.value for change in spoken_of)
    return EditFault.NEEDS_OUTCOME if adds and outcome_after(visit, changes) not in WITH_FINDING else None
