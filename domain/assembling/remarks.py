"""Remarks: short words right after one's own picture."""

from __future__ import annotations

from domain.assembling.evidence import siblings_of
from domain.assembling.names import meant
from domain.assembling.scenes import Scene, media_of
from domain.reading.manners import is_courtesy, plans, points
from domain.reading.texts import canonical

_SHORT = 20


def bare_caption(scene: Scene) -> bool:
    """Whether a few words just after one's own picture name one place of a list (加油站, 木门厂那俩桶)."""
    if len(scene.message.text) > _SHORT or scene.message.quote:
        return False
    for visit in scene.visits:
        own = [link for link in media_of(visit) if link.sender == scene.sender.id]
        if own and scene.message.at - own[-1].at <= scene.span("disown"):
            siblings = siblings_of(visit, scene)
            return len(siblings) > 1 and meant(scene.message.text, [one.place for one in siblings]) is not None
    return False


def is_stray_remark(scene: Scene) -> bool:
    """Whether a few words just after one's own waiting picture tell nothing of the trade: it is no evidence."""
    words = canonical(scene.message.text)
    if len(words) > _SHORT or is_courtesy(words, scene.lexicon) or plans(words, scene.lexicon):
        return False
    return not points(words, scene.lexicon) and not scene.lexicon.things.search(words)
