"""The address and the team among the lines of a watermark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.lexicons import Lexicon
from domain.printed_blocks import HAN, PrintedLine
from domain.printed_coordinates import angles_in, without_coordinates
from domain.printed_counties import mended
from domain.printed_times import marks_of, without_times

_TABLE = "watermarks"
_STROKES = " .,:|-·"  # what an edge or a bar beside the print is read as; at its end 一 too
_LEADING = re.compile(
    rf"^(?:[^{HAN}]{{1,2}}(?=[{HAN}])|[点址置] +|[0-9.,: ]{{1,6}}(?=[{HAN}]))"
)  # the pin beside an address, read as 9, Q or O
_REGION_FIRST = re.compile(rf"^[{HAN}]{{1,9}}(?:省|市(?!场)|县|(?<![小社园厂校景库])区|旗|盟|州)")
#: No address: figures, clocks and days from the cells of a sheet behind the print, the label of a coordinate.
_NO_ADDRESS = re.compile(r"[0-9][.:][0-9]|[0-9]月[0-9]|(?<![0-9])[0-9]{2}-[0-9]{2}(?![0-9号])|Lat|Lng|Lon")
_WITHOUT_COLON = re.compile(rf"[0-9第]|{_REGION_FIRST.pattern}")
_HAS_HAN = re.compile(rf"[{HAN}]")
_TAIL = re.compile(rf"[0-9]{{0,4}}[{HAN}]?[)」』]?")  # of an address: what was wrapped of its last letters
_WHOLE = re.compile(r"(?:公司|[号村厂店口米]|附近)[)）]?$")  # an address that needs no more
_ASIDE = re.compile("[东西南北内外门角侧旁]")
_SHORT = 4  # letters: the rest of a word that was wrapped
_TEAM = re.compile("[组队班0-9一二三四五六七八九十]")
_A_GROUP = re.compile(r"第?[0-9]{1,3}组")
_OF_GROUPS = ("村", "庄", "屯", "社区", "大队")
_LEVELS = ("省", "自治区", "市", "州", "县", "区")
_NEVER_BARE = frozenset({"other", "team"})  # a line that says but 公司 is the end of the line above
_LEGIBLE = 0.35  # of the least sure letter of an address: what is less is guessed
_MANY = 12
_ONE_RARE = 0.85  # of all its letters: but for one rare sign it is legible
_WIDE = 0.6  # of a line's height: a gap that was a space
_LEAST = 4  # letters of an address
_LEAST_REGION = 3  # of one that names a region
_MOST_WRAPPED = 4  # lines
_INDENT = 1.5  # heights: what stands so far to the right of a label, belongs to its value
_APART = 2.5  # heights: a gap so wide parts two columns
_SMALLER = 0.8  # so much smaller, what stands beside a line is something else
_LIKE = 1.5  # as often one line of an address is as high as the next
_BELOW = 1.2  # heights: the gap between two lines of an address
_ALIGNED = 2.0  # heights
_WITH_COUNTY = re.compile(rf"^(?:[{HAN}]{{2,5}}省)?[{HAN}]{{2,6}}?(?:市(?!场)|州|盟)·?[{HAN}]{{1,6}}?[县区旗]")
_A_COUNTY = re.compile(rf"市(?!场)[·{HAN} ]{{1,7}}?[县区旗]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row with its label's kind ("" for none) and what stands behind the label."""

    kind: str
    value: str
    left: float
    right: float
    height: float
    score: float
    top: float
    lines: tuple[PrintedLine, ...]
    is_cut: bool = False  # what stood before the value, a time, was cut away

    @property
    def bottom(self) -> float:
        return self.top + self.height


def labelled(rows: Sequence[Sequence[PrintedLine]], words: Lexicon) -> list[Labelled]:
    """The rows of a block, their labels told from their values; what is no part of an address is cut away."""
    kinds = {name: kind for kind, names in words.tables[_TABLE]["labels"].items() for name in names}
    return [_labelled(cell, kinds, words) for row in rows for cell in _cells(row, kinds, words)]


def _cells(row: Sequence[PrintedLine], kinds: Mapping[str, str], words: Lexicon) -> list[list[PrintedLine]]:
    """The row, parted where another column begins; a label stays with what stands beside it."""
    cells = [[row[0]]]
    for before, line in pairwise(row):
        small, large = sorted((before.height, line.height))
        gap = line.left - before.right
        apart = gap > _APART * small or (gap > _WIDE * small and small < _SMALLER * large)
        kind, value = _parted(joined(cells[-1]), kinds, words)
        if apart and (value or not kind) and not before.text.endswith(":"):
            cells.append([line])
        else:
            cells[-1].append(line)
    return cells


def _labelled(row: Sequence[PrintedLine], kinds: Mapping[str, str], words: Lexicon) -> Labelled:
    text = joined(row)
    kind, value = _parted(text, kinds, words)
    if kind in ("", "address"):
        value = _bare(value, words)
    if not kind and value != text:  # the label stood behind the time
        kind, value = _parted(value, kinds, words)
    score = min(max(one.score, _LEGIBLE if _is_legible(one) else 0.0) for one in row)
    return Labelled(
        kind,
        value,
        row[0].left,
        row[-1].right,
        row[0].height,
        score,
        row[0].top,
        tuple(row),
        not text.startswith(value),
    )


def _is_legible(line: PrintedLine) -> bool:
    """Whether but one of many letters was guessed: of a few it may be the county's."""
    return (line.mean or 0.0) >= _ONE_RARE and len(line.text) >= _MANY


def _parted(text: str, kinds: Mapping[str, str], words: Lexicon) -> tuple[str, str]:
    """The kind of the label that a text begins with, "" for none, and what stands behind it."""
    longest = max(map(len, kinds))
    compact = text[: 2 * longest].replace(" ", "")
    for size in range(min(longest, len(compact)), 1, -1):
        found = kinds.get(compact[:size])
        behind = _behind(text, compact[:size], words if found == "team" else None) if found else None
        if found and behind is not None and (behind or found not in _NEVER_BARE or text.endswith(":")):
            return found, behind
    return "", text


def _bare(text: str, words: Lexicon) -> str:
    """What is left of a line for an address: without time, coordinates and weather."""
    left = without_coordinates(without_times(text))
    return words.any_of(_TABLE, "skies", "tails").sub("", left).strip() if left else text


def joined(row: Sequence[PrintedLine]) -> str:
    """The text of a row; a gap between two of its lines is a space."""
    text = row[0].text
    for before, line in pairwise(row):
        wide = line.left - before.right > _WIDE * min(before.height, line.height)
        text += (" " if wide else "") + line.text
    return text


def address_of(rows: Sequence[Labelled], words: Lexicon) -> str | None:
    """The address of a block: the labelled one, else the lines that read like one; None for two of them."""
    starts = [at for at, row in enumerate(rows) if row.kind == "address"]
    if not starts:
        starts = [at for at, row in enumerate(rows) if _reads_like_one(row, words)]
    if len(starts) > 1:
        starts = [at for at in starts if not _goes_on(rows[:at], rows[at], words)]
    if len(starts) != 1:
        return None
    if rows[starts[0]].kind and not rows[starts[0]].value:
        starts[0] += 1  # the label stands above
        if starts[0] >= len(rows) or rows[starts[0]].kind or not _is_free(rows[starts[0]].value, words):
            return None
    first = rows[starts[0]]
    address = _clean(_wrapped(first, rows[starts[0] + 1 :], words))
    return mended(address, min(line.score for line in first.lines), words) if address else None


def names_a_place(rows: Sequence[Labelled], words: Lexicon) -> bool:
    """Whether a row reads like an address, or is labelled as one."""
    return any(row.kind == "address" or _reads_like_one(row, words) for row in rows)


def _reads_like_one(row: Labelled, words: Lexicon) -> bool:
    return not row.kind and _is_place(row.value, words)


def begins_with_a_region(address: str | None) -> bool:
    return address is not None and _REGION_FIRST.match(address) is not None


def _wrapped(first: Labelled, below: Sequence[Labelled], words: Lexicon) -> str:
    """An address with the lines that it was wrapped to, up to the last that ends as addresses do; "" if illegible."""
    address = text = first.value
    score = first.score
    before = first
    column = [row for row in below if _in_column(first, row)]
    for row in column[:_MOST_WRAPPED]:
        if row.kind or not _may_follow(before, row, words):
            break
        short = len(row.value) <= _SHORT and (_ASIDE.search(row.value) or not _WHOLE.search(text))
        text, score = text + row.value, min(score, row.score)
        if short or _ends_a_place(row.value, words) or (first.kind and row.left > first.left + _INDENT * row.height):
            address = text
        before = row
    return address if score >= _LEGIBLE else ""


def team_of(rows: Sequence[Labelled], words: Lexicon) -> str | None:
    """The team that a block names, if it names one."""
    lines = words.any_of(_TABLE, "teams", "lines")
    legible = [row for row in rows if row.score >= _LEGIBLE]
    found = {row.value for row in legible if row.kind == "team" and row.value and _names_a_team(row)}
    found = found or {row.value for row in legible if not row.kind and lines.search(row.value)}
    return found.pop() if len(found) == 1 else None


def _names_a_team(row: Labelled) -> bool:
    """Whether what stands beside a team's label is one, not the next heading of a sheet."""
    return ":" in joined(row.lines) or _TEAM.search(row.value) is not None


def without_boards(rows: Sequence[list[PrintedLine]], words: Lexicon) -> list[list[PrintedLine]]:
    """The rows of a block without those of a notice board behind the print, from its first to its last."""
    lines = words.any_of(_TABLE, "boards", "lines")
    board = [at for at, row in enumerate(rows) if lines.search(joined(row))]
    return list(rows) if len(board) < 2 else [*rows[: board[0]], *rows[board[-1] + 1 :]]


def is_slogan(text: str, words: Lexicon) -> bool:
    return bool(words.any_of(_TABLE, "slogans", "brand").search(text))


def _behind(text: str, name: str, teams: Lexicon | None) -> str | None:
    """What stands behind a label; None for a row that does not begin with it.

    With `teams` also what is the name of a team by itself: the blank before it was not read.
    """
    at = 0
    for sign in name:
        while at < len(text) and text[at] == " ":
            at += 1
        if at >= len(text) or text[at] != sign:
            return None
        at += 1
    rest = text[at:]
    if not rest or rest[0] in ": .|·" or rest.lstrip()[:1] == ":" or _WITHOUT_COLON.match(rest):
        return rest.lstrip(" :.|·").strip()
    return rest if teams is not None and teams.any_of(_TABLE, "teams", "lines").search(rest) else None


def _is_place(text: str, words: Lexicon) -> bool:
    if not _is_free(text, words):
        return False
    bare = _LEADING.sub("", text)
    regions = len(words.any_of(_TABLE, "places", "regions").findall(bare[:24]))
    parts = len(words.any_of(_TABLE, "places", "parts").findall(bare))
    return bool(_REGION_FIRST.match(bare)) or regions + parts >= 2


def _is_free(text: str, words: Lexicon) -> bool:
    """Whether a line is none of the other things that a watermark says."""
    if len(text) < 2 or marks_of(text) or angles_in(text) or is_slogan(text, words):
        return False
    return not any(words.any_of(_TABLE, *path).search(text) for path in (("skies", "signs"), ("teams", "lines")))


def _goes_on(above: Sequence[Labelled], row: Labelled, words: Lexicon) -> bool:
    """Whether a row is the next line of an address that was wrapped."""
    before = next((one for one in reversed(above) if _in_column(one, row)), None)
    if before is None or not (before.kind == "address" or _is_place(before.value, words)):
        return False
    return _may_follow(before, row, words) and _ends_a_place(row.value, words)


def _may_follow(before: Labelled, row: Labelled, words: Lexicon) -> bool:
    if (
        row.is_cut
        or (_A_GROUP.fullmatch(row.value) and not before.value.endswith(_OF_GROUPS))
        or (not _is_free(row.value, words) and not _TAIL.fullmatch(row.value))
    ):
        return False
    if not _HAS_HAN.search(row.value) and not _TAIL.fullmatch(row.value):
        return False
    small, large = sorted((before.height, row.height))
    if (
        large > _LIKE * small
        or row.top - before.bottom > _BELOW * small
        or _begins_anew(before.value, row.value, words)
    ):
        return False
    letter = row.height * 0.8
    at_left, at_right = abs(row.left - before.left) <= 2 * letter, abs(row.right - before.right) <= 2 * letter
    longer = (at_left and row.right > before.right + 2 * letter) or (at_right and row.left < before.left - 2 * letter)
    return not longer or before.value.endswith(_LEVELS)  # a line that is not full was not wrapped


def _begins_anew(before: str, text: str, words: Lexicon) -> bool:
    """Whether a line is an address of its own: it names its city and county again, or a county behind a firm's name."""
    if not _REGION_FIRST.match(text):
        return False
    firm = words.any_of(_TABLE, "places", "names").search(before[-3:]) is not None
    return firm or (_WITH_COUNTY.match(text) is not None and _A_COUNTY.search(before) is not None)


def _in_column(first: Labelled, row: Labelled) -> bool:
    """Whether a row below may be the next line of an address: flush with it, centred like it, or behind its label."""
    most = _ALIGNED * min(first.height, row.height)
    flush = abs(row.left - first.left) <= most or abs(row.right - first.right) <= most
    centred = abs(row.left + row.right - first.left - first.right) <= 2 * most
    below = row.top >= first.top + 0.5 * first.height
    return below and (flush or centred or ((bool(first.kind) or first.is_cut) and first.left < row.left < first.right))


def _ends_a_place(text: str, words: Lexicon) -> bool:
    ends = (words.any_of(_TABLE, "places", key) for key in ("parts", "names", "near"))
    return any(end.search(text) for end in ends)


def _clean(address: str) -> str | None:
    text = address.strip(_STROKES).rstrip(_STROKES + "一")
    bare = _LEADING.sub("", text)
    text = bare if _REGION_FIRST.match(bare) else text
    least = _LEAST_REGION if _REGION_FIRST.match(text) else _LEAST
    return text if len(text) >= least and not _NO_ADDRESS.search(text) else None
