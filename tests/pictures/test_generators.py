"""The made-up photos say what their truth says, and a seed gives the same ones again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

import pytest

pytest.importorskip("numpy", reason="没有安装 vision 依赖")

from fontTools.ttLib import TTFont
from PIL import ImageChops

from domain.calendars import SHANGHAI
from domain.watermarks import Watermark
from tests.pictures.cut_serif import written
from tests.pictures.layouts import Layer, Style, any_style
from tests.pictures.look_alikes import PAIRS, look_alikes
from tests.pictures.prints import Facts, any_facts
from tests.pictures.reuse import CHANGES, different_pictures, used_again
from tests.pictures.scenes import KINDS, Scene, draw_scene
from tests.pictures.typefaces import SERIF
from tests.pictures.watermarks import LAYOUTS, watermark_photo

SMALL = (270, 360)


def put(layout: str, seed: int, facts: Facts | None = None) -> tuple[Layer, Watermark]:
    random = Random(seed)
    layer = Layer(540, 720, any_style(random, 540))
    return layer, LAYOUTS[layout](layer, random, facts or any_facts(random))


def spelled(said: Watermark) -> list[str]:
    """What must stand in the print, however it is written."""
    parts = [said.address or "", said.team or ""]
    if said.time:
        parts.append(f"{said.time:%M}")
    if said.day:
        parts += [f"{said.day.year}", f"{said.day.day}"]
    if said.latitude is not None and said.longitude is not None:
        parts += [f"{int(said.latitude)}", f"{int(said.longitude)}"]
    return ["".join(part.split()) for part in parts]


def test_a_seed_and_a_number_make_the_same_photo_again() -> None:
    first = watermark_photo(7, 3, SMALL)
    assert watermark_photo(7, 3, SMALL) == first
    assert watermark_photo(8, 3, SMALL).data != first.data
    assert watermark_photo(7, 4, SMALL).data != first.data


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_prints_its_truth_and_keeps_to_the_photo(layout: str) -> None:
    for seed in range(4):
        layer, said = put(layout, seed)
        assert not layer.overflows, seed
        assert said.lines == tuple(layer.lines)
        text = "".join("".join(layer.lines).split())
        assert [part for part in spelled(said) if part not in text] == [], seed


def test_a_line_that_leaves_the_photo_is_noticed() -> None:
    layer = Layer(200, 200, Style("sans", 0.1))
    layer.write(10, 10, "东泉区")
    assert not layer.overflows
    layer.write(10, 40, "东泉区兴化路与望江街交叉口")
    assert layer.overflows


def test_what_is_not_printed_is_not_in_the_truth() -> None:
    when = datetime(2020, 11, 7, 9, 15, 42, tzinfo=SHANGHAI)
    _, bare = put("strip", 1, Facts(when, clock=False))
    assert bare == Watermark(day=when.date(), lines=bare.lines)
    _, undated = put("big_clock", 1, Facts(when, calendar=False, address="青石市东泉区兴化路8号"))
    assert undated == Watermark(address="青石市东泉区兴化路8号", lines=undated.lines)
    _, minute = put("headed", 5, Facts(when))
    assert minute.time == (when if any(":42" in line for line in minute.lines) else when.replace(second=0))


def test_degrees_are_as_exact_as_they_were_printed() -> None:
    facts = Facts(datetime(2020, 11, 7, 9, 15, tzinfo=SHANGHAI), latitude=34.7654321, longitude=113.1234567)
    for seed in range(8):
        layer, said = put("labelled", seed, facts)
        assert f"{said.latitude}".ljust(7, "0") in "".join(layer.lines)
        _, arcs = put("corner", seed, facts)
        assert arcs.latitude == pytest.approx(34.7654321, abs=0.51 / 3600)


def test_some_photos_have_no_print_and_some_a_part_of_it_only() -> None:
    facts = [any_facts(Random(seed)) for seed in range(400)]
    whole = [one for one in facts if one.clock and one.calendar and one.address]
    assert 0.7 < len(whole) / 400 < 0.9
    assert 0.6 < sum(one.latitude is not None for one in facts) / 400 < 0.9
    assert watermark_photo(1, 0, SMALL, layout="none").truth == Watermark()


def test_the_serif_has_every_character_that_is_written_here() -> None:
    known = TTFont(SERIF).getBestCmap()
    assert [letter for letter in sorted(written()) if letter.isprintable() and ord(letter) not in known] == []


def test_a_place_looks_alike_at_another_moment_but_is_another_picture() -> None:
    for kind in KINDS:
        one, other = (draw_scene(Scene(kind, 3, moment), 60, 80) for moment in (0, 1))
        again = draw_scene(Scene(kind, 3, 0), 60, 80)
        assert one.tobytes() == again.tobytes()
        assert ImageChops.difference(one, other).getbbox()


def test_each_photo_is_used_again_in_every_way() -> None:
    twices = list(used_again(5, 1))
    assert [twice.change for twice in twices] == list(CHANGES)
    assert all(twice.first.tobytes() == twices[0].first.tobytes() for twice in twices)
    shown = next(twice.again for twice in twices if twice.change == "screenshot")
    assert shown.height / shown.width > 1.7


def test_different_pictures_are_moments_of_many_places() -> None:
    pictures = list(different_pictures(5, 8, moments=4))
    assert {picture.scene.place for picture in pictures} == {5_000_000, 5_000_001}
    assert len({picture.photo.tobytes() for picture in pictures}) == 8
    assert pictures[0].scene == replace(pictures[3].scene, moment=0)


def test_look_alikes_are_two_pictures_of_every_kind() -> None:
    pairs = list(look_alikes(5, 1))
    assert [kind for kind, _, _ in pairs] == list(PAIRS)
    assert all(ImageChops.difference(one, other).getbbox() for _, one, other in pairs)
