"""A message taken back leaves its visit; the original is kept and marked, never deleted."""

from __future__ import annotations

from domain.assemblies import withdraw
from domain.messages import Kind, Message
from domain.posts import Reply
from domain.purposes import Purpose
from handlers.feedbacks import withdraw_feedback
from handlers.instructions import withdraw_order
from handlers.routing import Router
from handlers.submissions import withdraw_paper
from handlers.visits import record
from storage.work import UnitOfWork

router = Router()


def is_recall(message: Message, work: UnitOfWork) -> bool:
    return message.kind is Kind.RECALL and message.target is not None


@router.on(Purpose.RECALL, when=is_recall)
def take_back(message: Message, work: UnitOfWork) -> Reply | None:
    """Only its own sender takes a message back: a notice in another's name changes nothing."""
    target = message.target or ""
    original = work.inbox.message(target)
    if original is not None and original.sender == message.sender and original.room == message.room:
        work.inbox.mark_recalled(target)
        record(withdraw(target, work.visits, work.roster, work.lexicon), work)
        withdraw_paper(target, work)
        withdraw_order(target, work)
        withdraw_feedback(target, work)
        work.hand_orders.take_back(target)
    return None
