"""How files of each kind are read; for a worker process that limits its own memory and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.media.pictures import read_picture
from bot.media.videos import read_video
from bot.media.voices import read_voice
from domain.messages import Kind

Read = Callable[[Path], Mapping[str, Any]]

#: Given are fields of `domain.file_readings.FileReading` by their names; `sheet` and `playable` are bytes, which go to
#: the media store. None raises for what a file holds.
READERS: Mapping[Kind, Read] = {Kind.IMAGE: read_picture, Kind.VIDEO: read_video, Kind.AUDIO: read_voice}
