"""来源 #12: which messages made a record, and which words stand behind each field."""

from __future__ import annotations

import re

from documents.evidence_chains import chain_line
from documents.explanations import NO_SUCH_VISIT, explanation_text, withdrawn_text
from domain.explanations import explain
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED, Role
from domain.scopes import Refusal, Refused, whose
from domain.visits import Visit
from handlers.asking import answer, asks_for, request_in, speaker_and_room, turn_down
from handlers.routing import Router
from handlers.signatures import signed_line
from storage.evidence_chains import chain_on_record
from storage.work import UnitOfWork

router = Router()

_NUMBER = re.compile(r"\d{1,6}")


@router.on(Purpose.COMMAND, when=asks_for("explain"), roles=SERVED, serves=("explain",))
def explain_visit(message: Message, work: UnitOfWork) -> Reply | None:
    speaker, _ = speaker_and_room(message, work)
    found = _NUMBER.search(request_in(message, work))
    visit = work.visits.named_by(int(found[0])) if found else None
    if speaker.role is not Role.DISPATCHER and (visit is None or visit.group != speaker.group):
        refused = speaker.group is None or (visit is not None and visit.group != speaker.group)
        if refused:
            return turn_down(Refused(Refusal.OTHER_GROUP), message, work, private=True)
        return answer(NO_SUCH_VISIT, message, work, about=NOBODYS, private=True)
    if visit is None:
        return answer(NO_SUCH_VISIT, message, work, about=NOBODYS)
    return answer(explained(visit, work), message, work, about=whose([visit]))


def explained(visit: Visit, work: UnitOfWork) -> str:
    """The explanation of one visit as text."""
    group = work.roster.group.get(visit.group)
    edits = work.edits.of(visit.number or 0)
    if not visit.links or group is None:
        return withdrawn_text(visit, edits, work.roster.known, work.campaign.categories)
    kept = {link.message_id: work.inbox.message(link.message_id) for link in visit.links}
    messages = {key: message for key, message in kept.items() if message is not None}
    reasons = explain(visit, messages, work.roster.known, group, work.lexicon)
    said = {key: message.text for key, message in messages.items()}
    told = explanation_text(visit, reasons, said, edits, work.roster.known, work.campaign.categories)
    chain = chain_line(chain_on_record(visit, work)) if visit.outcome in work.campaign.evidence_outcomes else ""
    return "\n".join(filter(None, (told, chain, signed_line(visit, work))))
