"""Who comes, goes and speaks in a room, and what it is called; and a dispatcher's word that all is well."""

from __future__ import annotations

from collections.abc import Sequence

from documents.strangers import NOTHING_PENDING, ONLY_DISPATCHERS, confirmed_text, home_text, which_text
from domain.identities import imitated
from domain.messages import BOT, Kind, Message, RoomChange, room_change
from domain.papers import short_city
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import Role, Room, RoomKind
from domain.scopes import whose
from domain.strangers import Change, Hold, is_foreign, names_another, rooms_meant, went_by_notice
from handlers.asking import answer, asks_for, refuse, request_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_PLACES: frozenset[RoomKind | None] = frozenset({RoomKind.COMMAND, RoomKind.GROUP, None})
_COMMAND_WORDS = ("确认本群", "放行")


def watch(message: Message, work: UnitOfWork) -> None:
    """Take note of what a message tells of its room, whoever sent it. It is said nowhere at once."""
    if message.room is None:
        return
    changed = room_change(message)
    room = work.roster.room.get(message.room)
    if room is None:
        if changed is not None and changed[0] is RoomChange.JOINED and message.target == BOT:
            _enter_unknown(message.room, work)
    elif changed is not None:
        _changed(room, message.target or "", *changed, work=work)
    elif message.kind is Kind.SYSTEM:
        _read_notice(room, message.text, work)
    elif message.sender in work.roster.person:
        see_foreign(room, message.sender, work)
    elif message.sender not in ("", message.room):
        meet(room, message.sender, message.sender_name, work, member=False)


def meet(room: Room, contact: str, name: str, work: UnitOfWork, *, member: bool, spoke: bool = True) -> None:
    """Somebody on no roster is in a room. Where he only sits as before (`spoke` False), nothing is told."""
    imitates = bool(name) and imitated(name, work.roster.people) is not None
    is_news = work.strangers.meet(room.id, contact, name, imitates=imitates, member=member)
    known = work.strangers.get(room.id, contact)
    if is_news or (spoke and known is not None and not known.confirmed):
        work.watched_rooms.note(room.id, Change.STRANGER, contact, name, imitates=imitates)


def see_foreign(room: Room, contact: str, work: UnitOfWork, *, spoke: bool = True) -> None:
    """Somebody on the roster is in a room of others. Where he only sits as before (`spoke` False), it was told once.

    For one of a locality the room is guarded as for a stranger.
    """
    person = work.roster.person[contact]
    if is_foreign(person, room) and (spoke or not work.watched_rooms.has_noted(room.id, Change.FOREIGN, contact)):
        group = work.roster.group.get(person.group or "")
        name = home_text(person.name, short_city(group) if group is not None else None)
        work.watched_rooms.note(room.id, Change.FOREIGN, contact, name)
    if is_foreign(person, room) and person.role is Role.LOCAL:
        work.strangers.meet(room.id, contact, person.name, imitates=False, member=True)


def _changed(room: Room, target: str, change: RoomChange, lines: tuple[str, ...], *, work: UnitOfWork) -> None:
    name = lines[-1] if lines else ""
    if change is RoomChange.TOPIC:
        rename(room, name, work, was=(lines[0] if lines else "") or room.topic)
    elif target == BOT:
        if change is not RoomChange.RENAMED:
            move_bot(room, work, inside=change is RoomChange.JOINED)
    elif target not in work.roster.person:
        if change is RoomChange.LEFT:
            _leave(room, target, work)
        elif target:
            meet(room, target, name, work, member=True)
    elif change is RoomChange.JOINED:
        see_foreign(room, target, work)
    elif change is RoomChange.LEFT:
        work.watched_rooms.note(room.id, Change.LEFT, target, work.roster.person[target].name)
        _leave(room, target, work)
    elif change is RoomChange.RENAMED:
        _check_name(room, target, name, work)


def rename(room: Room, topic: str, work: UnitOfWork, *, was: str) -> None:
    """The room is called otherwise; by another group's name, it is held. `was` is '' where it is seen first."""
    work.watched_rooms.name(room.id, topic)
    known = work.watched_rooms.get(room.id)
    strange = names_another(topic, room, work.roster)
    if strange:
        work.watched_rooms.hold(room.id, Hold.TOPIC)
    elif known is not None and known.hold is Hold.TOPIC:
        work.watched_rooms.hold(room.id, None)
        work.guards.let_go(room.id)
    if strange or (was and topic != room.topic):
        work.watched_rooms.note(room.id, Change.TOPIC, topic, topic)


def move_bot(room: Room, work: UnitOfWork, *, inside: bool) -> None:
    """The bot was taken out of a room, or is in it again."""
    if not work.watched_rooms.enter(room.id, inside=inside) and inside:
        return
    work.watched_rooms.hold(room.id, None if inside else Hold.REMOVED)
    if inside:
        work.guards.let_go(room.id)
    else:
        work.watched_rooms.note(room.id, Change.REMOVED)


def _enter_unknown(room: str, work: UnitOfWork) -> None:
    work.watched_rooms.enter(room)
    work.watched_rooms.note(room, Change.UNKNOWN_ROOM)


def _leave(room: Room, contact: str, work: UnitOfWork) -> None:
    if work.strangers.leave(room.id, contact):
        work.guards.let_go(room.id)


def _check_name(room: Room, person: str, name: str, work: UnitOfWork) -> None:
    """One's own name, however written, may be shown; another's may not."""
    own, others = work.roster.person[person], [p for p in work.roster.people if p.id != person]
    if imitated(name, [own]) is None and imitated(name, others) is not None:
        work.watched_rooms.note(room.id, Change.IMITATES, person, f"{own.name}改称{name}")


def _read_notice(room: Room, text: str, work: UnitOfWork) -> None:
    """Some platforms tell who went by name only."""
    names = set(went_by_notice(text))
    for stranger in work.strangers.in_room(room.id) if names else ():
        if stranger.name in names:
            _leave(room, stranger.contact, work)


@router.on(
    Purpose.COMMAND,
    when=asks_for("confirm_room"),
    roles=frozenset({Role.DISPATCHER}),
    rooms=_PLACES,
    serves=("confirm_room",),
)
def confirm_room(message: Message, work: UnitOfWork) -> Reply | None:
    """确认本群 青石, 放行 青石: whoever is there may be, and what waits goes out."""
    text, rooms = _confirm(message, work)
    return answer(text, message, work, about=whose(rooms), private=_is_group_room(message, work))


@router.on(Purpose.COMMAND, when=asks_for("confirm_room"))
def refuse_to_confirm(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(ONLY_DISPATCHERS, message, work, private=True)


def _confirm(message: Message, work: UnitOfWork) -> tuple[str, Sequence[Room]]:
    """What to say, and the rooms that are named in it."""
    pending = work.guards.pending()
    if not pending:
        return NOTHING_PENDING, ()
    words = request_in(message, work)
    for word in _COMMAND_WORDS:
        words = words.removeprefix(word)
    words = words.strip(' :,.“”"')
    if words:
        meant = tuple(room for room in rooms_meant(words, work.roster.rooms, work.roster) if room in pending)
    elif _is_group_room(message, work):
        meant = tuple(room for room in pending if room.id == message.room)
    else:
        meant = tuple(pending)
    if len(meant) != 1:
        return which_text(room.topic for room in meant or pending), meant or pending
    released = work.guards.confirm(meant[0].id, message.sender)
    return confirmed_text(meant[0].topic, released.sent, released.stale), meant


def _is_group_room(message: Message, work: UnitOfWork) -> bool:
    room = work.roster.room.get(message.room or "")
    return room is not None and room.kind is RoomKind.GROUP
