"""What the print on a photo says: a watermark camera's time, place and team, all that a photo in a chat still has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of print found on a picture: where it stands, in px of the picture upright; `score` is 0 to 1."""

    text: str
    left: float
    top: float
    width: float
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class Watermark:
    """What a machine read of a print; None where it could not read it, or could read it in two ways.

    `time` is aware, in Shanghai, to the minute or the second; `day` is known also where no clock was read.
    `latitude` and `longitude` are decimal degrees as printed, north and east. `lines` are kept as they were read.
    """

    time: datetime | None = None
    day: date | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    team: str | None = None
    lines: tuple[str, ...] = ()
