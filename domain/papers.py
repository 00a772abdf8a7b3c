"""Reading of papers: which message hands one in, which document is one (seed 002, 五(三), 附件3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from domain.descriptions import READ_AT_MOST, Rows, has_description, nonspace
from domain.lexicons import Lexicon
from domain.messages import Kind, Message, spoken
from domain.obligation_rules import ObligationRule
from domain.rosters import SPEAKING_ROLES, Group, Person, Room
from domain.submissions import DAY_PAPERS, Paper

#: Cells that a form's empty row may have filled in: its number, its team.
_CELLS_OF_BLANK_ROW = 2

_CITY_ENDINGS = ("市", "地区", "盟", "州")


def paper_of(
    message: Message, sender: Person, room: Room | None, lexicon: Lexicon, group: Group | None = None
) -> Paper | None:
    """The paper that a leader or liaison hands in with this message; None when it is none.

    Any room will do, and a private message. `group` is the sender's own: a file or text that names
    another city than its city is none. Covering notes, drafts and templates are none.
    """
    if sender.role not in SPEAKING_ROLES or sender.group is None:
        return None
    table = lexicon.tables["papers"]
    if message.kind is Kind.FILE:
        return _paper_of_name(message.file_name or message.text, group, table)
    if message.kind is Kind.TEXT:
        return _paper_of_text(spoken(message.text)[:READ_AT_MOST], group, table)
    return None


def named_by_rule(name: str, rules: Iterable[ObligationRule], lexicon: Lexicon) -> str | None:
    """The key of the rule that a file's name names by a word of the profile; drafts and templates are none."""
    folded = _folded(name)
    if any(word in folded for word in lexicon.tables["papers"]["drafts"]):
        return None
    named = (r.key for r in rules if any(_folded(word) in folded for word in (r.name, *r.words)))
    return next(named, None)


def may_be_paper(message: Message, sender: Person, lexicon: Lexicon, group: Group | None = None) -> bool:
    """Whether a Word file whose name says nothing (新建 Microsoft Word 文档.docx) is worth reading for a paper."""
    table, name = lexicon.tables["papers"], _folded(message.file_name or message.text).lower()
    if message.kind is not Kind.FILE or sender.role not in SPEAKING_ROLES or sender.group is None:
        return False
    telling = (*table["drafts"], *table["handover_form"]["pushed"])
    return (
        name.endswith(".docx")
        and not any(word in name for word in telling)
        and _paper_of_name(name, group, table) is None
        and not _is_of_other_city(name, group, table["cities"])
    )


def paper_in(rows: Rows, lexicon: Lexicon, group: Group | None = None) -> Paper | None:
    """The paper that a document is by its words, whatever its file is called; templates and drafts are none."""
    table = lexicon.tables["papers"]
    text = "\n".join(cell for row in rows for cell in row)[:READ_AT_MOST]
    folded, title = _folded(text), _folded("".join(rows[0])) if rows else ""
    if re.search(table["placeholder_pattern"], folded) or any(word in title for word in table["drafts"]):
        return None
    if _is_case(text, folded, group, table):
        return Paper.TYPICAL_CASE
    if (
        _has_entries(rows)
        and _is_titled(title, group, table)
        and not _is_of_other_city(_folded("".join("".join(row) for row in rows[:2])), group, table["cities"])
    ):
        return Paper.HANDOVER_FORM
    return Paper.HANDOVER_FORM if _is_form(text, folded, group, table) else None


def names_other_city(text: str, group: Group | None, lexicon: Lexicon) -> bool:
    """Whether a paper's fixed sentence (驻X市暗访核查组) names another city than the group's."""
    found = re.search(lexicon.tables["papers"]["typical_case"]["sentence_pattern"], _folded(text))
    return found is not None and group is not None and not _is_own(found["city"], group)


def is_caption(text: str, lexicon: Lexicon) -> bool:
    """A few words between a case and its photos (现场照片如下), which do not part them."""
    table = lexicon.tables["papers"]["photos"]
    return nonspace(text) <= table["longest_caption"] and re.search(table["captions_pattern"], text) is not None


def says_nil(text: str, lexicon: Lexicon) -> bool:
    """Whether a text that hands a form in says in so many words that there is none."""
    return re.search(lexicon.tables["papers"]["handover_form"]["nil_pattern"], _folded(text[:READ_AT_MOST])) is not None


def named_papers(text: str, lexicon: Lexicon) -> tuple[Paper, ...]:
    """The papers that a text names, in their order; empty when it names none."""
    folded, table = _folded(text), lexicon.tables["papers"]
    if re.search(table["naming"]["pair_pattern"], folded):
        return DAY_PAPERS
    return tuple(paper for paper in Paper if re.search(table[paper.value]["names_pattern"], folded))


def named_groups(text: str, groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups whose city a text names, with or without its 市, or whose key it gives as a word."""
    words = set(re.findall(r"[a-z0-9_-]+", text.lower()))
    return tuple(group for group in groups if short_city(group) in text or group.key.lower() in words)


def short_city(group: Group) -> str:
    """The city's name without its 市."""
    for ending in _CITY_ENDINGS:
        if len(group.city) > len(ending) + 1 and group.city.endswith(ending):
            return group.city.removesuffix(ending)
    return group.city


def declares_delivered(text: str, lexicon: Lexicon) -> bool:
    """Whether a dispatcher records that papers came: 已交 <组> [附件2|附件3]."""
    table, words = lexicon.tables["papers"]["delivered"], _unaddressed(text)
    return (
        len(words) <= table["longest"]
        and re.search(table["pattern"], words) is not None
        and not any(word in words for word in table["not_words"])
    )


def opens_or_closes_delivered(text: str, lexicon: Lexicon) -> bool:
    """Whether 已交 is the first or last word: said as a record, not in passing."""
    pattern, words = lexicon.tables["papers"]["delivered"]["pattern"], _unaddressed(text)
    return re.match(pattern, words) is not None or re.search(f"(?:{pattern})[了。.!]{{0,2}}$", words) is not None


def names_all_groups(text: str, lexicon: Lexicon) -> bool:
    return any(word in text for word in lexicon.tables["papers"]["delivered"]["all_groups"])


def _paper_of_name(name: str, group: Group | None, table: Mapping[str, Any]) -> Paper | None:
    folded = _folded(name)
    if any(word in folded for word in table["drafts"]) or _is_of_other_city(folded, group, table["cities"]):
        return None
    if re.search(table["typical_case"]["names_pattern"], folded):
        return Paper.TYPICAL_CASE
    if re.search(table["round_report"]["names_pattern"], folded):
        return Paper.ROUND_REPORT
    form = table["handover_form"]
    found = {match.group() for match in re.finditer(form["names_pattern"], folded)}
    if not found or (found == {"问题清单"} and any(word in folded for word in form["pushed"])):
        return None
    return Paper.HANDOVER_FORM


def _paper_of_text(text: str, group: Group | None, table: Mapping[str, Any]) -> Paper | None:
    folded = _folded(text)
    if re.search(table["placeholder_pattern"], folded):
        return None
    if _is_case(text, folded, group, table):
        return Paper.TYPICAL_CASE
    return Paper.HANDOVER_FORM if _is_form(text, folded, group, table) else None


def _is_case(text: str, folded: str, group: Group | None, table: Mapping[str, Any]) -> bool:
    case = table["typical_case"]
    if len(folded) < case["shortest_text"]:
        return False
    sentence = re.search(case["sentence_pattern"], folded)
    if sentence is not None:
        return group is None or _is_own(sentence["city"], group)
    if not has_description(text, table):
        return False
    return not _is_of_other_city(folded, group, table["cities"])


def _is_form(text: str, folded: str, group: Group | None, table: Mapping[str, Any]) -> bool:
    form = table["handover_form"]
    if re.search(form["nil_pattern"], folded) and not _is_of_other_city(folded, group, table["cities"]):
        return True
    title = _folded(text.strip().split("\n", 1)[0])
    entry = re.search(r"[:：]", title)
    title = title[: entry.start()] if entry else title
    return _is_titled(title, group, table) and re.search(form["entry_pattern"], text) is not None


def _is_titled(title: str, group: Group | None, table: Mapping[str, Any]) -> bool:
    """Whether a folded first line is the title of a form of this group."""
    form = table["handover_form"]
    return (
        len(title) <= form["title_longest"]
        and re.search(form["title_pattern"], title) is not None
        and not any(word in title for word in form["not_titles"])
        and not _is_of_other_city(title, group, table["cities"])
    )


def _has_entries(rows: Rows) -> bool:
    """Whether a table below its head has a row that is filled in, not only numbered."""
    filled = [row for row in rows if sum(bool(cell.strip()) for cell in row) > _CELLS_OF_BLANK_ROW]
    return len(filled) > 1


def _is_of_other_city(folded: str, group: Group | None, table: Mapping[str, Any]) -> bool:
    """Whether a title says that it is another city's: 驻X市, X组 at its head."""
    if group is None or f"驻{short_city(group)}" in folded:
        return False
    stationed = re.search(table["stationed_pattern"], folded)
    if stationed is not None:
        return not _is_own(stationed["city"], group)
    leading = re.search(table["leading_pattern"], folded)
    if leading is None or any(leading["city"].endswith(word) for word in table["not_cities"]):
        return False
    return not _is_own(leading["city"], group)


def _is_own(city: str, group: Group) -> bool:
    """Whether a name, with or without 市, is the group's city or one of its county towns."""
    own = {short_city(group), *(county.removesuffix("市") for county in group.counties)}
    return city.removesuffix("市") in own


def _folded(text: str) -> str:
    """Full width to half width, without white space: for comparing, never for keeping."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unaddressed(text: str) -> str:
    """Folded, without the names that are @-ed."""
    return _folded(re.sub(r"@[^\s\u2005]+[\s\u2005]*", "", spoken(text)[:READ_AT_MOST]))
