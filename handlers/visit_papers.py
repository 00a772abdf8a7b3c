"""What papers of single visits share: which visits are asked for, who may have them, their photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.corrections import not_standing_text
from documents.typical_cases import NOT_YOURS, TOO_MANY, no_such_visit_text
from domain.edit_orders import numbers_in
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.rosters import Group, Role
from domain.scopes import Refusal, Refused
from domain.submissions import Paper
from domain.typical_cases import CasePhoto, distinct
from domain.visits import Visit
from handlers.asking import answer, refuse, request_in, speaker_and_room, turn_down
from storage.work import UnitOfWork

MOST = 5  # visits at once


@dataclass(frozen=True, slots=True)
class Named:
    """The visits that a request names and its speaker may have, and what is to be said of the other numbers."""

    visits: tuple[Visit, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Nothing is made; the speaker was told why (`reply`, or a post of its own)."""

    reply: Reply | None


def visits_for(message: Message, work: UnitOfWork, *, without: str, how: str) -> Named | Answered:
    """The visits named by their numbers: a team has its own, leader and liaison their group's, dispatchers all.

    `without` is the word of the lexicon for the paper's own name (附件3), whose number names no visit; `how` is said
    where no visit is named.
    """
    own = work.lexicon.any_of("commands", "words", without)
    numbers = numbers_in(own.sub("", request_in(message, work)))
    if not numbers or len(numbers) > MOST:
        return Answered(answer(TOO_MANY.format(most=MOST) if numbers else how, message, work, about=NOBODYS))
    named = {number: work.visits.named_by(number) for number in numbers}
    visits = list({visit.number: visit for visit in named.values() if visit is not None}.values())
    refusal = _refusal(visits, message, work)
    if isinstance(refusal, Refused):
        return Answered(turn_down(refusal, message, work, private=True))
    if refusal:
        return Answered(refuse(refusal, message, work))
    faults = [no_such_visit_text(number) for number, visit in named.items() if visit is None]
    faults += [not_standing_text(visit) for visit in visits if not visit.links]
    return Named(tuple(visit for visit in visits if visit.links), tuple(faults))


def is_handed_in(paper: Paper, work: UnitOfWork) -> bool:
    """Whether the campaign asks for this paper."""
    return any(rule.key == paper for rule in work.campaign.obligations)


def _refusal(visits: Sequence[Visit], message: Message, work: UnitOfWork) -> Refused | str:
    """Why the speaker may not have a paper of these; "" where he may."""
    speaker, _ = speaker_and_room(message, work)
    if speaker.role is Role.DISPATCHER:
        return ""
    if any(visit.group != speaker.group for visit in visits):
        return Refused(Refusal.OTHER_GROUP)
    own = speaker.role is not Role.INSPECTOR
    recorded = all(speaker.team == visit.team or visit.author == speaker.id for visit in visits)
    return "" if own or recorded else NOT_YOURS


def group_of(visit: Visit, work: UnitOfWork) -> Group:
    """The visit's group; one that the roster no longer has is known by its key alone."""
    return work.roster.group.get(visit.group) or Group(visit.group, visit.group, "", (), (), ())


def photos_of(visit: Visit, work: UnitOfWork) -> tuple[CasePhoto, ...]:
    """A visit's different photos in the order sent."""
    images = [link for link in visit.links if link.kind is Kind.IMAGE]
    return distinct(
        CasePhoto(link.at, work.inbox.sha256_of(link.message_id)) for link in sorted(images, key=lambda link: link.at)
    )
