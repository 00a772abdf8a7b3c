"""Which photos of a Word file look the same: compared in a process of its own, which is gone afterwards."""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from PIL import Image

from bot.media.comparing import are_same, views_of
from bot.media.hashes import hashes_of
from bot.media.workers import NotStarted, Worker, WorkerLost
from documents.renditions import FORMATS
from documents.word_papers import photos_of_word
from domain.likenesses import Hashes, are_near

if TYPE_CHECKING:
    from bot.media.comparing import Gray

    Looks = tuple[Hashes, Sequence[Gray]]

SECONDS = 8.0  # of CPU: what was not compared by then is different
MOST_PHOTOS = 60
log = structlog.get_logger("word_photos")


def alike_in_word(path: Path) -> list[tuple[int, int]]:
    """Pairs of the file's different photos (their places, from 1) that look the same. Blocks: ask in a thread.

    Whatever goes wrong, a photo that was not compared is a different one.
    """
    worker = Worker()
    try:
        answer = worker.ask(compare_in_word, path)
    except (WorkerLost, NotStarted, OSError) as error:
        log.warning("photos not compared", error=type(error).__name__)
        return []
    finally:
        worker.end()
    if answer.found is None:
        log.warning("photos not compared", error=answer.error)
    return list(answer.found or ())


def compare_in_word(path: Path) -> list[tuple[int, int]]:
    """The same, for the worker process."""
    ends = time.process_time() + SECONDS
    seen: list[Looks | None] = []
    found = []
    for place, photo in enumerate(photos_of_word(path), 1):
        if place > MOST_PHOTOS or time.process_time() > ends:
            break
        looks = _looks_of(photo)
        earlier = ((n, one) for n, one in enumerate(seen, 1) if looks is not None and one is not None)
        found += [(n, place) for n, one in earlier if looks is not None and _is_same(one, looks)][:1]
        seen.append(looks)
    return found


def _looks_of(photo: bytes) -> Looks | None:
    """None for what cannot be opened, or shows too little to be known again."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(photo), formats=FORMATS) as image:
                hashes = hashes_of(image)
            with Image.open(io.BytesIO(photo), formats=FORMATS) as image:
                return None if hashes is None else (hashes, views_of(image))
    except Exception:  # one more way in which a file can be bad
        return None


def _is_same(one: Looks, other: Looks) -> bool:
    return are_near(one[0], other[0]) and any(are_same(a, b) for a in one[1] for b in other[1])
