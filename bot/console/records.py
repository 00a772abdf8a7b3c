"""A record's page: what it says and why, its evidence, words and history, and where each of them came from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.console.custody import note_seen
from bot.console.desks import desk_of, tell, viewer_of
from bot.console.file_readings import hints_of, read_of
from bot.console.forms import groups_seen
from bot.console.live import follow
from bot.console.pages import page, render
from documents.acknowledgements import MISSING
from documents.corrections import deed_name
from documents.evidence_chains import marks_of
from documents.explanations import FIELDS, PARTS, basis_text, value_text
from documents.file_readings import size_text
from documents.lines import OUTCOMES, one_line
from documents.signatures import changed_text
from domain.acknowledgements import missing_of
from domain.calendars import day_of
from domain.controls import controls_of
from domain.edits import Denial, denial
from domain.explanations import explain
from domain.messages import Kind, Message
from domain.rosters import DISPATCHERS, Person, Role
from domain.signatures import changed_since
from domain.visits import Visit, place_key
from storage.evidence_chains import chain_on_record
from storage.traces import Traced
from storage.visit_rows import fingerprint
from storage.work import UnitOfWork

_SHOWN = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.AUDIO})


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the record: who sent it, what it is to the record, and how it came."""

    traced: Traced
    who: str
    part: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to the record by hand: when, by whom, what, and why."""

    at: datetime
    who: str
    what: str
    reason: str = ""


async def record_page(request: web.Request) -> web.StreamResponse:
    """One record; the number of one that was merged leads on to the other."""
    number, seen, viewer = int(request.match_info["number"]), groups_seen(request), viewer_of(request)

    def ask(work: UnitOfWork) -> dict[str, Any] | int:
        visit = visit_seen(number, seen, work)
        if visit.number != number:
            return visit.number or 0
        may = may_do(visit, viewer.person, work)
        return _shown(visit, seen, viewer.person, work) | {"may": may, "seen": digest_of(visit)}

    found = await desk_of(request).read(ask)
    if isinstance(found, int):
        tell(request, f"#{number} 已并入 #{found}")
        raise web.HTTPSeeOther(f"/visits/{found}")
    await note_seen(request, "visit", str(number))
    return page(request, "record.html", **found)


async def record_live(request: web.Request) -> web.StreamResponse:
    number, seen, person = int(request.match_info["number"]), groups_seen(request), viewer_of(request).person

    def fragment(work: UnitOfWork) -> str:
        return render("_record.html", _shown(visit_seen(number, seen, work), seen, person, work))

    await desk_of(request).read(lambda work: visit_seen(number, seen, work))
    return await follow(request, ("visit", number, person.role, seen), fragment)


def visit_seen(number: int, seen: Sequence[str], work: UnitOfWork) -> Visit:
    """The record that a number leads to. Raises HTTPNotFound for one of a group that is not seen, and for none."""
    visit = work.visits.named_by(number)
    if visit is None or visit.group not in seen:
        raise web.HTTPNotFound(text="没有这个编号的记录，或者不是您能看的")
    return visit


def digest_of(visit: Visit) -> str:
    """What a form was made of: a record that says something else by now is looked at again first."""
    return hashlib.sha256(fingerprint(visit).encode()).hexdigest()[:16]


def may_do(visit: Visit, person: Person, work: UnitOfWork) -> frozenset[str] | Denial:
    """What somebody may do to a record: amend, restore, sign, unsign, mark, unmark; or why he may not edit it."""
    denied = denial(person, visit, day_of(work.now))
    deeds = set() if denied else {"restore"} if not visit.links else {"amend"}
    signature = work.signatures.of_visit(visit.number or 0)
    if visit.links and person.role in work.campaign.signing.roles and person.group == visit.group:
        if signature is None or changed_since(signature, visit):
            deeds.add("sign")
        if signature is not None:
            deeds.add("unsign")
    if visit.links and person.role is Role.DISPATCHER:
        deeds.add("unmark" if visit.urgent else "mark")
    return denied if denied and not deeds else frozenset(deeds)


def _shown(visit: Visit, seen: Sequence[str], person: Person, work: UnitOfWork) -> dict[str, Any]:
    """What `_record.html` shows; of the person it has only what his role and groups make of it."""
    number, messages = visit.number or 0, work.traces.messages_of(visit)
    files = _files(messages)
    evidence = work.visits.evidence_of([number])[number]
    control = controls_of([visit], work.roster, work.controls.all()).get(number)
    of_round = work.roster.round_on(visit.day)
    return {
        "visit": visit,
        "group": work.roster.group[visit.group],
        "author": _name(visit.author, work),
        "outcome": OUTCOMES[visit.outcome],
        "categories": work.campaign.categories,
        "place": quote(place_key(visit.place), safe=""),
        "fields": _fields(visit, messages, work) if visit.links else [],
        "missing": [MISSING[one] for one in missing_of(visit, evidence.photos, evidence.videos, work.campaign)],
        "control": work.campaign.control.levels[control].name if control else "",
        "marks": marks_of(chain_on_record(visit, work)) if visit.links else [],
        "is_meter": visit.outcome in work.campaign.evidence_outcomes,
        "signature": _signature(visit, work),
        "said": _said(visit, messages, work),
        "files": [(one, read, size_text(one.size or 0)) for one, read in zip(files, read_of(files, work), strict=True)],
        "hints": hints_of(files, work, number) if person.role in DISPATCHERS else {},
        "history": _history(visit, work),
        "papers": work.traces.papers_of(
            visit, of_round.number if of_round else None, seen, whole=len(seen) == len(work.roster.groups)
        ),
    }


def _fields(visit: Visit, messages: Sequence[Traced], work: UnitOfWork) -> list[tuple[str, str, str]]:
    """(name, value, what it rests on) of each field that has something to explain."""
    kept = {one.message_id: _message(one) for one in messages}
    reasons = explain(visit, kept, work.roster.known, work.roster.group[visit.group], work.lexicon)
    categories = work.campaign.categories
    return [
        (FIELDS[reason.field], value_text(reason.field, visit, categories), basis_text(reason)) for reason in reasons
    ]


def _said(visit: Visit, messages: Sequence[Traced], work: UnitOfWork) -> list[Said]:
    parts = {link.message_id: link.part for link in (visit.links or visit.hand.shelved)}
    return [Said(one, _name(one.sender, work), PARTS[parts[one.message_id]]) for one in messages]


def _files(messages: Sequence[Traced]) -> list[Traced]:
    """What can be looked at, each file once."""
    found = {one.sha256: one for one in reversed(messages) if one.kind in _SHOWN and one.state == "kept" and one.sha256}
    return list(reversed(found.values()))


def _signature(visit: Visit, work: UnitOfWork) -> str:
    """签字后有改动：结果, or that it is signed; "" where nobody has."""
    signature = work.signatures.of_visit(visit.number or 0)
    if signature is None:
        return ""
    changed = changed_since(signature, visit)
    return changed_text(changed) if changed else "已签字"


def _history(visit: Visit, work: UnitOfWork) -> list[Deed]:
    number = visit.number or 0
    deeds = [
        Deed(edit.at, _name(edit.by, work), deed_name(number, edit, work.campaign.categories), edit.reason)
        for edit in work.edits.of(number)
    ]
    for one in work.signatures.all_of_visit(number):
        deeds.append(Deed(one.at, _name(one.signer, work), "签字"))
        if one.taken_back_at is not None:
            deeds.append(Deed(one.taken_back_at, "", "签字撤销"))
    return sorted(deeds, key=lambda deed: deed.at)


def _name(person: str, work: UnitOfWork) -> str:
    return one_line(work.roster.known[person].name) if person in work.roster.known else "名册外"


def _message(one: Traced) -> Message:
    return Message(one.message_id, one.room, one.sender, one.sender_name, one.sent_at, one.kind, one.text)
