"""The print on a photo, read by a recogniser on the CPU with the models that came with it: no network is asked.

Boxes are looked for in a copy of a like size for every photo; each is then read from the photo itself, one by one:
in a batch all would be widened to the longest, which costs two fifths more.
"""

from __future__ import annotations

import functools
import math
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from PIL import Image

from domain.printed_blocks import PrintedLine

_SHORT_SIDE = 736  # px, of the photo in which boxes are looked for; print of 13 px and more is found
_LONGEST = 1408  # px, of what is looked at in one go
_MOST_LINES = 40  # a record sheet has hundreds of cells, and no watermark so many lines
_LONG = 4.0  # heights
_TURNED = 0.2  # radians: a photo held askew; what is turned more is print in the scene
_SURE = 0.1  # what is read with less is no print
_LETTERS = 36  # px: so high are lines made for a closer look,
_LIGHT_LETTERS = 28  # for one at light print alone: they are as legible and cost less
_MOST_ENLARGED = 2.5
_MARGIN = 1.5  # heights of a line: around the lines that are looked at again
_AROUND = 3.0  # the same, where lines may have been overlooked
_HIGHEST = 0.045  # of the shorter side: lines beside a large clock are so high at most
_GROUND = 2.5  # heights: print covers less than half of so wide a square
_COARSE = 1 / 6  # heights: so finely the ground is looked at
_LEAST_CONTRAST = 24
_LARGE = 1.4  # heights of a letter: a clock
_WIDENED = 0.6  # heights: for letters at the ends that the first look did not find
_BARS = "1lI|]["  # what the bar between a clock and its day is read as
_SURE_BAR = 0.8  # a digit is read more surely
_CLOCK = re.compile(r"[0-9]{2}[:：][0-9]{2}")
_CONTRAST = 2.0
_HIGH, _LOW = 0.13, 0.85  # of the height: a stamp stands above or below
_SETTINGS: dict[str, Any] = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "Global.use_preprocess_img": False,
    "Global.use_vertical_padding": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
    "Det.limit_type": "max",
    "Det.limit_side_len": _LONGEST,
}


@dataclass(frozen=True, slots=True)
class Print:
    """A line that was read: its four corners in px of the photo, clockwise from the top left."""

    text: str
    corners: Any  # float32, (4, 2)
    score: float  # of the least sure letter or digit, 0 to 1
    figures: float = 1.0  # of the least sure digit
    mean: float = 1.0  # of all letters and digits
    at_edge: bool = True  # of the photo, below or above

    @property
    def width(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        return math.dist(self.corners[0], self.corners[3])

    @property
    def middle(self) -> float:
        return float(self.corners[:, 1].mean())

    @property
    def slope(self) -> float:
        across, down = (float(way) for way in self.corners[1] - self.corners[0])
        return math.atan2(down, across)


def engine() -> str:
    """What reads, with its version."""
    return f"rapidocr {version('rapidocr')}"


def prints_in(image: Image.Image, start: float = 0.0, end: float = 1.0) -> list[Print]:
    """What is printed in the strip of a photo in RGB between two shares of its height."""
    box = (0, round(image.height * start), image.width, round(image.height * end))
    prints = _prints(_pixels(image.crop(box)), _SHORT_SIDE / min(image.size), box[:2])
    return [_in_frame(one, image.height) for one in prints]


def prints_again(image: Image.Image, prints: Sequence[Print]) -> list[Print]:
    """A closer look at where these lines stand, all of one size and with more contrast."""
    return _closer(image, prints, _MARGIN, _LETTERS, _clearer)


def light_prints(image: Image.Image, prints: Sequence[Print]) -> list[Print]:
    """A look at and around where these lines stand for what is lighter than its ground alone: dark print behind a
    light one is gone.
    """
    return _closer(image, prints, _AROUND, _LIGHT_LETTERS, _lighter)


def _closer(
    image: Image.Image, prints: Sequence[Print], around: float, high: int, changed: Callable[[Any, float], Any]
) -> list[Print]:
    corners = [corner for one in prints for corner in one.corners.tolist()]
    letter = min(statistics.median(one.height for one in prints), _HIGHEST * min(image.size))
    across, down = ([float(corner[way]) for corner in corners] for way in (0, 1))
    margin = around * letter
    left, top = max(0, round(min(across) - margin)), max(0, round(min(down) - margin))
    right, bottom = min(image.width, round(max(across) + margin)), min(image.height, round(max(down) + margin))
    pixels = _pixels(image.crop((left, top, right, bottom)))
    again = _prints(changed(pixels, letter), high / letter, (left, top), letter)
    return [_in_frame(one, image.height) for one in again]


def _in_frame(one: Print, height: int) -> Print:
    return replace(one, at_edge=not _HIGH * height < one.middle < _LOW * height)


def printed_lines(prints: Sequence[Print]) -> list[PrintedLine]:
    """The lines as they stand in the photo turned so that its print is level."""
    slopes = [one.slope for one in prints if one.width > _LONG * one.height and abs(one.slope) < _TURNED]
    slope = statistics.median(slopes) if slopes else 0.0
    return [_level(one, slope) for one in prints]


def _level(one: Print, slope: float) -> PrintedLine:
    x, y = (float(way) for way in one.corners.mean(axis=0))
    across = x * math.cos(slope) + y * math.sin(slope)
    down = y * math.cos(slope) - x * math.sin(slope)
    left, top = across - one.width / 2, down - one.height / 2
    size = one.width, one.height
    return PrintedLine(one.text, left, top, *size, one.score, one.figures, one.at_edge, one.mean)


@functools.cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


def _pixels(image: Image.Image) -> Any:
    import numpy as np

    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def _clearer(pixels: Any, letter: float) -> Any:
    """With the contrast of each part raised: light print on a light ground."""
    import cv2

    light, *colours = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB))
    light = cv2.createCLAHE(_CONTRAST, (4, 4)).apply(light)
    return cv2.cvtColor(cv2.merge([light, *colours]), cv2.COLOR_LAB2BGR)


def _lighter(pixels: Any, letter: float) -> Any:
    """How much lighter each pixel is than the ground around it, in black on white; what is darker is white too."""
    import cv2
    import numpy as np

    light = pixels.min(axis=2)
    height, width = light.shape
    step = max(1, round(letter * _COARSE))
    small = cv2.resize(light, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, max(3, round(_GROUND * letter / step)) | 1)
    ground = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR).astype("float32")
    lighter = (light - ground) * (255 / np.maximum(255 - ground, _LEAST_CONTRAST))
    return cv2.cvtColor(255 - np.clip(lighter, 0, 255).astype("uint8"), cv2.COLOR_GRAY2BGR)


def _prints(pixels: Any, scale: float, corner: tuple[int, int], letter: float = 0.0) -> list[Print]:
    """With the height of a letter given, lines of that height are read a little beyond their ends; what stands beside
    a large clock is no part of it.
    """
    found = []
    for narrow in _largest(_boxes(pixels, scale)):
        like = math.dist(narrow[0], narrow[3]) <= _LARGE * letter
        box = _widened(narrow, _WIDENED) if like else narrow
        text, score, figures, mean = _read(_cut(pixels, box))
        if text and score >= _SURE:
            found.append(Print(text, box + corner, score, figures, mean))
    return found


def _widened(box: Any, by: float) -> Any:
    """With so many heights more at both ends."""
    import numpy as np

    along = (box[1] - box[0]) * (by * math.dist(box[0], box[3]) / max(1.0, math.dist(box[0], box[1])))
    return (box + np.array([-along, along, along, -along])).astype("float32")


def _largest(boxes: list[Any]) -> list[Any]:
    """Of too many the largest, where they stood."""
    areas = sorted((math.dist(box[0], box[1]) * math.dist(box[0], box[3]) for box in boxes), reverse=True)
    least = areas[_MOST_LINES - 1] if len(areas) > _MOST_LINES else 0.0
    return [box for box in boxes if math.dist(box[0], box[1]) * math.dist(box[0], box[3]) >= least]


def _boxes(pixels: Any, scale: float) -> list[Any]:
    """The corners of the lines, in px; what stands upright is none."""
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    scale = min(scale, _MOST_ENLARGED, _LONGEST / max(height, width))
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    found = _engine()(small, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    real = np.array([width / size[0], height / size[1]], dtype="float32")
    boxes = [np.asarray(box, dtype="float32") * real for box in found.boxes]
    return [box for box in boxes if math.dist(box[0], box[3]) <= 1.5 * math.dist(box[0], box[1])]


def _cut(pixels: Any, box: Any) -> Any:
    """The line itself, straightened."""
    import cv2
    import numpy as np

    width, height = (max(1, round(math.dist(box[0], box[to]))) for to in (1, 3))
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype="float32")
    turn = cv2.getPerspectiveTransform(box, square)
    return cv2.warpPerspective(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _read(line: Any) -> tuple[str, float, float, float]:
    """The text, and how sure are the least sure of its letters and digits, the least sure of its digits, and all."""
    read = _engine()(line, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    if not read.txts or not read.txts[0]:
        return "", 0.0, 0.0, 0.0
    text: str = read.txts[0]
    sure: list[float] = list(read.word_results[0].confs)
    if text[-1] in _BARS and sure[-1] < _SURE_BAR and _CLOCK.match(text):
        text, sure = text[:-1], sure[:-1]
    letters = [one for sign, one in zip(text, sure, strict=True) if sign.isalnum()]
    figures = [one for sign, one in zip(text, sure, strict=True) if "0" <= sign <= "9"]
    least, mean = float(min(letters, default=0.0)), float(sum(letters) / max(1, len(letters)))
    return text.strip(), least, float(min(figures, default=1.0)), mean
