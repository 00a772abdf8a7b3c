"""What was set of a visit by hand, as a JSON document, and back: only what was set is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.messages import Kind
from domain.visits import UNTOUCHED, Finding, Hand, Link, Outcome, Part
from storage.columns import microseconds, moment

_PLAIN = ("place", "county", "team", "industrial", "lookback", "into")


def hand_document(hand: Hand) -> dict[str, Any] | None:
    """None where no hand has touched the visit."""
    if hand == UNTOUCHED:
        return None
    document: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(hand, name)) is not None}
    if hand.outcome is not None:
        document["outcome"] = hand.outcome.value
    if hand.categories is not None:
        document["categories"] = sorted(hand.categories)
    lists = {
        "rewritten": [[_problem(told), _problem(stands)] for told, stands in hand.rewritten],
        "added": [_problem(finding) for finding in hand.added],
        "names": list(hand.names),
        "shelved": [[k.message_id, microseconds(k.at), k.sender, str(k.kind), str(k.part)] for k in hand.shelved],
        "parted": hand.parted,
    }
    return document | {name: value for name, value in lists.items() if value}


def hand_of(document: Mapping[str, Any] | None) -> Hand:
    if document is None:
        return UNTOUCHED
    found = {name: document[name] for name in _PLAIN if name in document}
    categories, pairs = document.get("categories"), document.get("rewritten", ())
    return Hand(
        **found,
        outcome=Outcome(document["outcome"]) if "outcome" in document else None,
        categories=None if categories is None else frozenset(categories),
        rewritten=tuple((Finding(*told), Finding(*new) if new else None) for told, new in pairs),
        added=tuple(Finding(*finding) for finding in document.get("added", ())),
        names=tuple(document.get("names", ())),
        shelved=tuple(_link(*link) for link in document.get("shelved", ())),
        parted=bool(document.get("parted")),
    )


def _problem(finding: Finding | None) -> list[str] | None:
    return [finding.text, finding.category] if finding else None


def _link(message_id: str, at: int, sender: str, kind: str, part: str) -> Link:
    return Link(message_id, moment(at), sender, Kind(kind), Part(part))
