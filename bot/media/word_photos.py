"""Which photos of a Word file look the same: compared in a process of its own, which is gone afterwards."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from PIL import Image

from bot.media.comparing import are_same, views_of
from bot.media.hashes import blur_of, hashes_of
from bot.media.workers import NotStarted, WorkerLost, ask_apart
from documents.renditions import opened
from documents.word_papers import photos_of_word
from domain.likenesses import Hashes, are_near

if TYPE_CHECKING:
    from bot.media.comparing import View

WAIT_SECONDS = 60.0  # somebody waits for the answer
SECONDS = 8.0  # of CPU: what was not compared by then is different
MOST_PHOTOS = 60
log = structlog.get_logger("word_photos")


@dataclass(frozen=True, slots=True)
class Looks:
    """What is measured of one photo; None and nothing where it cannot be."""

    side: int | None = None  # px, the shorter
    sharpness: float | None = None
    hashes: Hashes | None = None
    views: Sequence[View] = ()


async def looks_in_word(path: Path) -> dict[str, Any]:
    """`alike`: pairs of the file's different photos (their places, from 1) that look the same; `looks`: of each photo
    the shorter side in px and how sharp it is, None where it cannot be told.

    Whatever goes wrong, a photo that was not compared is a different one.
    """
    try:
        answer = await ask_apart(WAIT_SECONDS, compare_in_word, path)
    except (WorkerLost, NotStarted, TimeoutError, OSError) as error:
        log.warning("photos not compared", error=type(error).__name__)
        return {}
    if answer.found is None:
        log.warning("photos not compared", error=answer.error)
    return dict(answer.found or {})


def compare_in_word(path: Path) -> dict[str, Any]:
    """The same, for the worker process."""
    ends = time.process_time() + SECONDS
    seen: list[Looks] = []
    alike = []
    for place, photo in enumerate(photos_of_word(path), 1):
        if place > MOST_PHOTOS or time.process_time() > ends:
            break
        looks = _looks_of(photo)
        alike += [(n, place) for n, one in enumerate(seen, 1) if _is_same(one, looks)][:1]
        seen.append(looks)
    return {"alike": alike, "looks": [(looks.side, looks.sharpness) for looks in seen]}


def _looks_of(photo: bytes) -> Looks:
    """Nothing of what cannot be opened; no hashes of what shows too little to be known again."""
    try:
        return Looks(*(_measured(photo, measure) for measure in (_side, blur_of, hashes_of, views_of)))
    except Exception:  # one more way in which a file can be bad
        return Looks()


def _measured(photo: bytes, measure: Callable[[Image.Image], Any]) -> Any:
    """Opened anew for each: a JPEG is decoded as small as it is wanted."""
    with opened(io.BytesIO(photo)) as image:
        return measure(image)


def _side(image: Image.Image) -> int:
    return min(image.size)


def _is_same(one: Looks, other: Looks) -> bool:
    if one.hashes is None or other.hashes is None or not are_near(one.hashes, other.hashes):
        return False
    return any(are_same(a, b) for a in one.views for b in other.views)
