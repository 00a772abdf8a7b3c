"""典型案例 #12: the case (附件3) of a visit as a Word file, one for each number."""

from __future__ import annotations

from collections.abc import Sequence

from documents.corrections import not_standing_text
from documents.lines import shorten
from documents.typical_cases import (
    NOT_YOURS,
    TOO_MANY,
    WHICH,
    case_fields,
    case_file_name,
    no_such_visit_text,
    without_finding_text,
)
from domain.edit_orders import numbers_in
from domain.made_papers import PaperKind
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED, Group, Role
from domain.scopes import Refusal, Refused, whose
from domain.submissions import Paper
from domain.typical_cases import CasePhoto, described, distinct, lack_of
from domain.visits import WITH_FINDING, Visit
from handlers.asking import answer, asks_for, refuse, request_in, speaker_and_room, turn_down
from handlers.paper_files import Wanted, have_written
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

MOST = 5  # cases at once


@router.on(Purpose.COMMAND, when=asks_for("typical_case"), roles=SERVED, serves=("typical_case",))
def write_cases(message: Message, work: UnitOfWork) -> Reply | None:
    """Have them made; the answer comes with the file. What cannot be made is said at once."""
    numbers = _numbers(message, work)
    if not numbers or len(numbers) > MOST:
        return answer(TOO_MANY.format(most=MOST) if numbers else WHICH, message, work, about=NOBODYS)
    named = {number: work.visits.named_by(number) for number in numbers}
    visits = list({visit.number: visit for visit in named.values() if visit is not None}.values())
    refusal = _refusal(visits, message, work)
    if isinstance(refusal, Refused):
        return turn_down(refusal, message, work, private=True)
    if refusal:
        return refuse(refusal, message, work)
    faults = [no_such_visit_text(number) for number, visit in named.items() if visit is None]
    faults += [fault for visit in visits if (fault := _fault(visit))]
    good = [visit for visit in visits if not _fault(visit)]
    for part, visit in enumerate(good, 1):
        have_written(_case(visit, work), message, work, part=part)
    return answer("\n".join(faults), message, work, about=whose(visits)) if faults else None


def _numbers(message: Message, work: UnitOfWork) -> tuple[int, ...]:
    """The numbers asked for; that of the paper itself (附件3) is none."""
    return numbers_in(request_in(message, work).replace("附件3", ""))


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


def _fault(visit: Visit) -> str:
    if not visit.links:
        return not_standing_text(visit)
    return "" if visit.outcome in WITH_FINDING else without_finding_text(visit)


def _case(visit: Visit, work: UnitOfWork) -> Wanted:
    group = work.roster.group.get(visit.group) or Group(visit.group, visit.group, "", (), (), ())
    photos = photos_of(visit, work)
    description = told_of(visit, work)
    fields = case_fields(visit, group, officers_of(visit, work), description, photos, _kinds(work))
    return Wanted(
        kind=PaperKind.TYPICAL_CASE,
        title=f"#{visit.number} {shorten(visit.place, 40)}",
        file_name=case_file_name(visit, group),
        fields=fields,
        about=whose([visit]),
        group=visit.group,
        day=visit.day,
        visits=(visit.number or 0,),
        photos=tuple(photo.sha256 for photo in photos if photo.sha256),
        lack=lack_of(description, work.campaign.rule_of(Paper.TYPICAL_CASE)),
    )


def told_of(visit: Visit, work: UnitOfWork) -> tuple[str, ...]:
    """The inspectors' own words on a visit."""
    texts = [link.message_id for link in visit.links if link.kind is Kind.TEXT]
    told = {key: message for key in texts if (message := work.inbox.message(key)) is not None}
    shared = [key for key in told if len(work.visits.visits_of(key)) > 1]
    return described(visit, told, shared, work.lexicon)


def photos_of(visit: Visit, work: UnitOfWork) -> tuple[CasePhoto, ...]:
    """A visit's different photos in the order sent."""
    images = [link for link in visit.links if link.kind is Kind.IMAGE]
    return distinct(
        CasePhoto(link.at, work.inbox.sha256_of(link.message_id)) for link in sorted(images, key=lambda link: link.at)
    )


def officers_of(visit: Visit, work: UnitOfWork) -> list[str]:
    """The names of the visit's team, who wrote it first; his alone where it has no team."""
    people = work.roster.members(visit.group, visit.team) if visit.team is not None else ()
    author = work.roster.person.get(visit.author)
    if author is not None and author not in people and not people:
        people = (author,)
    return [person.name for person in sorted(people, key=lambda person: person.id != visit.author)]


def _kinds(work: UnitOfWork) -> dict[str, str]:
    """The categories that say what is violated: 其他 does not."""
    return {key: name for key, name in work.campaign.categories.items() if key != "other"}
