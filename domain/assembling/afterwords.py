"""Afterwords: facts told of a visit later on without a word like 补充: by its name, or of one that could not wait."""

from __future__ import annotations

from dataclasses import replace

from domain.assembling.amendments import amended
from domain.assembling.names import meant_of
from domain.assembling.pasts import Assembled
from domain.assembling.scenes import Scene
from domain.reading.manners import Manner, asks, is_courtesy, is_off_topic, plans, tells_of_others
from domain.readings import Reading
from domain.rosters import SPEAKING_ROLES
from domain.visits import Visit

_LEAST = 8  # characters; shorter words tell nothing
_TALK = (asks, plans, tells_of_others, is_off_topic, is_courtesy)


def afterword(scene: Scene, reading: Reading) -> Assembled | None:
    """The visit that the words tell more of; None where they tell of none."""
    words, lexicon = reading.words, scene.lexicon
    if scene.sender.role in SPEAKING_ROLES or scene.message.quote or scene.message.mentions or len(words) < _LEAST:
        return None
    if any(says(words, lexicon) for says in _TALK) or lexicon.any_of("manners", "aftertalk").search(words):
        return None
    if not lexicon.any_of("manners", "afterwords").search(words):
        return None
    visit = _named(scene)
    if visit is None and not reading.place:
        visit = _urgent(scene)
    return amended(visit, scene, replace(reading, manner=Manner.ADDITION)) if visit else None


def _named(scene: Scene) -> Visit | None:
    """The team's visit of today whose own name stands in the words."""
    today = [visit for visit in scene.today if scene.may_add(visit)]
    index = meant_of(scene.message.text, today, scene.group, by_head=True)
    return today[index] if index is not None else None


def _urgent(scene: Scene) -> Visit | None:
    """The team's latest visit, where it could not wait: what happens there next is of it too."""
    latest = next(iter(scene.visits), None)
    if latest is None or not latest.urgent or latest.last_at < scene.since("addition"):
        return None
    return latest if scene.may_add(latest) else None
