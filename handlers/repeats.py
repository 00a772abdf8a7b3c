"""A file that proves to be the same message again: what it brought about is taken out, the first stays."""

from __future__ import annotations

from domain.assemblies import withdraw
from handlers.submissions import withdraw_paper
from handlers.visits import record
from storage.work import UnitOfWork


def take_out(message_id: str, work: UnitOfWork) -> None:
    """The message leaves its visit and its paper; an answer to it that has not gone out is not given."""
    record(withdraw(message_id, work.visits), work)
    withdraw_paper(message_id, work)
    work.outbox.drop_answers(message_id)
