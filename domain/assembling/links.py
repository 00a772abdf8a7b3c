"""Links: adding messages to visits and taking them away; always a whole new version of the visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.visits import Link, Visit


def with_links(visit: Visit, links: Iterable[Link]) -> Visit:
    """The visit with further messages, each once, in the order they were sent."""
    held = {link.message_id: link for link in visit.links}
    for link in links:
        held[link.message_id] = link
    ordered = tuple(sorted(held.values(), key=lambda link: (link.at, link.message_id)))
    last = max((link.at for link in ordered), default=visit.last_at)
    return replace(visit, links=ordered, last_at=max(last, visit.last_at))


def without_links(visit: Visit, message_ids: Iterable[str]) -> Visit:
    """The visit without some messages."""
    gone = set(message_ids)
    return replace(visit, links=tuple(link for link in visit.links if link.message_id not in gone))
