"""Amendments: 更正, 补充, answers and details change a visit that stands already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.assembling.evidence import siblings_of
from domain.assembling.links import with_links
from domain.assembling.names import called, meant_of
from domain.assembling.pasts import Assembled
from domain.assembling.reports import GRAVITY
from domain.assembling.scenes import Scene, as_link
from domain.lexicons import Lexicon
from domain.messages import Kind
from domain.reading.lists import chinese_number
from domain.reading.manners import Manner, names_first
from domain.readings import Reading, read
from domain.visits import Finding, Link, Outcome, Part, Visit

_ORDINAL = re.compile(
    "第(?P<n>\\d{1,2}|[一二两三四五六七八九十]{1,2})[家个条项处]|(?<!\\d)(?P<m>\\d{1,2})号(?!楼|线|炉|机|窑)|[①-⑳]"
)
_UNNAMED = re.compile("那个|这个|无名|没名|没牌|门口|旁边|后面|对面|[东西南北]头")
_COUNTED = re.compile("第(?P<n>\\d{1,2}|[一二三四五六七八九十]{1,2})[家站处]")
_BEGINNING = 16  # characters in which a visit is called the third of the day
_CITED = re.compile('[“"「]([^”"」\n]{2,40})[”"」]')
#: How far back each manner of words reaches (assembly.toml).
_REACH = {
    Manner.CORRECTION: "correction",
    Manner.ADDITION: "addition",
    Manner.ANSWER: "answer",
    Manner.DETAIL: "detail",
}


def amend(scene: Scene, reading: Reading) -> Assembled:
    """The visit that the words mean, as they change it; nothing when they mean none."""
    visit = _meant_visit(scene, reading)
    return Assembled() if visit is None else amended(visit, scene, reading)


def amended(visit: Visit, scene: Scene, reading: Reading) -> Assembled:
    """A visit with what the words correct or add."""
    part = Part.CORRECTION if reading.manner is Manner.CORRECTION else Part.ADDITION
    part = Part.WORDS if told_whole(reading) else part
    links, settled = _own_waiting(scene)
    if part is Part.CORRECTION:
        changed = corrected(visit, reading, scene.lexicon)
    else:
        changed = added_to(visit, reading, renames(reading, scene.lexicon))
    return Assembled(visits=(with_links(changed, [*links, scene.link(part)]),), settled=settled)


def _own_waiting(scene: Scene) -> tuple[list[Link], tuple[str, ...]]:
    """Photos that the sender, else his teammate, has shot just before these words."""
    team = [one for one in scene.loose if one.at >= scene.since("disown")]
    links = [as_link(one) for one in scene.own_loose("caption") or team]
    return links, tuple(link.message_id for link in links)


def _meant_visit(scene: Scene, reading: Reading) -> Visit | None:
    """The visit that a correction, an addition, an answer or a detail is about."""
    quoted = scene.past.visits_of(scene.message.quote) if scene.message.quote else ()
    own = [visit for visit in quoted if scene.may_add(visit)]
    if own:
        return which(own, scene)
    if quoted:
        return None
    if reading.manner in (Manner.CORRECTION, Manner.ADDITION):
        today = [visit for visit in scene.today if scene.may_add(visit)]
        renamed = renames(reading, scene.lexicon)
        named = meant_of(reading.words, today, scene.group, by_head=renamed)
        told = today[named] if named is not None else _by_count(today, scene)
        if told is not None:
            return told
    reach = "addition" if told_whole(reading) else _REACH[reading.manner]
    reach = "detail" if names_first(reading.words, scene.lexicon) else reach
    near = [visit for visit in scene.visits if _reached(visit, scene.since(reach))]
    if not near:
        return None
    cited = _cited(near, scene)
    if cited is not None:
        return cited
    renamed = renames(reading, scene.lexicon)
    named = meant_of(reading.words, near, scene.group, by_head=renamed)
    if named is not None and reading.manner is not Manner.ANSWER:
        return near[named]
    if reading.manner is Manner.ANSWER:
        return _asked(near, scene, reading)
    own = [visit for visit in near if _wrote(visit, scene.sender.id)]
    latest = (own or near)[0] if reading.manner is Manner.CORRECTION else near[0]
    siblings = siblings_of(latest, scene)
    return which(siblings, scene) if len(siblings) > 1 else latest


def _by_count(visits: Sequence[Visit], scene: Scene) -> Visit | None:
    """The visit that its own words called 第一家, where these begin so too; None where they do not."""
    match = _COUNTED.search(scene.message.text[:_BEGINNING])
    for visit in visits if match else ():
        words = next((link for link in visit.links if link.part is Part.WORDS), None)
        said = scene.past.message(words.message_id) if words else None
        own = _COUNTED.search(said.text[:_BEGINNING]) if said else None
        if match and own and chinese_number(own["n"]) == chinese_number(match["n"]):
            return visit
    return None


def _cited(visits: Sequence[Visit], scene: Scene) -> Visit | None:
    """The visit whose own words stand in quotation marks."""
    for match in _CITED.finditer(scene.message.text):
        for visit in visits:
            texts = [scene.past.message(link.message_id) for link in visit.links if link.kind is Kind.TEXT]
            if any(message and match[1] in message.text for message in texts):
                return visit
    return None


def told_whole(reading: Reading) -> bool:
    """Whether a detail tells a problem and the verdict on it: a second report of a visit, its place left out."""
    return reading.manner is Manner.DETAIL and reading.explicit and bool(reading.findings)


def _reached(visit: Visit, since: datetime) -> bool:
    return visit.last_at >= since


def _wrote(visit: Visit, sender: str) -> bool:
    return visit.author == sender or any(link.sender == sender and link.part is Part.WORDS for link in visit.links)


def _asked(near: Sequence[Visit], scene: Scene, reading: Reading) -> Visit | None:
    """The visit that lacks what an answer gives: the sender's own first."""
    ordered = sorted(near, key=lambda visit: not _wrote(visit, scene.sender.id))
    if reading.county and not reading.place:
        return next((visit for visit in ordered if visit.county is None), None)
    lacking = [visit for visit in ordered if called(visit, reading.place, scene.group)]
    if lacking:
        return lacking[0]
    return next((visit for visit in ordered if visit.county is None), None) if reading.county else None


def which(visits: Sequence[Visit], scene: Scene) -> Visit:
    """Which of several visits of one text some words mean: by name, by number, else the first."""
    if len(visits) == 1:
        return visits[0]
    ordered = sorted(visits, key=lambda visit: visit.number or 0)
    named = meant_of(scene.message.text, ordered, scene.group)
    if named is not None:
        return ordered[named]
    match = _ORDINAL.search(scene.message.text)
    index = by_number(ordinal(match), ordered, scene) if match else None
    return ordered[index] if index is not None else ordered[0]


def ordinal(match: re.Match[str]) -> int:
    """The number that 第4家, 4号 or ④ stands for."""
    mark = match.groupdict().get("n") or match.groupdict().get("m")
    return chinese_number(mark) if mark else ord(match.group()) - ord("①") + 1


def by_number(number: int, visits: Sequence[Visit], scene: Scene) -> int | None:
    """The position of the visit that its author numbered so, else of the so-manieth."""
    numbers = author_numbers(visits, scene)
    if number in numbers:
        return numbers.index(number)
    return number - 1 if 1 <= number <= len(visits) else None


def author_numbers(visits: Sequence[Visit], scene: Scene) -> list[int]:
    """The numbers that the author of a list gave to its places."""
    words = next((link for link in visits[0].links if link.part is Part.WORDS), None)
    message = scene.past.message(words.message_id) if words else None
    readings = read(message.text, scene.group, scene.lexicon, message.at.date()) if message else ()
    by_place = {reading.place: reading.number for reading in readings}
    return [by_place.get(visit.place, 0) for visit in visits]


def renames(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether words give a name in place of another (全称, 执照上的名字)."""
    return bool(lexicon.any_of("manners", "renamings").search(reading.words))


def corrected(visit: Visit, reading: Reading, lexicon: Lexicon) -> Visit:
    """A visit after a correction: what the correction says goes."""
    left = _without_dropped(visit, reading, lexicon)
    dropped = lexicon.any_of("manners", "dropped").search(reading.words)
    cleared = lexicon.any_of("manners", "cleared").search(reading.words)
    if dropped and visit.findings and not cleared and reading.outcome in (Outcome.CLEAN, Outcome.CLOSED):
        return left  # what is said to be no problem is only what is dropped
    visit = left
    renamed = reading.place and reading.sureness >= 6
    changed = replace(
        visit,
        place=reading.place if renamed else visit.place,
        industrial=reading.industrial if renamed else visit.industrial,
        county=reading.county or visit.county,
        day=reading.day or visit.day,
    )
    if reading.outcome is None:
        return changed
    if reading.outcome in (Outcome.CLEAN, Outcome.CLOSED):
        return replace(changed, outcome=reading.outcome, urgent=False, categories=frozenset(), findings=())
    real = tuple(f for f in reading.findings if f.category != "other") or visit.findings or reading.findings
    return replace(
        changed,
        outcome=reading.outcome if reading.explicit else max(visit.outcome, reading.outcome, key=GRAVITY.index),
        urgent=visit.urgent or reading.urgent,
        categories=(visit.categories | _real(reading)) or reading.categories,
        findings=real if len(real) >= len(visit.findings) else visit.findings,
    )


def _without_dropped(visit: Visit, reading: Reading, lexicon: Lexicon) -> Visit:
    """The visit without the problems that a correction takes away (雾炮…这条去掉)."""
    match = lexicon.any_of("manners", "dropped").search(reading.words)
    if match is None or len(visit.findings) < 2:
        return visit
    said = reading.words[: match.start()]
    pairs = {said[i : i + 2] for i in range(len(said) - 1)}
    left = tuple(f for f in visit.findings if not any(f.text[i : i + 2] in pairs for i in range(len(f.text) - 1)))
    if not left or len(left) == len(visit.findings):
        return visit
    return replace(visit, findings=left, categories=frozenset(f.category for f in left))


def _real(reading: Reading) -> frozenset[str]:
    """The categories of a reading that stand for something."""
    return frozenset(category for category in reading.categories if category != "other")


def added_to(visit: Visit, reading: Reading, renamed: bool) -> Visit:
    """A visit with what is added: a fuller name, a missing county, a graver outcome, a further problem."""
    unnamed = renamed and bool(reading.place) and bool(_UNNAMED.search(visit.place))
    fuller = unnamed or ((renamed or reading.manner is Manner.ANSWER) and len(reading.place) > len(visit.place))
    visit = replace(
        visit,
        place=reading.place if fuller else visit.place,
        industrial=reading.industrial if fuller else visit.industrial,
        county=visit.county or reading.county,
    )
    if reading.outcome in (None, Outcome.CLEAN, Outcome.CLOSED):
        return visit
    further = _further(visit, reading)
    grave = reading.explicit or bool(further)
    return replace(
        visit,
        outcome=max(visit.outcome, reading.outcome, key=GRAVITY.index) if grave and reading.outcome else visit.outcome,
        urgent=visit.urgent or reading.urgent,
        categories=visit.categories | (_real(reading) if further or not visit.categories else frozenset()),
        findings=(*visit.findings, *further),
    )


def _further(visit: Visit, reading: Reading) -> tuple[Finding, ...]:
    """The problems of an addition that the visit has none of the kind of."""
    if reading.manner is Manner.DETAIL and visit.findings and not told_whole(reading):
        return ()
    held = visit.categories | {"other"}
    return tuple(finding for finding in reading.findings if finding.category not in held)
