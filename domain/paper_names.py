"""What a campaign calls its papers (附件2, 附表1), put into the wordings by which they are known.

The lexicon writes `$handover_form`, `$typical_case` and `$round_report` where a paper's short name stands,
`$both_papers` for both in one breath (附件2、3), `$any_paper` for either; commands write `$form`, `$case`,
`$roundreport`, and `$papershort` for any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Any

from domain.obligation_rules import ObligationRule
from domain.submissions import DAY_PAPERS, Paper

#: Of each paper its key, its short name and its full one.
PaperNames = tuple[tuple[str, str, str], ...]

_NUMBERED = re.compile(r"(.*?)(\d{1,2})")
_DIGITS = "〇一二三四五六七八九十"
_NOTHING = r"(?!)"
_NOT_LONGER = r"(?!\d|十)"
_AND = "[、,和及/与]{0,2}"
_WORDS = {Paper.HANDOVER_FORM: "form", Paper.TYPICAL_CASE: "case", Paper.ROUND_REPORT: "roundreport"}
_MARK = re.compile(r"\$(handover_form|typical_case|round_report|both_papers|any_paper)")


def paper_names(rules: Iterable[ObligationRule]) -> PaperNames:
    """The names of a profile's papers, as a key for caches and as JSON."""
    return tuple((rule.key, rule.short, rule.name) for rule in rules)


def with_papers(tables: Mapping[str, Mapping[str, Any]], names: PaperNames) -> dict[str, Mapping[str, Any]]:
    """The lexicon's tables, with these names of papers filled in."""
    patterns = {mark.value: _NOTHING for mark in Paper} | {key: _pattern(short, name) for key, short, name in names}
    filled = {**patterns, "both_papers": _both([short for key, short, _ in names if key in DAY_PAPERS])}
    filled["any_paper"] = "|".join(dict.fromkeys(patterns.values()))
    words = dict(tables["commands"]["words"])
    words["paper"] = [*words["paper"], *(re.escape(word) for _, *told in names for word in _said(told))]
    words["papershort"] = [_pattern(short, name) for _, short, name in names] or [_NOTHING]
    for paper, word in _WORDS.items():
        words[word] = [patterns[paper]]
    commands = {**tables["commands"], "words": words}
    return {**tables, "papers": _filled(tables["papers"], filled), "commands": commands}


def short_pattern(short: str) -> str:
    """附件2 as a pattern, which is 附件二 as well, and not 附件21."""
    match = _NUMBERED.fullmatch(_folded(short))
    if match is None or int(match[2]) >= len(_DIGITS):
        return f"(?:{re.escape(_folded(short))})"
    return f"(?:{re.escape(match[1])}(?:{match[2]}|{_DIGITS[int(match[2])]}){_NOT_LONGER})"


def _pattern(short: str, name: str) -> str:
    """The numbered words of a paper's names (附件4 of 附件4 暗访核查报告); its short name where there are none."""
    numbered = [word for word in _said([short, name]) if _NUMBERED.fullmatch(word)]
    return f"(?:{'|'.join(map(short_pattern, numbered or [short]))})"


def _both(shorts: Sequence[str]) -> str:
    """Two names, either of them first; the second may leave out what both begin with (附件2、3)."""
    pairs = []
    for one, other in permutations(shorts, 2):
        first, second = _NUMBERED.fullmatch(_folded(one)), _NUMBERED.fullmatch(_folded(other))
        begins = short_pattern(one).replace(_NOT_LONGER, "")
        follows = short_pattern(other)
        if first and second and first[1] == second[1]:
            follows = follows.replace(re.escape(second[1]), f"(?:{re.escape(second[1])})?", 1)
        pairs.append(f"{begins}{_AND}{follows}")
    return "|".join(pairs) or _NOTHING


def _said(names: Iterable[str]) -> list[str]:
    """The words that a name is made of, as requests are written plainly."""
    return list(dict.fromkeys(_folded(word).lower() for name in names for word in name.split()))


def _filled(value: Any, patterns: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _MARK.sub(lambda mark: f"(?:{patterns[mark[1]]})", value)
    if isinstance(value, Mapping):
        return {key: _filled(part, patterns) for key, part in value.items()}
    return [_filled(part, patterns) for part in value] if isinstance(value, list) else value


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
