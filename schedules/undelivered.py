"""A private post that cannot be delivered is told to the duty channel, never to a group: once a person and day."""

from __future__ import annotations

from dataclasses import replace

from documents.papers import group_name_of
from documents.tips import nameless_text
from documents.undelivered import not_reached_text, passed_on_text, undelivered_text
from domain.alerts import names_told
from domain.calendars import day_of
from domain.duty_channels import duty_channel
from domain.posts import NOBODYS, Once, Post, PostKind
from domain.rosters import SPEAKING_ROLES, Person, Role
from domain.scopes import whose
from storage.work import UnitOfWork

NAME = "undelivered"
#: What is said to every dispatcher in private: where one cannot be reached, the others have heard it.
_OF_DUTY = frozenset({PostKind.ROOM_ALARM, PostKind.UNKNOWN_SEND, PostKind.UNDELIVERED, PostKind.URGENT_AGAIN})


def turn_to_duty(post: Post, work: UnitOfWork) -> None:
    """The addressee is no friend of the account, or bound to nothing: whoever is on duty hears whose post it was."""
    person = work.roster.person.get(post.contact or "")
    if post.room is not None or person is None or post.kind in _OF_DUTY:
        return
    if post.kind is PostKind.TIP and person.role is Role.PATROL and not _reaches_patrol(post, work):
        return _pass_tip_on(post, person, work)
    about = whose([person])
    group = group_name_of(person.group, work.roster) if person.group else ""
    text, due = undelivered_text(group, person.name, post.kind), day_of(work.now).isoformat()
    if post.kind is PostKind.URGENT and person.role in SPEAKING_ROLES:  # who is on duty has heard it, and can call him
        text, due = not_reached_text(group, person.name, post.text), ",".join(names_told(post))
    elif post.kind is PostKind.URGENT:  # meant for whoever is on duty, and it cannot wait until he is a friend
        text, due, about = passed_on_text(person.name, post.text), post.once.due, about | post.about
    for room, contact in duty_channel(work.roster, work.guards.closed_to(())):
        if contact != person.id:
            once = Once(work.campaign.key, NAME, f"{person.id}/{room or contact}", due)
            work.outbox.owe(Post(once, PostKind.UNDELIVERED, room, contact, text, urgent=post.urgent, about=about))


def _reaches_patrol(tip: Post, work: UnitOfWork) -> bool:
    """Whether another of the patrol group has heard the same, or still may."""
    others = (p.id for p in work.roster.people if p.role is Role.PATROL and p.id != tip.contact)
    return work.outbox.may_arrive([replace(tip.once, subject=other) for other in others])


def _pass_tip_on(post: Post, patrol: Person, work: UnitOfWork) -> None:
    """It reached nobody of the patrol group: the dispatchers hear it, each alone, and not from whom it is."""
    for person in work.roster.dispatchers:
        once = Once(work.campaign.key, NAME, f"{patrol.id}/{person.id}", post.once.due)
        work.outbox.owe(Post(once, post.kind, None, person.id, nameless_text(post.text), about=NOBODYS))
