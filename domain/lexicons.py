"""Lexicons: the wordings that reading goes by, as data (domain/lexicons/*.toml).

An entry is a small regular expression; nobody but the house writes them, and none may nest quantifiers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from domain.alternations import alternation


@dataclass(frozen=True)
class Defect:
    """A kind of problem: what it is about, what may be wrong with it, and the categories it touches.

    `thing` is None where the fault says it all. `consequence` marks what follows from another
    defect (粉尘弥漫) and is no problem of its own beside one; `single`: all clauses of the kind are one problem;
    `context` is what else the text must speak of; `unless` is what, said in the clause, makes it another kind's.
    """

    name: str
    category: str
    also: tuple[str, ...]
    thing: re.Pattern[str] | None
    fault: re.Pattern[str]
    consequence: bool
    single: bool
    context: re.Pattern[str] | None
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Lexicon:
    """All wordings of a campaign. `tables` holds each lexicon file's parsed table by the file's stem."""

    tables: Mapping[str, Mapping[str, Any]]
    _patterns: dict[tuple[str, ...], re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    def any_of(self, table: str, *keys: str) -> re.Pattern[str]:
        """One pattern that finds any entry of the list `keys` leads to in a table, longer entries first.

        Raises KeyError for a list that is not there.
        """
        path = (table, *keys)
        pattern = self._patterns.get(path)
        if pattern is None:
            entries = _entries(self.tables[table], keys)
            pattern = re.compile(alternation(entries))
            self._patterns[path] = pattern
        return pattern

    @cached_property
    def defects(self) -> tuple[Defect, ...]:
        """The kinds of problem, in the order in which they are asked."""
        table = self.tables["defects"]
        general = alternation(table["faults"])
        return tuple(_defect(entry, general) for entry in table["defects"])

    @cached_property
    def spans(self) -> Mapping[str, timedelta]:
        """The time spans of assembly by name."""
        return {name: timedelta(seconds=seconds) for name, seconds in self.tables["assembly"]["spans"].items()}

    @cached_property
    def _spellings(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        table = self.tables.get("spellings", {})
        pairs = {wrong: right for part in table.values() for wrong, right in part.items()}
        return re.compile(alternation([re.escape(wrong) for wrong in pairs])), pairs

    def respelled(self, text: str) -> str:
        """The text with slips of dictation and of dialect put right; as long as before."""
        pattern, pairs = self._spellings
        return pattern.sub(lambda match: pairs[match.group()], text)

    @cached_property
    def hints(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """What a clause is about where no kind of problem fits it: (category, words), in the order they are asked."""
        table = self.tables["defects"]
        return tuple((entry["category"], re.compile(alternation(entry["words"]))) for entry in table["hints"])

    @cached_property
    def priors(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """What the problems of a kind of place are mostly about: (category, names), in the order they are asked."""
        table = self.tables["defects"]
        return tuple((entry["category"], re.compile(alternation(entry["names"]))) for entry in table["priors"])

    @cached_property
    def general_faults(self) -> re.Pattern[str]:
        """Words for something being wrong, whatever it is."""
        return re.compile(alternation(self.tables["defects"]["faults"]))

    @cached_property
    def any_fault(self) -> re.Pattern[str]:
        """Whatever any kind of problem takes for a fault: a clause without it needs no closer look."""
        own = {fault for entry in self.tables["defects"]["defects"] for fault in entry.get("faults", ())}
        return re.compile(alternation(sorted(own | set(self.tables["defects"]["faults"]))))

    @cached_property
    def things(self) -> re.Pattern[str]:
        """Whatever a check of the trade is about: 集气罩, 台账, 裸土 …"""
        entries = {thing for entry in self.tables["defects"]["defects"] for thing in entry.get("things", ())}
        return re.compile(alternation(sorted(entries)))


def _entries(table: Mapping[str, Any], keys: tuple[str, ...]) -> list[str]:
    """The list at the end of a path of keys."""
    found: Any = table
    for key in keys:
        found = found[key]
    return list(found)


def _defect(entry: Mapping[str, Any], general: str) -> Defect:
    things: list[str] = entry.get("things", [])
    faults: list[str] = entry.get("faults", [])
    fault = alternation(faults) if faults else general
    if entry.get("general") and faults:
        fault = f"(?:{fault}|{general})"
    return Defect(
        name=entry["name"],
        category=entry["category"],
        also=tuple(entry.get("also", ())),
        thing=re.compile(alternation(things)) if things else None,
        fault=re.compile(fault),
        consequence=bool(entry.get("consequence", False)),
        single=bool(entry.get("single", False)),
        context=re.compile(alternation(entry["context"])) if "context" in entry else None,
        unless=re.compile(alternation(entry["unless"])) if "unless" in entry else None,
    )


def parse(tables: Mapping[str, Mapping[str, Any]]) -> Lexicon:
    """The lexicon made of `tables`: {stem of the TOML file: its parsed table}.

    Raises re.error for an entry that is no pattern.
    """
    return Lexicon(tables=dict(tables))
