"""Smaller copies of strangers' photos: upright, bare, and nothing at all of what should not be opened."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from documents.renditions import MOST_PIXELS, renditions_of
from domain.renditions import Fault
from tests.hostile import pictures

ORIENTATION, MAKER = 0x0112, 0x010F


def _file(folder: Path, image: Image.Image, form: str, **more: object) -> Path:
    path = folder / "photo"
    image.save(path, form, **more)
    return path


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_photo_gets_two_sizes_as_jpeg(tmp_path: Path, form: str) -> None:
    made = renditions_of(_file(tmp_path, Image.new("RGB", (3024, 4032), "red"), form))
    paper, thumb = _opened(made["paper"]), _opened(made["thumb"])
    assert (paper.format, paper.size) == ("JPEG", (810, 1080)) == ("JPEG", (made["width"], made["height"]))
    assert (thumb.format, thumb.size) == ("JPEG", (240, 320))


def test_a_small_photo_is_not_made_larger(tmp_path: Path) -> None:
    made = renditions_of(_file(tmp_path, Image.new("RGB", (200, 100)), "JPEG"))
    assert _opened(made["paper"]).size == _opened(made["thumb"]).size == (200, 100)


def test_a_photo_taken_sideways_stands_upright_and_tells_nothing_of_its_phone(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "a phone"
    made = renditions_of(_file(tmp_path, Image.new("RGB", (400, 300)), "JPEG", exif=exif))
    paper = _opened(made["paper"])
    assert paper.size == (300, 400) and not paper.getexif() and b"a phone" not in made["paper"]


def test_what_is_transparent_is_white_as_on_paper(tmp_path: Path) -> None:
    for mode in ("RGBA", "LA", "P"):
        image = Image.new("RGBA", (64, 64), (0, 0, 0, 0)).convert(mode)
        made = renditions_of(_file(tmp_path, image, "PNG", **({"transparency": 0} if mode == "P" else {})))
        assert _opened(made["paper"]).getpixel((32, 32)) == (255, 255, 255), mode


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"no picture at all", Fault.NOT_A_PICTURE),
        (b"", Fault.NOT_A_PICTURE),
        (b"%PDF-1.4\n", Fault.NOT_A_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", Fault.NOT_A_PICTURE),
    ],
)
def test_what_is_no_photo_is_not_opened(tmp_path: Path, content: bytes, fault: Fault) -> None:
    path = tmp_path / "photo"
    path.write_bytes(content)
    assert renditions_of(path) == {"fault": fault}


def test_only_the_four_kinds_that_phones_send_are_opened(tmp_path: Path) -> None:
    for form in ("BMP", "TIFF", "ICO", "PPM", "TGA"):
        assert renditions_of(_file(tmp_path, Image.new("RGB", (64, 64)), form)) == {"fault": Fault.NOT_A_PICTURE}, form


def test_a_picture_of_more_pixels_than_any_phone_takes_is_refused_by_its_head_alone(tmp_path: Path) -> None:
    side = int(MOST_PIXELS**0.5) + 1
    for width, height in ((side, side), (2 * side, 2 * side)):
        path = tmp_path / "bomb"
        path.write_bytes(pictures.png_of_size(width, height))
        assert renditions_of(path) == {"fault": Fault.TOO_LARGE}


def test_a_photo_that_breaks_off_is_refused(tmp_path: Path) -> None:
    noise = Image.effect_noise((800, 600), 90).convert("RGB")
    path = _file(tmp_path, noise, "JPEG")
    path.write_bytes(path.read_bytes()[:9000])
    assert renditions_of(path) == {"fault": Fault.BROKEN}


def test_a_photo_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    assert renditions_of(tmp_path / "gone") == {"fault": Fault.GONE}
