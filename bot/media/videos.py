"""What a film shows in one look: its length, a sheet of pictures spread over it, each with its time, and the print on
its first picture. By that picture's hashes a film that is sent again is found.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from bot.media.hashes import hashes_of
from bot.media.pictures import read_print
from bot.media.streams import engine, gathered, read_film
from bot.media.watermarks import engine as print_engine
from documents.drawing import BAND, PAPER, font
from domain.file_readings import FileFault

MOST_SHEET_BYTES = 200_000
_WIDTH, _GAP = 1080, 6  # px, of the sheet and between its pictures
_LYING, _UPRIGHT = 3, 4  # pictures side by side
_PICTURES = 9  # at most
_QUALITIES = (80, 65, 50, 35)
_LABEL = 30  # px, the height of the times
_LONGEST = 2400  # px of the picture in which a print is looked for


def read_video(path: Path) -> dict[str, Any]:
    """`duration` (s), `codec`, `width` and `height` upright, `sheet` (JPEG bytes), `watermark` and `hashes` of the
    first picture, and `engine`; what is not known is not in it. Never raises: `fault` says why there is nothing, or
    that the film breaks off.
    """
    return gathered(_read(path))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """What is known, as it gets known."""
    yield {"engine": engine()}
    film = read_film(path, _PICTURES)
    yield {"codec": film.codec} if film.duration is None else {"codec": film.codec, "duration": film.duration}
    if not film.is_whole:
        yield {"fault": FileFault.BROKEN}
    if film.first is None:
        return
    yield {"width": film.width, "height": film.height, "sheet": contact_sheet(film.pictures)}
    first = film.first
    first.thumbnail((_LONGEST, _LONGEST), reducing_gap=2.0)
    yield {"hashes": hashes_of(first)}
    yield {"watermark": read_print(first), "engine": f"{engine()}, {print_engine()}"}


def contact_sheet(pictures: Sequence[tuple[float, Image.Image]]) -> bytes:
    """A JPEG of these pictures in rows, each with its second as minutes and seconds; 200 kB at most."""
    first = pictures[0][1]
    across = min(len(pictures), _LYING if first.width >= first.height else _UPRIGHT)
    shown = _spread(pictures, len(pictures) // across * across)  # a gap would look like a picture of nothing
    exact = pictures[-1][0] < len(pictures)
    width = (_WIDTH - (across + 1) * _GAP) // max(across, 2)
    height = max(_LABEL, min(2 * width, round(width * first.height / first.width)))
    rows = len(shown) // across
    sheet = Image.new("RGB", (across * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), PAPER)
    for place, (at, image) in enumerate(shown):
        row, column = divmod(place, across)
        cell = _cell(image, _clock(at, exact), width, height)
        sheet.paste(cell, (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP)))
    return _jpeg(sheet)


def _spread(pictures: Sequence[tuple[float, Image.Image]], most: int) -> list[tuple[float, Image.Image]]:
    step = (len(pictures) - 1) / max(1, most - 1)
    return [pictures[round(n * step)] for n in range(most)]


def _cell(image: Image.Image, said: str, width: int, height: int) -> Image.Image:
    cell = Image.new("RGB", (width, height), "black")
    scale = min(width / image.width, height / image.height)
    fitted = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    cell.paste(fitted, ((width - fitted.width) // 2, (height - fitted.height) // 2))
    draw = ImageDraw.Draw(cell)
    length = round(font(_LABEL - 8, bold=True).getlength(said))
    draw.rectangle((0, 0, length + 16, _LABEL), fill=BAND)  # above: prints stand below, mostly
    draw.text((8, _LABEL // 2), said, fill=PAPER, font=font(_LABEL - 8, bold=True), anchor="lm")
    return cell


def _clock(at: float, exact: bool) -> str:
    """Minutes and seconds, of a long film hours too; of a very short one the tenths."""
    minutes, seconds = divmod(int(at), 60)
    hours, minutes = divmod(minutes, 60)
    tenths = f".{int(at * 10) % 10}" if exact else ""
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}{tenths}"


def _jpeg(image: Image.Image) -> bytes:
    """As good as it can be within its size; rain and leaves take more room than walls."""
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= MOST_SHEET_BYTES:
            return out.getvalue()
    return _jpeg(image.resize((image.width * 2 // 3, image.height * 2 // 3)))
