"""反馈: what a group tells of an instruction, by its number or beside a quote of it. In a room nothing is answered."""

from __future__ import annotations

from dataclasses import asdict

from documents.feedbacks import WHICH, WHO_GIVES, not_kept_text, noted_text
from documents.instructions import no_such_instruction_text
from domain.calendars import day_of
from domain.commands import said_to_bot
from domain.feedbacks import Feedback, tells, told_of
from domain.instructions import NEVER_OUT, Instruction, Status
from domain.messages import Kind, Message, spoken
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, RoomKind
from handlers.asking import answer
from handlers.receipts import quoted_instruction, receipt_of
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


def gives_feedback(message: Message, work: UnitOfWork) -> bool:
    return _meant(message, work) is not None


def tells_bot_of_feedback(message: Message, work: UnitOfWork) -> bool:
    """Said to the bot, by who was not given an instruction or not where his group is heard."""
    sender = work.roster.person[message.sender]
    if message.kind is not Kind.TEXT or not message.is_addressed:
        return False
    if sender.role in FIELD_ROLES and sender.group is not None and _is_at_home(message, sender.group, work):
        return False
    return told_of(said_to_bot(spoken(message.text), work.lexicon), work.lexicon) is not None


@router.on(
    Purpose.FEEDBACK,
    when=gives_feedback,
    roles=FIELD_ROLES,
    rooms=frozenset({RoomKind.GROUP, None}),
    serves=("feedback",),
)
def note_feedback(message: Message, work: UnitOfWork) -> Reply | None:
    """Kept with its message, for the sender's team; a leader or liaison tells for the group. He has read it, too."""
    instruction, sender = _meant(message, work), work.roster.person[message.sender]
    assert instruction is not None and sender.group is not None  # gives_feedback said so
    if isinstance(instruction, str):
        return answer(instruction, message, work, about=NOBODYS)
    receipt = receipt_of(message, instruction, sender)
    work.feedbacks.add(Feedback(**asdict(receipt)))
    work.instructions.receive(receipt)
    if not message.is_addressed:
        return None
    return answer(noted_text(instruction.number, message.at), message, work, about={sender.group})


@router.on(Purpose.COMMAND, when=tells_bot_of_feedback)
def say_who_gives_feedback(message: Message, work: UnitOfWork) -> Reply | None:
    return answer(WHO_GIVES, message, work, about=NOBODYS)


def withdraw_feedback(message_id: str, work: UnitOfWork) -> None:
    work.feedbacks.take_back(message_id)


def _meant(message: Message, work: UnitOfWork) -> Instruction | str | None:
    """The instruction that is told of; what to say where it cannot be kept; None where it is no feedback.

    Only who calls the bot is told that there is no such number.
    """
    sender = work.roster.person[message.sender]
    if message.kind is not Kind.TEXT or sender.group is None or not _is_at_home(message, sender.group, work):
        return None
    told = told_of(said_to_bot(spoken(message.text), work.lexicon), work.lexicon)
    if told is not None and told.number is not None:
        found = _standing(work.instructions.get(told.number), work)
        if found is not None and sender.group in found.groups and found.status not in NEVER_OUT:
            return found if found.status is Status.ISSUED else not_kept_text(found)
        return no_such_instruction_text(told.number) if message.is_addressed else None
    if message.quote is not None:
        if told is None and not tells(spoken(message.text), work.lexicon):
            return None
        quoted = _standing(quoted_instruction(message.quote, work), work)
        is_ours = quoted is not None and quoted.status is Status.ISSUED and sender.group in quoted.groups
        return quoted if is_ours else None
    return _only_one_due(message, sender.group, work) if told is not None else None


def _is_at_home(message: Message, group: str, work: UnitOfWork) -> bool:
    return message.room is None or work.roster.room[message.room].group == group


def _standing(instruction: Instruction | None, work: UnitOfWork) -> Instruction | None:
    """What holds in its place where it was corrected."""
    while instruction is not None and instruction.status is Status.REPLACED:
        instruction = work.instructions.get(instruction.ended)
    return instruction


def _only_one_due(message: Message, group: str, work: UnitOfWork) -> Instruction | str | None:
    """反馈：… without a number: the one instruction of these days that wants feedback and has none of the group."""
    due = [
        i for i in work.instructions.open_in(group, message.at) if i.due_at and day_of(i.due_at) >= day_of(message.at)
    ]
    told = {feedback.instruction for feedback in work.feedbacks.of(*(i.number for i in due)) if feedback.group == group}
    open_still = [instruction for instruction in due if instruction.number not in told]
    if len(open_still) == 1:
        return open_still[0]
    return WHICH if message.is_addressed else None
