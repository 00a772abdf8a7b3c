"""Pieces: a visit told in several short messages, the place first, then what was found, then the verdict."""

from __future__ import annotations

from dataclasses import replace

from domain.assembling.links import with_links
from domain.assembling.pasts import Assembled
from domain.assembling.reports import merged, report
from domain.assembling.scenes import Scene, worded_at
from domain.calendars import day_of
from domain.messages import Kind, Message
from domain.reading.manners import Manner, is_correction, is_courtesy, plans, tells_of_others
from domain.readings import Reading, read
from domain.rosters import SPEAKING_ROLES
from domain.visits import Link, Loose, Outcome, Part, Visit

_GOING_ON = frozenset({Manner.DETAIL, Manner.REMARK, Manner.ADDITION, Manner.REPORT})
_WEAK = 7.0  # below, what looks like a name in a later piece is no new place


def opens(message: Message, scene: Scene) -> Reading | None:
    """The reading of a message that names a place and nothing found there."""
    reading = read(message.text, scene.group, scene.lexicon, day_of(message.at))[0]
    return reading if reading.opens else None


def opening(scene: Scene) -> Loose | None:
    """The place that the team has named last and told nothing of yet."""
    for one in reversed(scene.loose):
        if one.kind is Kind.TEXT and one.at >= scene.since("pieces"):
            message = scene.past.message(one.message_id)
            if message and opens(message, scene):
                newer = [v for v in scene.visits if v.team == scene.team and worded_at(v) > one.at]
                return None if newer else one
    return None


def piece(scene: Scene, reading: Reading) -> Assembled | None:
    """What a further piece of a visit changes; None where the words are none."""
    if not _goes_on(scene, reading):
        return None
    begun = opening(scene)
    if begun is not None:
        return _begin(scene, begun)
    visit = _in_pieces(scene)
    return Assembled(visits=(_more(visit, scene),)) if visit is not None else None


def _goes_on(scene: Scene, reading: Reading) -> bool:
    words, lexicon = reading.words, scene.lexicon
    if reading.manner not in _GOING_ON or scene.message.quote or scene.sender.role in SPEAKING_ROLES:
        return False
    if reading.outcome is None or (reading.place and reading.sureness >= _WEAK):
        return False
    odd = not reading.explicit and ("？" in words or "吗" in words)
    others = plans(words, lexicon) or tells_of_others(words, lexicon)
    return not (odd or others or is_courtesy(words, lexicon) or is_correction(words, lexicon))


def _begin(scene: Scene, begun: Loose) -> Assembled | None:
    """The visit that a place and the first words of what was found there make."""
    message = scene.past.message(begun.message_id)
    place = opens(message, scene) if message else None
    if message is None or place is None:
        return None
    told = _joined([message.text, scene.message.text], place, scene)
    made = report(scene, [told])
    link = Link(begun.message_id, begun.at, begun.sender, Kind.TEXT, Part.WORDS)
    own = [visit for visit in made.visits if scene.message.id in visit.message_ids]
    rest = tuple(visit for visit in made.visits if visit not in own)
    visits = tuple(with_links(visit, [link]) for visit in own)
    return replace(made, visits=(*visits, *rest), settled=(*made.settled, begun.message_id))


def _joined(texts: list[str], place: Reading, scene: Scene) -> Reading:
    """What several pieces say together, of the place that the first of them names."""
    told = read("，".join(texts), scene.group, scene.lexicon, day_of(scene.message.at))[0]
    return replace(
        told,
        manner=Manner.REPORT,
        place=place.place,
        sureness=place.sureness,
        county=place.county or told.county,
        industrial=place.industrial,
        outcome=told.outcome or Outcome.CLEAN,
    )


def _in_pieces(scene: Scene) -> Visit | None:
    """The team's latest visit, where it is being told in pieces."""
    latest = next((visit for visit in scene.visits if visit.team == scene.team), None)
    if latest is None or latest.last_at < scene.since("pieces"):
        return None
    first = next((link for link in latest.links if link.part is Part.WORDS), None)
    message = scene.past.message(first.message_id) if first else None
    return latest if message and opens(message, scene) else None


def _more(visit: Visit, scene: Scene) -> Visit:
    """A visit with one more piece."""
    words = [scene.past.message(link.message_id) for link in visit.links if link.part is Part.WORDS]
    texts = [message.text for message in words if message]
    place = opens(next(m for m in words if m), scene)
    if place is None:
        return visit
    told = _joined([*texts, scene.message.text], place, scene)
    if any(link.part in (Part.CORRECTION, Part.ADDITION) for link in visit.links):
        return with_links(merged(visit, told), [scene.link(Part.WORDS)])
    changed = replace(
        visit,
        outcome=told.outcome or visit.outcome,
        urgent=told.urgent,
        categories=told.categories,
        findings=told.findings,
    )
    return with_links(changed, [scene.link(Part.WORDS)])
