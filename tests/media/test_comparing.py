"""Whether two pictures are the same one by their pixels: copies are, another moment of the same place is not."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw

from bot.media.bars import bars_cut
from bot.media.comparing import are_same, same_pictures, views_of
from bot.media.hashes import gray_of, hashes_of
from domain.likenesses import are_near
from tests.pictures.reuse import CHANGES, different_pictures, saved, used_again
from tests.pictures.scenes import Scene, draw_scene
from tests.pictures.typefaces import typeface

SIZE = (360, 480)


def file_of(image: Image.Image) -> Image.Image:
    """As it lies in the store: a JPEG that is opened and not loaded yet."""
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=90)
    return Image.open(file)


def is_found(one: Image.Image, other: Image.Image) -> bool:
    """By the hashes, and then by the pixels."""
    first, second = hashes_of(file_of(one)), hashes_of(file_of(other))
    if first is None or second is None or not are_near(first, second):
        return False
    views = views_of(file_of(other))
    return any(are_same(mine, theirs) for mine in views_of(file_of(one)) for theirs in views)


def test_copies_are_found_whatever_was_done_to_them() -> None:
    """The exam of many is `make pictures`; this is a look at one."""
    assert {twice.change for twice in used_again(3, 1) if is_found(twice.first, twice.again)} == set(CHANGES)


def test_no_moment_of_a_place_is_taken_for_another_nor_one_place_for_another_of_its_kind() -> None:
    pictures = [different.photo for different in different_pictures(8, 16, moments=2)]
    assert [pair for pair in pairwise(pictures) if is_found(*pair)] == []


def test_the_same_photo_a_little_brighter_is_another_photo() -> None:
    photo = draw_scene(Scene("yard", 5), *SIZE)
    assert is_found(photo, saved(photo, 60))
    assert not is_found(photo, photo.point(lambda value: min(255, round(value * 1.1))))


def test_what_stands_elsewhere_in_the_middle_makes_another_photo() -> None:
    photo = draw_scene(Scene("tanks", 6), *SIZE)
    moved = photo.copy()
    ImageDraw.Draw(moved).rectangle((150, 180, 220, 250), fill=(200, 60, 50))
    assert not is_found(photo, moved)


def filled_in(hand: int) -> Image.Image:
    """A printed form, with what somebody wrote into it."""
    form, chance = Image.new("RGB", SIZE, (246, 245, 241)), Random(hand)
    draw = ImageDraw.Draw(form)
    draw.text((180, 26), "现场检查记录", (20, 20, 22), typeface("bold", 18), anchor="mm")
    for row in range(16):
        top = 50 + 25 * row
        draw.rectangle((16, top, 344, top + 25), outline=(60, 60, 62))
        draw.text((22, top + 4), f"{row + 1} 治污设施", (30, 30, 32), typeface("sans", 12))
        draw.text((170, top + 4), f"{chance.randint(100, 999)}吨", (30, 40, 110), typeface("sans", 13))
    return form


def test_a_form_filled_in_by_another_hand_is_another_photo() -> None:
    form = filled_in(1)
    assert is_found(form, saved(form.resize((270, 360)), 60))
    assert [hand for hand in range(2, 6) if is_found(form, filled_in(hand))] == []


def test_somebody_who_went_a_few_steps_makes_another_photo() -> None:
    photo = draw_scene(Scene("yard", 12), *SIZE)
    for step in (0, 60):
        before, after = photo.copy(), photo.copy()
        ImageDraw.Draw(before).rectangle((120, 290, 150, 400), fill=(40, 50, 90))
        ImageDraw.Draw(after).rectangle((120 + step, 290, 150 + step, 400), fill=(40, 50, 90))
        assert is_found(before, saved(after, 60)) is (step == 0)


def test_a_copy_that_an_app_made_a_little_brighter_is_found() -> None:
    photo = draw_scene(Scene("yard", 13), *SIZE)
    assert is_found(photo, saved(photo.point(lambda value: min(255, round(value * 1.05))), 60))


def test_a_print_in_an_upper_corner_or_below_is_no_difference() -> None:
    photo = draw_scene(Scene("yard", 7), *SIZE)
    for box in ((8, 8, 130, 60), (8, 12, 170, 145), (10, 330, 350, 470)):
        printed = photo.copy()
        ImageDraw.Draw(printed).rectangle(box, fill=(250, 250, 250))
        assert is_found(photo, printed)


def test_pictures_that_say_nothing_are_never_the_same() -> None:
    (flat,) = views_of(Image.new("RGB", SIZE, (90, 110, 130)))
    assert not are_same(flat, flat)


def test_files_are_compared_with_several_and_a_bad_one_is_the_same_as_none(tmp_path: Path) -> None:
    photo = draw_scene(Scene("yard", 8), *SIZE)
    names = [tmp_path / name for name in ("asked", "copy", "bad", "gone", "other")]
    photo.save(names[0], "JPEG", quality=85)
    photo.save(names[1], "PNG")
    names[2].write_bytes(names[0].read_bytes()[:300])
    draw_scene(Scene("road", 8), *SIZE).save(names[4], "JPEG")
    assert same_pictures(names[0], names[1:]) == [True, False, False, False]
    assert same_pictures(names[2], names[:2]) == [False, False]


@pytest.mark.parametrize("around", [0, 250, 237])
def test_bars_and_empty_bands_are_cut_and_nothing_else(around: int) -> None:
    photo = draw_scene(Scene("workshop", 9), 360, 480).convert("L")
    screen = Image.new("L", (360, 800), around)
    screen.paste(photo, (0, 170))
    ImageDraw.Draw(screen).rectangle((20, 10, 60, 24), fill=255 - around)  # its clock
    shown = bars_cut(screen)
    assert shown is not None
    assert abs(shown.width - 360) <= 4 and abs(shown.height - 480) <= 4
    assert bars_cut(photo) is None


def test_a_photo_is_not_cut_and_an_empty_screen_shows_nothing() -> None:
    for number, kind in enumerate(("yard", "night", "sheet", "snow", "road", "screen")):
        assert bars_cut(gray_of(draw_scene(Scene(kind, number), *SIZE), 256)) is None
    for empty in (Image.new("L", SIZE), Image.new("L", SIZE, 237), Image.new("L", (1, 1)), Image.new("L", (3, 900))):
        assert bars_cut(empty) is None


def test_a_cut_by_four_in_a_hundred_is_found_at_every_corner() -> None:
    photo, (width, height) = draw_scene(Scene("gate", 10), *SIZE), SIZE
    across, down = round(width * 0.04), round(height * 0.04)
    chance = Random(1)
    for left, top in ((0, 0), (across, 0), (0, down), (across, down)):
        cut = photo.crop((left, top, left + width - across, top + height - down))
        assert is_found(photo, saved(cut, chance.randint(55, 80)))
