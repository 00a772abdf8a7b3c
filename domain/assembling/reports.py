"""Reports: words that name a place and what was found there become a visit, or tell more of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from domain.assembling.bygones import shares_told
from domain.assembling.claims import Claim, claim_evidence
from domain.assembling.links import with_links
from domain.assembling.names import called, meant
from domain.assembling.pasts import Assembled
from domain.assembling.scenes import MEDIA, Scene
from domain.assembling.shares import share_out
from domain.calendars import day_of
from domain.gazetteers import find_county, of_group
from domain.messages import Kind
from domain.reading.texts import condensed
from domain.readings import Reading
from domain.visits import Link, Outcome, Part, Visit, place_key

#: From harmless to serious; CLOSED gives way to whatever was found after all.
GRAVITY = (Outcome.CLOSED, Outcome.CLEAN, Outcome.CORRECTED, Outcome.HANDOVER, Outcome.VIOLATION)


def report(scene: Scene, readings: Sequence[Reading]) -> Assembled:
    """New visits for a report's places, or new versions of those it tells more of."""
    claim = claim_evidence(scene, readings[0].place)
    if len(readings) == 1:
        return _one(scene, readings[0], claim)
    told = shares_told(scene, readings)
    claim = claim if told is None else Claim(tuple(link for share in told for link in share))
    shares = told or share_out([link for link in claim.links if link.part in MEDIA], len(readings))
    rest = [link for link in claim.links if link.part not in MEDIA]
    visits = []
    for index, (reading, share) in enumerate(zip(readings, shares, strict=True)):
        links = [*share, *(rest if index == 0 else ())]
        known = _known(scene, reading)
        visits.append(_more(known, reading, links, scene) if known else _new(reading, links, scene))
    return Assembled(visits=(*visits, *_still(claim.robbed, visits)), settled=_settled(claim))


def _one(scene: Scene, reading: Reading, claim: Claim) -> Assembled:
    known = _known(scene, reading)
    if known is None:
        visit = _new(reading, claim.links, scene)
    elif _said_before(known, scene):
        visit = with_links(known, [scene.link(Part.REPEAT), *claim.links])
    else:
        visit = _more(known, reading, claim.links, scene)
    return Assembled(visits=(visit, *_still(claim.robbed, [visit])), settled=_settled(claim))


def _settled(claim: Claim) -> tuple[str, ...]:
    return tuple(link.message_id for link in claim.links if link.message_id not in claim.kept)


def _still(robbed: Sequence[Visit], visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits that lost evidence, but for those that got it back."""
    numbers = {visit.number for visit in visits}
    return tuple(visit for visit in robbed if visit.number not in numbers)


def _known(scene: Scene, reading: Reading) -> Visit | None:
    """The visit that a report is about already: the same place, team and day, not long ago."""
    day = reading.day or day_of(scene.message.at)
    quoted = scene.past.visits_of(scene.message.quote) if scene.message.quote else ()
    for visit in quoted:
        if scene.may_add(visit) and visit.day == day and _same_firm(visit, reading, scene):
            return visit
    found = scene.past.named(scene.group.key, place_key(reading.place), scene.since("same_visit"))
    for visit in (*found, *scene.visits):
        if visit.team == scene.team and visit.day == day and _goes_on(visit, reading, scene):
            return visit
    return None


def _goes_on(visit: Visit, reading: Reading, scene: Scene) -> bool:
    """Whether a report of the same place is of the same check."""
    told_again = visit.urgent and reading.urgent and _same_firm(visit, reading, scene)
    if not told_again and not called(visit, reading.place, scene.group):
        return False
    if not timedelta(0) <= scene.message.at - visit.last_at <= scene.span("same_visit"):
        return False
    told_otherwise = visit.county and reading.county and visit.county != reading.county
    if told_otherwise and visit.hand.county is None:
        return False
    if visit.lookback != reading.lookback and visit.hand.lookback is None:
        return False
    return visit.outcome is not Outcome.CLOSED or reading.outcome is Outcome.CLOSED


def _same_firm(visit: Visit, reading: Reading, scene: Scene) -> bool:
    """Whether two names may be one firm's: its whole name, and what it was called in haste."""
    if called(visit, reading.place, scene.group):
        return True
    return meant(visit.place, [reading.place], scene.group, by_head=True) is not None


def _said_before(visit: Visit, scene: Scene) -> bool:
    """Whether a visit holds these very words already."""
    said = condensed(scene.message.text)
    for link in visit.links:
        if link.part in (Part.WORDS, Part.ADDITION, Part.CORRECTION):
            message = scene.past.message(link.message_id)
            if message and condensed(message.text) == said:
                return True
    return False


def _new(reading: Reading, links: Sequence[Link], scene: Scene) -> Visit:
    """A new visit with the evidence that waited for it."""
    visit = Visit(
        number=None,
        group=scene.group.key,
        team=scene.team,
        day=reading.day or day_of(scene.message.at),
        place=reading.place,
        county=reading.county or _pinned_county(links, scene) or _county_before(reading, scene),
        industrial=reading.industrial,
        lookback=reading.lookback,
        outcome=reading.outcome or Outcome.CLEAN,
        urgent=reading.urgent,
        categories=reading.categories,
        findings=reading.findings,
        room=scene.message.room,
        author=scene.sender.id,
        reported_at=scene.message.at,
        last_at=scene.message.at,
        links=(),
    )
    return with_links(visit, [*links, scene.link(Part.WORDS)])


def _county_before(reading: Reading, scene: Scene) -> str | None:
    """The county of the team's visit of that very name today: it is looked at a second time."""
    found = scene.past.named(scene.group.key, place_key(reading.place), scene.since("same_day"))
    return next((visit.county for visit in found if visit.team == scene.team and visit.county), None)


def _pinned_county(links: Sequence[Link], scene: Scene) -> str | None:
    """The county by the label of a pin."""
    for link in links:
        if link.kind is Kind.LOCATION:
            pin = scene.past.message(link.message_id)
            county = find_county(pin.text, of_group(scene.group)) if pin else None
            if county:
                return county
    return None


def _more(visit: Visit, reading: Reading, links: Sequence[Link], scene: Scene) -> Visit:
    """A visit with a second report of it and the evidence that waited for that."""
    visit = merged(visit, reading)
    visit = replace(
        visit,
        author=visit.author if scene.sender.team == visit.team else scene.sender.id,  # so that his photos find it
        county=visit.county or _pinned_county(links, scene),
    )
    return with_links(visit, [*links, scene.link(Part.WORDS)])


def fresh(visit: Visit, reading: Reading) -> Visit:
    """A visit with the fields of a reading in place of its own."""
    return replace(
        visit,
        place=reading.place,
        county=reading.county,
        industrial=reading.industrial,
        lookback=reading.lookback,
        outcome=reading.outcome or Outcome.CLEAN,
        urgent=reading.urgent,
        categories=reading.categories,
        findings=reading.findings,
    )


def merged(visit: Visit, reading: Reading) -> Visit:
    """A visit with what a second report of it says: the fuller name, the graver outcome."""
    told = reading.outcome or visit.outcome
    graver = max(visit.outcome, told, key=GRAVITY.index)
    fuller = len(place_key(reading.place)) > len(place_key(visit.place))
    return replace(
        visit,
        place=reading.place if fuller else visit.place,
        industrial=reading.industrial if fuller else visit.industrial,
        county=reading.county or visit.county,
        outcome=graver,
        urgent=visit.urgent or reading.urgent,
        lookback=visit.lookback or reading.lookback,
        categories=visit.categories | reading.categories,
        findings=reading.findings if reading.findings and reading.explicit else visit.findings or reading.findings,
    )
