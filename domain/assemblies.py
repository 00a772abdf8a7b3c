"""Assembly: chat -> visits. A pure, incremental function of one message and the past it may look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.assembling.afterwords import afterword
from domain.assembling.amendments import amend, amended
from domain.assembling.captions import caption, disown, names_pictures
from domain.assembling.evidence import place_evidence
from domain.assembling.hands import held, overruled
from domain.assembling.histories import retold
from domain.assembling.likenesses import alike
from domain.assembling.links import without_links
from domain.assembling.loans import lent_by, lent_to, loan_of
from domain.assembling.names import called
from domain.assembling.pasts import Assembled, Past
from domain.assembling.pieces import piece
from domain.assembling.pushed import listed
from domain.assembling.remarks import bare_caption, is_stray_remark, tells_of_picture
from domain.assembling.reports import report
from domain.assembling.scenes import MEDIA, Scene
from domain.calendars import day_of
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.reading.manners import Manner, asks, is_correction, witnesses
from domain.readings import Reading, read
from domain.rosters import SPEAKING_ROLES, Person, Roster
from domain.visits import Link, Loose, Part, Visit

__all__ = ["Assembled", "Past", "assemble", "withdraw"]

_AMENDING = frozenset({Manner.CORRECTION, Manner.ADDITION, Manner.ANSWER, Manner.DETAIL})
_TEAMS_OWN = frozenset({Manner.ANSWER, Manner.DETAIL})  # in a leader's mouth they are orders and praise
_COUNTY = 6  # characters of a county said by itself, ahead of the name
_PLAIN = frozenset({Manner.REMARK, Manner.OPENING, Manner.ANSWER, Manner.DETAIL, Manner.OFF_TOPIC})


def assemble(message: Message, sender: Person, past: Past, roster: Roster, lexicon: Lexicon) -> Assembled:
    """What a message of a field role changes: called for texts, photos, videos, pins and files that are
    no command, question or paper, in a room of the sender's group or in private. What a hand has set stands.
    """
    told = _assembled(message, sender, past, roster, lexicon)
    corrects = Link(message.id, message.at, message.sender, message.kind, Part.CORRECTION)
    denied = tuple((v.number or 0, found) for v in told.visits if corrects in v.links and (found := overruled(v)))
    return replace(_held(told), overruled=denied)


def _held(told: Assembled) -> Assembled:
    """What the words change, but for what a hand has set."""
    return replace(told, visits=tuple(map(held, told.visits)))


def _assembled(message: Message, sender: Person, past: Past, roster: Roster, lexicon: Lexicon) -> Assembled:
    group = roster.group.get(sender.group or "")
    if group is None:
        return Assembled()
    if message.kind in (Kind.IMAGE, Kind.VIDEO, Kind.LOCATION):
        return _evidence(Scene(message, sender, group, sender.team, past, lexicon))
    if message.kind is not Kind.TEXT:
        return Assembled()
    readings = read(message.text, group, lexicon, day_of(message.at))
    scene = Scene(message, sender, group, readings[0].team or sender.team, past, lexicon)
    scene = scene if readings[0].team else _lent(scene)
    changed = _words(scene, readings)
    if message.mentions_bot:  # a request is no piece of a visit
        changed = replace(changed, loose=tuple(one for one in changed.loose if one.message_id != message.id))
    if lent_to(message.text, group.teams, lexicon) is None:
        return changed
    spoken = sender.role in SPEAKING_ROLES
    loan = lent_by(message, group, roster, lexicon) if spoken else scene.waiting()
    return replace(changed, loose=(*changed.loose, loan)) if loan else changed


def _evidence(home: Scene) -> Assembled:
    """Where a picture goes: with the team its sender rides with, else with his own that has just reported."""
    lent = _lent(home)
    placed = place_evidence(lent)
    if placed.visits or lent is home:
        return placed
    own = place_evidence(home)
    return own if own.visits else placed


def _lent(scene: Scene) -> Scene:
    """The scene as of the team that the sender rides with today."""
    team = loan_of(scene) if scene.said else None
    return scene if team is None else replace(scene, team=team)


def _words(scene: Scene, readings: Sequence[Reading]) -> Assembled:
    """What words change, by what they are for."""
    reading = readings[0]
    if reading.manner is not Manner.REPORT and scene.lexicon.any_of("manners", "recalled").search(reading.words):
        return Assembled()
    if len(readings) == 1:
        reading = alike(scene, listed(scene, reading))
        readings = [reading]
        told = piece(scene, reading) or _quoting(scene, reading)
        if told is not None:
            return told
    if reading.manner is Manner.REPORT:
        more = _more_of_today(scene, reading) if len(readings) == 1 else Assembled()
        if more.visits:
            return more
        return report(scene, readings) if _speaks(scene, reading) else Assembled()
    if reading.manner in _AMENDING and not (reading.manner is Manner.ANSWER and bare_caption(scene)):
        return _amending(scene, reading)
    if reading.manner is Manner.CAPTION or bare_caption(scene) or names_pictures(scene) or tells_of_picture(scene):
        return caption(scene, reading)
    told = afterword(scene, reading)
    if told is not None:
        return told
    if reading.manner is Manner.OPENING:
        return Assembled(loose=(scene.waiting(),)) if scene.sender.role not in SPEAKING_ROLES else Assembled()
    if reading.manner is Manner.OFF_TOPIC:
        return disown(scene, plainly=True)
    return disown(scene, plainly=False) if is_stray_remark(scene) else Assembled()


def _more_of_today(scene: Scene, reading: Reading) -> Assembled:
    """What a report adds that calls itself an addition (补充某某厂：…) to the team's visit of that place."""
    if not scene.lexicon.any_of("manners", "adding").match(reading.words):
        return Assembled()
    today = [visit for visit in scene.today if scene.may_add(visit)]
    known = [visit for visit in today if called(visit, reading.place, scene.group)]
    return amended(known[0], scene, replace(reading, manner=Manner.ADDITION)) if known else Assembled()


def _amending(scene: Scene, reading: Reading) -> Assembled:
    """What a correction, an addition, an answer or a detail changes; it may open a visit or wait for a report."""
    if scene.sender.role in SPEAKING_ROLES and reading.manner in _TEAMS_OWN and not scene.message.quote:
        return _late_report(scene, reading)
    cries = reading.manner is Manner.DETAIL and scene.shows("caption")
    changed = Assembled() if cries else amend(scene, reading)
    if changed.visits:
        return changed
    late = _late_report(scene, reading)
    told = None if late.visits or cries else afterword(scene, reading)
    if told is not None:
        return told
    if late.visits or scene.sender.role in SPEAKING_ROLES:
        return late
    waits = reading.opens or (reading.manner is Manner.ANSWER and len(reading.words) <= _COUNTY)
    return Assembled(loose=(scene.waiting(),)) if cries or waits else late


def _quoting(scene: Scene, reading: Reading) -> Assembled | None:
    """What words add to the visit they quote, though they do not say so; None where they add nothing."""
    if not scene.message.quote or scene.sender.role in SPEAKING_ROLES or reading.manner not in _PLAIN:
        return None
    lexicon, words = scene.lexicon, reading.words
    corrects = is_correction(words, lexicon) or bool(lexicon.any_of("manners", "dropped").search(words))
    tells = bool(reading.place or reading.outcome or lexicon.things.search(words) or witnesses(words, lexicon))
    if not corrects and (not tells or len(words) < 5 or asks(words, lexicon)):
        return None
    changed = amend(scene, replace(reading, manner=Manner.CORRECTION if corrects else Manner.ADDITION))
    return changed if changed.visits else None


def _late_report(scene: Scene, reading: Reading) -> Assembled:
    """A correction or addition of nothing known that names a place and its state is a report after all."""
    whole = bool(reading.place) and reading.outcome is not None and reading.sureness >= 6
    return report(scene, [reading]) if whole and _speaks(scene, reading) else Assembled()


def _speaks(scene: Scene, reading: Reading) -> bool:
    """Whether a report counts: an inspector's always, a leader's when it is for a team or plainly a report."""
    if scene.sender.role not in SPEAKING_ROLES:
        return True
    if reading.on_behalf or reading.is_form or reading.number:
        return True
    told = reading.explicit and bool(reading.findings) and reading.sureness >= 9
    return told and not scene.message.mentions and not scene.message.quote


def withdraw(message_id: str, past: Past, roster: Roster | None = None, lexicon: Lexicon | None = None) -> Assembled:
    """What a recall changes: the message leaves its visits, and photos whose words are gone wait again.

    With a roster and a lexicon the fields become what the remaining words tell.
    """
    visits: list[Visit] = []
    loose: list[Loose] = []
    for visit in past.visits_of(message_id):
        left = without_links(visit, [message_id])
        if any(link.part in (Part.WORDS, Part.REPEAT) for link in left.links):
            group = roster.group.get(visit.group) if roster else None
            told = any(link.message_id == message_id and link.kind is Kind.TEXT for link in visit.links)
            visits.append(retold(left, past, group, lexicon) if group and lexicon and told else left)
            continue
        loose.extend(_freed(link, visit) for link in left.links if link.part in MEDIA or link.part is Part.PIN)
        visits.append(without_links(visit, [link.message_id for link in visit.links]))
    return _held(Assembled(visits=tuple(visits), loose=tuple(loose), settled=(message_id,)))


def _freed(link: Link, visit: Visit) -> Loose:
    """A photo whose visit was withdrawn: it waits for words again."""
    return Loose(link.message_id, visit.group, visit.team, link.sender, visit.room, link.at, link.kind)
