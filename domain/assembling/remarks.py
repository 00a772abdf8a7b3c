"""Remarks: short words right after one's own picture."""

from __future__ import annotations

import re

from domain.assembling.evidence import siblings_of
from domain.assembling.names import meant
from domain.assembling.scenes import Scene, media_of
from domain.reading.manners import asks, is_courtesy, is_notice, is_off_topic, plans, points, witnesses
from domain.reading.texts import canonical
from domain.rosters import SPEAKING_ROLES

_SHORT = 20
_FACE = re.compile(r"\[[^\[\]\s]{1,6}\]")
_ONSET = 6  # characters: 再补一张…, 我补个…


def bare_caption(scene: Scene) -> bool:
    """Whether a few words just after one's own picture name one place of a list (加油站, 木门厂那俩桶)."""
    if len(scene.message.text) > _SHORT or scene.message.quote:
        return False
    for visit in scene.visits:
        own = [link for link in media_of(visit) if link.sender == scene.sender.id]
        if own and scene.message.at - own[-1].at <= scene.span("disown"):
            siblings = siblings_of(visit, scene)
            places = [one.place for one in siblings]
            return len(siblings) > 1 and meant(scene.message.text, places, scene.group) is not None
    return False


def tells_of_picture(scene: Scene) -> bool:
    """Whether words right after one's own picture of a visit say what happened there."""
    words = canonical(scene.message.text)
    lexicon = scene.lexicon
    if len(words) > 2 * _SHORT or scene.message.quote or scene.message.mentions:
        return False
    if is_courtesy(words, lexicon) or plans(words, lexicon) or is_off_topic(words, lexicon):
        return False
    told = witnesses(words, lexicon) and not asks(words, lexicon)
    if not told and not _is_shown(words, scene):
        return False
    if scene.own_loose("caption"):
        return bool(scene.visits) and scene.visits[0].urgent
    if not told and lexicon.any_of("manners", "announcing").search(words[:_ONSET]):
        return True
    shown = [link.at for visit in scene.visits for link in media_of(visit) if link.sender == scene.sender.id]
    return bool(shown) and scene.message.at - max(shown) <= scene.span("burst") * 2


def _is_shown(words: str, scene: Scene) -> bool:
    """Whether an inspector says what his picture just sent adds (铭牌补一张); from anyone else, an order."""
    about = scene.lexicon.any_of("manners", "about_pictures").search(words)
    if about or scene.sender.role in SPEAKING_ROLES or is_notice(words, scene.lexicon):
        return False
    return points(words, scene.lexicon) and not scene.lexicon.any_of("manners", "questions").search(words)


def is_stray_remark(scene: Scene) -> bool:
    """Whether a few words just after one's own waiting picture tell nothing of the trade: it is no evidence."""
    words = canonical(scene.message.text)
    if not any(c.isalnum() for c in _FACE.sub("", words)):
        return False
    if len(words) > _SHORT or is_courtesy(words, scene.lexicon) or plans(words, scene.lexicon):
        return False
    bare = scene.lexicon.any_of("manners", "weak_things").sub("", words)
    return not points(words, scene.lexicon) and not scene.lexicon.things.search(bare)
