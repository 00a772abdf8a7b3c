"""Pieces: a visit told in several short messages, the place first, then what was found, then the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.assembling.links import with_links
from domain.assembling.pasts import Assembled
from domain.assembling.reports import merged, report
from domain.assembling.scenes import Scene, worded_at
from domain.calendars import day_of
from domain.messages import Kind, Message
from domain.reading.manners import (
    Manner,
    asks,
    is_correction,
    is_courtesy,
    is_off_topic,
    plans,
    tells_of_others,
    witnesses,
)
from domain.readings import Reading, read
from domain.rosters import SPEAKING_ROLES
from domain.visits import Link, Loose, Outcome, Part, Visit

_GOING_ON = frozenset({Manner.DETAIL, Manner.REMARK, Manner.ADDITION, Manner.REPORT})
_SHORT = 20  # characters of a piece that gives no state
_WEAK = 7.0  # below, what looks like a name in a later piece is no new place


def opens(message: Message, scene: Scene) -> Reading | None:
    """The reading of a message that names a place and nothing found there."""
    reading = _read(message, scene)
    return reading if reading.opens else None


def _read(message: Message, scene: Scene) -> Reading:
    return read(message.text, scene.group, scene.lexicon, day_of(message.at))[0]


def opening(scene: Scene) -> Loose | None:
    """The place that the team has named last and told nothing of yet."""
    begun = _begun(scene)
    return begun[-1][0] if begun and any(reading.opens for _, reading in begun) else None


def _begun(scene: Scene) -> list[tuple[Loose, Reading]]:
    """The pieces that wait for what was found at the place they name, oldest first: its name, where, what it is."""
    found: list[tuple[Loose, Reading]] = []
    named = False
    for one in reversed(scene.loose):
        message = scene.past.message(one.message_id) if one.kind is Kind.TEXT else None
        if message is None or one.at < scene.since("pieces"):
            continue
        reading = _read(message, scene)
        names = reading.opens and not reading.whereabouts
        if named and names:
            break
        if names or reading.opens or _tells_where(reading) or _is_aside(reading, scene):
            found.append((one, reading))
            named = named or names
    if not found:
        return []
    newest = max((worded_at(visit) for visit in scene.visits if visit.team == scene.team), default=None)
    return [pair for pair in reversed(found) if newest is None or pair[0].at > newest]


def _tells_where(reading: Reading) -> bool:
    """Whether words tell a county, a town or a road and nothing else."""
    return reading.outcome is None and (reading.whereabouts or (bool(reading.county) and not reading.place))


def _is_aside(reading: Reading, scene: Scene) -> bool:
    """Whether a few words tell of the place that is being told of, but give no state: 工业 在产, 冒黄烟, 老板答应换."""
    words, lexicon = reading.words, scene.lexicon
    if reading.outcome is not None or reading.place or len(words) > _SHORT:
        return False
    if any(says(words, lexicon) for says in (asks, plans, tells_of_others, is_off_topic, is_courtesy, is_correction)):
        return False
    aside = lexicon.any_of("manners", "asides").search(words) or witnesses(words, lexicon)
    return bool(aside or lexicon.things.search(words))


def piece(scene: Scene, reading: Reading) -> Assembled | None:
    """What a further piece of a visit changes; None where the words are none."""
    if scene.message.quote or scene.sender.role in SPEAKING_ROLES or scene.message.mentions:
        return None
    begun = _begun(scene)
    told = _goes_on(scene, reading)
    if begun and told and any(one.opens for _, one in begun):
        return _begin(scene, begun)
    if not told and len(reading.words) > _SHORT:
        return None
    visit = _in_pieces(scene)
    more = (begun or visit) and (_tells_where(reading) or _is_aside(reading, scene))
    if begun and more and begun[-1][0].sender == scene.sender.id:
        return Assembled(loose=(scene.waiting(),))
    if visit is None or not (told or more) or (more and not _may_go_on(visit, reading, scene)):
        return None
    return Assembled(visits=(_more(visit, scene),))


def _may_go_on(visit: Visit, reading: Reading, scene: Scene) -> bool:
    """Whether words without a state are a piece of a visit: of its own author, not where another place may be."""
    last = max((link.at for link in visit.links if link.sender == scene.sender.id), default=None)
    if last is None or last < scene.since("caption"):
        return False
    return not _tells_where(reading) or visit.county in (None, reading.county)


def _goes_on(scene: Scene, reading: Reading) -> bool:
    words, lexicon = reading.words, scene.lexicon
    shut = reading.manner is Manner.CAPTION and reading.explicit  # 大门锁着 has the form of a caption
    if reading.manner not in _GOING_ON and not shut:
        return False
    if reading.outcome is None or (reading.place and reading.sureness >= _WEAK):
        return False
    odd = not reading.explicit and ("？" in words or "吗" in words)
    others = plans(words, lexicon) or tells_of_others(words, lexicon)
    return not (odd or others or is_courtesy(words, lexicon) or is_correction(words, lexicon))


def _begin(scene: Scene, begun: Sequence[tuple[Loose, Reading]]) -> Assembled | None:
    """The visit that a place and the first words of what was found there make."""
    messages = [scene.past.message(one.message_id) for one, _ in begun]
    texts = [message.text for message in messages if message]
    told = _joined([*texts, scene.message.text], _naming([reading for _, reading in begun]), scene)
    made = report(scene, [told])
    links = [Link(one.message_id, one.at, one.sender, Kind.TEXT, Part.WORDS) for one, _ in begun]
    own = [visit for visit in made.visits if scene.message.id in visit.message_ids]
    rest = tuple(visit for visit in made.visits if visit not in own)
    visits = tuple(with_links(visit, links) for visit in own)
    return replace(made, visits=(*visits, *rest), settled=(*made.settled, *(one.message_id for one, _ in begun)))


def _naming(readings: Sequence[Reading]) -> Reading:
    """Which of several pieces names the place: one with a name, else one that tells where."""
    named = [one for one in readings if one.opens and not one.whereabouts]
    placed = [one for one in readings if one.place]
    return (named or placed or list(readings))[-1]


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
    said = [scene.past.message(link.message_id) for link in latest.links if link.part is Part.WORDS]
    readings = [(message, _read(message, scene)) for message in said if message]
    if any(one.opens for _, one in readings):
        return latest
    terse = [m for m, one in readings if len(m.text) <= _SHORT and m.sender == scene.sender.id and not one.explicit]
    return latest if readings and len(terse) == len(readings) else None


def _more(visit: Visit, scene: Scene) -> Visit:
    """A visit with one more piece."""
    said = [scene.past.message(link.message_id) for link in visit.links if link.part is Part.WORDS]
    messages = [message for message in said if message]
    place = replace(_naming([_read(message, scene) for message in messages]), place=visit.place, county=visit.county)
    told = _joined([*(message.text for message in messages), scene.message.text], place, scene)
    if any(link.part in (Part.CORRECTION, Part.ADDITION) for link in visit.links):
        return with_links(merged(visit, told), [scene.link(Part.WORDS)])
    changed = replace(
        visit,
        county=visit.county or told.county,
        outcome=told.outcome or visit.outcome,
        urgent=told.urgent,
        categories=told.categories,
        findings=told.findings,
    )
    return with_links(changed, [scene.link(Part.WORDS)])
