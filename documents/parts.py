"""A long text as the messages that it takes, each marked （1/3）."""

from __future__ import annotations

from collections.abc import Collection

from domain.echoes import AGAIN
from domain.posts import Post
from domain.rosters import Roster
from domain.splitting import size, split_text

LIMIT_BYTES = 2_000  # WeCom takes 2,048 and cuts the rest off without a word; nobody says what WeChat takes
_MARK_BYTES = size("（9999/9999）")
_CALL_BYTES = 100  # what the transport puts in front of the first part for each person that it calls (@)
_LEAST_BYTES = 500


def parts_of(text: str, *, called: int = 0, names: Collection[str] = (), limit: int = LIMIT_BYTES) -> tuple[str, ...]:
    """The parts in which a text is said; one without a mark where it fits. No text, no part.

    `called` is how many people are called at its start, `names` are the words to be kept whole. Without
    their marks the parts put together are the text.
    """
    first = max(limit - called * _CALL_BYTES, min(limit, _LEAST_BYTES))
    if size(text) <= first:
        return (text,) if text else ()
    pieces = split_text(text, limit - _MARK_BYTES, first=first - _MARK_BYTES, names=names)
    return tuple(part_mark(number, len(pieces)) + piece for number, piece in enumerate(pieces, 1))


def texts_of(post: Post, roster: Roster) -> tuple[str, ...]:
    """The text of a post in the parts in which it is said; names of people are kept whole.

    What is said again is cut as it was the first time; each part carries the mark.
    """
    first = post.text.removeprefix(AGAIN)
    parts = parts_of(first, called=len(post.mentions), names=[person.name for person in roster.people])
    return parts if first == post.text else tuple(AGAIN + part for part in parts)


def part_mark(number: int, count: int) -> str:
    return f"（{number}/{count}）"
