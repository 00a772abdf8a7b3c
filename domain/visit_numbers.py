"""The numbers of visits that a request for papers names: #1、#3, 第2条, and ranges of them (#1-#3, 1至5)."""

from __future__ import annotations

import re

_DAYS = re.compile(r"(?:20\d\d[年./-])?\d{1,2}月\d{1,2}[日号]?|20\d\d[./-]\d{1,2}[./-]\d{1,2}")
#: 3号工地, 2号窑: of a place's name, where what follows 号 neither parts nor asks.
_NAMES = re.compile(
    r"(?<![\d#])\d{1,6}号(?=[一-龥])(?![到至和及与的记这那用给做出写拟开弄生整制来要发导打下成为交典附环问])"
)
_COUNTS = re.compile(r"(?<![\d#])第?\d{1,6}\s?(?:小?组|轮|份|张|处|家|个)")
_RANGE = re.compile(r"(?<![\d-])#?\s?(\d{1,6})\s?[号条]?\s?[-~至到—–]{1,2}\s?(?:第\s?)?(#?)\s?(\d{1,6})(?![\d-])")
_MARKED = re.compile(r"#\s{0,2}\d{1,6}(?!\d|\s?-\s?\d)(?:\s?[,和及与&]\s?#?\s?\d{1,6}(?![\d-]))*")
_BARE = re.compile(r"(?<![\d-])\d{1,6}(?![\d-])")


def numbers_asked(request: str, most: int) -> tuple[int, ...] | None:
    """The numbers, each once in the order named, both ends of a range and what is between them; None: above `most`.

    `request` is as domain.commands.plain_request has it. Where one number has its #, those without are none, except
    in a list that begins with it (#1,2). Of days, counts (2份), teams and names (3号工地) the numbers are none either.
    """
    rest = _NAMES.sub(" ", _COUNTS.sub(" ", _DAYS.sub(" ", request)))
    found: list[int] = []
    for match in _RANGE.finditer(rest):
        first, last = int(match[1]), int(match[3])
        if last < first and not match[2]:
            continue  # 1020-2 is an instruction's number
        low, high = sorted((first, last))
        if high - low >= most:
            return None
        found += range(low, high + 1)
    rest = _RANGE.sub(" ", rest)
    marked = [number for run in _MARKED.findall(rest) for number in _BARE.findall(run)]
    is_marked = marked or (found and "#" in request)
    found += map(int, marked if is_marked else _BARE.findall(rest))
    numbers = tuple(dict.fromkeys(found))
    return numbers if len(numbers) <= most else None
