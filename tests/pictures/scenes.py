"""Scenes as inspectors photograph them, from seeds: what stays at a place, and what a moment changes.

A scene is drawn alike at any size. Two moments of one place show the same walls and chimneys, but other things lying
about, in another light, from a step further left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image

from tests.pictures.outdoors import night, pile, pipe, road, snow, stacks, tanks, yard
from tests.pictures.papers import board, gate, phone, screen, sheet
from tests.pictures.rooms import drums, meter, office, workshop
from tests.pictures.stages import Stage

Painter = Callable[[Stage, Random, Random], None]

#: What a place is painted by: the stage, what stays at the place, what is of the moment.
KINDS: dict[str, Painter] = {
    "yard": yard,
    "workshop": workshop,
    "road": road,
    "stacks": stacks,
    "drums": drums,
    "office": office,
    "night": night,
    "snow": snow,
    "pile": pile,
    "pipe": pipe,
    "tanks": tanks,
    "meter": meter,
    "sheet": sheet,
    "board": board,
    "gate": gate,
    "screen": screen,
    "phone": phone,
}
#: With print in the scene itself.
WRITTEN = frozenset({"sheet", "board", "gate", "screen", "phone", "meter"})
_LIGHTS = {"night": (0.62, 9.0), "snow": (1.08, 3.0), "workshop": (0.85, 5.0)}  # light, noise


@dataclass(frozen=True)
class Scene:
    """One of KINDS; the numbers name a place and a moment."""

    kind: str
    place: int
    moment: int = 0


def any_scene(random: Random) -> Scene:
    """One in five has print of its own."""
    written = random.random() < 0.2
    kinds = [kind for kind in KINDS if (kind in WRITTEN) == written]
    return Scene(random.choice(kinds), random.getrandbits(40), random.getrandbits(40))


def draw_scene(scene: Scene, width: int, height: int) -> Image.Image:
    """The photo without any print of a camera; RGB."""
    stays = Random(f"{scene.kind} {scene.place}")
    passing = Random(f"{scene.kind} {scene.place} {scene.moment}")
    camera = (passing.uniform(-0.03, 0.03), passing.uniform(-0.025, 0.025), passing.uniform(1.06, 1.14))
    stage = Stage(width, height, camera)
    KINDS[scene.kind](stage, stays, passing)
    light, noise = _LIGHTS.get(scene.kind, (1.0, 2.5))
    return stage.finish(
        passing, light * passing.uniform(0.82, 1.16), passing.uniform(-1, 1), noise * passing.uniform(0.7, 1.6)
    )
