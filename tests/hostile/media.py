"""Hostile files: bombs, cuts, wrong endings, two kinds at once, a Word file that is none, a stream that breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from domain.messages import Kind
from tests.hostile.cases import EVERYBODY, LEADERS, OWN_ROOM, Case, Step, whole
from tests.hostile.pictures import picture
from tests.hostile.word_files import word_file

_PIECE = bytes(1 << 16)
_NAMES = (
    "IMG_1.jpg",
    "照片.jpg.exe",
    "a.jpg\0.exe",
    "",
    "." * 300,
    "x" * 300 + ".png",
    "../../a.png",
    "CON",
    "附件2.exe",
    "附件3.pdf",
    "a.docx.lnk",
)
_PAPERS = (
    "附件3典型案例.docx",
    "附件2问题交办单.docx",
    "新建 Microsoft Word 文档.docx",
    "附件3 白河组.docx",
    "附件3典型案例.DOCX",
    "附件3\u202excod.docx",
)


def _long(size: int) -> Callable[[], Iterator[bytes]]:
    """A file of so many bytes that is never in memory whole."""

    def pieces() -> Iterator[bytes]:
        yield b"\0\0\0\x18ftypmp42"
        for _ in range(size // len(_PIECE)):
            yield _PIECE

    return pieces


def _broken(data: bytes) -> Callable[[], Iterator[bytes]]:
    """A file whose road breaks off in the middle."""

    def pieces() -> Iterator[bytes]:
        yield data[: len(data) // 2]
        raise ConnectionResetError("cut")

    return pieces


def case(chance: Random, name: str) -> Case:
    way = chance.random()
    if way < 0.35:  # what a leader hands in as a paper is opened
        who, data = chance.choice(LEADERS), word_file(chance)
        file = _broken(data) if chance.random() < 0.1 else whole(data)
        room = chance.choice((OWN_ROOM, OWN_ROOM, None))
        return (Step(f"{name}.1", who, "", Kind.FILE, room, file_name=chance.choice(_PAPERS), file=file, after=30),)
    if way < 0.38:
        size = chance.choice((4_000_001, 20_000_000))
        return (Step(f"{name}.1", chance.choice(EVERYBODY), "", Kind.VIDEO, file=_long(size)),)
    kind = chance.choice((Kind.IMAGE, Kind.IMAGE, Kind.IMAGE, Kind.VIDEO, Kind.AUDIO, Kind.FILE))
    who, data = chance.choice((*EVERYBODY, "stranger-3")), picture(chance)
    shown = Step(f"{name}.1", who, "", kind, file_name=chance.choice(_NAMES), file=whole(data))
    if chance.random() < 0.2:  # the same picture again, and under another kind
        again = chance.choice((kind, Kind.FILE))
        return (
            shown,
            Step(f"{name}.2", who, "", again, file_name="b.jpg", file=whole(data), after=chance.choice((0, 60))),
        )
    return (shown,)
