"""How long a voice is, and a copy of it where no browser plays what phones record: WeChat's SILK, and AMR."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.media.streams import MOST_COPIED_SECONDS, Unreadable, engine, gathered, mp3_of, mp3_of_samples, read_sound
from domain.file_readings import FileFault

_SILK = b"#!SILK_V3"
_TENCENT = b"\x02"  # before it, as WeChat writes it
_END = 0xFFFF  # after all packets, as WeChat does not write it
_RATE = 24_000  # samples a second of 16 bits
_PACKET_SECONDS = 0.02
_MOST_PACKETS = round(MOST_COPIED_SECONDS / _PACKET_SECONDS)
_MOST_SILK_BYTES = 4_000_000  # ten minutes at the highest rate there is


def is_silk(head: bytes) -> bool:
    """Whether a file with these first bytes is a voice as WeChat records it."""
    return head.removeprefix(_TENCENT).startswith(_SILK)


def read_voice(path: Path) -> dict[str, Any]:
    """`duration` (s), `codec`, `engine`, and `playable` (MP3 bytes) where browsers do not play the file itself.

    What is not known is not in it. Never raises: `fault` says why there is nothing, or that the voice breaks off.
    """
    return gathered(_read(path))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        is_of_wechat = is_silk(file.read(len(_TENCENT + _SILK)))
    yield from _silk(path) if is_of_wechat else _sound(path)


def _sound(path: Path) -> Iterator[dict[str, Any]]:
    """What is known, as it gets known: a copy may fail where the length does not."""
    yield {"engine": engine()}
    sound = read_sound(path)
    yield {"codec": sound.codec}
    if sound.duration is not None:
        yield {"duration": sound.duration}
    if not sound.is_played:
        copy, is_whole = mp3_of(path)
        yield {"playable": copy, **({} if is_whole else {"fault": FileFault.BROKEN})}


def _silk(path: Path) -> Iterator[dict[str, Any]]:
    yield {"engine": f"silk-python {version('silk-python')}", "codec": "silk"}
    if path.stat().st_size > _MOST_SILK_BYTES:
        raise Unreadable(FileFault.TOO_LARGE)
    packets, data = _packets(path.read_bytes())
    if packets > _MOST_PACKETS:
        raise Unreadable(FileFault.TOO_LARGE)
    samples, is_whole = _samples(data)
    if samples:
        yield {"duration": round(len(samples) / 2 / _RATE, 3), "playable": mp3_of_samples(samples, _RATE)}
    if not samples or not is_whole:
        raise Unreadable(FileFault.BROKEN)


def _packets(data: bytes) -> tuple[int, bytes]:
    """How many there are, two bytes of length before each; and the file without the mark that may end it."""
    at, count = data.index(_SILK) + len(_SILK), 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "little")
        if size == _END:
            return count, data[:at]
        at += 2 + size
        count += 1
    return count, data


def _samples(data: bytes) -> tuple[bytes, bool]:
    """The sound, and whether all of it could be decoded."""
    import pysilk

    out = io.BytesIO()
    try:
        pysilk.decode(io.BytesIO(data), out, _RATE)
    except pysilk.SilkError:
        return out.getvalue(), False
    return out.getvalue(), True
