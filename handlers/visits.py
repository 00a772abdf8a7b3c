"""Evidence becomes visits: words, photos, videos and pins of people in the field."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from documents.acknowledgements import has_own_line
from documents.corrections import overruled_text
from domain.acknowledgements import acknowledgement_slot, correction_slot
from domain.assemblies import Assembled, assemble
from domain.copies import is_copy, without_copies
from domain.messages import Kind, Message
from domain.posts import PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, Role, RoomKind
from domain.visits import Visit
from domain.wordless import is_wordless, words_slot
from handlers.asking import answer
from handlers.routing import Router
from handlers.urgents import tell_of_urgent
from storage.work import UnitOfWork

router = Router()

READABLE = frozenset({Kind.TEXT, Kind.IMAGE, Kind.VIDEO, Kind.AUDIO, Kind.FILE, Kind.LOCATION, Kind.FORWARD})


def is_evidence(message: Message, work: UnitOfWork) -> bool:
    """Said in the room of the speaker's own group, or in private to the bot, and not the bot's own words again."""
    if message.kind not in READABLE:
        return False
    room, own = work.roster.room.get(message.room or ""), work.roster.person[message.sender].group
    return (room is None or room.group == own) and not (message.kind is Kind.TEXT and is_copied(message, work))


def is_copied(message: Message, work: UnitOfWork) -> bool:
    """Whether a text repeats what the bot has told the speaker or his group."""
    return has_own_line(message.text) or is_copy(message.text, _told_to(message, work))


def own_words(message: Message, work: UnitOfWork) -> str:
    """A text without the lines that the bot has told the speaker or his group."""
    lines = "\n".join(line for line in message.text.split("\n") if not has_own_line(line))
    return without_copies(lines, _told_to(message, work))


def _told_to(message: Message, work: UnitOfWork) -> Iterator[tuple[PostKind, str]]:
    rooms = [room.id for room in work.roster.rooms_of(work.roster.person[message.sender].group or "")]
    return chain.from_iterable(work.outbox.told(lane) for lane in (*rooms, message.sender))


@router.on(Purpose.EVIDENCE, when=is_evidence, roles=FIELD_ROLES, rooms=frozenset({RoomKind.GROUP, None}))
def take_evidence(message: Message, work: UnitOfWork) -> Reply | None:
    """Assemble the message into its visit; what is acknowledged, and when, is timed work.

    A correction of what a hand has set is answered at once: it is not taken up, and should not be thought to be.
    """
    sender = work.roster.person[message.sender]
    if is_wordless(message.kind) and sender.role is Role.INSPECTOR:
        work.timetable.plan(words_slot(message, work.campaign))
    assembled = assemble(message, sender, work.visits, work.roster, work.lexicon)
    record(assembled, work)
    if not assembled.overruled:
        return None
    text = "\n".join(overruled_text(number, told, work.campaign.categories) for number, told in assembled.overruled)
    return answer(text, message, work, about={sender.group or ""})


def record(assembled: Assembled, work: UnitOfWork) -> tuple[Visit, ...]:
    """Write what assembly decided, tell of what is urgent, plan the acknowledgement of each visit that changed.

    The visits come back with their numbers.
    """
    known = {visit.number for visit in assembled.visits}
    written = work.visits.apply(assembled)
    for visit in written:
        if visit.urgent or visit.number in known:
            tell_of_urgent(visit, work)
        if not work.timetable.move(acknowledgement_slot(visit, work.campaign)):
            work.timetable.move(correction_slot(visit, work.campaign, work.now))
    return written
