"""Emergencies: what whoever is on duty, leader and liaison are told, and the one line to who called for help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.alerts import KINDS
from documents.lines import as_of_name, clock_of, one_line, shorten, team_name
from documents.papers import group_name_of
from documents.urgent_notes import pin_line
from domain.alerts import Alert, AlertKind
from domain.calendars import day_of
from domain.emergencies import FOR_SENDING_UNIT
from domain.messages import Message
from domain.rosters import Person, Roster
from domain.visits import Visit

ONLY_FIELD = "求助由核查组的人说；要发给各组，请说“指令 …”。"
GOES_ON = "恢复时说“恢复检查”。"
_WORDS = 600  # half-widths of what was said: all of it, as a rule
_TITLE_WORDS = 60
_PLACE = 60


@dataclass(frozen=True, slots=True)
class LastPlace:
    """Where a team was last that day: its last visit and its last pin."""

    visit: Visit | None
    pin: Message | None


def emergency_title(name: str, kind: AlertKind, sender: Person, words: str, roster: Roster) -> str:
    """【险情·受阻】急1 青石组2组：“…” in one line."""
    who = _who(sender, roster)
    return f"【险情·{KINDS[kind]}】{name} {who}：“{shorten(words, _TITLE_WORDS)}”"


def emergency_text(
    alert: Alert, message: Message, sender: Person, roster: Roster, place: LastPlace, *, stopped: bool
) -> str:
    """What happened in whose words, where the team was last, whether its check is broken off, what the rules ask.

    `sender` is who said it.
    """
    lines = [
        f"【险情·{KINDS[alert.kind]}】{alert.name} {_who(sender, roster)} {one_line(sender.name)} {_at(alert)}报",
        f"“{shorten(message.text, _WORDS)}”",
        *_visit_lines(place.visit),
        pin_line(place.pin),
        *["该小组已记为中止检查"] * stopped,
    ]
    if alert.kind in FOR_SENDING_UNIT:
        lines.append(f"请告知派出单位：{_unit(sender, roster)}")
    return "\n".join(lines)


def addition_text(name: str, message: Message, sender: Person) -> str:
    """What was said further of an emergency that nobody has acknowledged yet."""
    words = shorten(message.text, _WORDS)
    return f"【险情】{name} 补充，{one_line(sender.name)} {clock_of(message.at)}：\n“{words}”"


def more_title(title: str, more: int) -> str:
    """An emergency's title, from now on with how many cries more were not passed on: `more`, one than before."""
    return f"{title.removesuffix(_more(more - 1))}{_more(more)}"


def _more(count: int) -> str:
    return f"，另有补充{count}条"


def place_text(name: str, pin: Message) -> str:
    """Where the team is now."""
    return f"【险情】{name} {pin_line(pin)}"


def relayed_text(on_duty: bool, people: Sequence[Person], stopped: bool) -> str:
    """One line to who called for help: to whom it was passed on, and that the check counts as broken off."""
    told = ["指挥调度组"] * on_duty + [one_line(person.name) for person in people]
    line = f"已转告{'、'.join(told)}。" if told else "名册里没有可转告的人，请直接打电话。"
    return f"{line}已记为中止检查，{GOES_ON}" if stopped else line


def _visit_lines(visit: Visit | None) -> list[str]:
    return [] if visit is None else [f"最近点位：#{visit.number} {_place(visit)} {clock_of(visit.last_at)}"]


def _who(sender: Person, roster: Roster) -> str:
    group = group_name_of(sender.group, roster) if sender.group else ""
    return f"{group}{team_name(sender.team)}" if sender.team is not None else group


def _unit(sender: Person, roster: Roster) -> str:
    """The city that sent the person, as the roster has it."""
    group = roster.group.get(sender.group or "")
    cities = "、".join(group.sending_cities) if group is not None else ""
    return shorten(sender.details.get("home_city") or cities or "名册里没有写", _PLACE)


def _at(alert: Alert) -> str:
    return as_of_name(day_of(alert.at), alert.at)


def _place(visit: Visit) -> str:
    county = f"（{shorten(visit.county, 16)}）" if visit.county else ""
    return f"{shorten(visit.place, _PLACE)}{county}"
