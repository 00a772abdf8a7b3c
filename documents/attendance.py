"""Attendance (出勤): a team is there once something of it was seen on the day."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import as_of_name, day_name, shorten, team_name
from documents.papers import group_name
from domain.rosters import Roster
from domain.tallies import DayTally, GroupTally


def attendance_text(tally: DayTally, groups: Sequence[str], roster: Roster, *, with_names: bool) -> str:
    """Teams rostered and teams seen, a group; with the people of each team if asked for."""
    head = f"【出勤】{day_name(tally.day)} 截至{as_of_name(tally.day, tally.as_of)}"
    lines = [head, "以群内已报点位的小组为实到"]
    for group in (g for g in tally.groups if g.key in groups):
        lines.append(_group_line(group, roster, with_silent=not with_names))
        if with_names:
            lines += _name_lines(group, roster)
    return "\n".join(lines)


def _group_line(group: GroupTally, roster: Roster, *, with_silent: bool) -> str:
    teams = group.numbered
    silent = [str(team.team) for team in teams if not team.visits]
    note = f"；群内未见{'、'.join(silent)}组" if with_silent and 0 < len(silent) < len(teams) else ""
    name = group_name(roster.group[group.key]) if group.key in roster.group else group.name
    return f"{shorten(name, 16)} 应到{len(teams)}个小组，实到{len(teams) - len(silent)}个{note}"


def _name_lines(group: GroupTally, roster: Roster) -> list[str]:
    lines = []
    some_seen = any(team.visits for team in group.numbered)  # where none was, the sum above says so
    for team in group.numbered:
        people = roster.members(group.key, team.team)
        names = "、".join(shorten(person.name, 12) for person in people)
        lines.append(f"{team_name(team.team)} {names}{'（群内未见）' if some_seen and not team.visits else ''}")
    return lines
