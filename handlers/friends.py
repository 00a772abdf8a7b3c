"""Who may be a friend of the bot's account: people of the roster, by their binding, and nobody else."""

from __future__ import annotations

from storage.work import UnitOfWork


def is_welcome(contact: str, work: UnitOfWork) -> bool:
    """Whether a contact, by the platform's id, is bound to a person; that he is taken for a friend is put on record."""
    person = work.bindings.identities.people.get(contact)
    if person is None:
        return False
    work.audit.append("bot", "friend.accept", person, {})
    return True
