"""What has changed in a room is told to the dispatchers, never where a stranger would read it."""

from __future__ import annotations

from dataclasses import replace

from documents.strangers import alarm_text, post_label
from domain.bindings import UNBOUND
from domain.duty_channels import duty_channel
from domain.posts import Once, Post, PostKind
from domain.rosters import Person
from domain.scopes import whose
from domain.slots import Slot
from domain.strangers import ALARM, RECHECK, Change, Notice, name_for
from schedules.timing import Rule
from storage.work import UnitOfWork


def tell_of_room(slot: Slot, work: UnitOfWork) -> None:
    """One post for all that is untold of a room."""
    untold = work.watched_rooms.untold(slot.subject)
    listed = _on_the_list(work) if any(notice.change is Change.STRANGER for notice in untold) else set()
    notices = [n for n in untold if n.change is not Change.STRANGER or n.subject.removeprefix(UNBOUND) not in listed]
    former = work.bindings.identities.former
    notices = [replace(notice, former=notice.subject in former) for notice in notices]
    text = _text(slot.subject, notices, work)
    if text:
        urgent = any(notice.urgent for notice in notices)
        strangers = [notice.subject for notice in notices if notice.change is Change.STRANGER]
        about = whose([room for room in work.roster.rooms if room.id == slot.subject]) | whose(_people(notices, work))
        closed = work.guards.closed_to(strangers)
        if work.guards.is_guarded(slot.subject):
            closed.add(slot.subject)
        for room, contact in duty_channel(work.roster, closed):
            once = Once(work.campaign.key, ALARM, f"{slot.subject}/{contact or room}", slot.due_at.isoformat())
            work.outbox.owe(Post(once, PostKind.ROOM_ALARM, room, contact, text, urgent=urgent, about=about))
    if untold:
        work.watched_rooms.mark_told(slot.subject, untold)


def _people(notices: list[Notice], work: UnitOfWork) -> list[Person]:
    return [person for notice in notices if (person := work.roster.person.get(notice.subject)) is not None]


def _on_the_list(work: UnitOfWork) -> set[str]:
    """While it is in doubt who is who, the list of bindings names the contacts who may be somebody: that is enough."""
    if not work.trust.is_doubted():
        return set()
    return {proposal.contact.removeprefix(UNBOUND) for proposal in work.trust.open_proposals()}


def _text(room_id: str, notices: list[Notice], work: UnitOfWork) -> str:
    """'' where nothing is left to tell: what was held has gone out meanwhile."""
    waiting = {str(post.id): post_label(post.kind, post.text) for post in work.held_posts.in_room(room_id)}
    held = [waiting[notice.subject] for notice in notices if notice.change is Change.HELD and notice.subject in waiting]
    others = [notice for notice in notices if notice.change is not Change.HELD]
    if not held and not others:
        return ""
    room, known = work.roster.room.get(room_id), work.watched_rooms.get(room_id)
    topic = room.topic if room is not None else known.topic if known is not None else ""
    short = name_for(room, work.roster) if room is not None else topic
    return alarm_text(topic, others, held, guarded=work.guards.is_guarded(room_id), short=short)


def look_at_held(slot: Slot, work: UnitOfWork) -> None:
    """What has become free goes out; as long as anything could, it is looked at again."""
    work.guards.let_go(slot.subject)
    posts = work.held_posts.in_room(slot.subject)
    if any(work.now - post.owed_at <= work.campaign.guard_stale for post in posts):
        work.guards.look_again(slot.subject)


RULE = Rule(ALARM, tell_of_room)
HELD_RULE = Rule(RECHECK, look_at_held)
