"""What papers of single visits share: which visits are asked for, who may have them, their photos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from documents.corrections import not_standing_text
from documents.typical_cases import NOT_YOURS, TOO_MANY, no_such_visit_text, not_his_text, which_text
from domain.messages import Kind, Message
from domain.namings import visits_named
from domain.posts import NOBODYS, Reply
from domain.rosters import Group, Role
from domain.scopes import Refusal, Refused
from domain.submissions import Paper
from domain.typical_cases import CasePhoto, distinct
from domain.visit_numbers import numbers_asked
from domain.visits import Visit
from handlers.asking import answer, refuse, request_in, scope_in, speaker_and_room, turn_down, visits_in
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


def visits_for(
    message: Message, work: UnitOfWork, *, without: str, how: str, fits: Callable[[Visit], bool]
) -> Named | Answered:
    """The visits named by their numbers: a team has its own, leader and liaison their group's, dispatchers all.

    What is another's is named as such, and refused where nothing else is named.

    `without` is the word of the lexicon for the paper's own name (附件3), whose number names no visit. Without numbers
    a visit of the day may be named by its place; where none is, `how` is said, with those that the paper `fits`.
    """
    own = work.lexicon.any_of("commands", "words", without)
    request = own.sub(" ", request_in(message, work))
    numbers = numbers_asked(request, MOST)
    if numbers is None:
        return Answered(answer(TOO_MANY.format(most=MOST), message, work, about=NOBODYS))
    if not numbers:
        return _by_place(request, how, fits, message, work)
    named = {number: work.visits.named_by(number) for number in numbers}
    visits = list({visit.number: visit for visit in named.values() if visit is not None}.values())
    refusals = {visit.number: why for visit in visits if (why := _refusal(visit, message, work)) is not None}
    if visits and len(refusals) == len(visits):
        return Answered(_refuse(next(iter(refusals.values())), message, work))
    faults = [no_such_visit_text(number) for number, visit in named.items() if visit is None]
    faults += [not_his_text(visit) for visit in visits if visit.number in refusals]
    visits = [visit for visit in visits if visit.number not in refusals]
    faults += [not_standing_text(visit) for visit in visits if not visit.links]
    return Named(tuple(visit for visit in visits if visit.links), tuple(faults))


def _by_place(
    request: str, how: str, fits: Callable[[Visit], bool], message: Message, work: UnitOfWork
) -> Named | Answered:
    """Of the day's visits that the speaker may have those named; or how to ask, with those that could be meant."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return Answered(turn_down(scope, message, work))
    visits = [one for one in visits_in(scope, work) if one.links and _refusal(one, message, work) is None]
    meant = visits_named(request, visits, work.roster, work.visits.forwards())
    if meant.visits and not meant.alike and len(meant.visits) <= MOST:
        return Named(meant.visits, ())
    likely = meant.alike or [visit for visit in visits if fits(visit)]
    text = which_text(how, likely, len({visit.group for visit in likely}) > 1, work.roster)
    return Answered(answer(text, message, work, about=scope.groups, private=scope.private))


def is_handed_in(paper: Paper, work: UnitOfWork) -> bool:
    """Whether the campaign asks for this paper."""
    return any(rule.key == paper for rule in work.campaign.obligations)


def _refusal(visit: Visit, message: Message, work: UnitOfWork) -> Refused | str | None:
    """Why the speaker may not have a paper of this one; None where he may."""
    speaker, _ = speaker_and_room(message, work)
    if speaker.role is Role.DISPATCHER:
        return None
    if visit.group != speaker.group:
        return Refused(Refusal.OTHER_GROUP)
    own = speaker.role is not Role.INSPECTOR
    return None if own or speaker.team == visit.team or visit.author == speaker.id else NOT_YOURS


def _refuse(why: Refused | str, message: Message, work: UnitOfWork) -> Reply | None:
    if isinstance(why, Refused):
        return turn_down(why, message, work, private=True)
    return refuse(why, message, work)


def group_of(visit: Visit, work: UnitOfWork) -> Group:
    """The visit's group; one that the roster no longer has is known by its key alone."""
    return work.roster.group.get(visit.group) or Group(visit.group, visit.group, "", (), (), ())


def photos_of(visit: Visit, work: UnitOfWork) -> tuple[CasePhoto, ...]:
    """A visit's different photos in the order sent."""
    images = [link for link in visit.links if link.kind is Kind.IMAGE]
    return distinct(
        CasePhoto(link.at, work.inbox.sha256_of(link.message_id)) for link in sorted(images, key=lambda link: link.at)
    )
