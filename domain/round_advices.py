"""工作建议 of a round: what a group's leader would have the province do (seed 002, 附件4, 三)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from domain.integrity_papers import round_named

LONGEST = 3_000  # characters; a report's last section
_HEAD = re.compile(
    r"(?:请|帮我|麻烦)?(?:记(?:一下|下)?|写|补)?(?:第\s*[\d一二三四五六七八九]\s*轮次?的?)?(?:核查报告的?)?工作建议"
    r"[\s:：,，]*(?:第\s*[\d一二三四五六七八九]\s*轮次?(?=[\s:：,，]))?[\s:：,，]*"
)

#: A round alone, or that nothing is to be written: no advice, and none that may take the place of one.
_NO_TEXT = re.compile(
    r"(?:第\s*[\d一二三四五六七八九]\s*轮次?|[本这]轮次?)?[\s:：,，.。]*(?:先|暂时?)?(?:不用?写?|别写?|没有?|无)?(?:了|呢)?[\s.。!！]*"
)


@dataclass(frozen=True, slots=True)
class RoundAdvice:
    """The newest counts. `author` is a contact id."""

    group: str
    round: int
    text: str
    author: str
    at: datetime
    message_id: str


def advice_in(request: str) -> tuple[int | None, str]:
    """The round that a request names (None: none), and the advice itself as it was typed ("": none)."""
    head = _HEAD.match(request.strip())
    if head is None:
        return None, ""
    if _NO_TEXT.fullmatch(request.strip()[head.end() :].strip()):
        return round_named(request), ""
    return round_named(head[0]), request.strip()[head.end() :].strip()[:LONGEST]
