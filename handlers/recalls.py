"""A message taken back leaves its visit; the original is kept and marked, never deleted."""

from __future__ import annotations

from documents.corrections import undo_text
from domain.assemblies import withdraw
from domain.messages import Kind, Message
from domain.posts import Reply
from domain.purposes import Purpose
from handlers.amendments import withdraw_order
from handlers.asking import answer
from handlers.feedbacks import withdraw_feedback
from handlers.routing import Router
from handlers.signatures import withdraw_signatures
from handlers.submissions import withdraw_paper
from handlers.visits import record
from storage.work import UnitOfWork

router = Router()


def is_recall(message: Message, work: UnitOfWork) -> bool:
    return message.kind is Kind.RECALL and message.target is not None


@router.on(Purpose.RECALL, when=is_recall)
def take_back(message: Message, work: UnitOfWork) -> Reply | None:
    """Only its own sender takes a message back: a notice in another's name changes nothing.

    What was set by hand stays: whoever takes back the words that asked for it is told so.
    """
    target = message.target or ""
    original = work.inbox.message(target)
    if original is not None and original.sender == message.sender and original.room == message.room:
        work.inbox.mark_recalled(target)
        record(withdraw(target, work.visits, work.roster, work.lexicon), work)
        withdraw_paper(target, work)
        withdraw_feedback(target, work)
        withdraw_signatures(target, work)
        work.integrity_papers.take_back(target)
        work.round_advices.take_back(target)
        voided = withdraw_order(message, target, work)
        if voided is not None:
            return voided
        edits = work.edits.of_message(target)
        if edits:
            about = {visit.group for edit in edits if (visit := work.visits.get(edit.number))}
            return answer(undo_text(edits, work.campaign.categories), message, work, about=about)
    return None
