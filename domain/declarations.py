"""What somebody says of papers that went by mail: 已邮, 附件3已发邮箱 … and of which papers he says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.lexicons import Lexicon
from domain.messages import spoken
from domain.papers import named_papers
from domain.submissions import DAY_PAPERS, Paper

_READ_AT_MOST = 400  # characters: whoever declares says it in a line
_CALL = re.compile(r"@[^\s\u2005]+[\s\u2005]*")
_PARTED = re.compile(r"附\s{0,2}件\s{0,2}(?=[\d二三])")
_BREAK = re.compile(r"[,;!。\s]+|(?<!\d)\.|\.(?!\d)")
_DECORATION = re.compile(r"\[[^\[\]]{1,6}\]|[^\w:、()./?-]")


def mailed_papers(text: str, lexicon: Lexicon, cities: Iterable[str] = ()) -> tuple[Paper, ...] | None:
    """The papers of which a text says that they went by mail: all where it names nothing; None where it does not so.

    Empty where it names something that is no paper (照片已邮). `cities` are names of groups, which name no paper.
    A clause says so if the words stand in it with nothing behind them but where to, and nothing before them that
    makes it a wish, a doubt or hearsay. A paper is meant where its own clause says so.
    """
    table = lexicon.tables["papers"]["mailed"]
    clauses = _clauses(text)
    whole = "".join(clauses)
    if not clauses or len(whole) > table["longest"] or any(word in whole for word in table["not_words"]):
        return None
    if any(clause in table["doubts"] for clause in clauses):
        return None
    said = [clause for clause in clauses if _says_mailed(clause, lexicon)]
    if not said:
        return None
    others = [clause for clause in clauses if clause not in said]
    if not _named(clauses, lexicon) and _is_of_something_else(said, others, cities, lexicon):
        return None if any(word in whole for word in table["not_papers"]) else ()
    return _papers_of(said, others, lexicon, table)


def _is_of_something_else(said: Sequence[str], others: Sequence[str], cities: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether, of texts that name no paper, what was mailed is named all the same."""
    table = lexicon.tables["papers"]["mailed"]
    if any(word in clause for clause in others for word in table["not_alone"]):
        return True
    subjects = (clause[: found.start()] for clause in said for found in _mailed_at(clause, lexicon)[:1])
    names = "|".join(re.escape(city) for city in cities) or "(?!)"
    return any(re.fullmatch(table["subject_pattern"], re.sub(names, "", one)) is None for one in subjects)


def _papers_of(
    said: Sequence[str], others: Sequence[str], lexicon: Lexicon, table: Mapping[str, Any]
) -> tuple[Paper, ...] | None:
    """The papers named where it is said; else those named beside it (附件3太大，已邮), but for those not done."""
    named = _named(said, lexicon)
    if not named:
        undone = _named([clause for clause in others if _is_doubtful(clause, table)], lexicon)
        named = (_named(others, lexicon) - undone) or (set(DAY_PAPERS) - undone)
    return tuple(paper for paper in Paper if paper in named) or None


def _named(clauses: Sequence[str], lexicon: Lexicon) -> set[Paper]:
    return {paper for clause in clauses for paper in named_papers(clause, lexicon)}


def _clauses(text: str) -> list[str]:
    """The clauses of what is said itself, in NFKC, without names called, faces and white space."""
    words = unicodedata.normalize("NFKC", _CALL.sub("", spoken(text)[:_READ_AT_MOST]))
    words = _PARTED.sub("附件", words)
    return [clause for piece in _BREAK.split(words) if (clause := _DECORATION.sub("", piece))]


def _says_mailed(clause: str, lexicon: Lexicon) -> bool:
    return bool(_mailed_at(clause, lexicon))


def _mailed_at(clause: str, lexicon: Lexicon) -> list[re.Match[str]]:
    """Where a clause says that something went by mail."""
    table = lexicon.tables["papers"]["mailed"]
    return [
        found
        for found in lexicon.any_of("papers", "mailed", "words").finditer(clause)
        if not _is_doubtful(clause[: found.start()], table)
        and re.fullmatch(table["endings_pattern"], clause[found.end() :]) is not None
    ]


def _is_doubtful(words: str, table: Mapping[str, Any]) -> bool:
    return any(word in words for word in table["not_before"])
