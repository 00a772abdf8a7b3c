"""Films and voices made for trials: good ones of every kind a phone sends, and what can be wrong with them."""

from __future__ import annotations

import io
import math
import struct
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import av
import pysilk
from PIL import Image, ImageDraw

SILK_RATE = 24_000


def _picture(width: int, height: int, n: int, count: int, busy: bool) -> Image.Image:
    """A mark wanders from left to right, under a red left upper corner; `busy`: before all kinds of things."""
    image = Image.new("RGB", (width, height), (70, 110, 90))
    draw = ImageDraw.Draw(image)
    for at in range(160 if busy else 0):
        chance = Random(at)
        x, y, size, grey = chance.random(), chance.random(), chance.random() / 5, chance.randrange(256)
        corners = (x * width, y * height, (x + size) * width, (y + size) * height)
        draw.rectangle(corners, fill=(grey, 255 - grey, grey // 2))
    draw.rectangle((0, 0, width // 4, height // 4), fill=(230, 20, 20))
    at = width * n // max(1, count)
    draw.rectangle((at, height // 2, at + width // 8, height // 2 + height // 8), fill=(240, 240, 240))
    return image


def film(
    seconds: float = 3.0,
    size: tuple[int, int] = (96, 64),
    rate: int = 10,
    codec: str = "libx264",
    form: str = "mp4",
    gop: int = 10,
    turned: int = 0,
    sound: bool = False,
    busy: bool = False,
    still: Image.Image | None = None,
    options: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A film; `turned` is by how many degrees against the clock a player is to turn it, `busy` one of a full yard,
    `still` one of that picture alone; `options` are the muxer's.
    """
    with tempfile.NamedTemporaryFile() as out:  # a muxer that puts its head first writes the file twice
        with av.open(out.name, "w", format=form, options=dict(options)) as target:
            stream: Any = target.add_stream(codec, rate=rate)
            stream.width, stream.height, stream.pix_fmt = *(still.size if still else size), "yuv420p"
            stream.codec_context.gop_size = gop
            if codec.startswith("libx26"):
                stream.options = {"preset": "ultrafast", "x265-params": "log-level=error"}
            if turned:
                stream.set_display_rotation(turned)
            voice: Any = target.add_stream("aac", rate=16_000, layout="mono") if sound else None
            count = round(seconds * rate)
            for n in range(count):
                shown = still or _picture(*size, n, count, busy)
                frame = av.VideoFrame.from_image(shown)  # type: ignore[no-untyped-call]
                target.mux(stream.encode(frame))
            target.mux(stream.encode(None))
            if voice is not None:
                target.mux(voice.encode(_tone(seconds, 16_000)))
                target.mux(voice.encode(None))
        return Path(out.name).read_bytes()


def _samples(seconds: float, rate: int) -> bytes:
    count = round(seconds * rate)
    return struct.pack(f"<{count}h", *(int(8000 * math.sin(n * 0.05)) for n in range(count)))


def _tone(seconds: float, rate: int) -> Any:
    data = _samples(seconds, rate)
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(data) // 2)
    frame.sample_rate = rate
    frame.planes[0].update(data)
    return frame


@cache
def sound(form: str, codec: str, rate: int = 16_000, seconds: float = 2.0) -> bytes:
    """A tone: ("mp3", "libmp3lame"), ("ipod", "aac"), ("wav", "pcm_s16le"), ("amr", "libopencore_amrnb", 8000) …"""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as target:
        stream: Any = target.add_stream(codec, rate=rate, layout="mono")
        if codec == "libopencore_amrnb":
            stream.bit_rate = 12_200
        target.mux(stream.encode(_tone(seconds, rate)))
        target.mux(stream.encode(None))
    return out.getvalue()


@cache
def silk(seconds: float = 2.0, tencent: bool = True) -> bytes:
    """A voice as WeChat records it; the plain kind lacks the byte before its head."""
    out = io.BytesIO()
    pysilk.encode(io.BytesIO(_samples(seconds, SILK_RATE)), out, SILK_RATE, SILK_RATE, tencent=tencent)
    return out.getvalue()


def silk_of_packets(count: int) -> bytes:
    """A voice of so many packets of nothing."""
    return b"\x02#!SILK_V3" + b"\x01\x00\x00" * count


def box(data: bytes, *path: bytes) -> int:
    """Where in an MP4 the body of the box with this path begins."""
    at, end = 0, len(data)
    for name in path:
        while data[at + 4 : at + 8] != name:
            at += int.from_bytes(data[at : at + 4], "big")
            if at >= end:
                raise LookupError(name)
        end = at + int.from_bytes(data[at : at + 4], "big")
        at += 8
    return at


def changed(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def lasting(data: bytes, seconds: int) -> bytes:
    """An MP4 whose heads say that it lasts so long."""
    for path in ((b"moov", b"mvhd"), (b"moov", b"trak", b"mdia", b"mdhd")):
        at = box(data, *path)
        scale = int.from_bytes(data[at + 12 : at + 16], "big")
        data = changed(data, at + 16, min(seconds * scale, 2**32 - 2).to_bytes(4, "big"))
    return data


def of_size(data: bytes, width: int, height: int) -> bytes:
    """A film of VP8 whose pictures say that they are so large."""
    at = data.index(b"\x9d\x01\x2a")
    return changed(data, at + 3, struct.pack("<HH", width, height))


def padded(folder: Path, data: bytes, size: int) -> Path:
    """An MP4 with so many bytes more of nothing among its pictures; the disk holds no block of them."""
    at = box(data, b"mdat")
    length = int.from_bytes(data[at - 8 : at - 4], "big")
    end = at - 8 + length
    path = folder / "padded.mp4"
    with path.open("wb") as file:
        file.write(data[: at - 8] + (length + size).to_bytes(4, "big") + data[at - 4 : end])
        file.seek(size, 1)
        file.write(data[end:])
    return path


def saved(folder: Path, data: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
