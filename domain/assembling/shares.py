"""Shares: the photos of one list of places, shared out among them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from domain.visits import Link, Part, Visit


def share_out(media: Sequence[Link], count: int) -> list[list[Link]]:
    """Photos in the order sent, shared out among `count` places in the order named.

    As many as places or fewer: one each. More: equal shares where it comes out even, else parted at the longest pauses.
    """
    if len(media) <= count:
        return [[one] for one in media] + [[] for _ in range(count - len(media))]
    cuts = _pauses(media, count)
    edges = [0, *cuts, len(media)]
    return [list(media[start:end]) for start, end in pairwise(edges)]


def _pauses(media: Sequence[Link], count: int) -> list[int]:
    """Where to part the photos: at the count - 1 longest pauses; evenly where no pause stands out."""
    gaps = sorted(((media[i].at - media[i - 1].at).total_seconds(), i) for i in range(1, len(media)))
    chosen = gaps[len(gaps) - count + 1 :]
    others = gaps[: len(gaps) - count + 1]
    stands_out = not others or not chosen or chosen[0][0] >= 1.8 * max(1.0, others[-1][0])
    if not stands_out and len(media) % count == 0:
        each = len(media) // count
        return [each * step for step in range(1, count)]
    return sorted(index for _, index in chosen)


def is_fixed(media: Link, visit: Visit) -> bool:
    """Whether a caption has said that this photo is of this visit."""
    return any(link.part is Part.CAPTION and link.at >= media.at for link in visit.links)
