"""What a record is found by: its words folded into one text, and the bits of all that stands in a block of records.

A block's bits are a signature: a token sets one bit, so a block without it holds no such record for certain, and one
with it is looked through. Bits are never taken away: what a record said once only costs a look.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.visit_filters import folded
from domain.visits import Visit
from storage.digest_tables import visit_digests
from storage.statements import Prepared

SPAN = 256  # numbers a block
_BYTES = 1 << 13
_MOST_GRAMS = 16  # of a word; the rest is only compared

_d = visit_digests.c
_THIS = (_d.campaign == bindparam("of_campaign"), _d.block == bindparam("of_block"))
_KNOWN = Prepared(select(_d.bits, _d.first, _d.last).where(*_THIS))
_fold = lru_cache(maxsize=1 << 10)(folded)

#: Tokens that a block must hold: all of one of these.
Alternatives = Sequence[Sequence[str]]


def _keeping(dialect: object) -> object:
    insert = dialect.insert(visit_digests)  # type: ignore[attr-defined]
    new = {name: insert.excluded[name] for name in ("bits", "first", "last")}
    return insert.on_conflict_do_update(index_elements=("campaign", "block"), set_=new)


_KEEP = Prepared({"sqlite": _keeping(sqlite), "postgresql": _keeping(postgresql)})  # type: ignore[dict-item]


def search_text(visit: Visit) -> str:
    """What a record is found by."""
    links = visit.links or visit.hand.shelved
    return search_lines(
        [visit.place, *visit.hand.names, visit.county or "", *(finding.text for finding in visit.findings)],
        [visit.author, *(link.sender for link in links)],
        group=visit.group,
        team=visit.team,
        county=visit.county or "",
        outcome=visit.outcome.value,
        categories=visit.categories,
        marks=[
            name for name, holds in (("urgent", visit.urgent or visit.marked), ("withdrawn", not visit.links)) if holds
        ],
    )


def search_lines(
    words: Iterable[str],
    people: Iterable[str],
    *,
    group: str,
    team: int | None,
    county: str,
    outcome: str,
    categories: Iterable[str],
    marks: Iterable[str],
) -> str:
    """The record's words, a line a field; then who spoke (@) and what it is (%), each a line that is one token."""
    facts = [
        *sorted({f"@{who}" for who in people}),
        f"%g{group}",
        team_token(group, team),
        f"%c{county}",
        f"%o{outcome}",
        *(f"%k{category}" for category in sorted(categories)),
        *(f"%{mark}" for mark in marks),
    ]
    return "\n".join(["", *filter(None, map(_fold, words)), *facts, ""])


def team_token(group: str, team: int | None) -> str:
    return f"%t{group}/{team or ''}"


def grams(words: str) -> list[str]:
    """The tokens of some words: each character, and each two together."""
    return [*words, *(words[at : at + 2] for at in range(len(words) - 1))]


def sought(words: str) -> list[str]:
    """The tokens that a block must hold if a record in it holds these words."""
    pairs = grams(words)[len(words) :]
    return pairs[:_MOST_GRAMS] or list(words)


def keep_digest(connection: Connection, campaign: str, number: int, was: str | None, text: str, day: date) -> None:
    """Put a record of a `day` that says this `text`, and no longer what it `was`, into the digest of its block."""
    if text == was:
        return
    known = _KNOWN.first(connection, {"of_campaign": campaign, "of_block": number // SPAN})
    bits, first, last = (bytearray(known[0]), known[1], known[2]) if known else (bytearray(_BYTES), day, day)
    _set(bits, [text])
    new = (bytes(bits), min(first, day), max(last, day))
    if known is None or new != tuple(known):
        row = dict(zip(("bits", "first", "last"), new, strict=True))
        _KEEP.run(connection, {"campaign": campaign, "block": number // SPAN, **row})


def digest_of(texts: Iterable[str]) -> bytes:
    """The digest of a block in which these records are."""
    bits = bytearray(_BYTES)
    _set(bits, texts)
    return bytes(bits)


def blocks_with(
    connection: Connection, campaign: str, wanted: Sequence[Alternatives], first: date | None, last: date | None
) -> list[int]:
    """The blocks that may hold a record, made from `first` to `last`, with one of the alternatives of each that is
    `wanted`; in order.
    """
    tokens = dict.fromkeys(token for one in wanted for alternative in one for token in alternative)
    places = dict(zip(tokens, _places(tokens), strict=True))
    column_of = {at: column for column, at in enumerate(dict.fromkeys(place >> 3 for place in places.values()), 1)}
    columns = [func.substr(_d.bits, at + 1, 1).label(f"b{column}") for at, column in column_of.items()]
    on_days = [*([_d.last >= first] if first else []), *([_d.first <= last] if last else [])]
    statement = select(_d.block, *columns).where(_d.campaign == campaign, *on_days).order_by(_d.block)
    found = []
    for row in connection.execute(statement):
        held = {token for token, place in places.items() if row[column_of[place >> 3]][0] >> (place & 7) & 1}
        if all(any(held.issuperset(alternative) for alternative in one) for one in wanted):
            found.append(int(row[0]))
    return found


def _set(bits: bytearray, texts: Iterable[str]) -> None:
    for text in texts:
        for line in text.split("\n"):
            for at in _places_of(line):
                bits[at >> 3] |= 1 << (at & 7)


@lru_cache(maxsize=1 << 12)  # groups, counties and people come again and again
def _places_of(line: str) -> list[int]:
    """The bits of one line of a `search_text`."""
    return _places([line] if line[:1] in ("@", "%") else grams(line))


def _places(tokens: Iterable[str]) -> list[int]:
    """The bit of each token."""
    return [zlib.crc32(token.encode()) & (_BYTES * 8 - 1) for token in tokens]
