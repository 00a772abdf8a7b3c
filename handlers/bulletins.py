"""通报 at the console: the words of the commands 日报, 进度, 评比, looked through, edited, approved, and sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from documents.bulletins import (
    ANOTHER_PERSON,
    APPROVED,
    DROPPED,
    ENDED,
    NO_ROOM,
    NO_WORDS,
    NOT_APPROVED,
    NOT_INDEPENDENT,
    SAME,
    SAVED,
    STANDS,
    TOO_LONG,
    sent_text,
)
from domain.bulletins import LONGEST_BULLETIN, Bulletin, BulletinKind, BulletinState
from domain.messages import Message
from domain.posts import Once, Post, PostKind
from domain.report_periods import Period
from domain.rosters import Room, RoomKind
from domain.scopes import may_be_heard
from handlers.consents import have_vouched
from handlers.daily_reports import daily_report_of
from handlers.progress import have_board, progress_of
from handlers.rankings import ranking_of
from storage.work import UnitOfWork

OPEN = (BulletinState.DRAFT, BulletinState.APPROVED)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a bulletin: its hash, its name ("": a picture), the groups whose rows it is made of."""

    sha256: str
    file_name: str
    about: frozenset[str]


def words_of(kind: BulletinKind, period: Period, groups: Sequence[str], work: UnitOfWork) -> str:
    """What the command says of these groups now: 日报 and 进度 of the first day, 评比 of all groups."""
    if kind is BulletinKind.DAILY_REPORT:
        return daily_report_of(period.first, groups, work, apart=len(groups) > 1)
    if kind is BulletinKind.PROGRESS:
        return progress_of(period.first, groups, work)
    return ranking_of(period, work)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What the rows said of a kind, of days and groups, at that time."""

    kind: BulletinKind
    period: Period
    groups: tuple[str, ...]
    text: str
    as_of: datetime


def drafted(kind: BulletinKind, period: Period, groups: Sequence[str], work: UnitOfWork) -> Drafted:
    """As it stands now. A day of a whole province is too much for the writer: it is read beside him."""
    return Drafted(kind, period, tuple(groups), words_of(kind, period, groups, work), work.now)


def make(draft: Drafted, message: Message, work: UnitOfWork) -> Bulletin:
    """Keep it as a draft; of a day, with a picture that may go with it."""
    days = (draft.period.first, draft.period.last, draft.period.round)
    made = work.bulletins.add(draft.kind, days, draft.groups, draft.text, message.sender, message.id, as_of=draft.as_of)
    if draft.kind is not BulletinKind.RANKING:
        have_board(draft.period.first, draft.groups, draft.text, message, work)
    work.audit.append(message.sender, "bulletin.make", str(made.number), {"groups": list(draft.groups)})
    return made


def edit(bulletin: Bulletin, text: str, message: Message, work: UnitOfWork) -> str:
    """Give it other words, by this message: what its sender is told."""
    if bulletin.state not in OPEN:
        return STANDS if bulletin.state is BulletinState.SENT else ENDED
    if not text.strip():
        return NO_WORDS
    if len(text) > LONGEST_BULLETIN:
        return TOO_LONG
    if text == bulletin.text:
        return SAME
    work.bulletins.edit(bulletin, text, message.sender)
    work.audit.append(message.sender, "bulletin.edit", str(bulletin.number), {"message": message.id})
    return SAVED


def objection_to(speaker: str, bulletin: Bulletin, work: UnitOfWork) -> str:
    """Why he may not approve it; "" where he may."""
    if bulletin.state not in OPEN:
        return STANDS if bulletin.state is BulletinState.SENT else ENDED
    if not work.campaign.bulletins.second_person:
        return ""
    wrote = bulletin.edited_by or bulletin.author
    if speaker == wrote:
        return ANOTHER_PERSON
    return NOT_INDEPENDENT if have_vouched(speaker, wrote, work) else ""


def approve(bulletin: Bulletin, message: Message, work: UnitOfWork) -> str:
    """Its words may go out, by this message: what its sender is told."""
    objection = objection_to(message.sender, bulletin, work)
    if objection:
        return objection
    work.bulletins.approve(bulletin, message.sender)
    work.audit.append(message.sender, "bulletin.approve", str(bulletin.number), {"message": message.id})
    return APPROVED


def drop(bulletin: Bulletin, message: Message, work: UnitOfWork) -> str:
    if bulletin.state not in OPEN:
        return STANDS if bulletin.state is BulletinState.SENT else ENDED
    work.bulletins.end(bulletin, BulletinState.DROPPED)
    work.audit.append(message.sender, "bulletin.drop", str(bulletin.number), {"message": message.id})
    return DROPPED


def rooms_for(about: Collection[str], work: UnitOfWork) -> list[Room]:
    """Where it may be read: the command rooms, and of one group alone that group's rooms."""
    kinds = (RoomKind.COMMAND, RoomKind.GROUP)
    return [room for room in work.roster.rooms if room.kind in kinds and may_be_heard(work.roster, room.id, about)]


def send(
    bulletin: Bulletin, rooms: Collection[str], attached: Sequence[Attached], message: Message, work: UnitOfWork
) -> str:
    """Owe it to these rooms, once each, by this message: what its sender is told."""
    if bulletin.state is BulletinState.DRAFT:
        return NOT_APPROVED
    if bulletin.state is BulletinState.DROPPED:
        return ENDED
    about = frozenset(bulletin.groups).union(*(one.about for one in attached))
    had = {delivery.room for delivery in work.bulletins.deliveries([bulletin.number]).get(bulletin.number, ())}
    may = [room.id for room in rooms_for(about, work)]
    asked = [room for room in work.roster.rooms if room.id in rooms]
    to = [room for room in asked if room.id in may and room.id not in had]
    if not asked:
        return NO_ROOM
    for room in to:
        _owe(bulletin, room.id, attached, about, message.sender, work)
    if to:
        work.bulletins.end(bulletin, BulletinState.SENT)
        told = {"rooms": [room.id for room in to], "message": message.id}
        work.audit.append(message.sender, "bulletin.send", str(bulletin.number), told)
    again, not_his = [r for r in asked if r.id in had], [r for r in asked if r.id not in may and r.id not in had]
    return sent_text(*([room.topic for room in found] for found in (to, again, not_his)))


def _owe(
    bulletin: Bulletin, room: str, attached: Sequence[Attached], about: frozenset[str], by: str, work: UnitOfWork
) -> None:
    """The words with their picture, and each file after them."""
    pictures = tuple(one.sha256 for one in attached if not one.file_name)
    once = Once(work.campaign.key, "bulletin", f"{bulletin.number}/{room}", bulletin.as_of.isoformat())
    work.outbox.owe(Post(once, PostKind.BULLETIN, room, None, bulletin.text, pictures, about=about))
    work.bulletins.send(bulletin.number, room, by, str(once))
    for part, one in enumerate((one for one in attached if one.file_name), 2):
        again = Once(once.campaign, once.rule, once.subject, once.due, part=part)
        files = ((one.sha256,), (one.file_name,))
        work.outbox.owe(Post(again, PostKind.BULLETIN, room, None, "", files[0], file_names=files[1], about=about))
