"""Obligations (上报义务) as data of a profile: who owes what by when, what counts as it, who is asked when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from domain.due_rules import DueRule, When, parse_due
from domain.profile_tables import Table, shown
from domain.rosters import Role

_MOST_DAYS = 60
_MOST_CHARACTERS = 100_000  # nobody writes more of one place
_KEY = re.compile(r"[a-z0-9_-]{1,40}")


class Bearer(StrEnum):
    """Who owes it."""

    GROUP = "group"  # each 核查组
    PERSON = "person"  # each of its people
    TEAM = "team"  # each 小组
    HOST_CITY = "host_city"  # each 进驻市, for which its group answers
    SENDING_CITY = "sending_city"  # each 派员市
    UNIT = "unit"  # each unit that sends people
    CAMPAIGN = "campaign"  # one for all of them


class Proof(StrEnum):
    """What counts as it."""

    PAPER = "paper"  # seen in a chat and up to the mark, or declared by who may
    WORD = "word"  # the person's own word
    RECORD = "record"  # a dispatcher's record alone


class Rung(StrEnum):
    """Who is told, one after the other, of what is still open after the deadline."""

    LEADER = Role.LEADER.value
    LIAISON = Role.LIAISON.value
    DISPATCHER = Role.DISPATCHER.value


@dataclass(frozen=True, slots=True)
class Reminder:
    """At a Shanghai clock, so many days after the day on which it is due; below 0: before it."""

    days: int
    at: time


@dataclass(frozen=True, slots=True)
class Step:
    """So long after the deadline they are told, if it is open then."""

    after: timedelta
    to: Rung


@dataclass(frozen=True, slots=True)
class ObligationRule:
    """One kind of thing that each bearer owes at every deadline of `due`; minima are 0 where the scheme sets none.

    `article` is where the scheme says so. `nil`: words that there is none will do. `signed`: the leader has to sign
    it. `words` name it in a file's name, besides its own names. `template` is what is given to who asks for one, with
    〔市〕〔月〕〔日〕 to be filled in. `asks` is what a person is told who has not told of it, with 〔轮次〕〔名称〕.
    """

    key: str
    name: str
    short: str
    article: str
    bearer: Bearer
    due: DueRule
    proof: Proof
    minimum_characters: int = 0
    minimum_photos: int = 0
    nil: bool = False
    signed: bool = False
    words: tuple[str, ...] = ()
    template: str = ""
    asks: str = ""
    reminders: tuple[Reminder, ...] = ()
    ladder: tuple[Step, ...] = ()

    @property
    def is_daily(self) -> bool:
        return self.due.when is When.DAILY

    @property
    def is_of_groups(self) -> bool:
        """Whether each group answers for one."""
        return self.bearer in (Bearer.GROUP, Bearer.HOST_CITY)


def parse_obligation(table: Table, deadline: time, reminders: tuple[time, ...]) -> ObligationRule:
    """The rule in an `[[obligations]]` of a profile.

    What is owed without a `due` is due every day at the `deadline`, and reminded of at the clocks of `reminders`.
    """
    proof = table.choice("proof", Proof, default=Proof.PAPER)
    is_paper = proof is Proof.PAPER
    name, key = table.title("name"), table.text("key")
    if key and not _KEY.fullmatch(key):
        table.fault("key", f"应为小写英文字母、数字和横线，不超过40个，现为 {shown(key)}")
    return ObligationRule(
        key,
        name,
        table.text("short", default=name),
        table.text("article", default=""),
        table.choice("owed_by", Bearer, default=Bearer.GROUP),
        parse_due(table.sub("due")) if table.has("due") else DueRule(When.DAILY, deadline),
        proof,
        minimum_characters=table.whole("minimum_characters", most=_MOST_CHARACTERS, default=0) if is_paper else 0,
        minimum_photos=table.whole("minimum_photos", default=0) if is_paper else 0,
        nil=table.yes("nil", default=False) if is_paper else False,
        signed=table.yes("signed", default=False) if is_paper else False,
        words=table.words("words", default=()),
        template=table.text("template", default=""),
        asks=table.text("asks", default=""),
        reminders=_reminders(table, reminders),
        ladder=tuple(_step(step) for step in table.tables("ladder", required=False)),
    )


def _reminders(table: Table, clocks: tuple[time, ...]) -> tuple[Reminder, ...]:
    """Those written down; what is due every day has the common ones."""
    if table.has("reminders"):
        written = table.tables("reminders")
        found = [Reminder(one.whole("days", least=-_MOST_DAYS, most=_MOST_DAYS), one.clock("at")) for one in written]
        return tuple(sorted(found, key=lambda reminder: (reminder.days, reminder.at)))
    return () if table.has("due") else tuple(Reminder(0, clock) for clock in sorted(clocks))


def _step(table: Table) -> Step:
    return Step(table.minutes("minutes", least=1), table.choice("to", Rung))
