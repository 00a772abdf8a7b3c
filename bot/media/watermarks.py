"""The print on a photo, read by a recogniser on the CPU with the models that came with it: no network is asked.

Boxes are looked for in a copy of a like size for every photo; each is then read from the photo itself, one by one:
in a batch all would be widened to the longest, which costs two fifths more..
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from PIL import Image

from domain.watermarks import PrintedLine

_SHORT_SIDE = 736  # px, of the photo in which boxes are looked for; print of 13 px and more is found
_LONGEST = 1408  # px, of the same
_MOST_LINES = 48  # a record sheet has hundreds of cells, and no watermark so many lines
_SURE = 0.5  # what is read with less is no print
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
class _Box:
    """Four corners in px of the photo, clockwise from the top left."""

    corners: Any  # float32, (4, 2)

    @property
    def width(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        return math.dist(self.corners[0], self.corners[3])


def engine() -> str:
    """What reads, with its version."""
    return f"rapidocr {version('rapidocr')}"


def printed_lines(image: Image.Image, from_top: float = 0.5, to: float = 1.0) -> list[PrintedLine]:
    """What is printed in the strip of the photo between two shares of its height, from top to bottom."""
    import numpy as np

    rgb = image if image.mode == "RGB" else image.convert("RGB")
    first = round(rgb.height * from_top)
    strip = rgb.crop((0, first, rgb.width, round(rgb.height * to)))
    pixels = np.ascontiguousarray(np.asarray(strip)[:, :, ::-1])
    boxes = _boxes(pixels, _SHORT_SIDE / min(rgb.size))
    return [line for box in boxes[:_MOST_LINES] if (line := _line(pixels, box, first)) is not None]


@functools.cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


def _boxes(pixels: Any, scale: float) -> Sequence[_Box]:
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    scale = min(scale, _LONGEST / max(height, width))
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    found = _engine()(small, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    real = np.array([width / size[0], height / size[1]], dtype="float32")
    return [_Box(np.asarray(corners, dtype="float32") * real) for corners in found.boxes]


def _line(pixels: Any, box: _Box, first: int) -> PrintedLine | None:
    if box.height > 1.5 * box.width:
        return None
    text, sure = _read(_cut(pixels, box))
    if not text.strip() or sure < _SURE:
        return None
    return PrintedLine(
        text=text.strip(),
        left=float(box.corners[:, 0].min()),
        top=float(box.corners[:, 1].min()) + first,
        width=box.width,
        height=box.height,
        score=sure,
    )


def _cut(pixels: Any, box: _Box) -> Any:
    """The line itself, straightened."""
    import cv2
    import numpy as np

    width, height = max(1, round(box.width)), max(1, round(box.height))
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype="float32")
    turn = cv2.getPerspectiveTransform(box.corners, square)
    return cv2.warpPerspective(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _read(line: Any) -> tuple[str, float]:
    read = _engine()(line, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    if not read.txts:
        return "", 0.0
    return str(read.txts[0]), float(read.scores[0])
