"""Perceptual hashes and sharpness: what stays the same in another copy, and what says too little."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from bot.media.hashes import blur_of, hashes_of
from domain.likenesses import COARSE, NEAR, Hashes, are_near, distance

SIZE = (540, 720)
BLURRED = 8.0  # the profile's number


def drawn(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A yard that nobody else has: things before a wall, over a floor of its own."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, (200, 205, 215))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        left, upper = chance.randrange(size[0]), chance.randrange(size[1])
        box = (left, upper, left + chance.randint(15, size[0] // 3), upper + chance.randint(15, size[1] // 3))
        draw.rectangle(box, fill=tuple(chance.randrange(256) for _ in range(3)))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **settings: int) -> Image.Image:
    """The picture as a file that is opened and not loaded yet."""
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return Image.open(file)


def hashed(image: Image.Image) -> Hashes:
    hashes = hashes_of(image)
    assert hashes is not None
    return hashes


def bits_apart(one: Image.Image, other: Image.Image) -> tuple[int, int]:
    first, second = hashed(one), hashed(other)
    return distance(first.whole, second.whole), distance(first.top, second.top)


def printed(image: Image.Image, height: float) -> Image.Image:
    """With a card of a watermark camera at the foot, of so much of the height."""
    copy = image.copy()
    top = round(image.height * (1 - height))
    ImageDraw.Draw(copy).rectangle((20, top, image.width // 2, image.height - 10), fill="white")
    return copy


def test_other_compression_and_another_size_change_a_few_bits() -> None:
    photo = drawn(1)
    for copy in (saved(photo, quality=50), saved(photo.resize((270, 360)), quality=70), saved(photo, "PNG")):
        assert max(bits_apart(saved(photo, quality=85), copy)) <= 8


def test_another_print_leaves_the_upper_part_as_it_was() -> None:
    photo = drawn(2)
    whole, top = bits_apart(saved(printed(photo, 0.27)), saved(printed(photo, 0.12)))
    assert top <= 4 < whole


@pytest.mark.parametrize("seed", range(3))
def test_a_picture_cut_by_four_in_a_hundred_is_near_and_a_stranger_is_not(seed: int) -> None:
    photo, (width, height) = drawn(seed), SIZE
    cut = photo.crop((round(width * 0.04), 0, width, round(height * 0.96)))
    assert are_near(hashed(saved(photo)), hashed(saved(cut)))
    assert not are_near(hashed(photo), hashed(drawn(seed + 100)))


def test_near_ends_at_the_limit_of_either_hash() -> None:
    far = (1 << 256) - 1
    for limit, bits in (("whole", NEAR.whole), ("top", NEAR.top)):
        for more, near in ((0, True), (1, False)):
            differing = ((1 << (bits + more)) - 1) << (256 - COARSE)
            one = Hashes(differing, far) if limit == "whole" else Hashes(far, differing)
            assert are_near(one, Hashes(0, 0)) is near
    fine = (1 << (256 - COARSE)) - 1
    assert are_near(Hashes(fine, fine), Hashes(0, 0)), "the fine bits are not asked"


def test_the_same_pixels_have_the_same_bits_everywhere() -> None:
    """If this must be changed, the hashes of all readings so far are worth nothing any more."""
    assert f"{hashed(drawn(7)).whole:064x}" == "49f0f4669c148b556f7a42f332bd71f6805bb3d617afc587ba974e4894e30d99"


@pytest.mark.parametrize("color", ["black", "white", (120, 130, 90)])
def test_a_flat_picture_has_no_hashes(color: str | tuple[int, int, int]) -> None:
    assert hashes_of(Image.new("RGB", SIZE, color)) is None
    assert hashes_of(saved(Image.new("RGB", SIZE, color))) is None


def test_bare_sky_over_bare_ground_and_a_dark_night_have_no_hashes() -> None:
    sky = Image.new("RGB", SIZE, (170, 190, 215))
    ImageDraw.Draw(sky).polygon([(0, 300), (540, 315), (540, 720), (0, 720)], fill=(110, 90, 70))
    assert hashes_of(saved(sky, quality=60)) is None
    night = Image.effect_noise(SIZE, 14).point(lambda gray: max(0, gray - 118))
    assert hashes_of(saved(night, quality=60)) is None


def test_an_empty_upper_part_with_things_below_has_no_hashes() -> None:
    photo = drawn(3)
    ImageDraw.Draw(photo).rectangle((0, 0, 540, 504), fill=(200, 205, 215))
    assert hashes_of(photo) is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr"])
def test_pictures_of_every_kind_are_read(mode: str) -> None:
    photo = drawn(4)
    if mode in ("I;16", "I", "F"):
        gray = photo.convert("L").convert("I").point(lambda value: value * 256)
        other = gray.convert("F") if mode == "F" else Image.frombytes("I;16", SIZE, _low_bytes(gray))
        other = gray if mode == "I" else other
    else:
        other = photo.convert(mode)
    assert max(bits_apart(photo, other)) <= (40 if mode in ("1", "P") else 8)
    assert blur_of(other) > BLURRED


def _low_bytes(image: Image.Image) -> bytes:
    raw = image.tobytes()
    return b"".join(raw[index : index + 2] for index in range(0, len(raw), 4))


def test_what_is_transparent_is_white() -> None:
    photo = drawn(5)
    clear = photo.convert("RGBA")
    clear.putalpha(Image.new("L", SIZE, 0))
    assert hashes_of(saved(clear, "PNG")) is None


def test_a_picture_is_taken_upright() -> None:
    photo = drawn(6)
    turned = photo.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it
    file = io.BytesIO()
    turned.save(file, "JPEG", quality=85, exif=exif)
    assert max(bits_apart(saved(photo, quality=85), Image.open(file))) <= 8


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (2, 3), (7, 700)])
def test_the_smallest_and_narrowest_pictures_harm_nobody(size: tuple[int, int]) -> None:
    for image in (Image.new("RGB", size, "red"), Image.effect_noise(size, 90)):
        hashes_of(image)
        assert blur_of(image) >= 0


def test_blur_says_the_same_of_every_size() -> None:
    photo = drawn(8, (1080, 1440))
    soft = photo.filter(ImageFilter.GaussianBlur(10))
    for size in ((540, 720), (1080, 1440), (2016, 2688)):
        sharp, blurred = (blur_of(saved(one.resize(size), quality=75)) for one in (photo, soft))
        assert blurred < BLURRED < 4 * BLURRED < sharp


def test_a_sharp_print_does_not_make_a_blurred_photo_sharp() -> None:
    soft = drawn(9).filter(ImageFilter.GaussianBlur(8))
    assert blur_of(printed(soft, 0.25)) == blur_of(soft) < BLURRED


def test_one_sharp_thing_before_a_plain_wall_is_sharp() -> None:
    wall = Image.new("RGB", SIZE, (180, 180, 175))
    wall.paste(drawn(10).crop((0, 0, 260, 260)), (140, 100))
    assert blur_of(saved(wall)) > 4 * BLURRED
