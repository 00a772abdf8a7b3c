"""The pictures of the README show what the bot says today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from docs.make_phones import PHONES, SCENES, draw_scene

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_of_the_readme_is_what_its_scene_looks_like_now(name: str) -> None:
    kept = Image.open(PHONES / f"{name}.png").convert("RGB")
    drawn = draw_scene(name).convert("RGB")
    assert kept.size == drawn.size and kept.tobytes() == drawn.tobytes(), "run docs/make_phones.py and look at it"


def test_the_readme_shows_every_scene() -> None:
    assert set(re.findall(r"docs/phones/(\w+)\.png", README.read_text("utf-8"))) == set(SCENES)
