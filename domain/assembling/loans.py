"""Loans: an inspector who rides with another team for the rest of the day."""

from __future__ import annotations

from domain.assembling.scenes import Scene
from domain.lexicons import Lexicon
from domain.reading.lists import chinese_number
from domain.reading.texts import canonical


def lent_to(text: str, teams: tuple[int, ...], lexicon: Lexicon) -> int | None:
    """The team that a text says its author rides with."""
    match = lexicon.any_of("manners", "loaned").search(canonical(text))
    number = chinese_number(next(value for value in match.groups() if value)) if match else 0
    return number if number in teams else None


def loan_of(scene: Scene) -> int | None:
    """The team that the sender said today he rides with; None for his own."""
    for one in reversed(scene.said):
        message = scene.past.message(one.message_id) if one.sender == scene.sender.id else None
        team = lent_to(message.text, scene.group.teams, scene.lexicon) if message else None
        if team is not None:
            return None if team == scene.sender.team else team
    return None
