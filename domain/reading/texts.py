"""Texts in one canonical shape: half-width letters, full-width punctuation, no emoji."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

LIMIT = 4000  # characters of a text that are looked at
_SEGMENTS = 14  # of a text that are looked at
_LATELY = 256  # texts whose shape is kept: one message is looked at from several sides

_HALF = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FULL = dict(zip(",;!?():~", "，；！？（）：，", strict=True))
#: Signs that authors set before a place (📍) or before a problem, a remedy, a verdict.
_MARKS = {"📍": "\ue002", "📌": "\ue002", "🏭": "\ue002", **dict.fromkeys("❌✅⚠👉❗✔➡🔴⭕", "；")}
_ARROWS = dict(zip("→➔⇒—–﹟〖〗", "；；；；-#【】", strict=True))
_SPACES = {"\u3000": " ", "\t": " "}
_SHAPES = {**{wide: _FULL.get(half, half) for wide, half in _HALF.items()}, **_FULL, **_MARKS, **_ARROWS, **_SPACES}
#: What has another shape; a sign that keeps its own is not worth a look.
_ODD = re.compile("[" + "".join(map(re.escape, sorted(odd for odd, shape in _SHAPES.items() if odd != shape))) + "]")
_NOTHING = re.compile("[\r\u200b\ufeff]+")
_IN_NUMBER = re.compile(r"(?<=\d)[,:，：](?=\d)")
_KEPT = {",": "\ue000", "，": "\ue000", ":": "\ue001", "：": "\ue001"}
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+")
_FACE = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,4}\]")
_RUN = re.compile(r"[。.]{2,}|…+")

#: Stands where 📍 stood: what follows is the place.
PIN = "\ue002"

_SEGMENT = re.compile(r"[^\-\s，。；：！？、|/#（）()【】《》“”\"\[\]\ue002]+")
_SLASH = re.compile(
    r"(?<![\d吨克米])/(?!\d|小时|天|年|月|立方|m|h|d)|-(?=[\u4e00-\u9fff])|^（[^）]*）"
    r"|(?<=[\u4e00-\u9fff])\+(?=[\u4e00-\u9fff])"
)
#: 没手续没罩子, where nothing parts what is lacking.
_LACK = re.compile("(?:没有?|无)[^没无]{1,6}")
_LACKS = re.compile("(?:(?:没有?|无)[^没无]{1,6}){2,4}")
#: Where speech written down without a stop goes on to something else; asked of clauses longer than a breath.
_RUN_ON = re.compile(
    r"(?<=[了呢啊嘞哩呃])(?=[^的吧呢么吗没一二两三四五六七八九十几个半多点些下这了，]..)"
    r"|(?=(?:就是|然后|还有|另外|再就是|而且|但是|可是|不过|老板说|工人说|他说|承认|属于|让他们|叫他们|其他的))"
)
_BREATH = 24
_CLAUSE = re.compile(r"[^，。；！？、\n|#]+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text without a separator, and where it starts and ends."""

    text: str
    start: int
    end: int


def canonical(text: str) -> str:
    """The text as all patterns expect it; at most LIMIT characters.

    Half-width letters and digits, full-width punctuation save within numbers, no emoji or faces.
    """
    return _canonical(text[:LIMIT])


@lru_cache(maxsize=_LATELY)
def _canonical(text: str) -> str:
    text = _IN_NUMBER.sub(lambda m: _KEPT[m.group()], _NOTHING.sub("", text))
    text = _ODD.sub(lambda m: _SHAPES[m.group()], text).replace("\ue000", ",").replace("\ue001", ":")
    return _EMOJI.sub(" ", _FACE.sub(" ", _RUN.sub("。", text))).strip()


def segments(text: str) -> list[Segment]:
    """The first stretches between separators."""
    first = islice(_SEGMENT.finditer(text), _SEGMENTS)
    return [Segment(match.group(), match.start(), match.end()) for match in first]


def clauses(text: str) -> list[str]:
    """The clauses of a stretch of prose; spaces part them too where the author writes no punctuation."""
    found: list[str] = []
    for match in _CLAUSE.finditer(_SLASH.sub("，", text)):
        piece = match.group().strip()
        for part in piece.split(" ") if _spoken(piece) else (piece,):
            found.extend(_breaths(part))
    return found


def _breaths(part: str) -> list[str]:
    """The clauses of words that nothing parts: long ones as they are spoken, 没手续没罩子 in two."""
    spoken = _RUN_ON.split(part) if len(part) > _BREATH else [part]
    return [one for piece in spoken for one in (_LACK.findall(piece) if _LACKS.fullmatch(piece) else [piece]) if one]


def _spoken(piece: str) -> bool:
    """Whether spaces stand for commas: longer words of Chinese on both sides."""
    parts = piece.split()
    return len(parts) > 1 and sum(len(part) >= 2 for part in parts) >= 2


def condensed(text: str) -> str:
    """A text without white space and punctuation: two posts of the same words are equal in it."""
    return "".join(c for c in text if c.isalnum())
