"""Manners: what a text that reports no place is for."""

from __future__ import annotations

from enum import StrEnum

from domain.lexicons import Lexicon


class Manner(StrEnum):
    """What a text is to the record of the day."""

    REPORT = "report"  # a place and what was found there
    CORRECTION = "correction"  # 更正
    ADDITION = "addition"  # 补充
    DETAIL = "detail"  # a problem without a place: of the visit before, if it is close
    CAPTION = "caption"  # says whose picture it is, or what it shows
    ANSWER = "answer"  # a county or a name, said by itself
    OFF_TOPIC = "off_topic"  # disowns the picture before it: food, scenery, 发错了
    OPENING = "opening"  # names a place; what was found there is to follow
    REMARK = "remark"  # all other talk


def is_notice(text: str, lexicon: Lexicon) -> bool:
    """Whether a text is forwarded, drafted or a template, and so nobody's own check."""
    return any(lexicon.any_of("manners", key).search(text) for key in ("notice_heads", "placeholders", "formats"))


def is_courtesy(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.any_of("manners", "courtesies").search(text))


def is_correction(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.any_of("manners", "corrections").search(text[:60]))


def is_addition(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.any_of("manners", "additions").search(text))


def is_off_topic(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.any_of("manners", "off_topic").search(text))


def points(text: str, lexicon: Lexicon) -> bool:
    """Whether a text points at a picture (上图, 这张, 补拍 …) or is a caption by its form."""
    return bool(
        lexicon.any_of("manners", "pointing").search(text) or lexicon.any_of("manners", "captions_only").search(text)
    )


def asks(text: str, lexicon: Lexicon) -> bool:
    """Whether a text asks or orders instead of telling."""
    return bool(lexicon.any_of("manners", "questions").search(text) or lexicon.any_of("manners", "orders").search(text))


def tells_of_others(text: str, lexicon: Lexicon) -> bool:
    """Whether a text sums up, plans ahead, or talks of what was checked before."""
    says = lexicon.any_of
    if says("manners", "summaries").search(text):
        return True
    late = says("manners", "report_late").search(text)
    return bool(says("manners", "yesterday").search(text)) and not late


def witnesses(text: str, lexicon: Lexicon) -> bool:
    """Whether a text speaks of people and papers of a check (企业来人, 执照, 采样)."""
    return bool(lexicon.any_of("manners", "witnesses").search(text))


def names_first(text: str, lexicon: Lexicon) -> bool:
    """Whether a text begins by telling what the place before is called (厂名某某公司)."""
    return bool(lexicon.any_of("manners", "naming").match(text))


def plans(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.any_of("manners", "plans").search(text))


def without_denials(text: str, lexicon: Lexicon) -> str:
    """A correction without what it takes back (不是某某县)."""
    return lexicon.any_of("manners", "denials").sub(" ", text)
