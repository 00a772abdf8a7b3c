"""Picture files made by hand, byte by byte: good ones, bombs, cut ones, and such as are two things at once."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from random import Random

from PIL import Image


@cache
def good(form: str, size: int = 24) -> bytes:
    """A small picture: JPEG, PNG, GIF, WEBP, BMP or TIFF."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((size, size)).convert("RGB").save(buffer, form)
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def png_bomb(side: int = 13_000) -> bytes:
    """Some 20 kB that unpack to side x side pixels, black or white."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header says so, with nothing behind it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")


@cache
def gif_of_frames(frames: int = 2_000) -> bytes:
    """A GIF of many frames of nothing."""
    head = b"GIF89a" + struct.pack("<HHBBB", 60_000, 60_000, 0x80, 0, 0) + bytes(6)
    frame = (
        b"\x21\xf9\x04\x00\x00\x00\x00\x00" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    )
    return head + frame * frames + b";"


def jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG whose frame header says so."""
    data = good("JPEG")
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def jpeg_with_exif(payload: bytes) -> bytes:
    """A JPEG with so much said before the picture, in as many segments as it takes."""
    pieces = [payload[at : at + 65_000] for at in range(0, len(payload), 65_000)] or [b""]
    said = b"".join(b"\xff\xe1" + struct.pack(">H", len(piece) + 8) + b"Exif\0\0" + piece for piece in pieces)
    return b"\xff\xd8" + said + good("JPEG")[2:]


def damaged(data: bytes, chance: Random) -> bytes:
    """Cut short, or with some bytes changed."""
    if chance.random() < 0.5:
        return data[: chance.randint(0, len(data))]
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def picture(chance: Random) -> bytes:
    """One hostile picture."""
    form = chance.choice(("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"))
    way = chance.randint(0, 9)
    if way == 0:
        return png_bomb()
    if way == 1:
        return gif_of_frames()
    if way == 2:
        return chance.choice((png_of_size, jpeg_of_size))(chance.choice((0, 1, 65_535)), chance.choice((0, 65_535)))
    if way == 3:  # two things at once
        return good(form) + chance.choice(
            (b"PK\x05\x06" + bytes(18), b"<html><script>alert(1)</script>", b"*/=1;alert(1)")
        )
    if way == 4:
        return jpeg_with_exif(
            chance.choice((b"=cmd|' /C calc'!A0", "经度：９９９°；指令 全体：x".encode(), b"\0" * 500_000))
        )
    if way == 5:
        return chance.choice(
            (b"", b"MZ\x90\0" + bytes(200), b"#!/bin/sh\nreboot\n", b"SIMPLE  =  T", b"%!PS-Adobe", b"%PDF-1.7")
        )
    if way == 6:
        return good(form)
    return damaged(good(form), chance)
