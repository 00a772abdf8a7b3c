"""A text that the platform would cut off is said in marked parts."""

from __future__ import annotations

from documents.parts import LIMIT_BYTES, part_mark, parts_of
from domain.splitting import size


def test_a_text_that_fits_is_one_part_without_a_mark() -> None:
    assert parts_of("请今晚8点前报送。") == ("请今晚8点前报送。",)
    assert parts_of("") == ()
    assert len(parts_of("满" * (LIMIT_BYTES // 3))) == 1


def test_a_long_text_is_said_in_parts_that_together_are_the_text() -> None:
    text = "".join(f"第{n}句话说的是同一件事情。" for n in range(150))
    parts = parts_of(text)
    assert [part[:5] for part in parts] == [f"（{n}/{len(parts)}）" for n in range(1, len(parts) + 1)]
    assert "".join(part.removeprefix(part_mark(n, len(parts))) for n, part in enumerate(parts, 1)) == text
    assert all(size(part) <= LIMIT_BYTES for part in parts)
    assert all(part.endswith("。") for part in parts)
    assert len(parts) <= 1 + 2 * size(text) // LIMIT_BYTES


def test_the_first_part_leaves_room_for_those_who_are_called() -> None:
    text = "一句话。" * 300
    assert size(parts_of(text, called=5)[0]) <= LIMIT_BYTES - 500
    assert size(parts_of(text, called=500)[0]) <= 500
