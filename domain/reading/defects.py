"""Defects: which problems a text reports, in the author's words, and what each is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.lexicons import Defect, Lexicon
from domain.reading.lists import numbered
from domain.reading.outcomes import DENIED
from domain.reading.runs import statements
from domain.reading.texts import clauses
from domain.visits import Finding, Outcome

_QUANTITY = re.compile(
    "^(?:约|大概|共|长|直径|大约)?[\\d.,一二三四五六七八九十两几]{1,9}(?:多|余|来)?(?:吨|方|米|平|立方|公里|斤|亩|厘米|公分|层|桶|堆|袋|车)"
)
_GOES_ON = re.compile("^(?:也|都|还)?(?:没|未|不)[盖封锁罩扎贴签标](?:严|好|紧|上|住|全|实)$")
_ABSENT = re.compile("^(?:也)?(?:无|没有?|未)(?!组织)")


@dataclass(frozen=True, slots=True)
class Found:
    """The problems of a text: the findings, and all categories they touch."""

    findings: tuple[Finding, ...]
    categories: frozenset[str]
    mere_consequence: bool = False


NOTHING = Found((), frozenset())


@dataclass(slots=True)
class _Match:
    clause: str
    defect: Defect


@dataclass(frozen=True, slots=True)
class _Sought:
    """The kinds of defect that a text can tell of."""

    lexicon: Lexicon
    kinds: Sequence[Defect]
    mended: bool  # whether it tells that something was put right on the spot


def _classify(clause: str, sought: _Sought) -> Defect | None:
    """The kind of defect that one clause tells of."""
    if not sought.lexicon.any_fault.search(clause):
        return None
    for defect in sought.kinds:
        told = (defect.thing is None or defect.thing.search(clause)) and defect.fault.search(clause)
        if told and not (defect.unless and defect.unless.search(clause)):
            return defect
    return None


def _hinted(clause: str, sought: _Sought) -> Defect | None:
    """The kind of a clause that plainly tells of something wrong with a thing that no kind lists."""
    lexicon = sought.lexicon
    if not lexicon.general_faults.search(clause) or lexicon.any_of("outcomes", "idle").search(clause):
        return None
    for category, words in lexicon.hints:
        if words.search(clause):
            return Defect(f"hint-{category}", category, (), None, words, False, True, None)
    return None


def _is_aside(clause: str, lexicon: Lexicon) -> bool:
    """A clause about remedy, verdict or what people did, as against a problem."""
    remedy, act = lexicon.any_of("defects", "asides", "remedies"), lexicon.any_of("defects", "asides", "acts")
    return bool(remedy.match(clause) or act.search(clause))


def find_defects(text: str, lexicon: Lexicon, context: str = "") -> Found:
    """The problems in a stretch of prose (canonical, denied evils masked) of a text that is its `context`."""
    kinds = [kind for kind in lexicon.defects if kind.context is None or kind.context.search(context or text)]
    sought = _Sought(lexicon, kinds, bool(lexicon.any_of("outcomes", "corrected").search(context or text)))
    listing = numbered(text)
    if listing is not None:
        parts = [_one(item.text, sought) for item in listing.items]
        held = [part for part in parts if part]
        before = _loose(listing.head, sought)
        if held and (len(held) >= 2 or len(listing.items) == len(held)):
            lead = [m for m in before if not m.defect.consequence] if len(listing.head) > 6 else []
            own = [found[0] for found in held]
            return _found(own, [m for found in held for m in found] + lead)
    matches = _merged(_loose(text, sought))
    return _found(matches, matches)


def _found(counted: Sequence[_Match], touched: Sequence[_Match]) -> Found:
    findings = tuple(Finding(text=m.clause, category=m.defect.category) for m in counted)
    categories = {c for m in touched for c in (m.defect.category, *m.defect.also)}
    mere = bool(findings) and all(m.defect.consequence for m in touched)
    return Found(findings, frozenset(categories), mere)


def _one(item: str, sought: _Sought) -> list[_Match]:
    """A numbered item as one problem: its matches, its whole words first."""
    if (DENIED in item and len(item) < 12) or sought.lexicon.any_of("defects", "asides", "verdict_items").match(item):
        return []
    matches = _merged(_loose(item, sought))
    if not matches:
        return []
    words = item.strip(" \n，。；")
    return [_Match(words, matches[0].defect), *matches[1:]]


def _loose(text: str, sought: _Sought) -> list[_Match]:
    """Every clause that tells of a defect, in order."""
    found: list[_Match] = []
    earlier = ""
    fine = sought.lexicon.any_of("defects", "asides", "fine")
    for clause in _statements(text, sought.lexicon):
        if DENIED in clause:
            continue
        if _is_aside(clause, sought.lexicon) and not _strong(clause, sought):
            earlier = clause
            continue
        defect = _continued(clause, found, earlier, sought) or _classify(clause, sought) or _hinted(clause, sought)
        if defect is not None and fine.search(clause):
            continue
        if defect is not None and sought.lexicon.any_of("defects", "asides", "classed").match(clause):
            defect = replace(defect, consequence=True)
        if defect is None and _ABSENT.match(clause) and found and found[-1].clause.endswith(earlier):
            defect = found[-1].defect
        of_before = bool(found) and found[-1].clause == earlier
        if defect is not None and not (of_before and _says_on(clause, defect, found[-1], sought)):
            found.append(_Match(clause, defect))
        earlier = clause
    return found


def _statements(text: str, lexicon: Lexicon) -> Iterator[str]:
    for clause in clauses(text):
        yield from statements(clause, lexicon)


def _continued(clause: str, found: Sequence[_Match], earlier: str, sought: _Sought) -> Defect | None:
    """The kind of the clause before, where this one says what else is wrong and of nothing new (没盖严)."""
    if not found or found[-1].clause != earlier or not _GOES_ON.match(clause):
        return None
    return None if sought.lexicon.things.search(clause[1:]) else found[-1].defect


def _says_on(clause: str, defect: Defect, before: _Match, sought: _Sought) -> bool:
    """Whether a clause says more of the problem of the one before: it names no thing (一点没盖), or of a waste it tells
    what else is wrong with how it is kept (没防渗没标签). Each of those is a problem of its own where each was mended.
    """
    if defect.category != before.defect.category:
        return False
    if not sought.lexicon.things.search(clause):
        return defect.category != "permit" and defect.name.endswith(("_alone", "_cover", defect.category))
    if sought.mended or defect.category != "waste":
        return False
    bare = sought.lexicon.any_of("defects", "asides", "kept").sub("", clause)
    wastes = (kind.thing for kind in sought.kinds if kind.name == "waste" and kind.thing)
    return bare != clause and not any(thing.search(bare) for thing in wastes)


def _strong(clause: str, sought: _Sought) -> bool:
    """Obstruction and tampering count even among what people did."""
    defect = _classify(clause, sought)
    return defect is not None and defect.name in ("obstruction", "tampering")


def _merged(matches: list[_Match]) -> list[_Match]:
    """The matches without repeats of one defect and without mere consequences."""
    kept: list[_Match] = []
    real = [m for m in matches if not m.defect.consequence]
    if real and all(m.defect.category == "permit" for m in real):  # smoke beside missing papers follows from no other
        real += [m for m in matches if m.defect.consequence][:1]
    for match in real or matches[:1]:
        if any(_same(match, other) for other in kept):
            continue
        kept.append(match)
    return kept


def _same(match: _Match, other: _Match) -> bool:
    """Whether two clauses tell of one defect: the same kind, and the same thing or none of its own."""
    if match.defect.name.removesuffix("_alone") != other.defect.name.removesuffix("_alone"):
        return False
    if match.defect.single:
        return True
    thing = match.defect.thing
    if thing is None or _QUANTITY.match(match.clause):
        return True
    here, there = thing.search(match.clause), thing.search(other.clause)
    return here is None or there is None or here.group() == there.group()


def with_context(found: Found, place: str, text: str, outcome: Outcome | None, lexicon: Lexicon) -> Found:
    """The problems with the classifications that a text gives beside them; none for clean and closed."""
    if outcome in (None, Outcome.CLEAN, Outcome.CLOSED):
        return NOTHING
    labels = _labels("labels", text, lexicon)
    findings = found.findings or (_unnamed(text, labels, lexicon),)
    named = _labels("places", place, lexicon)
    if named and (found.mere_consequence or not found.findings):
        findings = tuple(Finding(finding.text, min(named)) for finding in findings)
        return Found(findings, frozenset(named | labels))
    if found.findings or labels:
        return _of_dusty_place(Found(findings, found.categories | labels), place, lexicon)
    category = _likely(text, place, lexicon)
    findings = tuple(Finding(finding.text, category) for finding in findings)
    return Found(findings, frozenset({category}))


def _of_dusty_place(found: Found, place: str, lexicon: Lexicon) -> Found:
    """The problems as of a yard or a building site: its sprays and crushers are about dust, not about a process."""
    if "facility" not in found.categories or not lexicon.any_of("defects", "dusty", "places").search(place):
        return found
    if lexicon.any_of("defects", "dusty", "makers").search(place):
        return found
    gas = lexicon.any_of("defects", "dusty", "gas")
    dusty = tuple(
        Finding(one.text, "dust") if one.category == "facility" and not gas.search(one.text) else one
        for one in found.findings
    )
    kept = {one.category for one in dusty} | (found.categories - {"facility"})
    return Found(dusty, frozenset(kept), found.mere_consequence)


def _likely(text: str, place: str, lexicon: Lexicon) -> str:
    """What a problem that no kind fits is about: by what the words speak of, else by the kind of place."""
    for clause in clauses(text):
        if DENIED in clause or _is_aside(clause, lexicon):
            continue
        for category, words in lexicon.hints:
            if words.search(clause):
                return category
    return next((category for category, names in lexicon.priors if names.search(place)), "other")


def _labels(kind: str, text: str, lexicon: Lexicon) -> set[str]:
    """The categories whose words (of the table's list of that kind) stand in a text."""
    return {key for key in lexicon.tables["defects"][kind] if lexicon.any_of("defects", kind, key).search(text)}


def _unnamed(text: str, labels: set[str], lexicon: Lexicon) -> Finding:
    """The one problem of a text whose defect no kind fits: its longest clause."""
    verdict = lexicon.any_of("defects", "asides", "verdicts")
    parts = [part for part in clauses(text) if DENIED not in part and not verdict.match(part)]
    words = max(parts, key=len, default=text[:30])
    return Finding(text=words, category=sorted(labels)[0] if labels else "other")
