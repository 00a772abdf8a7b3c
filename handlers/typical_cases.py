"""典型案例 #12: the case (附件3) of a visit as a Word file, one for each number."""

from __future__ import annotations

from documents.lines import shorten
from documents.typical_cases import NOT_ASKED, WHICH, case_fields, case_file_name, without_finding_text
from domain.different_photos import different_photos
from domain.made_papers import PaperKind
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED
from domain.scopes import whose
from domain.submissions import Paper
from domain.typical_cases import CasePhoto, described, lack_of
from domain.visits import WITH_FINDING, Outcome, Visit
from handlers.asking import answer, asks_for
from handlers.paper_files import Wanted, have_written
from handlers.routing import Router
from handlers.visit_papers import Answered, group_of, is_handed_in, photos_of, visits_for
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("typical_case"), roles=SERVED, serves=("typical_case",))
def write_cases(message: Message, work: UnitOfWork) -> Reply | None:
    """Have them made; the answer comes with the file. What cannot be made is said at once."""
    if not is_handed_in(Paper.TYPICAL_CASE, work):
        return answer(NOT_ASKED, message, work, about=NOBODYS)
    named = visits_for(message, work, without="case", how=WHICH, fits=_is_violation)
    if isinstance(named, Answered):
        return named.reply
    good = [visit for visit in named.visits if visit.outcome in WITH_FINDING]
    for part, visit in enumerate(good, 1):
        have_written(_case(visit, work), message, work, part=part)
    faults = [*named.faults, *(without_finding_text(visit) for visit in named.visits if visit not in good)]
    return answer("\n".join(faults), message, work, about=whose(named.visits)) if faults else None


def _is_violation(visit: Visit) -> bool:
    return visit.outcome is Outcome.VIOLATION


def _case(visit: Visit, work: UnitOfWork) -> Wanted:
    group, description = group_of(visit, work), told_of(visit, work)
    photos, alike = _photos_of(visit, work)
    team_size, rule = work.campaign.quota.team_size, work.campaign.rule_of(Paper.TYPICAL_CASE)
    kinds = {key: name for key, name in work.campaign.categories.items() if key != "other"}
    return Wanted(
        kind=PaperKind.TYPICAL_CASE,
        title=f"#{visit.number} {shorten(visit.place, 40)}",
        file_name=case_file_name(visit, group, rule),
        fields=case_fields(visit, group, officers_of(visit, work), description, photos, kinds, team_size),
        about=whose([visit]),
        group=visit.group,
        day=visit.day,
        visits=(visit.number or 0,),
        photos=tuple(photo.sha256 for photo in photos if photo.sha256),
        lack=lack_of(description, rule, alike),
    )


def told_of(visit: Visit, work: UnitOfWork) -> tuple[str, ...]:
    """The inspectors' own words on a visit."""
    texts = [link.message_id for link in visit.links if link.kind is Kind.TEXT]
    told = {key: message for key in texts if (message := work.inbox.message(key)) is not None}
    shared = [key for key in told if len(work.visits.visits_of(key)) > 1]
    return described(visit, told, shared, work.lexicon)


def officers_of(visit: Visit, work: UnitOfWork) -> list[str]:
    """The names of the visit's team, who wrote it first; his alone where it has no team."""
    people = work.roster.members(visit.group, visit.team) if visit.team is not None else ()
    author = work.roster.known.get(visit.author)
    if author is not None and author not in people and not people:
        people = (author,)
    return [person.name for person in sorted(people, key=lambda person: person.id != visit.author)]


def _photos_of(visit: Visit, work: UnitOfWork) -> tuple[tuple[CasePhoto, ...], int]:
    """The visit's photos, of those that look the same the first: only different ones count. And how many others."""
    photos = photos_of(visit, work)
    files = [photo.sha256 or str(place) for place, photo in enumerate(photos)]
    same = ((one.earlier, one.later) for one in work.file_readings.like(files))
    gone = {place for _, place in different_photos(files, same).alike}
    return tuple(photo for place, photo in enumerate(photos, 1) if place not in gone), len(gone)
