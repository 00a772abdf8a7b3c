"""Loans: an inspector who rides with another team for the rest of the day."""

from __future__ import annotations

import re

from domain.assembling.scenes import Scene
from domain.lexicons import Lexicon
from domain.messages import Message
from domain.reading.lists import chinese_number
from domain.reading.texts import canonical
from domain.rosters import Group, Person, Role, Roster
from domain.visits import Loose


def lent_to(text: str, teams: tuple[int, ...], lexicon: Lexicon) -> int | None:
    """The team that a text says its author rides with."""
    match = lexicon.any_of("manners", "loaned").search(canonical(text))
    number = chinese_number(next(value for value in match.groups() if value)) if match else 0
    return number if number in teams else None


def lent_by(message: Message, group: Group, roster: Roster, lexicon: Lexicon) -> Loose | None:
    """A leader's word that lends somebody to another team, kept where the lent one's team will find it."""
    lent = (p for p in roster.people if p.group == group.key and p.role is Role.INSPECTOR)
    person = next((one for one in lent if _is_lent(message, one, lexicon)), None)
    if person is None:
        return None
    return Loose(message.id, group.key, person.team, message.sender, message.room, message.at, message.kind)


def _is_lent(message: Message, person: Person, lexicon: Lexicon) -> bool:
    """Whether a leader's word lends this person: called, or named in the very clause (严松下午借给2组)."""
    text = canonical(message.text)
    match = lexicon.any_of("manners", "loaned").search(text)
    clause = re.split("[，。；\n]", text[: match.end()])[-1] if match else ""
    return bool(match) and (person.id in message.mentions or person.name in clause)


def loan_of(scene: Scene) -> int | None:
    """The team that the sender rides with today, by his own word or his leader's; None for his own."""
    for one in reversed(scene.said):
        message = scene.past.message(one.message_id)
        if message is None or (one.sender != scene.sender.id and not _is_lent(message, scene.sender, scene.lexicon)):
            continue
        team = lent_to(message.text, scene.group.teams, scene.lexicon)
        if team is not None:
            return None if team == scene.sender.team else team
    return None
