"""典型案例 made from a visit: the fixed sentence, the description, the photos (seed 002, 附件3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from domain.descriptions import nonspace, strict_count
from domain.lexicons import Lexicon
from domain.messages import Kind, Message, spoken
from domain.obligation_rules import ObligationRule
from domain.readings import form_in
from domain.visits import Part, Visit

#: What is told of a visit; a caption says only whose a picture is, a repeat says it again.
_TELLING = frozenset({Part.WORDS, Part.ADDITION, Part.CORRECTION})


@dataclass(frozen=True, slots=True)
class CasePhoto:
    """A photo of the place: when it was sent, and the SHA-256 of its file (None: it has not come)."""

    at: datetime
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Lack:
    """The description's characters by the strict reading and as WPS counts, and how many are needed; `alike` photos are
    left out because they look like another.
    """

    strict: int
    wide: int
    need: int
    alike: int = 0

    @property
    def is_short(self) -> bool:
        """Below the minimum however it is counted."""
        return self.wide < self.need

    @property
    def is_doubtful(self) -> bool:
        """Enough by one count and not by the other."""
        return self.strict < self.need <= self.wide


def described(visit: Visit, told: Mapping[str, Message], shared: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The description, a paragraph a message, in the inspectors' own words and order.

    `told` are the visit's messages by id. Of a message that tells of other places too (`shared`), and of a visit whose
    problems were set right by hand, the problems as they stand are taken instead.
    """
    facts = tuple(finding.text for finding in visit.findings)
    shared = frozenset(shared)
    by_hand = bool(visit.hand.rewritten or visit.hand.added or visit.hand.parted)
    texts = [link.message_id for link in visit.links if link.kind is Kind.TEXT and link.part in _TELLING]
    alone = [key for key in texts if key in told and key not in shared]
    if by_hand or not alone:
        return facts
    before = facts if any(key in shared for key in texts) else ()
    words = chain.from_iterable(_told_in(told[key], lexicon) for key in alone)
    return tuple(dict.fromkeys((*before, *words)))


def _told_in(message: Message, lexicon: Lexicon) -> Sequence[str]:
    """What a message says of the place: of a form what was found and what was done, else all of it."""
    form = form_in(spoken(message.text), lexicon)
    if form.is_filled and form.problem:
        return [line.strip() for part in (form.problem, form.remedy) for line in part.split("\n") if line.strip()]
    return [line.strip() for line in spoken(message.text).split("\n") if line.strip()]


def distinct(photos: Iterable[CasePhoto]) -> tuple[CasePhoto, ...]:
    """Each photo once, by content, in the order sent; one whose file has not come stands for itself."""
    kept: dict[object, CasePhoto] = {}
    for number, photo in enumerate(photos):
        kept.setdefault(photo.sha256 or number, photo)
    return tuple(kept.values())


def lack_of(description: Iterable[str], rule: ObligationRule, alike: int = 0) -> Lack:
    text = "\n".join(description)
    return Lack(strict_count(text), nonspace(text), rule.minimum_characters, alike)
