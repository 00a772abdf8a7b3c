"""What a machine read of a stored file. It is a hint for people and never changes a record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.likenesses import Hashes
from domain.messages import Kind
from domain.watermarks import Watermark

#: Of these kinds of message the file is read.
READ_KINDS = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.AUDIO})


class FileFault(StrEnum):
    """Why a file could not be read; its original is evidence all the same."""

    NOT_THE_KIND = "not_the_kind"  # of no kind that we open
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    TOO_SLOW = "too_slow"  # it wanted more time or memory than a file gets
    GONE = "gone"  # the original is no longer kept


@dataclass(frozen=True, slots=True)
class FileReading:
    """Of one file, named by its SHA-256; None and "" where there is nothing to say.

    `blur` is the sharpness of a picture (the smaller, the more blurred); width and height are px upright, `duration`
    seconds. `sheet` (a film's contact sheet) and `playable` (a copy that browsers play) name derived objects of the
    media store. `engine` says what read it, with its version.
    """

    sha256: str
    kind: Kind
    watermark: Watermark | None = None
    hashes: Hashes | None = None
    blur: float | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    codec: str = ""
    sheet: str = ""
    playable: str = ""
    fault: FileFault | None = None
    engine: str = ""

    @property
    def side(self) -> int | None:
        """The shorter side of a picture, px."""
        return min(self.width, self.height) if self.width and self.height else None
