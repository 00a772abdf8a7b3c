"""The county that a visit lacked and the bot asked for: whoever tells it in a word, wherever, it goes to that visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.answers import CountyTold, answered, county_told, numbers_asked
from domain.assemblies import Assembled
from domain.assembling.links import with_links
from domain.calendars import day_of
from domain.commands import said_to_bot
from domain.messages import Kind, Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, RoomKind
from domain.visits import Link, Part, Visit
from handlers.asking import speaker_and_room
from handlers.routing import Router
from handlers.visits import record
from storage.work import UnitOfWork

router = Router()

ASKED_WITHIN = timedelta(hours=12)
JUST_NOW = timedelta(minutes=30)  # what the speaker reported so lately he means first


def answers_question(message: Message, work: UnitOfWork) -> bool:
    return _meant(message, work) is not None


def _told(message: Message, work: UnitOfWork) -> CountyTold | None:
    speaker, _ = speaker_and_room(message, work)
    group = work.roster.group.get(speaker.group or "")
    if message.kind is not Kind.TEXT or group is None:
        return None
    return county_told(said_to_bot(message.text, work.lexicon), group, work.lexicon, day_of(message.at))


def _meant(message: Message, work: UnitOfWork) -> tuple[Visit, str] | None:
    """The visit that is answered for, and its county."""
    speaker, room = speaker_and_room(message, work)
    told = _told(message, work)
    if told is None or (room is not None and room.group != speaker.group):
        return None
    group = work.roster.group[speaker.group or ""]
    post = work.outbox.by_platform_id(message.quote) if message.quote else None
    if message.quote and post is None:
        return None  # it is about the message that is quoted
    asked = work.visits.asked_for_county(group.key, message.at - ASKED_WITHIN)
    quoted = numbers_asked(post.text) if post is not None else ()
    forwards = work.visits.forwards() if asked else {}
    quoted = tuple(forwards.get(number, number) for number in quoted)
    if told.number is not None:
        told = replace(told, number=forwards.get(told.number, told.number))
    visit = answered(told, message.text, speaker, asked, quoted, group) if asked else None
    if visit is None or (not quoted and told.number is None and _is_newer(message, visit, work)):
        return None
    return visit, told.county


def _is_newer(message: Message, asked: Visit, work: UnitOfWork) -> bool:
    """Whether the speaker or his team has just reported another place that lacks its county."""
    speaker, _ = speaker_and_room(message, work)
    lately = work.visits.recent(asked.group, message.at - JUST_NOW, team=speaker.team, sender=speaker.id)
    return any(visit.county is None and visit.number != asked.number for visit in lately)


@router.on(
    Purpose.EVIDENCE,
    when=answers_question,
    roles=FIELD_ROLES,
    rooms=frozenset({RoomKind.GROUP, None}),
)
def take_county(message: Message, work: UnitOfWork) -> Reply | None:
    """Nothing is answered: the county is in the next list that somebody asks for."""
    found = _meant(message, work)
    assert found is not None  # answers_question said so
    visit, county = found
    link = Link(message.id, message.at, message.sender, message.kind, Part.ADDITION)
    record(Assembled(visits=(with_links(replace(visit, county=county), [link]),)), work)
    return None
