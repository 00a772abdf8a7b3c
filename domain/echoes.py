"""Is this what we said? WeChat puts names in front, and a long text goes out in parts."""

from __future__ import annotations

import re

AGAIN = "（重发）"
_PART = re.compile(r"（\d{1,4}/(\d{1,4})）")
_LEAST = 10  # characters of a part that must be found again


def is_echo(heard: str, text: str) -> bool:
    """Whether `heard` is the post's text: whole, with @ names in front, or one marked part of it; said again or not."""
    said, ours = _plain(heard), _plain(text)
    if not said or not ours:
        return False
    first = ours.removeprefix(AGAIN)
    if any(said == words or (said.startswith("@") and said.endswith(words)) for words in (ours, first)):
        return True
    mark = _PART.search(said[:200])
    piece = _plain(said[mark.end() :]) if mark else ""
    return len(piece) >= _LEAST and piece in ours


def parts_said(heard: str) -> int:
    """Of how many parts the text it came from consists, by its mark; 1 without one."""
    mark = _PART.search(heard[:200])
    return int(mark[1]) if mark else 1


def _plain(text: str) -> str:
    return " ".join(text.split())
