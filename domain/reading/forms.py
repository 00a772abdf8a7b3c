"""Forms: what is written as 栏目:内容, in any punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property

from domain.alternations import alternation
from domain.lexicons import Lexicon

_FIELDS = ("labels", "location_labels", "county_labels", "type_labels", "team_labels", "time_labels", "problem_labels",
           "verdict_labels", "remedy_labels", "past_labels")  # fmt: skip


@dataclass(frozen=True)
class Form:
    """The fields of a form by kind of label; `past` is what it says of earlier problems."""

    place: str = ""
    location: str = ""
    county: str = ""
    type: str = ""
    team: str = ""
    time: str = ""
    problem: str = ""
    verdict: str = ""
    remedy: str = ""
    past: str = ""

    @cached_property
    def is_filled(self) -> bool:
        """Whether it is a form at all: at least two fields, one of them the place or the problem."""
        if not (self.place or self.location or self.problem):
            return False
        return sum(bool(getattr(self, one.name)) for one in fields(self)) >= 2


NO_FORM = Form()


class FormPatterns:
    """The labels of forms, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["places"]
        self.kinds = [(key, re.compile(f"(?:{alternation(table[key])})$")) for key in _FIELDS]
        labels = alternation([entry for key in _FIELDS for entry in table[key]])
        blanks = "\\s{0,8}"
        number = "(?:[（]?[\\d一二三四五六七八九十]{1,2}[）.、．）]?\\s{0,8}|[①-⑳]|[-*•·#]\\s?)?"
        self.label = re.compile(
            f"(?:^|[\\n，。；！|#\\s）]|(?=[【「])){blanks}{number}"
            f"(?:[【「]{blanks}(?P<b>{labels}){blanks}[】」][:：]?|(?P<k>{labels}){blanks}[：:=])"
        )


def read_form(text: str, patterns: FormPatterns) -> Form:
    """The fields of a canonical text; NO_FORM when it has none."""
    matches = list(patterns.label.finditer(text))
    if not matches:
        return NO_FORM
    values: dict[str, list[str]] = {}
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        label = match.group("b") or match.group("k")
        kind = _kind(label, patterns)
        value = text[match.end() : end].strip(" \n，。；|#")
        if value:
            values.setdefault(kind, []).append(value)
    joined = {kind: "\n".join(found) for kind, found in values.items() if kind != "place"}
    return Form(place=values.get("place", [""])[0], **joined)


def _kind(label: str, patterns: FormPatterns) -> str:
    """The field that a label names; the past and the place go before the looser labels."""
    for key, pattern in reversed(patterns.kinds):
        if pattern.match(label):
            return {"labels": "place"}.get(key, key.removesuffix("_labels"))
    return "problem"
