"""Who is who: strangers that may be somebody are proposed; bound people confirm, dispatchers unbind and bind rooms."""

from __future__ import annotations

from dataclasses import replace

from documents.bindings import (
    IN_THE_ROOM,
    ONLY_DISPATCHERS,
    ONLY_SPEAKERS,
    RESUMED,
    WHICH,
    WHOM,
    confirmed_text,
    dispatcher_changed_text,
    list_text,
    no_such_person_text,
    room_bound_text,
    unbound_text,
    which_room_text,
)
from domain.duty_channels import duty_channel
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.proposals import (
    LATE_WORDS,
    Outstanding,
    Proposal,
    chosen,
    groups_in,
    may_confirm,
    meant_by,
    named_person,
    of_room,
)
from domain.purposes import Purpose
from domain.rosters import Person, Role, Room, RoomKind
from domain.scopes import whose
from domain.slots import Slot
from domain.strangers import name_for, rooms_meant
from handlers.asking import answer, asks_for, refuse, words_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

DISPATCHERS = frozenset({Role.DISPATCHER})
CONFIRMING = frozenset({Role.DISPATCHER, Role.LIAISON})
_WATCHED = frozenset({RoomKind.GROUP, RoomKind.COMMAND})


def notice(message: Message, work: UnitOfWork) -> None:
    """A stranger in a known room may be somebody of it; an unknown room where a group's people speak may be theirs."""
    if message.room is None or message.kind is Kind.SYSTEM:
        return
    room = work.roster.room.get(message.room)
    if room is None:
        _propose_room(message, work)
    elif message.sender not in work.roster.person and room.kind in _WATCHED:
        unknown = work.trust.watch(room.id)
        proposed = [_propose(speaker.sender, speaker.name, room, work) for speaker in unknown]
        if _propose(message.sender, message.sender_name, room, work) or any(proposed) or unknown:
            work.timetable.move(work.trust.list_slot())


def _propose(contact: str, name: str, room: Room, work: UnitOfWork) -> bool:
    """Propose the one person of a room who goes by a shown name and is bound to nothing; whether that is news."""
    named = [person for person in of_room(room, work.roster) if meant_by(name, room, [person])]
    free = [person for person in named if work.trust.may_be(person)]
    return len(free) == 1 and work.proposals.propose(contact, name, free[0].id, room.id)


def _propose_room(message: Message, work: UnitOfWork) -> None:
    unknown = message.room or ""
    known = work.roster.person.get(message.sender)
    person = known or meant_by(message.sender_name, None, work.roster.people)
    rooms = work.roster.rooms_of(person.group) if person is not None and person.group is not None else ()
    if len(rooms) == 1 and work.proposals.propose(unknown, message.sender_name, rooms[0].id, None, is_room=True):
        work.timetable.move(work.trust.list_slot())


@router.on(
    Purpose.COMMAND, when=asks_for("confirm_binding"), roles=CONFIRMING, always=True, serves=("confirm_binding",)
)
def confirm_binding(message: Message, work: UnitOfWork) -> Reply | None:
    """确认绑定 3, 确认绑定 2 5-9, 确认绑定 某某."""
    words = _words(message, work, "确认绑定")
    if not words:
        return answer(WHICH, message, work, about=NOBODYS, private=True)
    speaker = work.roster.person[message.sender]
    wanted, unknown = chosen(words, [p for p in work.trust.open_proposals() if not p.is_room], work.roster)
    allowed = [proposal for proposal in _one_for_each(wanted) if may_confirm(speaker, proposal, work.roster)]
    was_lost = work.trust.is_doubted()
    for proposal in allowed:
        _bind(proposal, speaker, work)
    others = [proposal for proposal in wanted if proposal not in allowed]
    refused = [_name_of(p, work) if _knows(speaker, p, work) else str(p.number) for p in others]
    text = confirmed_text([_name_of(proposal, work) for proposal in allowed], refused, unknown)
    if allowed:
        text += _after_change(work, was_lost=was_lost)
    about = whose(work.roster.person[p.subject] for p in wanted if _knows(speaker, p, work))
    return answer(text, message, work, about=about, private=_is_overheard(message, work))


@router.on(Purpose.COMMAND, when=asks_for("confirm_binding"), always=True)
def refuse_to_confirm(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(ONLY_SPEAKERS, message, work, private=True)


@router.on(Purpose.COMMAND, when=asks_for("unbind"), roles=DISPATCHERS, always=True, serves=("unbind",))
def unbind(message: Message, work: UnitOfWork) -> Reply | None:
    """解除绑定 某某: from now nobody is this person until somebody is confirmed."""
    words = _words(message, work, "解除绑定")
    person = named_person(words, work.roster)
    if person is None:
        text = no_such_person_text(words) if words else WHOM
        return answer(text, message, work, about=NOBODYS, private=True)
    return let_go(person, message, work)


def let_go(person: Person, message: Message, work: UnitOfWork) -> Reply | None:
    """From now nobody is this person until somebody is confirmed."""
    was_bound = work.bindings.unbind(person.id, message.sender)
    if was_bound:
        _tell_dispatchers(person, message.sender, work, is_bound=False)
    text = unbound_text(person.name, was_bound=was_bound)
    return answer(text, message, work, about=whose([person]), private=True)


@router.on(
    Purpose.COMMAND,
    when=asks_for("bind_room"),
    roles=DISPATCHERS,
    always=True,
    anywhere=True,
    serves=("bind_room",),
)
def bind_room(message: Message, work: UnitOfWork) -> Reply | None:
    """绑定本群 青石: the room in which it is said is that group's from now."""
    if message.room is None:
        return answer(IN_THE_ROOM, message, work, about=NOBODYS)
    room = _room_meant(_words(message, work, "绑定本群"), message, work)
    if isinstance(room, str):
        return answer(room, message, work, about=whose(work.roster.rooms))
    was_lost = work.trust.is_doubted()
    platform_room = work.bindings.identities.platform_room(message.room) or message.room
    work.bindings.bind_room(platform_room, room.id, message.sender)
    if message.room != room.id and message.room not in work.roster.room:
        work.late_words.give_to_room(message.room, room.id)
    work.proposals.settle(message.room, room.id, message.sender)
    text = room_bound_text(room.topic) + _after_change(work, was_lost=was_lost)
    return answer(text, message, work, about=NOBODYS)


@router.on(Purpose.COMMAND, when=asks_for("unbind", "bind_room"), always=True)
def refuse_to_change(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(ONLY_DISPATCHERS, message, work, private=True)


@router.on(Purpose.COMMAND, when=asks_for("bindings"), roles=CONFIRMING, always=True, serves=("bindings",))
def show_bindings(message: Message, work: UnitOfWork) -> Reply | None:
    """绑定情况: all of it for a dispatcher, in the command room or in private; a liaison's group for the liaison."""
    speaker = work.roster.person[message.sender]
    outstanding = work.trust.outstanding()
    if speaker.role is not Role.DISPATCHER:
        outstanding = of_group(outstanding, speaker.group, work)
    room = work.roster.room.get(message.room or "")
    private = room is not None and room.kind is not RoomKind.COMMAND
    about = groups_in(outstanding, work.roster)
    return answer(list_text(outstanding, work.roster), message, work, about=about, private=private)


@router.on(Purpose.COMMAND, when=asks_for("bindings"), always=True)
def refuse_to_show(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(ONLY_SPEAKERS, message, work, private=True)


def bind_stranger(stranger: str, person: Person, by: str, work: UnitOfWork) -> None:
    """This stranger is the person from now: what he said before is his, and is read in a moment."""
    contact = work.bindings.identities.contact(stranger) or stranger
    work.bindings.bind(contact, person.id, by)
    work.late_words.give_to_person(stranger, person.id, tuple(work.roster.room))
    work.proposals.settle(stranger, person.id, by)
    for room in work.roster.rooms:
        if work.strangers.leave(room.id, stranger):
            work.guards.let_go(room.id)
    _tell_dispatchers(person, by, work, is_bound=True)
    _plan_reading(work)


def _bind(proposal: Proposal, speaker: Person, work: UnitOfWork) -> None:
    bind_stranger(proposal.contact, work.roster.person[proposal.subject], speaker.id, work)


def _tell_dispatchers(person: Person, by: str, work: UnitOfWork, *, is_bound: bool) -> None:
    """Who speaks as a dispatcher may agree to what another dictates: whoever is on duty and the others hear of it."""
    if person.role is not Role.DISPATCHER:
        return
    actor = work.roster.person.get(by)
    text = dispatcher_changed_text(person.name, actor.name if actor else "", is_bound=is_bound)
    others = [(None, other.id) for other in work.roster.dispatchers if other.id not in (by, person.id)]
    channel = [address for address in duty_channel(work.roster, ()) if address[0] is not None]
    rule = "dispatcher_bound" if is_bound else "dispatcher_unbound"
    for room, contact in [*channel, *others]:
        once = Once(work.campaign.key, rule, f"{person.id}/{room or contact}", work.now.isoformat())
        work.outbox.owe(Post(once, PostKind.BINDING_LIST, room, contact, text, about=NOBODYS))


def _plan_reading(work: UnitOfWork) -> None:
    """What was said before is read when no further confirmation has come for a moment: then all of it in its order."""
    run_at = work.now + work.campaign.trust.gather
    work.timetable.plan(Slot(LATE_WORDS, work.bindings.namespace, work.now, run_at))


def _after_change(work: UnitOfWork, *, was_lost: bool) -> str:
    """Plan what a change brings with it; what to add to the answer when it ends the doubt."""
    _plan_reading(work)
    if was_lost and not work.trust.is_lost():
        return RESUMED
    work.timetable.move(work.trust.list_slot())
    return ""


def _one_for_each(wanted: tuple[Proposal, ...]) -> list[Proposal]:
    """One contact for each person, one person for each contact: where numbers contradict each other, none of them."""
    subjects, contacts = [p.subject for p in wanted], [p.contact for p in wanted]
    return [p for p in wanted if subjects.count(p.subject) == 1 and contacts.count(p.contact) == 1]


def _room_meant(words: str, message: Message, work: UnitOfWork) -> Room | str:
    """The room of the roster that the words mean, or what to say when it is none or several."""
    meant = rooms_meant(words, work.roster.rooms, work.roster) if words else work.roster.rooms
    group_rooms = tuple(room for room in meant if room.kind is RoomKind.GROUP)
    if len(meant) > 1 and len(group_rooms) == 1 and words:
        meant = group_rooms
    unbound = [room for room in meant if work.bindings.identities.platform_room(room.id) is None]
    if words and len(meant) > 1 and len(unbound) == 1:
        return unbound[0]
    if len(meant) == 1 and words:
        return meant[0]
    return which_room_text([name_for(room, work.roster) for room in meant])


def _words(message: Message, work: UnitOfWork, command: str) -> str:
    """What follows the command."""
    return words_in(message, work).partition(command)[2].strip(' :：,，.。“”"')


def _knows(speaker: Person, proposal: Proposal, work: UnitOfWork) -> bool:
    """Whether he may hear who it is that is proposed."""
    person = work.roster.person.get(proposal.subject)
    return person is not None and (speaker.role is Role.DISPATCHER or person.group == speaker.group)


def _name_of(proposal: Proposal, work: UnitOfWork) -> str:
    person = work.roster.person.get(proposal.subject)
    return person.name if person is not None else str(proposal.number)


def _is_overheard(message: Message, work: UnitOfWork) -> bool:
    """Whether others than the group's own people or dispatchers would hear names."""
    room = work.roster.room.get(message.room or "")
    return room is not None and room.kind not in (RoomKind.COMMAND, RoomKind.GROUP)


def of_group(outstanding: Outstanding, group: str | None, work: UnitOfWork) -> Outstanding:
    """What of it is a group's people."""
    people = tuple(person for person in outstanding.people if person.group == group)
    own = {person.id for person in work.roster.people if person.group == group}
    proposals = tuple(p for p in outstanding.proposals if not p.is_room and p.subject in own)
    return replace(outstanding, people=people, rooms=(), proposals=proposals)
