"""The list of what is to be confirmed goes out once, and again only after a change."""

from __future__ import annotations

from documents.bindings import list_text
from domain.posts import Once, Post, PostKind
from domain.proposals import BINDING_LIST, groups_in
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def post_list(slot: Slot, work: UnitOfWork) -> None:
    """In a command room, else to each dispatcher in private who can be reached."""
    outstanding = work.trust.outstanding()
    is_empty = not (outstanding.people or outstanding.rooms or outstanding.proposals)
    if is_empty or not work.trust.is_news(outstanding):
        work.trust.note_list(outstanding, told=True)
        return
    addresses = _addresses(work)
    text = list_text(outstanding, work.roster)
    for room, contact in addresses:
        once = Once(work.campaign.key, BINDING_LIST, f"{slot.subject}/{room or contact}", slot.due_at.isoformat())
        work.outbox.owe(
            Post(once, PostKind.BINDING_LIST, room, contact, text, about=groups_in(outstanding, work.roster))
        )
    work.trust.note_list(outstanding, told=bool(addresses))


def _addresses(work: UnitOfWork) -> list[tuple[str | None, str | None]]:
    who = work.bindings.identities
    rooms = [room.id for room in work.roster.command_rooms if who.platform_room(room.id) is not None]
    if rooms:
        return [(rooms[0], None)]
    return [(None, person.id) for person in work.roster.dispatchers if who.contact(person.id) is not None]


RULE = Rule(BINDING_LIST, post_list)
