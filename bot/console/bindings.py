"""绑定: which account is which person; who may say so confirms what is proposed, and sees whom nobody was found for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.forms import keep_to, words
from bot.console.pages import page
from documents.lines import shorten
from documents.rosters import place_text
from domain.messages import Kind
from domain.proposals import Proposal, may_confirm
from domain.rosters import Person, Role
from handlers.bindings import CONFIRMING, of_group
from storage.work import UnitOfWork

HERE = "/roster/bindings"
_LATELY = timedelta(days=3)
_SAID = 3  # things that the account has said lately
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who may be whom, and what is known of the account: its name, where it spoke, what it said lately."""

    proposal: Proposal
    person: str
    place: str
    room: str
    said: tuple[str, ...]
    may: bool


async def bindings_page(request: web.Request) -> web.Response:
    """All of it for a dispatcher; a liaison's group for the liaison."""
    keep_to(CONFIRMING, request)
    viewer = viewer_of(request).person

    def ask(work: UnitOfWork) -> dict[str, Any]:
        found = work.trust.outstanding()
        if viewer.role is not Role.DISPATCHER:
            found = of_group(found, viewer.group, work)
        proposed = {proposal.subject for proposal in found.proposals}
        known = work.roster.person
        return {
            "is_lost": found.is_lost,
            "proposals": [_proposed(p, known[p.subject], viewer, work) for p in found.proposals if p.subject in known],
            "people": [(p.name, place_text(p, work.roster)) for p in found.people if p.id not in proposed],
            "rooms": [room.topic for room in found.rooms],
        }

    return page(request, "bindings.html", **await desk_of(request).read(ask))


async def confirm(request: web.Request) -> web.Response:
    """确认绑定 of one proposal, by its number."""
    keep_to(CONFIRMING, request)
    number = int(request.match_info["number"])
    tell(request, await desk_of(request).say(viewer_of(request), f"确认绑定 {number}", await words(request, "token")))
    raise web.HTTPSeeOther(HERE)


def _proposed(proposal: Proposal, person: Person, viewer: Person, work: UnitOfWork) -> Proposed:
    lately = work.inbox.newest(proposal.room, proposal.contact, work.now - _LATELY, work.now, most=_SAID)
    room = work.roster.room.get(proposal.room or "")
    return Proposed(
        proposal,
        person.name,
        place_text(person, work.roster),
        room.topic if room is not None else "",
        tuple(shorten(message.text, _WIDTH) for message in lately if message.kind is Kind.TEXT),
        may_confirm(viewer, proposal, work.roster),
    )
