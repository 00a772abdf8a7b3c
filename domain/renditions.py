"""Renditions of a photo: smaller copies that papers and tables show; the original stays as it came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    PAPER = "paper"  # longest side 1080 px: half a page in print
    THUMB = "thumb"  # longest side 320 px: a cell of a table


class Fault(StrEnum):
    """Why a picture is not shown; its original is evidence all the same."""

    NOT_A_PICTURE = "not_a_picture"  # of no kind that we open
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    GONE = "gone"  # the original is no longer kept


@dataclass(frozen=True, slots=True)
class Rendition:
    """What was made of one photo. `parent`, `paper` and `thumb` are SHA-256 in hex; width and height are
    PAPER's, in px. With a `fault` there is nothing: both names are "", width and height 0.
    """

    parent: str
    paper: str = ""
    thumb: str = ""
    width: int = 0
    height: int = 0
    fault: Fault | None = None
