"""What reads strangers' files: each is read or named, within the memory and time of a worker, and stays as it was."""

from __future__ import annotations

import hashlib
import io
import re
import resource
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot import pictures as command
from bot.media import pictures as reader
from bot.media import videos
from bot.media.serving import MOST_DATA
from bot.media.workers import CPU_SECONDS, MOST_MEMORY
from bot.workers import end, one_worker
from domain.watermarks import Watermark
from tests.hostile import films, pictures
from tests.hostile.films import film, saved

FILM = film()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def webp_of_frames(frames: int) -> bytes:
    """A WebP in which one frame stands so often."""
    out = io.BytesIO()
    two = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    two[0].save(out, "WEBP", save_all=True, append_images=two[1:])
    data = out.getvalue()
    at = data.index(b"ANMF")
    frame = data[at : at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")]
    body = data[8:at] + frame * frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def looped(data: bytes) -> bytes:
    """An MP4 with a box that is said to hold all that follows, in itself and again."""
    return data[:32] + (struct.pack(">I", 2**31 - 1) + b"moov") * 4_000 + data[32:]


#: What it is, what kind it is taken for, what is said of it ("": it is read).
FILES: Mapping[str, tuple[Callable[[], bytes], str | None, str]] = {
    "a bomb": (lambda: pictures.png_bomb(20_000), "image", "too_large"),
    "a small bomb": (lambda: pictures.png_bomb(9_500), "image", "too_large"),
    "a bomb in its head": (lambda: pictures.jpeg_of_size(65_535, 65_535), "image", "too_large"),
    "gif of 5,000 large frames": (lambda: pictures.gif_of_frames(5_000), "image", "too_large"),
    "webp of 5,000 frames": (lambda: webp_of_frames(5_000), "image", ""),
    "jpeg and zip": (lambda: pictures.good("JPEG") + b"PK\x05\x06" + bytes(18), "image", ""),
    "pdf and jpeg": (lambda: b"%PDF-1.7\n" + pictures.good("JPEG"), None, "not_the_kind"),
    "gif and html": (lambda: pictures.good("GIF") + b"<html><script>alert(1)</script>", "image", ""),
    "10 MB before the picture": (lambda: pictures.jpeg_with_exif(bytes(10_000_000)), "image", ""),
    "cut": (lambda: pictures.good("JPEG", 400)[:900], "image", "broken"),
    "no more than a head": (lambda: b"\xff\xd8\xff", "image", "not_the_kind"),
    "svg": (lambda: SVG, None, "not_the_kind"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(200), "image", "not_the_kind"),
    "avif": (lambda: b"\0\0\0\x18ftypavif" + bytes(200), "video", "broken"),
    "fits": (lambda: b"SIMPLE  =                    T" + bytes(2_880), None, "not_the_kind"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", None, "not_the_kind"),
    "psd": (lambda: b"8BPS\0\x01" + bytes(200), None, "not_the_kind"),
    "jpeg 2000": (lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200), None, "not_the_kind"),
    "bmp": (lambda: pictures.good("BMP"), "image", "not_the_kind"),
    "a program": (lambda: b"MZ\x90\0" + bytes(200), None, "not_the_kind"),
    "word": (lambda: b"PK\x03\x04" + bytes(200), None, "not_the_kind"),
    "nothing": (lambda: b"", None, "not_the_kind"),
    "a film": (lambda: FILM, "video", ""),
    "a film that breaks off": (lambda: FILM[: len(FILM) // 2], "video", "broken"),
    "a film of boxes in boxes": (lambda: looped(FILM), "video", "broken"),
    "a film of 136 years": (lambda: films.lasting(FILM, 2**32), "video", ""),
    "a photo called a film": (lambda: pictures.good("JPEG"), "image", ""),
    "a film of a sound": (lambda: films.sound("ipod", "aac"), "audio", ""),
    "a voice of 13 minutes": (lambda: films.silk_of_packets(40_000), "audio", "too_large"),
    "a voice of noise": (lambda: films.silk()[:10] + b"\xff\x7f" * 999, "audio", "broken"),
}


def _as_a_worker() -> None:
    """The limits of one that reads; without the recogniser, which sees decoded pixels only and takes longest."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    for module in (reader, videos):
        vars(module)["read_print"] = lambda image: Watermark()


def _read(path: Path) -> tuple[dict[str, Any], float, int]:
    """What the command says of it; CPU seconds, and the most memory so far in bytes."""
    began = time.process_time()
    said = command.reading_of(path)
    assert command.in_words(said)
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())  # maxrss is its parent's too
    return said, time.process_time() - began, int(most) * 1024


@pytest.fixture(scope="module")
def worker() -> Iterator[ProcessPoolExecutor]:
    pool = one_worker()
    pool.submit(_as_a_worker).result()
    yield pool
    end(pool)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_read_or_named_and_stays_as_it_was(worker: ProcessPoolExecutor, tmp_path: Path, name: str) -> None:
    make, kind, fault = FILES[name]
    content = make()
    path = saved(tmp_path, content, "IMG_1.jpg")
    said, seconds, memory = worker.submit(_read, path).result()
    assert (said["kind"], said["fault"]) == (kind, fault or None)
    assert said["sha256"] == hashlib.sha256(content).hexdigest() and path.read_bytes() == content
    assert seconds < CPU_SECONDS / 2 and memory < MOST_MEMORY


def test_a_film_of_200_mb_is_read_where_its_pictures_are(worker: ProcessPoolExecutor, tmp_path: Path) -> None:
    path = films.padded(tmp_path, FILM, 200_000_000)
    read = worker.submit(videos.read_video, path).result()
    assert read["duration"] == pytest.approx(3, abs=0.1) and read["sheet"] and "fault" not in read
