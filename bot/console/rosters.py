"""名册: who is who, in force and waiting; the rounds, and what one leaves to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, viewer_of
from bot.console.forms import group_in, groups_seen, keep_to
from bot.console.pages import page
from documents.papers import group_name, group_name_of
from documents.rosters import DETAILS, ROLES, change_lines, gap_lines, summary_text
from documents.round_changes import fault_text
from documents.round_handovers import round_handover_text
from domain.calendars import day_of
from domain.roster_changes import changes_of
from domain.roster_rules import GapKind, gaps
from domain.rosters import DISPATCHERS, SPEAKING_ROLES, Person, Role, Round
from domain.round_changes import Fault, adjusted
from handlers.round_changes import preview_of, waiting
from storage.round_handovers import round_handover
from storage.work import UnitOfWork

LONGEST = 200  # characters of a reason
_SHOWN = 100  # differences of a roster that waits


@dataclass(frozen=True, slots=True)
class Member:
    """One of the roster; `lacks` are the details that nobody has written down, told to dispatchers alone."""

    person: Person
    role: str
    bound: bool
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a team, or with `name` "" those of none."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class GroupShown:
    key: str
    name: str
    about: str
    teams: tuple[Team, ...]
    people: int
    unbound: int


async def roster_page(request: web.Request) -> web.Response:
    """Of the groups that the viewer may see; a dispatcher sees the rest as well, and what is missing."""
    keys, is_dispatcher = groups_seen(request), viewer_of(request).person.role is Role.DISPATCHER

    def ask(work: UnitOfWork) -> dict[str, Any]:
        found = gaps(work.roster, work.campaign.roster, work.campaign.quota.team_size)
        lacking = lacking_details(work) if is_dispatcher else {}
        bound = frozenset(work.bindings.identities.people.values())
        groups = [_group(key, lacking, bound, work) for key in keys]
        shown: dict[str, Any] = {"groups": groups, "rounds": work.roster.rounds}
        if is_dispatcher:
            others = [person for person in work.roster.people if person.group not in work.roster.group]
            shown["others"] = tuple(member_of(person, {}, bound) for person in others)
            shown |= {"missing": gap_lines(found, work.roster), "waiting": _waiting(work), "held": _held(work)}
        else:
            shown |= {"others": (), "missing": (), "waiting": (), "held": None}
        return {**shown, "summary": summary_text(work.roster) if is_dispatcher else "", "today": day_of(work.now)}

    told = await desk_of(request).read(ask)
    return page(request, "roster.html", is_dispatcher=is_dispatcher, since=_since(request), longest=LONGEST, **told)


def _since(request: web.Request) -> datetime | None:
    return desk_of(request).app.scene.since


def lacking_details(work: UnitOfWork) -> dict[tuple[str | None, str], list[str]]:
    """{(group, name): the details that nobody has written down}."""
    found: dict[tuple[str | None, str], list[str]] = {}
    for gap in gaps(work.roster, work.campaign.roster, work.campaign.quota.team_size):
        if gap.kind is GapKind.NO_DETAIL:
            found.setdefault((gap.group, gap.subject), []).append(DETAILS.get(gap.what, gap.what))
    return found


def _group(
    key: str, lacking: Mapping[tuple[str | None, str], list[str]], bound: frozenset[str], work: UnitOfWork
) -> GroupShown:
    group, people = work.roster.group[key], work.roster.members(key)
    by_team: dict[int | None, list[Member]] = {None: [], **{team: [] for team in group.teams}}
    for person in people:
        by_team.setdefault(person.team, []).append(member_of(person, lacking, bound))
    teams = [Team(f"{team}组" if team else "", tuple(members)) for team, members in by_team.items() if members or team]
    sending = "、".join(group.sending_cities)
    about = f"派员市：{sending}" if sending else ""
    return GroupShown(
        key, group_name(group), about, tuple(teams), len(people), sum(person.id not in bound for person in people)
    )


def member_of(person: Person, lacking: Mapping[tuple[str | None, str], list[str]], bound: frozenset[str]) -> Member:
    """Somebody of the roster. `bound` are the people whose account is known."""
    lacks = tuple(lacking.get((person.group, person.name), ()))
    return Member(person, ROLES[person.role], person.id in bound, lacks)


def _waiting(work: UnitOfWork) -> list[dict[str, Any]]:
    """The rosters of coming rounds, and what each will change."""
    found = []
    for version in work.rosters.waiting():
        lines = change_lines(changes_of(work.roster, version.roster), work.roster, version.roster)
        told = {"from_at": version.from_at, "round": version.roster.round, "summary": summary_text(version.roster)}
        found.append({**told, "lines": lines[:_SHOWN], "all": len(lines)})
    return found


def _held(work: UnitOfWork) -> dict[str, Any] | None:
    """The change of a round that another dispatcher is to confirm."""
    change = waiting(work.now, work)
    if change is None:
        return None
    rounds = adjusted(work.roster.rounds, change.round, change.end, day_of(work.now))
    text = fault_text(rounds) if isinstance(rounds, Fault) else preview_of(change, rounds, work)
    by = work.roster.known.get(change.by)
    return {"id": change.id, "text": text, "by": by.name if by else "", "by_id": change.by}


async def handover_page(request: web.Request) -> web.Response:
    """交接清单 of a group."""
    keep_to(SPEAKING_ROLES | DISPATCHERS, request)
    key, number = group_in(request), request.query.get("round", "")

    def ask(work: UnitOfWork) -> dict[str, Any]:
        about: Round | None = next((r for r in work.roster.rounds if str(r.number) == number), None)
        name = f"第{about.number}轮次" if about else ""
        told = round_handover_text(round_handover(key, about, work), group_name_of(key, work.roster), name)
        return {"text": told, "group": group_name_of(key, work.roster), "rounds": work.roster.rounds, "about": about}

    return page(request, "roster_handover.html", key=key, **await desk_of(request).read(ask))
