"""The chain of evidence in words: what was seen in the chat, and 群内未见 for the rest."""

from __future__ import annotations

from dataclasses import dataclass

from domain.evidence_chains import Chain, Element

ELEMENTS = {
    Element.VIDEO: "视频",
    Element.PHOTO: "照片",
    Element.WORDS: "文字",
    Element.MATERIALS: "资料",
    Element.INQUIRY: "询问笔录",
    Element.INSPECTION: "勘验笔录",
}
NOT_SEEN = "群内未见"


@dataclass(frozen=True, slots=True)
class Mark:
    """One element: its name, how much of it there is in words, and whether there is any."""

    name: str
    value: str
    is_seen: bool


def marks_of(chain: Chain) -> list[Mark]:
    """All six, in their order."""
    told = []
    for element, name in ELEMENTS.items():
        seen = chain[element]
        value = str(seen.count) if seen.count else "文字提到" if seen.mentioned else NOT_SEEN
        told.append(Mark(name, value, bool(seen)))
    return told


def chain_line(chain: Chain) -> str:
    """证据：视频1、照片3、文字2；资料、询问笔录、勘验笔录群内未见"""
    marks = marks_of(chain)
    seen = "、".join(
        f"{one.name}{one.value if one.value.isdigit() else f'（{one.value}）'}" for one in marks if one.is_seen
    )
    missing = "、".join(one.name for one in marks if not one.is_seen)
    return "证据：" + "；".join(filter(None, (seen, f"{missing}{NOT_SEEN}" if missing else "")))
