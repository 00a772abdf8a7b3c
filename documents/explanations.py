"""来源: a visit with the messages it was made of, and the words behind each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documents.corrections import history_lines
from documents.lines import OUTCOMES, clock_of, day_name, shorten, team_name, urgent_mark
from domain.edits import Edit
from domain.explanations import Basis, Field, Reason
from domain.messages import Kind
from domain.rosters import Person
from domain.visits import Link, Part, Visit

NO_SUCH_VISIT = "没有这个编号的记录，请核对，例：来源#12"
_WITHDRAWN = "这条记录的消息都已撤回，不再计入。"
_SHELVED = "这条记录已撤销，不再计入。"
_WORDS = 56  # half-widths of the words behind a field
_SAID = 80  # half-widths of a message

FIELDS = {
    Field.PLACE: "点位",
    Field.COUNTY: "县区",
    Field.TEAM: "小组",
    Field.INDUSTRIAL: "工业企业",
    Field.LOOKBACK: "回头看",
    Field.OUTCOME: "结果",
    Field.URGENT: "紧急",
    Field.CATEGORIES: "类别",
    Field.PROBLEMS: "问题数",
}
PARTS = {
    Part.WORDS: "文字",
    Part.PHOTO: "照片",
    Part.VIDEO: "视频",
    Part.PIN: "定位",
    Part.CAPTION: "图注",
    Part.ADDITION: "补充",
    Part.CORRECTION: "更正",
    Part.REPEAT: "重发",
}


def explanation_text(
    visit: Visit,
    reasons: Sequence[Reason],
    said: Mapping[str, str],
    edits: Sequence[Edit],
    people: Mapping[str, Person],
    categories: Mapping[str, str],
) -> str:
    """`said` are the texts of the visit's messages by id."""
    head = f"{urgent_mark(visit)}#{visit.number} {shorten(visit.place, 40)}　{day_name(visit.day)}"
    lines = [head, "由这些消息组成："]
    for link, count in _runs(visit.links):
        who = people[link.sender].name if link.sender in people else "名册外"
        what = PARTS[link.part] + (f"×{count}" if count > 1 else "")
        words = f"“{shorten(said.get(link.message_id, ''), _SAID)}”" if link.kind is Kind.TEXT else ""
        lines.append(f"{clock_of(link.at)} {shorten(who, 16)} {what}{words}")
    lines.append("各项依据：")
    for reason in reasons:
        lines.append(f"{FIELDS[reason.field]} {value_text(reason.field, visit, categories)}：{basis_text(reason)}")
    return "\n".join([*lines, *_by_hand(visit, edits, people, categories)])


def withdrawn_text(
    visit: Visit, edits: Sequence[Edit], people: Mapping[str, Person], categories: Mapping[str, str]
) -> str:
    """Of a visit that counts no longer: that its messages or a hand took it back, and what hands did before."""
    head = _SHELVED if visit.hand.shelved else _WITHDRAWN
    return "\n".join([head, *_by_hand(visit, edits, people, categories)])


def _by_hand(
    visit: Visit, edits: Sequence[Edit], people: Mapping[str, Person], categories: Mapping[str, str]
) -> list[str]:
    return ["手工更正：", *history_lines(visit.number or 0, edits, people, categories)] if edits else []


def _runs(links: Sequence[Link]) -> list[tuple[Link, int]]:
    """The links in order of time; pictures of one sender that follow one another are one line."""
    runs: list[tuple[Link, int]] = []
    for link in sorted(links, key=lambda link: link.at):
        last = runs[-1][0] if runs else None
        same = last is not None and (last.part, last.sender) == (link.part, link.sender) and link.kind is not Kind.TEXT
        if same:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((link, 1))
    return runs


def value_text(field: Field, visit: Visit, categories: Mapping[str, str]) -> str:
    """A field's value in words."""
    if field is Field.CATEGORIES:
        return "、".join(categories.get(key, key) for key in sorted(visit.categories))
    if field is Field.PROBLEMS:
        return str(len(visit.findings))
    values = {
        Field.PLACE: shorten(visit.place, 30),
        Field.COUNTY: visit.county or "",
        Field.TEAM: team_name(visit.team),
        Field.OUTCOME: OUTCOMES[visit.outcome],
    }
    return values.get(field, "是")


def basis_text(reason: Reason) -> str:
    """What a value rests on, in words."""
    when = f"{clock_of(reason.at)} " if reason.at else ""
    return {
        Basis.WORDS: f"{when}“{shorten(reason.words, _WORDS)}”",
        Basis.PIN: f"{when}定位“{shorten(reason.words, _WORDS)}”",
        Basis.SENDER: "发的人是这个小组的",
        Basis.MARK: "指挥调度组标的",
        Basis.HAND: "手工更正",
        Basis.NAME: f"{when}按名称判断",
        Basis.WHOLE: f"{when}通读判断" if when else "几条消息合起来判断",
        Basis.NOTHING: "没有消息写明",
    }[reason.basis]
