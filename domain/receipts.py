"""Receipts (收到): who asks for one, and which words are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from domain.lexicons import Lexicon

_READ_AT_MOST = 600  # characters; a request for 收到 stands at the end of a long notice: head and tail are read
_LONGEST_RECEIPT = 40
_FACES = re.compile(r"\[[^\[\]\s]{1,6}\]")


def asks_receipt(text: str, lexicon: Lexicon) -> bool:
    """Whether somebody asks for 收到 (收到请回复, 回复收到, 收到扣1 …)."""
    if len(text) > _READ_AT_MOST:
        text = f"{text[:200]}\n{text[-400:]}"
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").lower()
    return re.search("|".join(lexicon.tables["commands"]["receipts"]["asking"]), plain) is not None


def is_acknowledgement(text: str, lexicon: Lexicon, *, names: Iterable[str] = ()) -> bool:
    """Whether the text is nothing but 收到, with at most who says so before and a word of assent after.

    `names` are the sender's own: he may sign with them.
    """
    bare = _bare(text, names)
    if bare is None:
        return False
    words = lexicon.tables["commands"]["receipts"]
    before, core, after = ("|".join(words[key]) for key in ("before", "words", "after"))
    return (
        re.fullmatch(rf"(?:{before}){{0,4}}(?:\d{{1,2}})?(?:{core}){{1,3}}(?:{after}|{core}){{0,4}}", bare) is not None
    )


def assents(text: str, lexicon: Lexicon) -> bool:
    """Whether a text that quotes an instruction says that it arrived; looser than `is_acknowledgement`."""
    bare = _bare(text, ())
    return bare is not None and re.search("|".join(lexicon.tables["commands"]["receipts"]["quoted"]), bare) is not None


def _bare(text: str, names: Iterable[str]) -> str | None:
    """Letters and digits only, without faces, @names and the sender's own name; None when too long or empty."""
    if len(text) > 2 * _LONGEST_RECEIPT:
        return None
    plain = _FACES.sub("", unicodedata.normalize("NFKC", text).lower())
    plain = re.sub(r"@\S+", "", plain)
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1:
            plain = plain.replace(unicodedata.normalize("NFKC", name).lower(), "")
    bare = "".join(c for c in plain if c.isalnum() or c == "👌")
    return bare if bare and len(bare) <= _LONGEST_RECEIPT else None
