"""Assembly: chat -> visits. A pure, incremental function of one message and the past it may look at."""

from __future__ import annotations

from collections.abc import Sequence

from domain.assembling.amendments import amend
from domain.assembling.captions import caption, disown
from domain.assembling.evidence import place_evidence
from domain.assembling.links import without_links
from domain.assembling.pasts import Assembled, Past
from domain.assembling.remarks import bare_caption, is_stray_remark
from domain.assembling.reports import report
from domain.assembling.scenes import MEDIA, Scene
from domain.calendars import day_of
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.reading.manners import Manner
from domain.readings import Reading, read
from domain.rosters import SPEAKING_ROLES, Person, Roster
from domain.visits import Link, Loose, Part, Visit

__all__ = ["Assembled", "Past", "assemble", "withdraw"]

_AMENDING = frozenset({Manner.CORRECTION, Manner.ADDITION, Manner.ANSWER, Manner.DETAIL})


def assemble(message: Message, sender: Person, past: Past, roster: Roster, lexicon: Lexicon) -> Assembled:
    """What a message of a field role changes: called for texts, photos, videos, pins and files that are
    no command, question or paper, in a room of the sender's group or in private.
    """
    group = roster.group.get(sender.group or "")
    if group is None:
        return Assembled()
    if message.kind in (Kind.IMAGE, Kind.VIDEO, Kind.LOCATION):
        return place_evidence(Scene(message, sender, group, sender.team, past, lexicon))
    if message.kind is not Kind.TEXT:
        return Assembled()
    readings = read(message.text, group, lexicon, day_of(message.at))
    team = readings[0].team or sender.team
    return _words(Scene(message, sender, group, team, past, lexicon), readings)


def _words(scene: Scene, readings: Sequence[Reading]) -> Assembled:
    """What words change, by what they are for."""
    reading = readings[0]
    if reading.manner is Manner.REPORT:
        return report(scene, readings) if _speaks(scene, reading) else Assembled()
    if reading.manner in _AMENDING:
        changed = amend(scene, reading)
        return _late_report(scene, reading) if not changed.visits else changed
    if reading.manner is Manner.CAPTION:
        return caption(scene, reading)
    if bare_caption(scene):
        return caption(scene, reading)
    if reading.manner is Manner.OFF_TOPIC:
        return disown(scene, plainly=True)
    return disown(scene, plainly=False) if is_stray_remark(scene) else Assembled()


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


def withdraw(message_id: str, past: Past) -> Assembled:
    """What a recall changes: the message leaves its visits, and photos whose words are gone wait again."""
    visits: list[Visit] = []
    loose: list[Loose] = []
    for visit in past.visits_of(message_id):
        left = without_links(visit, [message_id])
        if any(link.part in (Part.WORDS, Part.REPEAT) for link in left.links):
            visits.append(left)
            continue
        loose.extend(_freed(link, visit) for link in left.links if link.part in MEDIA or link.part is Part.PIN)
        visits.append(without_links(visit, [link.message_id for link in visit.links]))
    return Assembled(visits=tuple(visits), loose=tuple(loose), settled=(message_id,))


def _freed(link: Link, visit: Visit) -> Loose:
    """A photo whose visit was withdrawn: it waits for words again."""
    return Loose(link.message_id, visit.group, visit.team, link.sender, visit.room, link.at, link.kind)
