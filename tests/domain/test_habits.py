"""Habits of many hands, class by class: what share of small chats and texts is read as a clerk would enter them."""

from __future__ import annotations

import pytest

from tests.domain.habit_cases import HABITS, chats, made
from tests.domain.report_cases import cases
from tests.domain.test_reports import wrong_fields

# All were written before their first run; how many were right then stands behind.
_FLOORS = {
    "late_words": 0.93,  # photos of the morning, their words at noon: 1 of 16
    "pieces": 0.95,  # one fact a message: 5 of 15
    "loans": 0.9,  # who rides with whom, who posts for whom, what was delivered late: 3 of 12
    "twice_told": 0.95,  # a visit told a second time, in order, in captions: 10 of 13
    "no_records": 0.98,  # what looks like a record and is none: 14 of 16
    "other_hands": 0.78,  # a second round, written when the five above were mended: 9 of 15
}
_TEXTS = {
    "turns_of_phrase": 0.75,  # labels and verdicts of other provinces: 11 of 26
    "second_hand": 0.8,  # a second round, written when these were mended: 13 of 26
}


@pytest.mark.parametrize("name", _FLOORS)
def test_the_chats_of_a_habit_make_the_records_a_clerk_would_enter(name: str) -> None:
    found = {chat.title: (made(chat), chat.visits) for chat in chats(name)}
    wrong = {title: pair for title, pair in found.items() if pair[0] != pair[1]}
    assert 1 - len(wrong) / len(found) >= _FLOORS[name], wrong


@pytest.mark.parametrize("name", _TEXTS)
def test_texts_in_the_words_of_other_provinces_are_read_in_every_field(name: str) -> None:
    given = cases(HABITS / f"{name}.txt")
    wrong = {case.text: wrong_fields(case) for case in given if wrong_fields(case)}
    assert 1 - len(wrong) / len(given) >= _TEXTS[name], wrong
