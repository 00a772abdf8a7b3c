"""What a case's description is when somebody makes it as long and as odd as he can."""

from __future__ import annotations

from time import process_time

import pytest

from domain.descriptions import READ_AT_MOST, description_of, rows_of
from tests.domain.test_papers import read
from tests.paper_desk import LEXICON

#: Seconds of the processor that one reading may take on a slow machine; a reading in its square takes minutes.
ENOUGH = 2.0

HOSTILE = [
    [["甲"]] * 5_000,
    [["违法事实"]] * 5_000,
    [["违法事实"] * 5_000, ["\n" * 20_000]],
    [["违法事实\n" * 5_000]],
    [["违法事实" + " " * 100_000 + "甲"]] * 20,
    [["违法事实（" + "甲" * 100_000]] * 20,
    [["一、" + " " * 200_000]],
]


@pytest.mark.parametrize("rows", HOSTILE)
def test_no_document_takes_long_to_read(rows: list[list[str]]) -> None:
    before = process_time()
    description_of(rows, LEXICON)
    assert process_time() - before < ENOUGH


@pytest.mark.parametrize("line", ["甲\n", "违法事实\n", "违法内容描述\n", "\n", "1.\n", "违 法 ", "交办单 \n"])
def test_no_chat_text_takes_long_to_read(line: str) -> None:
    text = "交办单\n" + line * (1_000_000 // len(line))
    before = process_time()
    description_of(rows_of(text), LEXICON)
    read(text)
    assert process_time() - before < ENOUGH


def test_a_chat_text_is_read_as_far_as_a_real_case_goes() -> None:
    read_of_it = description_of(rows_of("违法内容描述：" + "尘" * 50_000), LEXICON)
    assert len(read_of_it) == READ_AT_MOST - len("违法内容描述：")


def test_a_heading_is_told_from_a_sentence_that_begins_like_one() -> None:
    assert description_of(rows_of("前言\n违法事实（不少于150字）：甲\n图1：乙"), LEXICON) == "甲"
    assert description_of(rows_of("违法事实清楚\n违法事实：甲"), LEXICON) == "甲"
