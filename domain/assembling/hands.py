"""Hands: what people set of a visit by hand (更正, 撤销, 恢复, 合并, 拆分), and how it holds against later words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.assembling.links import with_links, without_links
from domain.assembling.names import meant
from domain.assembling.reports import GRAVITY
from domain.assembling.scenes import MEDIA
from domain.edits import Change, Field
from domain.reading.texts import condensed
from domain.rosters import Group
from domain.visits import UNTOUCHED, WITH_FINDING, Finding, Hand, Outcome, Part, Visit, place_key

_OTHER = frozenset({"other"})


def held(visit: Visit) -> Visit:
    """A visit as it stands: what words tell of it, but for what a hand has set."""
    hand = visit.hand
    if hand == UNTOUCHED:
        return visit
    visit = _with_problems(visit)
    visit = replace(
        visit,
        place=hand.place or visit.place,
        county=hand.county or visit.county,
        team=visit.team if hand.team is None else hand.team,
        industrial=visit.industrial if hand.industrial is None else hand.industrial,
        lookback=visit.lookback if hand.lookback is None else hand.lookback,
        outcome=hand.outcome or visit.outcome,
    )
    bare = hand.outcome is not None and hand.outcome not in WITH_FINDING
    if bare and (visit.marked or not visit.urgent):  # what cannot wait is not kept quiet
        visit = replace(visit, findings=(), categories=frozenset())
    return visit if hand.categories is None else replace(visit, categories=hand.categories)


def overruled(told: Visit) -> tuple[Change, ...]:
    """What words tell of a visit otherwise than a hand has set it: it is not taken up."""
    hand = told.hand
    found = []
    if hand.place is not None and place_key(told.place) not in map(place_key, (hand.place, *hand.names)):
        found.append(Change(Field.PLACE, told.place))
    if hand.county is not None and told.county not in (None, hand.county):
        found.append(Change(Field.COUNTY, told.county or ""))
    if hand.outcome is not None and told.outcome is not hand.outcome:
        found.append(Change(Field.OUTCOME, told.outcome.value))
    return tuple(found)


def _with_problems(visit: Visit) -> Visit:
    """The visit with the problems that a hand has rewritten, struck out and added."""
    hand = visit.hand
    if not hand.rewritten and not hand.added:
        return visit
    instead = {condensed(told.text): stands for told, stands in hand.rewritten}
    told = [instead.get(condensed(finding.text), finding) for finding in visit.findings]
    stand = dict.fromkeys(finding for finding in (*told, *hand.added) if finding is not None)
    struck = {before.category for before, _ in hand.rewritten} - {finding.category for finding in stand}
    own = {finding.category for _, finding in hand.rewritten if finding} | {finding.category for finding in hand.added}
    categories = (visit.categories - struck) | own
    real = categories - _OTHER
    return replace(visit, findings=tuple(stand), categories=real or (_OTHER if stand else frozenset()))


def changed(
    visit: Visit, changes: Sequence[Change], retell: Callable[[Visit], Visit], category_of: Callable[[str], str]
) -> Visit:
    """A visit with what a hand has set. Problems are numbered as they stand before any of the changes.

    `retell` gives a visit the fields its words tell, `category_of` the category of a problem in words.
    """
    before = visit.findings
    for change in sorted(changes, key=_turn):
        if change.field is Field.PROBLEM:
            visit = _with_problem(visit, before, change, category_of)
        elif change.field is Field.OUTCOME:
            visit = _with_outcome(visit, Outcome(change.value), retell)
        else:
            visit = replace(visit, hand=_with_field(visit, change))
        visit = held(visit)
    return visit


def _turn(change: Change) -> int:
    """The outcome goes first, for it may take problems away or bring them back; further problems go last."""
    if change.field is Field.OUTCOME:
        return 0
    return 2 if change.field is Field.PROBLEM and not change.problem else 1


def _with_field(visit: Visit, change: Change) -> Hand:
    """The visit's hand with one more plain field."""
    hand, value = visit.hand, change.value
    match change.field:
        case Field.PLACE:
            names = tuple(dict.fromkeys(name for name in (visit.place, *hand.names) if name and name != value))
            return replace(hand, place=value, names=names)
        case Field.COUNTY:
            return replace(hand, county=value)
        case Field.TEAM:
            return replace(hand, team=int(value))
        case Field.INDUSTRIAL:
            return replace(hand, industrial=change.says_yes)
        case Field.LOOKBACK:
            return replace(hand, lookback=change.says_yes)
        case _:
            return replace(hand, categories=frozenset(value.split(",")))


def _with_outcome(visit: Visit, outcome: Outcome, retell: Callable[[Visit], Visit]) -> Visit:
    """The visit with another outcome: without one that carries problems it has none; with one, those that were told."""
    hand = replace(visit.hand, outcome=outcome)
    if outcome not in WITH_FINDING:
        return replace(visit, hand=hand, urgent=visit.marked)
    if visit.outcome in WITH_FINDING:
        return replace(visit, hand=hand)
    told = retell(visit)
    return replace(visit, hand=hand, findings=told.findings, categories=told.categories)


def _with_problem(visit: Visit, before: Sequence[Finding], change: Change, category_of: Callable[[str], str]) -> Visit:
    hand = visit.hand
    new = Finding(change.value, category_of(change.value)) if change.value else None
    if not change.problem:
        return replace(visit, hand=replace(hand, added=(*hand.added, new))) if new else visit
    if change.problem > len(before):
        return visit
    old = before[change.problem - 1]
    if old in hand.added:
        added = tuple(one for finding in hand.added if (one := new if finding == old else finding) is not None)
        kept = tuple(finding for finding in visit.findings if finding != old)
        return replace(visit, findings=kept, hand=replace(hand, added=added))
    told = next((told for told, stands in hand.rewritten if stands == old), old)
    rest = tuple(pair for pair in hand.rewritten if pair[0] != told)
    found = tuple(one for finding in visit.findings if (one := new if finding == old else finding) is not None)
    return replace(visit, findings=found, hand=replace(hand, rewritten=(*rest, (told, new))))


def taken_out(visit: Visit) -> Visit:
    """A visit that counts no longer; its messages are kept with it, and belong to no other."""
    return replace(visit, links=(), hand=replace(visit.hand, shelved=visit.links))


def put_back(visit: Visit, is_gone: Callable[[str], bool]) -> Visit:
    """A visit that counts again, but for messages that were taken back meanwhile."""
    links = tuple(link for link in visit.hand.shelved if not is_gone(link.message_id))
    if not any(link.part in (Part.WORDS, Part.REPEAT) for link in links):
        return visit
    return replace(visit, links=links, hand=replace(visit.hand, shelved=()))


def joined(visit: Visit, other: Visit) -> tuple[Visit, Visit]:
    """Two records of one check as one: (the visit with all that the other has, the other, which leads to it)."""
    hand, theirs = visit.hand, other.hand
    names = dict.fromkeys(name for name in (*hand.names, other.place, *theirs.names) if name and name != visit.place)
    both = replace(
        visit,
        county=visit.county or other.county,
        outcome=max(visit.outcome, other.outcome, key=GRAVITY.index),
        urgent=visit.urgent or other.urgent,
        marked=visit.marked or other.marked,
        categories=_real(visit.categories | other.categories),
        findings=tuple(dict.fromkeys((*visit.findings, *other.findings))),
        reported_at=min(visit.reported_at, other.reported_at),
        hand=replace(
            hand,
            rewritten=(*hand.rewritten, *theirs.rewritten),
            added=(*hand.added, *theirs.added),
            names=tuple(names),
        ),
    )
    both = held(with_links(both, other.links))
    return both, replace(other, links=(), hand=replace(theirs, into=visit.number))


def _real(categories: frozenset[str]) -> frozenset[str]:
    return categories - _OTHER or categories


@dataclass(frozen=True, slots=True)
class Piece:
    """One place of a visit that was two: what it is called, and what is said of it beside (None: nothing)."""

    name: str
    outcome: Outcome | None = None
    findings: tuple[Finding, ...] = ()


def parted(visit: Visit, pieces: Sequence[Piece], photo: str | None, group: Group) -> tuple[Visit, ...]:
    """The visits of several places told as one: the first keeps the number and the pictures, the others the words.

    A problem goes to the place that its words name, else to the first. `photo`, a picture of the visit that was
    quoted, goes to the second.
    """
    shares = _shared_problems(visit, pieces, group)
    words = tuple(link for link in visit.links if link.part not in MEDIA and link.part is not Part.PIN)
    shown = tuple(link for link in visit.links if link.message_id == photo and link.part in MEDIA)
    result = []
    for index, (piece, share) in enumerate(zip(pieces, shares, strict=True)):
        links = without_links(visit, [one.message_id for one in shown]).links if index == 0 else words
        outcome = piece.outcome or (visit.outcome if share or not visit.findings else Outcome.CLEAN)
        names = tuple(name for name in (visit.place, *visit.hand.names) if name != piece.name) if index == 0 else ()
        hand = replace(visit.hand if index == 0 else UNTOUCHED, place=piece.name, names=names, parted=True)
        part = replace(
            visit,
            number=visit.number if index == 0 else None,
            place=piece.name,
            outcome=outcome,
            urgent=visit.urgent and (index == 0 or outcome is Outcome.VIOLATION),
            marked=visit.marked and index == 0,
            findings=share if outcome in WITH_FINDING else (),
            categories=frozenset(finding.category for finding in share) if outcome in WITH_FINDING else frozenset(),
            links=(),
            hand=replace(hand, outcome=piece.outcome or (hand.outcome if index == 0 else None)),
        )
        result.append(held(with_links(part, [*links, *(shown if index == 1 else ())])))
    return tuple(result)


def _shared_problems(visit: Visit, pieces: Sequence[Piece], group: Group) -> list[tuple[Finding, ...]]:
    names = [piece.name for piece in pieces]
    shares: list[list[Finding]] = [list(piece.findings) for piece in pieces]
    for finding in visit.findings:
        named = meant(finding.text, names, group)
        target = named if named is not None else 0
        if not pieces[target].findings:
            shares[target].append(finding)
    return [tuple(share) for share in shares]
