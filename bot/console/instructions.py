"""指令: the instructions with their receipts; one's page tells who has answered, live."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from aiohttp import web

from bot.console.custody import note_seen
from bot.console.desks import desk_of, viewer_of
from bot.console.forms import groups_seen
from bot.console.live import follow
from bot.console.pages import page, render
from documents.amendments import status_words
from documents.consents import copy_number
from documents.feedbacks import due_name
from documents.lines import day_name
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.feedbacks import Feedback
from domain.instruction_tallies import GroupAnswers, InstructionTally, silent_first
from domain.instructions import NEVER_OUT, Instruction, Receipt, Status
from domain.messages import spoken
from domain.rosters import DISPATCHERS, Person
from handlers.consents import objection_to
from handlers.instruction_tallies import tallies_of
from handlers.issuing import chase_slot, feedback_slot, room_texts
from storage.instruction_posts import RoomPost
from storage.work import UnitOfWork

MOST = 30  # a page of the list


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose answers somebody sees: all (`everything`), or of what went to his groups these alone."""

    groups: tuple[str, ...]
    everything: bool

    @property
    def asked(self) -> tuple[str, ...] | None:
        return None if self.everything else self.groups


async def instructions_page(request: web.Request) -> web.Response:
    """The newest first; `before` is a number from which to go on."""
    sight, before = _sight(request), request.query.get("before") or None
    person = viewer_of(request).person

    def ask(work: UnitOfWork) -> dict[str, Any]:
        since = work.now - work.campaign.offer_lasts
        by_hand = [one for one in work.hand_orders.by(person.id, since) if one.instruction is None]
        return {**_list(sight, before, work), "by_hand": by_hand if sight.everything else []}

    values = await desk_of(request).read(ask)
    return page(request, "instructions.html", may_write=_may_write(person), before=before, **values)


async def instructions_live(request: web.Request) -> web.StreamResponse:
    """The first page of the list as it changes."""
    sight = _sight(request)
    return await follow(
        request, ("instructions", sight), lambda work: render("_instructions.html", _list(sight, None, work))
    )


async def instruction_page(request: web.Request) -> web.Response:
    """One instruction: its words, its rooms, who has answered."""
    sight, person, number = _sight(request), viewer_of(request).person, request.match_info["number"]

    def ask(work: UnitOfWork) -> dict[str, Any] | None:
        found = _board(number, sight, work)
        if found is not None and found["instruction"].status is Status.WAITING:
            found["objection"] = objection_to(person.id, found["instruction"], work)
            found["texts"] = room_texts(found["instruction"], work)
        return found

    values = await desk_of(request).read(ask)
    if values is None:
        raise web.HTTPNotFound(text=f"没有编号为 {number} 的指令")
    await note_seen(request, "instruction", number)
    return page(request, "instruction.html", may_write=_may_write(person), **values)


async def instruction_live(request: web.Request) -> web.StreamResponse:
    """The part of it that changes as people answer."""
    sight, number = _sight(request), request.match_info["number"]
    if await desk_of(request).read(lambda work: _one(number, sight, work)) is None:
        raise web.HTTPNotFound

    def fragment(work: UnitOfWork) -> str:
        values = _board(number, sight, work)
        return render("_instruction.html", values) if values is not None else ""

    return await follow(request, ("instruction", number, sight), fragment)


def _may_write(person: Person) -> bool:
    return person.role in DISPATCHERS


def _sight(request: web.Request) -> Sight:
    return Sight(groups_seen(request), viewer_of(request).person.role in DISPATCHERS)


def _one(number: str, sight: Sight, work: UnitOfWork) -> Instruction | None:
    found = work.instructions.seen_by(sight.asked, number=number, most=1)
    return found[0] if found and (sight.everything or found[0].status not in NEVER_OUT) else None


@dataclass(frozen=True, slots=True)
class Line:
    """One instruction in the list, as far as somebody may see it."""

    instruction: Instruction
    author: str
    whose: str
    received: int
    asked: int
    unit: str
    told: int
    state: str
    tone: str


def _list(sight: Sight, before: str | None, work: UnitOfWork) -> dict[str, Any]:
    found = work.instructions.seen_by(sight.asked, before=before, most=MOST + 1)
    shown = [one for one in found[:MOST] if sight.everything or one.status not in NEVER_OUT]
    lines = [_line(tally, sight, work) for tally in tallies_of(shown, work)]
    days = [(day_name(day), list(those)) for day, those in groupby(lines, lambda line: _day(line.instruction))]
    return {"days": days, "older": found[MOST - 1].number if len(found) > MOST else None, "due_name": due_name}


def _day(instruction: Instruction) -> Any:
    return day_of(instruction.issued_at)


def _line(tally: InstructionTally, sight: Sight, work: UnitOfWork) -> Line:
    instruction, own = tally.instruction, _limited(tally, sight)
    received, asked, unit = len(own.received), len(own.groups), "组"
    if not sight.everything:  # of one's own group what counts are its teams
        received = sum(len(group.teams) - len(group.missing) if group.received else 0 for group in own.groups)
        asked, unit = sum(len(group.teams) for group in own.groups), "小组"
    state, tone = _state(own)
    return Line(
        instruction,
        _name(instruction.author, work),
        _names([group.key for group in own.groups], work),
        received,
        asked,
        unit,
        len(own.told),
        state,
        tone,
    )


def _limited(tally: InstructionTally, sight: Sight) -> InstructionTally:
    """What came of the groups that he may look at; of the others not even their names."""
    if sight.everything:
        return tally
    own = tuple(group for group in tally.groups if group.key in sight.groups)
    return replace(tally, groups=own, instruction=replace(tally.instruction, groups=tuple(one.key for one in own)))


def _state(tally: InstructionTally) -> tuple[str, str]:
    """How it stands in a word, and in which tone that is said."""
    instruction = tally.instruction
    if instruction.status is Status.WAITING:
        return "待同意", "warn"
    if instruction.status is not Status.ISSUED:
        return status_words(instruction), "dim"
    if tally.silent or any(group.waits for group in tally.groups):
        return "等收到", "warn"
    if tally.unanswered:
        return f"还等{sum(len(group.missing) for group in tally.unanswered)}个小组", "warn"
    if instruction.due_at is not None and tally.untold:
        return "等反馈", "warn"
    return "都回了", "good"


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team (None: leader and liaison) and who of it has answered, and when."""

    team: int | None
    receipts: tuple[tuple[str, datetime], ...]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What came of one group: its rooms' posts, its teams, its feedback (who, team, when, words)."""

    name: str
    answers: GroupAnswers
    rooms: tuple[tuple[str, RoomPost], ...]
    teams: tuple[TeamLine, ...]
    told: tuple[tuple[str, Feedback, str], ...]


def _board(number: str, sight: Sight, work: UnitOfWork) -> dict[str, Any] | None:
    """All that its page shows; None where it is not there for him."""
    found = _one(number, sight, work)
    if found is None:
        return None
    tally = _limited(tallies_of([found], work)[0], sight)
    receipts = work.instructions.receipts_of(number)
    posts = work.instruction_posts.states_of(number)
    words = _words(tally, work)
    groups = [_group(group, receipts, posts, words, work) for group in silent_first(tally)]
    state, tone = _state(tally)
    return {
        "instruction": tally.instruction,
        "tally": tally,
        "groups": groups,
        "author": _name(found.author, work),
        "state": state,
        "tone": tone,
        "times": _times(tally, work),
        "copies": _copies(found, sight, work),
        "due_name": due_name,
    }


def _copies(instruction: Instruction, sight: Sight, work: UnitOfWork) -> dict[str, str]:
    """{room: which copy it has} of a sensitive one, for who sees all: by it a leak is traced."""
    copies = work.instruction_posts.copies_of(instruction.number) if sight.everything else []
    return {copy.room: copy_number(copy.number, len(copies)) for copy in copies}


def _group(
    group: GroupAnswers, receipts: Sequence[Receipt], posts: Sequence[RoomPost], words: dict[str, str], work: UnitOfWork
) -> GroupLine:
    own = [one for one in receipts if one.group == group.key]
    teams = [_team(team, own, group.missing, work) for team in (None, *group.teams)]
    rooms = [(room.topic, post) for post in posts if (room := work.roster.room.get(post.room)) is not None]
    return GroupLine(
        group_name_of(group.key, work.roster),
        group,
        tuple((topic, post) for topic, post in rooms if post.group == group.key),
        tuple(team for team in teams if team.team is not None or team.receipts),
        tuple((_name(one.sender, work), one, words.get(one.message_id, "")) for one in group.feedbacks),
    )


def _team(team: int | None, receipts: Sequence[Receipt], missing: Collection[int], work: UnitOfWork) -> TeamLine:
    who = tuple((_name(one.sender, work), one.at) for one in receipts if one.team == team)
    return TeamLine(team, who, team in missing)


def _words(tally: InstructionTally, work: UnitOfWork) -> dict[str, str]:
    """The words of all feedback, by message, as far as they are kept."""
    ids = [one.message_id for group in tally.groups for one in group.feedbacks]
    return {key: spoken(message.text) for key in ids if (message := work.inbox.message(key)) is not None}


def _times(tally: InstructionTally, work: UnitOfWork) -> list[tuple[str, datetime]]:
    """When whoever is silent will be asked again: what for, and the time. What is past is no news."""
    instruction = tally.instruction
    if instruction.status is not Status.ISSUED:
        return []
    times = [("没回的提醒", chase_slot(instruction, work).run_at)] if tally.unanswered else []
    if instruction.due_at is not None and tally.untold:
        times.append(("没反馈的提醒", feedback_slot(instruction.number, instruction.due_at, work).run_at))
    return [(what, at) for what, at in times if at > work.now]


def _name(person: str, work: UnitOfWork) -> str:
    known = work.roster.known.get(person)
    return known.name if known is not None else "—"


def _names(groups: Sequence[str], work: UnitOfWork) -> str:
    if len(groups) > 1 and len(groups) == len(work.roster.groups):
        return f"全体（{len(groups)}个组）"
    return "、".join(group_name_of(key, work.roster) for key in groups)
