"""How alike two pictures are, in words: the bits told are those by which they were found."""

from __future__ import annotations

from documents.picture_hints import alike_text
from domain.likenesses import Hashes, Likeness

PHOTO = Hashes(0, 0)


def test_of_a_screenshot_the_bits_of_what_it_shows_are_told() -> None:
    screenshot = Hashes((1 << 256) - 1, (1 << 256) - 1, inside=Hashes(0b111, 0b1))
    told = ("画面相近", "画面指纹相差：全图 3 位，上部 1 位（各 256 位）")
    assert alike_text(("a", "b"), (PHOTO, screenshot), None) == told
    assert alike_text(("b", "a"), (screenshot, PHOTO), Likeness("a", "b", 3, 1)) == ("看上去相同", told[1])
