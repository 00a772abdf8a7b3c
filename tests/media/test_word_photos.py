"""Which photos of a Word file look the same."""

from __future__ import annotations

import io
import random
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageDraw

from bot.media import word_photos
from bot.media.word_photos import compare_in_word
from documents.word_papers import photos_of_word

pytest.importorskip("numpy")


def drawn(seed: int, quality: int = 85, size: tuple[int, int] = (960, 720)) -> bytes:
    """A picture of many boxes; the same seed is the same picture."""
    dice, image = random.Random(seed), Image.new("RGB", (960, 720), "lightblue")
    for _ in range(120):
        x, y = dice.randrange(960), dice.randrange(720)
        box = (x, y, x + dice.randrange(10, 200), y + dice.randrange(10, 150))
        ImageDraw.Draw(image).rectangle(box, fill=(dice.randrange(256), dice.randrange(256), dice.randrange(256)))
    out = io.BytesIO()
    image.resize(size).save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    document = docx.Document()
    for photo in (drawn(1), drawn(2), drawn(1), drawn(1, 50, (640, 480)), drawn(3)):
        document.add_picture(io.BytesIO(photo))
    document.save(str(tmp_path / "case.docx"))
    return tmp_path / "case.docx"


def test_a_photo_that_was_compressed_again_is_the_same(file: Path) -> None:
    assert len(list(photos_of_word(file))) == 4  # the same bytes are one picture
    found = compare_in_word(file)
    assert found["alike"] == [(1, 3)]
    assert [side for side, _ in found["looks"]] == [720, 720, 480, 720]
    assert all(sharpness > 100 for _, sharpness in found["looks"])


def test_what_was_not_compared_in_time_is_different(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_photos, "SECONDS", 0.0)
    assert compare_in_word(file) == {"alike": [], "looks": []}
