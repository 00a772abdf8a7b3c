"""Alerts: what cannot wait, who hears of it, and who has acknowledged it (seed 000, 第十五条、第二十六条)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.duty_channels import Address, duty_channel
from domain.posts import Post, PostKind
from domain.profile_tables import Table
from domain.rosters import SPEAKING_ROLES, Role, Roster
from domain.slots import Slot

#: The timed rule that says again what nobody has acknowledged; its subject is the alert's name.
REPEAT = "repeat_alert"

_NAME = re.compile(r"(?P<mark>#|急|第)?\s{0,2}(?P<number>\d{1,6})(?!\d)")


@dataclass(frozen=True, slots=True)
class UrgentRule:
    """How an urgent alert that nobody has acknowledged is said again."""

    repeat: timedelta
    most_repeats: int
    together: timedelta  # so long after an emergency what its team says further is of it
    elsewhere: timedelta  # unread for so long it goes to the second channel
    unsent: timedelta  # or not gone out for so long
    most_additions: int  # of one emergency so many cries, and so many pins, are passed on; more are counted


def parse_urgent(table: Table) -> UrgentRule:
    """The rule in `[urgent]` of a profile. Who wants nothing said again writes most_repeats = 0."""
    return UrgentRule(
        repeat=table.minutes("repeat_minutes", least=1),
        most_repeats=table.whole("most_repeats"),
        together=table.minutes("together_minutes"),
        elsewhere=table.minutes("elsewhere_minutes"),
        unsent=table.seconds("unsent_seconds"),
        most_additions=table.whole("most_additions"),
    )


class AlertKind(StrEnum):
    """What an alert is about."""

    VISIT = "visit"  # an urgent visit, by its number
    ACCIDENT = "accident"  # 交通事故
    DANGER = "danger"  # 危及人身安全
    OBSTRUCTION = "obstruction"  # 受阻, 限制人身自由
    ILLNESS = "illness"  # 急病
    HELP = "help"  # called for by command, whatever it is


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that cannot wait. `name` is what people call it by: #12 for the visit of that number.

    `title` is one line for the lists; `author` and `message_id` tell who said it, and how; `repeats` how often
    it was said again. `readers` have acknowledged it for themselves, `read_by` for whoever is on duty.
    """

    name: str
    kind: AlertKind
    group: str
    team: int | None
    author: str
    message_id: str
    at: datetime
    title: str
    repeats: int = 0
    readers: frozenset[str] = frozenset()
    read_by: str | None = None
    read_at: datetime | None = None


def visit_alert_name(number: int) -> str:
    """#12, as the visit itself is called."""
    return f"#{number}"


def on_duty(roster: Roster, closed: Collection[str], author: str) -> tuple[Address, ...]:
    """The duty channel; nobody is told in private what he has said himself."""
    return tuple(address for address in duty_channel(roster, closed) if address[1] != author)


def in_charge(alert: Alert, roster: Roster) -> tuple[Address, ...]:
    """Leader and liaison of the group, in private: those who have neither said it themselves nor acknowledged it."""
    done = alert.readers | {alert.author}
    people = (p for p in roster.members(alert.group) if p.role in SPEAKING_ROLES and p.id not in done)
    return tuple((None, person.id) for person in people)


def may_see(alert: Alert, role: Role, group: str | None) -> bool:
    """Dispatchers see every alert, leader and liaison those of their group."""
    return role is Role.DISPATCHER or (role in SPEAKING_ROLES and alert.group == group)


def repeat_slot(alert: Alert, now: datetime, rule: UrgentRule) -> Slot | None:
    """When it is said again unless it is acknowledged, after twice as long each time; None: said often enough."""
    if alert.repeats >= rule.most_repeats:
        return None
    again = now + rule.repeat * 2**alert.repeats
    return Slot(REPEAT, alert.name, again, again)


def names_told(post: Post) -> tuple[str, ...]:
    """The names of the alerts that a post of ours tells of; of any other post nothing that is one."""
    if post.kind not in (PostKind.URGENT, PostKind.URGENT_AGAIN):
        return ()
    told = post.once.subject.split("/")[0].split(",")
    return tuple(name if name.startswith(("急", "#")) else f"#{name}" for name in told)


def is_for_duty(post: Post, roster: Roster) -> bool:
    """Whether it is for whoever is on duty, as against leader and liaison."""
    person = roster.person.get(post.contact or "")
    return post.room is not None or (person is not None and person.role is Role.DISPATCHER)


def names_in(words: str, known: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names of `known` alerts, others as written) that stand in words like 已阅 #12 急3; a bare 12 may be either."""
    found, strange = [], []
    for match in _NAME.finditer(words):
        mark = "急" if match["mark"] == "急" else "#"
        names = [f"{mark}{int(match['number'])}"]
        if match["mark"] is None:
            names.append(f"急{int(match['number'])}")
        meant = [name for name in names if name in known]
        found += meant
        strange += [] if meant else names[:1]
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(strange))
