"""A photo with its small copies, and a film, beside what hashing, storing and a thumbnail take alone in the same run.

`python -m scripts.benches.files`. What is read of them is off this road.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from PIL import Image, ImageOps

from bot import receiver
from bot.logs import quiet_logs
from bot.playing import SAMPLES
from bot.transports import Arrival
from bot.transports.memory import arrival_of
from documents.renditions import renditions_of
from domain.messages import Kind, Message
from scripts.benches.clocks import cpu_of
from scripts.benches.crowds import Crowd, Stage, crowd, stage
from scripts.benches.messages import POST, kept_only
from storage.media import MediaStore

PHOTOS = 10 * POST
PIECE = random.Random(1).randbytes(64 * 1024)  # of a film, as a gateway hands it over
FILM_PIECES = 800  # 52 MB
FILMS = 8
THUMB = 320  # px


def print_files(people: Crowd) -> None:
    pictures = [message for message in people.messages(1) if message.kind is Kind.IMAGE][: PHOTOS + POST + FILMS + 3]
    with stage(people) as on, patch.object(receiver, "unit_of", kept_only):
        _print_photos(on, pictures[: PHOTOS + POST])
        _print_films(on, pictures[PHOTOS + POST :])


def _print_photos(on: Stage, pictures: Sequence[Message]) -> None:
    files, media = [photo(number) for number in range(len(pictures))], MediaStore(on.home / "media")
    coming = [arrival_of(message, data) for message, data in zip(pictures, files, strict=True)]
    on.receive(coming[:POST], POST)
    on.begin()
    accepted = cpu_of(lambda part: on.receive(part, POST), coming[POST:], 2 * POST)
    stored = [media.path(hashlib.sha256(data).hexdigest()) for data in files[POST:]]
    copied = cpu_of(_copies, stored, 2 * POST)
    alone = cpu_of(lambda part: _alone(on.home, part), files[POST:], 2 * POST)
    ratio = (accepted.best + copied.best) / alone.best
    print(f"一张照片到两种小图（{len(stored)} 张，1440×1080，{len(files[0]) // 1000} KB）：CPU 微秒，取最好的一段")
    print(f"  收下 {accepted}，小图（1080 和 320 两种）{copied}；只算散列、存盘、320 缩略图 {alone}")
    print(f"  是后者的 {ratio:.2f} 倍（目标 1.15）")


def _copies(stored: Sequence[Path]) -> None:
    for path in stored:
        renditions_of(path)


def photo(number: int) -> bytes:
    """A yard of many things, as large as WeChat sends it."""
    chance = random.Random(number)
    image = Image.effect_noise((360, 270), 60).resize((1440, 1080)).convert("RGB")
    for _ in range(60):
        x, y, grey = chance.randrange(1440), chance.randrange(1080), chance.randrange(256)
        image.paste((grey, 255 - grey, grey // 2), (x, y, x + chance.randrange(1, 300), y + chance.randrange(1, 200)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _alone(home: Path, files: Sequence[bytes]) -> None:
    for data in files:
        path = home / f"alone-{hashlib.sha256(data).hexdigest()}"
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with Image.open(path) as image:
            image.thumbnail((THUMB, THUMB), reducing_gap=2.0)
            ImageOps.exif_transpose(image).save(io.BytesIO(), "JPEG", quality=75)


def _print_films(on: Stage, messages: Sequence[Message]) -> None:
    coming = [_film(replace(message, kind=Kind.VIDEO), number) for number, message in enumerate(messages)]
    on.receive(coming[:1], 1)
    ours, alone = [], []
    for number, film in enumerate(coming[3:]):  # in turn: the disk's cache is not alike for long
        ours.append(cpu_of(lambda part: on.receive(part, 1), [film], 1).best)
        alone.append(cpu_of(lambda part: _write(on.home, part), [number], 1).best)
    size, piece = FILM_PIECES * len(PIECE) // 1_000_000, len(PIECE) // 1024
    print(f"一段视频（{size} MB，每块 {piece} KB，各 {len(ours)} 次轮流）：CPU 毫秒，取最好的一次")
    print(f"  收到至散列入账 {min(ours) / 1000:.0f}，边写边算散列再落盘 {min(alone) / 1000:.0f}")
    print(f"  速度是后者的 {min(alone) / min(ours):.2f}（目标 0.7）")
    small, large = _memory(on, _film(coming[1].message, 1, 1)), _memory(on, coming[2])
    print(f"  内存比收一块的多用 {(large - small) / 1024:.0f} KB（目标 {1024 + piece}）")


def _film(message: Message, number: int, pieces: int = FILM_PIECES) -> Arrival:
    async def chunks() -> AsyncIterator[bytes]:
        for piece in _pieces(number, pieces):
            yield piece

    return replace(arrival_of(message, None), chunks=chunks)


def _pieces(number: int, count: int) -> Iterator[bytes]:
    yield number.to_bytes(8, "big")
    for _ in range(count):
        yield bytes(bytearray(PIECE))  # a piece of its own, as it comes from a gateway


def _write(home: Path, numbers: Sequence[int]) -> None:
    for number in numbers:
        digest = hashlib.sha256()
        with (home / f"film-{number}").open("wb") as file:
            for piece in _pieces(number, FILM_PIECES):
                file.write(piece)
                digest.update(piece)
            file.flush()
            os.fsync(file.fileno())


def _memory(on: Stage, film: Arrival) -> int:
    """Bytes at the peak of receiving it, beyond what there was before."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        on.receive([film], 1)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    quiet_logs(level=30)
    print_files(crowd(min(path.parent for path in SAMPLES.glob("*/messages.jsonl"))))
