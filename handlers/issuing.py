"""How an instruction goes out, whoever gives it: numbered, a post to every room of its groups, a time for the chase."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from documents.amendments import changed_by_text, posted_at
from documents.consents import copy_number
from documents.instructions import instruction_text, issued_text
from documents.papers import group_name_of
from domain.feedbacks import CHASE_FEEDBACK, feedback_due_in
from domain.instructions import CHASE, Copy, Instruction, Status, kind_of
from domain.messages import EVERYONE
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import by_day, quiet_end
from domain.rosters import Room, RoomKind
from domain.slots import Slot
from storage.work import UnitOfWork

WHERE_ORDERED: frozenset[RoomKind | None] = frozenset({RoomKind.COMMAND, None})


@dataclass(frozen=True, slots=True)
class Issued:
    """An instruction and the groups that it is sent to, that have no work room, and whose room is guarded."""

    instruction: Instruction
    sent: tuple[str, ...]
    without_room: tuple[str, ...]
    waiting: tuple[str, ...]


def issue(
    author: str,
    text: str,
    groups: Sequence[str],
    message_id: str,
    work: UnitOfWork,
    *,
    replaces: str | None = None,
    sensitive: bool = False,
) -> Issued:
    """Number it, post it to every room of the groups, plan the chase; audited. `message_id` is what gave it."""
    noted = note(author, text, groups, message_id, work, replaces=replaces, sensitive=sensitive)
    return send_out(noted, author, work)


def note(
    author: str,
    text: str,
    groups: Sequence[str],
    message_id: str,
    work: UnitOfWork,
    *,
    said_at: datetime | None = None,
    status: Status = Status.ISSUED,
    replaces: str | None = None,
    sensitive: bool = False,
) -> Instruction:
    """Number it and keep it, with the kind of check and the time of feedback that its words name, said then or now."""
    return work.instructions.add(
        author,
        text,
        groups,
        message_id,
        status=status,
        kind=kind_of(text, work.lexicon),
        due_at=feedback_due_in(text, said_at or work.now, work.lexicon),
        replaces=replaces,
        sensitive=sensitive,
    )


def send_out(instruction: Instruction, by: str, work: UnitOfWork) -> Issued:
    """Owe its posts, and end what it replaces."""
    had = _end_replaced(instruction, by, work)
    work.audit.append(by, "instruction", instruction.number, {"groups": list(instruction.groups)})
    copies = _number_copies(instruction, work) if instruction.sensitive else {}
    reached = [group for group in instruction.groups if _post_to(group, instruction, had, copies, work)]
    plan_chases(instruction, work)
    missed = tuple(group for group in instruction.groups if group not in reached)
    waiting = tuple(g for g in reached if all(work.guards.is_guarded(room.id) for room in work.roster.rooms_of(g)))
    return Issued(instruction, tuple(group for group in reached if group not in waiting), missed, waiting)


@dataclass(frozen=True, slots=True)
class RoomText:
    """What one room reads of an instruction; `waits`: the room is guarded, and would get it later."""

    group: str
    room: Room
    text: str
    waits: bool


def drafted(
    author: str, text: str, groups: Sequence[str], work: UnitOfWork, *, replaces: str | None, sensitive: bool
) -> Instruction:
    """The instruction as it would be if it were given now. Nothing is kept."""
    due_at = feedback_due_in(text, work.now, work.lexicon)
    told = (work.instructions.next_number(), author, text, tuple(groups), work.now, "", Status.ISSUED)
    return Instruction(*told, kind_of(text, work.lexicon), due_at, sensitive, replaces)


def room_texts(instruction: Instruction, work: UnitOfWork) -> list[RoomText]:
    """What each room would read, word for word."""
    had = _rooms_having(instruction.replaces, work) if instruction.replaces else {}
    rooms = [(group, room) for group in instruction.groups for room in work.roster.rooms_of(group)]
    found = []
    for number, (group, room) in enumerate(rooms, 1):
        copy = copy_number(number, len(rooms)) if instruction.sensitive else ""
        text = instruction_text(instruction, corrects=had.get(room.id, ""), copy=copy)
        found.append(RoomText(group, room, text, work.guards.is_guarded(room.id)))
    return found


def told_of(issued: Issued, work: UnitOfWork) -> str:
    """The answer to who sent it."""
    groups = (issued.sent, issued.without_room, issued.waiting)
    return issued_text(issued.instruction, *(names_of(keys, work) for keys in groups))


def plan_chases(instruction: Instruction, work: UnitOfWork) -> None:
    """When the silent are to be named, and those who owe feedback, if there is a time to come for it."""
    work.timetable.plan(chase_slot(instruction, work))
    if instruction.due_at is not None and instruction.due_at > work.now:
        work.timetable.plan(feedback_slot(instruction.number, instruction.due_at, work))


def chase_slot(instruction: Instruction, work: UnitOfWork) -> Slot:
    """When the silent are to be named: after the profile's wait, never in quiet hours."""
    run_at = instruction.issued_at + work.campaign.receipt_wait
    return Slot(CHASE, instruction.number, instruction.issued_at, by_day(run_at, work.campaign))


def feedback_slot(number: str, due_at: datetime, work: UnitOfWork) -> Slot:
    """When the groups from which nothing was heard are asked: when what was sent in time has come, by day."""
    run_at = due_at + work.campaign.settle
    return Slot(CHASE_FEEDBACK, number, due_at, by_day(run_at, work.campaign))


def end(instruction: Instruction, status: Status, because: str, work: UnitOfWork) -> dict[str, str]:
    """It holds no more: what is queued of it is not said, nobody is chased. {room that has it: its name there}"""
    work.instruction_posts.take_back(instruction.number)
    work.instructions.end(instruction, status, because)
    work.timetable.cancel(chase_slot(instruction, work), status.value)
    return _rooms_having(instruction.number, work)


def _rooms_having(number: str, work: UnitOfWork) -> dict[str, str]:
    """{room that has it: its name there}"""
    by_hand = {order.room: posted_at(order.at) for order in work.hand_orders.of(number)}
    return by_hand | dict.fromkeys(work.instruction_posts.rooms_having(number), number)


def tell_author(instruction: Instruction, by: Collection[str], work: UnitOfWork) -> None:
    """Whose instruction others have ended hears of it alone: `by` are who gave the word and who agreed."""
    changed = work.instructions.get(instruction.number)
    if changed is None or changed.author in by or changed.author not in work.roster.person:
        return
    names = "、".join(work.roster.person[person].name for person in dict.fromkeys(by) if person in work.roster.person)
    once = Once(work.campaign.key, "instruction_changed", changed.number, changed.issued_at.isoformat())
    text, about = changed_by_text(changed, names), frozenset(changed.groups)
    work.outbox.owe(Post(once, PostKind.ANSWER, None, changed.author, text, about=about))


def is_for_the_night(work: UnitOfWork) -> bool:
    """In quiet hours it is urgent: an order that a dispatcher gives at night is meant for the night."""
    return quiet_end(work.now, work.campaign) is not None


def names_of(groups: Sequence[str], work: UnitOfWork) -> list[str]:
    """What the groups are called in an answer."""
    return [group_name_of(group, work.roster) for group in groups]


def _end_replaced(instruction: Instruction, by: str, work: UnitOfWork) -> dict[str, str]:
    """The rooms that have what it replaces, and how that is known there."""
    replaced = work.instructions.get(instruction.replaces) if instruction.replaces else None
    if replaced is None or replaced.status is not Status.ISSUED:
        return {}
    rooms = end(replaced, Status.REPLACED, instruction.number, work)
    tell_author(replaced, (instruction.author, by), work)
    return rooms


def _number_copies(instruction: Instruction, work: UnitOfWork) -> dict[str, str]:
    """What stands on the copy of each room, kept so that a leak can be traced."""
    rooms = [(group, room.id) for group in instruction.groups for room in work.roster.rooms_of(group)]
    copies = [Copy(number, group, room) for number, (group, room) in enumerate(rooms, 1)]
    work.instruction_posts.add_copies(instruction.number, copies)
    return {copy.room: copy_number(copy.number, len(copies)) for copy in copies}


def _post_to(
    group: str, instruction: Instruction, had: Mapping[str, str], copies: Mapping[str, str], work: UnitOfWork
) -> bool:
    """Owe the instruction to every work room of the group; False when it has none.

    Where what it replaces was never read (`had` are the rooms where it was), nothing is said of that.
    """
    rooms = work.roster.rooms_of(group)
    for part, room in enumerate(rooms, 1):
        due = instruction.issued_at.isoformat()
        once = Once(work.campaign.key, "instruction", f"{instruction.number}/{group}", due, part=part)
        text = instruction_text(instruction, corrects=had.get(room.id, ""), copy=copies.get(room.id, ""))
        everyone, urgent, about = (EVERYONE,), is_for_the_night(work), frozenset({group})
        post = Post(once, PostKind.INSTRUCTION, room.id, None, text, mentions=everyone, urgent=urgent, about=about)
        work.outbox.owe(post)
        work.instructions.note_post(instruction.number, group, str(once))
    return bool(rooms)
