"""An instruction that waits for a second dispatcher and gets no 同意 is dropped, and its author hears so once."""

from __future__ import annotations

from datetime import timedelta

from documents.consents import lapsed_text
from domain.instructions import EXPIRE, Status
from domain.posts import Once, Post, PostKind
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def drop_instruction(slot: Slot, work: UnitOfWork) -> None:
    instruction = work.instructions.get(slot.subject)
    if instruction is None or instruction.status is not Status.WAITING:
        return
    work.instructions.end(instruction, Status.DROPPED)
    work.audit.append("bot", "instruction.lapse", instruction.number, {})
    if instruction.author in work.roster.person:
        once = Once(work.campaign.key, EXPIRE, instruction.number, slot.due_at.isoformat())
        text = lapsed_text(instruction.number, work.campaign.consent_wait // timedelta(hours=1))
        about = frozenset(instruction.groups)
        work.outbox.owe(Post(once, PostKind.CONSENT, None, instruction.author, text, about=about))


RULE = Rule(EXPIRE, drop_instruction)
