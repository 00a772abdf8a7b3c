"""Long texts are cut where a reader pauses; put together they are the text, and no piece is too long."""

from __future__ import annotations

import random
import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.splitting import size, split_text

WORDS = (
    *("检查了青石市锦川铸造有限公司", "除尘设施正常", "共查点位", "（见附件）", "三百二十", "郝大川", "@罗青"),
    *("1,234.5吨", "20:00", "95%", "PM2.5", "10-21", "http://a.example/b"),
    *("，", "。", "！”", "；", "\n", "\r\n", "、", "：", " "),
    *("👨‍👩‍👧", "👍🏽", "🇨🇳", "e\u0301", "\ud83d", "1️⃣"),
)
NAMES = ("郝大川", "青石市锦川铸造有限公司")


def some_text(dice: random.Random) -> str:
    return "".join(dice.choice(WORDS) * dice.choice((1, 1, 1, 3)) for _ in range(dice.randrange(1, 400)))


def test_ten_thousand_texts_are_cut_within_the_limit_and_lose_nothing() -> None:
    dice = random.Random(8)
    for _ in range(10_000):
        text, limit = some_text(dice), dice.choice((60, 200, 700, 2_000))
        pieces = split_text(text, limit, first=limit - dice.randrange(30), names=NAMES)
        assert "".join(pieces) == text
        assert all(0 < size(piece) <= limit for piece in pieces)


def test_no_name_number_word_or_emoji_is_cut() -> None:
    dice = random.Random(9)
    for _ in range(1_000):
        text = some_text(dice)
        pieces = split_text(text, 300, names=NAMES)
        for before, after in pairwise(pieces):
            joint = before[-12:] + after[:12]
            for name in (*NAMES, "PM2.5", "1,234.5", "👨‍👩‍👧", "👍🏽", "http", "1️⃣", "\r\n"):
                at = joint.find(name)
                while at >= 0:
                    assert not at < len(before[-12:]) < at + len(name), (name, before, after)
                    at = joint.find(name, at + 1)
            assert unicodedata.category(after[0]) not in ("Mn", "Me")
            assert not re.search(r"\d\Z", before) or not re.match(r"\d|[.,:%]\d", after)
            assert (len(before) - len(before.rstrip("🇨🇳"))) % 2 == 0


@given(st.text(max_size=600), st.integers(4, 80))
def test_any_text_whatever_is_cut_within_the_limit_and_loses_nothing(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert all(size(piece) <= limit for piece in pieces)
    assert all(pieces) or pieces == ("",)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("短。", 60, ("短。",)),
        ("", 60, ("",)),
        ("第一句，有两段。第二句也有，两段。", 30, ("第一句，有两段。", "第二句也有，两段。")),
        ("他说：“好。”然后走了很远。", 27, ("他说：“好。”", "然后走了很远。")),
        ("一组 甲\n二组 乙，丙\n三组 丁", 30, ("一组 甲\n二组 乙，丙\n", "三组 丁")),
        ("甲乙丙丁，戊己庚辛，壬癸", 30, ("甲乙丙丁，戊己庚辛，", "壬癸")),
        ("甲乙丙共有12345家", 18, ("甲乙丙共有", "12345家")),
        ("请郝大川马上回话", 9, ("请", "郝大川", "马上回", "话")),
        ("123456789", 4, ("1234", "5678", "9")),
    ],
)
def test_where_the_cut_falls(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert split_text(text, limit, names=NAMES) == pieces


def test_a_text_of_a_megabyte_is_cut_in_time_that_grows_with_its_length() -> None:
    for unit in ("\n", "”", "一", "1", "🇨🇳", "a\u0301", "检查。"):
        text = unit * (300_000 // len(unit))
        assert "".join(split_text(text, 2_000, names=NAMES)) == text
