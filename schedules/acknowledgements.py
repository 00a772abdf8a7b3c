"""Acknowledging visits once they have settled, and what they then still lack: seldom, and together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.acknowledgements import acknowledgement_text, correction_text, remark_text
from domain.acknowledgements import (
    ACKNOWLEDGE,
    COACH,
    CORRECT,
    GATHER,
    PERISHABLE,
    Entry,
    coach_slot,
    entry_of,
    gather_until,
    settled_at,
    statement_of,
    still_holds,
    wants_acknowledgement,
)
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.rosters import RoomKind, Roster
from domain.scopes import whose
from domain.slots import Slot
from domain.visits import Visit
from schedules.timing import Rule
from storage.work import UnitOfWork

Address = tuple[str | None, str | None]  # (room, None) or, in private, (None, contact)


def acknowledge(slot: Slot, work: UnitOfWork) -> None:
    """A visit has settled: say it if it lacks evidence, else let it wait for others."""
    visit = work.visits.get(int(slot.subject))
    if visit is not None:
        _speak(visit.group, work)


def gather(slot: Slot, work: UnitOfWork) -> None:
    """The longest waiting visit of the group has waited long enough."""
    _speak(slot.subject, work)


def correct(slot: Slot, work: UnitOfWork) -> None:
    """A visit has changed since its own slot; one post if what was said of it no longer holds."""
    visit = work.visits.get(int(slot.subject))
    if visit is None or (visit.links and settled_at(visit, work.campaign) > work.now):
        return  # it changed again, and that change has a slot of its own
    said = work.visits.said_of(int(slot.subject))
    if said is None:
        _speak(visit.group, work)
        return
    if still_holds(said.statement, visit):
        return
    again_at = said.at + work.campaign.remark_gap if said.at is not None else work.now
    later = quiet_end(max(again_at, work.now), work.campaign) or again_at
    if later > work.now:  # what then holds is said, once
        work.timetable.plan(Slot(CORRECT, slot.subject, later, later))
        return
    entry = _without_county(_entries([visit], work)[0])
    once = Once(work.campaign.key, CORRECT, slot.subject, slot.due_at.isoformat(), said.revision + 1)
    room, contact = _address(visit, work.roster)
    mentions = _authors([entry]) if room else ()
    text, about = correction_text(entry), whose([visit])
    work.outbox.owe(Post(once, PostKind.CORRECTION, room, contact, text, mentions=mentions, about=about))
    _note_said(entry, said.revision + 1, work)


def coach(slot: Slot, work: UnitOfWork) -> None:
    """Visits that were spoken of a while ago and still lack what is lost when the team leaves: one post a room.

    Only what is the last word on its visit is followed up; not at night, and not for ever.
    """
    rooms: dict[Address, list[tuple[Entry, int]]] = {}
    for due in (slot, *work.timetable.claim_all(COACH)):
        found = _lacking(due, work)
        settled = settled_at(found[0].visit, work.campaign) if found else work.now
        if settled > work.now:  # they are at it
            work.timetable.postpone(due, settled)
        elif found:
            rooms.setdefault(_address(found[0].visit, work.roster), []).append(found)
    for address, entries in rooms.items():
        _remark(entries, address, work)


def _lacking(slot: Slot, work: UnitOfWork) -> tuple[Entry, int] | None:
    """The visit of a slot with the revision of a remark on it, if there is still cause for one."""
    visit, said = work.visits.get(int(slot.subject)), work.visits.said_of(int(slot.subject))
    if visit is None or said is None or said.at != slot.due_at or not visit.links:
        return None
    if work.now > visit.last_at + work.campaign.chase or quiet_end(work.now, work.campaign) is not None:
        return None
    entry = _without_county(_entries([visit], work)[0])
    return (entry, said.revision + 1) if entry.is_pressing else None


def _without_county(entry: Entry) -> Entry:
    """The county is asked for once, in the acknowledgement."""
    return replace(entry, missing=tuple(what for what in entry.missing if what in PERISHABLE))


def _remark(entries: Sequence[tuple[Entry, int]], address: Address, work: UnitOfWork) -> None:
    (first, revision), (room, contact) = entries[0], address
    once = Once(work.campaign.key, COACH, str(first.visit.number), work.now.isoformat(), revision)
    told = [entry for entry, _ in entries]
    mentions = _authors(told) if room else ()
    text, about = remark_text(told, work.campaign.list_most), whose(entry.visit for entry in told)
    work.outbox.owe(Post(once, PostKind.REMARK, room, contact, text, mentions=mentions, about=about))
    for entry, number in entries:
        _note_said(entry, number, work)


def _note_said(entry: Entry, revision: int, work: UnitOfWork) -> None:
    """What was said now, and when it is looked at again whether what it lacks has come."""
    number = entry.visit.number or 0
    work.visits.note_said(number, statement_of(entry.visit), revision)
    if entry.is_pressing and entry.visit.links:
        work.timetable.plan(coach_slot(number, work.now, work.campaign))


def _speak(group: str, work: UnitOfWork) -> None:
    """Say what is ripe in each room of the group, and plan for what is not.

    A room is spoken to when a settled visit lacks evidence, or when one has waited long enough;
    all settled ones then ride along. A team that is still posting is not interrupted: the visit it is
    at will settle soon, and both are said together. In quiet hours everything waits for their end.
    """
    rooms: dict[Address, list[Visit]] = {}
    awaiting = work.visits.awaiting_acknowledgement(group)
    busy = {visit.team for visit in awaiting if visit.reported_at <= work.now < settled_at(visit, work.campaign)}
    for visit in awaiting:
        if wants_acknowledgement(visit, work.campaign) and settled_at(visit, work.campaign) <= work.now:
            rooms.setdefault(_address(visit, work.roster), []).append(visit)
    quiet_until = quiet_end(work.now, work.campaign)
    for address, visits in rooms.items():
        entries = _entries(visits, work)
        ripe_at = min(gather_until(visit, work.campaign) for visit in visits)
        if quiet_until is not None:
            work.timetable.plan(Slot(GATHER, group, quiet_until, quiet_until))
        elif ripe_at <= work.now or any(entry.is_pressing and entry.visit.team not in busy for entry in entries):
            _say(entries, address, work)
        else:
            work.timetable.plan(Slot(GATHER, group, ripe_at, ripe_at))


def _say(entries: Sequence[Entry], address: Address, work: UnitOfWork) -> None:
    """One post for these visits; its key is its first visit, which is said only once."""
    first = entries[0].visit
    once = Once(work.campaign.key, ACKNOWLEDGE, str(first.number), first.reported_at.isoformat())
    room, contact = address
    mentions = _authors(entries) if room else ()
    text, about = acknowledgement_text(entries, work.campaign.list_most), whose(entry.visit for entry in entries)
    work.outbox.owe(Post(once, PostKind.ACKNOWLEDGEMENT, room, contact, text, mentions=mentions, about=about))
    for entry in entries:
        _note_said(entry, 1, work)


def _entries(visits: Sequence[Visit], work: UnitOfWork) -> list[Entry]:
    evidence = work.visits.evidence_of([visit.number for visit in visits if visit.number is not None])
    return [
        entry_of(visit, evidence[visit.number].photos, evidence[visit.number].videos, work.campaign)
        for visit in visits
        if visit.number is not None
    ]


def _authors(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Who is asked for something, each once."""
    return tuple(dict.fromkeys(entry.visit.author for entry in entries if entry.visit.links and entry.missing))


def _address(visit: Visit, roster: Roster) -> Address:
    """Where the words were said; what was said in private, or where others listen, goes to its author."""
    room = roster.room.get(visit.room or "")
    if room is not None and (room.group == visit.group or room.kind is RoomKind.COMMAND):
        return room.id, None
    return None, visit.author


RULES = (Rule(ACKNOWLEDGE, acknowledge), Rule(GATHER, gather), Rule(CORRECT, correct), Rule(COACH, coach))
