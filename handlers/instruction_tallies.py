"""指令情况, 反馈情况: who has answered, to the dispatchers by group (of many also as a picture), in a group by team."""

from __future__ import annotations

from collections.abc import Sequence

from documents.instruction_boards import instruction_board_payload
from documents.instruction_tallies import NO_FEEDBACK, NONE_THAT_DAY, feedback_text, own_text, tally_text
from documents.instructions import no_such_instruction_text
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.checks import check_asked_for
from domain.instruction_tallies import InstructionTally, instruction_tally
from domain.instructions import NEVER_OUT, Instruction, Status
from domain.messages import Message, spoken
from domain.orders import number_in
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED, Role, RoomKind
from handlers.asking import answer, asks_for, mentions, request_in, speaker_and_room, targets_in
from handlers.made_answers import have_made
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

JOB = "draw_instructions"
HANDFUL = 5  # groups that are read as well in words


@router.on(Purpose.COMMAND, when=asks_for("receipts"), roles=SERVED, serves=("receipts",))
def show_who_answered(message: Message, work: UnitOfWork) -> Reply | None:
    """One instruction by number, or those of a day. In a group's room, and to who is of a group, of that one alone."""
    group = _group_in_question(message, work)
    asked = _asked_for(message, group, work)
    if isinstance(asked, str):
        return answer(asked, message, work, about=NOBODYS)
    tallies = tallies_of(asked, work)
    if group is not None:
        own = [own_text(t.instruction, found) for t in tallies if (found := t.of(group)) is not None]
        return answer("\n".join(own), message, work, about={group})
    about = {key for instruction in asked for key in instruction.groups}
    names = {key: group_name_of(key, work.roster) for key in about}
    if mentions(message, work, "as_feedback") and len(tallies) == 1:
        return answer(feedback_text(tallies[0], names, words_told(tallies[0], work)), message, work, about=about)
    out = [tally for tally in tallies if tally.instruction.status is not Status.WAITING]
    drawn = bool(out) and (mentions(message, work, "as_board") or len(about) > HANDFUL)
    text = "\n".join(tally_text(tally, names, brief=drawn or len(tallies) > 1) for tally in tallies)
    if not drawn:
        return answer(text, message, work, about=about)
    have_made(JOB, text, instruction_board_payload(out, work.roster, work.now), message, work, about=about)
    return None


def _group_in_question(message: Message, work: UnitOfWork) -> str | None:
    """The speaker's own; for a dispatcher that of the room in which he asks; None: all."""
    speaker, room = speaker_and_room(message, work)
    if speaker.role is not Role.DISPATCHER:
        return speaker.group or ""
    return room.group if room is not None and room.kind is RoomKind.GROUP else None


def _asked_for(message: Message, group: str | None, work: UnitOfWork) -> list[Instruction] | str:
    """What was asked for and may be heard of, or that there is none. To a group, what others were told is not there."""
    number = number_in(request_in(message, work))
    if number is not None:
        found = work.instructions.get(number)
        if found is None or not _may_hear(found, group):
            return no_such_instruction_text(number)
        return [found]
    given = work.instructions.of_day(targets_in(message, work).day or day_of(message.at))
    kind = check_asked_for(request_in(message, work), work.lexicon)
    named = [one for one in given if not kind or one.kind == kind]
    heard = [one for one in named if one.status is not Status.DROPPED and _may_hear(one, group)]
    if mentions(message, work, "as_feedback"):
        return [one for one in heard if one.due_at is not None] or NO_FEEDBACK
    return heard or NONE_THAT_DAY


def _may_hear(instruction: Instruction, group: str | None) -> bool:
    if group is None:
        return True
    return group in instruction.groups and instruction.status not in NEVER_OUT


def tallies_of(instructions: Sequence[Instruction], work: UnitOfWork) -> list[InstructionTally]:
    """What came of each of them so far."""
    numbers = [instruction.number for instruction in instructions]
    receipts, feedbacks = work.instructions.receipts_of(*numbers), work.feedbacks.of(*numbers)
    held = work.held_posts.groups_waiting_for(work.campaign.key, numbers)
    return [
        instruction_tally(instruction, receipts, feedbacks, work.roster, held.get(instruction.number, ()))
        for instruction in instructions
    ]


def words_told(tally: InstructionTally, work: UnitOfWork) -> dict[str, str]:
    """What each group told last, by message, as far as it is kept."""
    messages = (work.inbox.message(group.feedbacks[-1].message_id) for group in tally.told)
    return {message.id: spoken(message.text) for message in messages if message is not None}
