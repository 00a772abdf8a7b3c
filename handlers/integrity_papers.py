"""廉洁材料: a person tells of his pledge and his self-check; who keeps the list asks who has not."""

from __future__ import annotations

from documents.integrity_papers import TOO_EARLY, noted_text, overview_text
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.commands import said_to_bot
from domain.integrity_papers import Due, dues_on, owed_on, paper_told, round_named
from domain.messages import Kind, Message, spoken
from domain.obligation_rules import ObligationRule
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, FIELD_ROLES, Role, RoomKind
from handlers.asking import answer, asks_for, speaker_and_room
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_TOLD_IN: frozenset[RoomKind | None] = frozenset({RoomKind.GROUP, None})


def tells_of_paper(message: Message, work: UnitOfWork) -> bool:
    """Of his own paper: in private or in his group's room, said to the bot or not."""
    if message.kind is not Kind.TEXT:
        return False
    speaker, room = speaker_and_room(message, work)
    return (room is None or room.group == speaker.group) and _told(message, work) is not None


def _told(message: Message, work: UnitOfWork) -> ObligationRule | None:
    return paper_told(_said(message, work), work.campaign.personal, work.lexicon)


def _said(message: Message, work: UnitOfWork) -> str:
    said = spoken(message.text)
    return said_to_bot(said, work.lexicon) if message.is_addressed else said


@router.on(Purpose.DECLARATION, when=tells_of_paper, roles=FIELD_ROLES, rooms=_TOLD_IN, serves=("integrity_paper",))
def note_paper(message: Message, work: UnitOfWork) -> Reply | None:
    """Noted for the person and the round. Who said it to the bot hears so, alone; a room hears nothing of it."""
    rule, number = _told(message, work), round_named(_said(message, work))
    assert rule is not None  # tells_of_paper said so
    dues = dues_on(rule, day_of(message.at), work.roster.rounds)
    if number is not None:
        dues = tuple(Due(rule.key, r.number) for r in work.roster.rounds if r.number == number)
    known = {due for due in dues if message.sender in work.integrity_papers.told_of(due)}
    due = next((due for due in dues if due not in known), next(iter(dues), None))
    if due is not None:
        work.integrity_papers.note(due, message.sender, message.id, message.at)
    if not message.is_addressed:
        return None
    text = noted_text(rule, due.round, known=due in known) if due is not None else TOO_EARLY
    return answer(text, message, work, about=NOBODYS, private=True)


@router.on(Purpose.COMMAND, when=asks_for("integrity_papers"), roles=DISPATCHERS, serves=("integrity_papers",))
def tell_all_missing(message: Message, work: UnitOfWork) -> Reply | None:
    """Of all groups, in the command room or in private."""
    _, room = speaker_and_room(message, work)
    groups = [group.key for group in work.roster.groups]
    private = room is None or room.kind is not RoomKind.COMMAND
    return answer(_overview(groups, message, work), message, work, about=groups, private=private)


@router.on(
    Purpose.COMMAND,
    when=asks_for("integrity_papers"),
    roles=frozenset({Role.LIAISON}),
    serves=("integrity_papers",),
)
def tell_own_missing(message: Message, work: UnitOfWork) -> Reply | None:
    """Of the liaison's own group, to him alone wherever he asks."""
    own = work.roster.person[message.sender].group or ""
    return answer(_overview([own], message, work), message, work, about=[own], private=True)


def _overview(groups: list[str], message: Message, work: UnitOfWork) -> str:
    dues = owed_on(day_of(message.at), work.roster.rounds, work.campaign.personal)
    return "\n".join(_overview_of(due, groups, work) for due in dues) or TOO_EARLY


def _overview_of(due: Due, groups: list[str], work: UnitOfWork) -> str:
    told = work.integrity_papers.told_of(due)
    members = {key: [p for p in work.roster.members(key) if p.role in FIELD_ROLES] for key in groups}
    lines = [
        (group_name_of(key, work.roster), len(people), [p.name for p in people if p.id not in told])
        for key, people in members.items()
    ]
    return overview_text(work.campaign.rule_of(due.paper).name, due.round, lines)
