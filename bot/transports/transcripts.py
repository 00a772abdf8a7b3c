"""A recorded day as a transport would have delivered it: one folder, read and checked as a whole."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.transports import Arrival
from domain.calendars import SHANGHAI
from domain.messages import WITH_FILE, Kind, Message

CHUNK = 1 << 16
LONGEST = timedelta(days=120)  # longer than any campaign


class TranscriptError(ValueError):
    """A transcript that cannot be played; the text names the file and line."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Roster text and arrivals, in the order in which they came."""

    folder: Path
    roster: str
    arrivals: tuple[Arrival, ...]


def read_transcript(folder: Path) -> Transcript:
    """Read a transcript folder (roster.toml, messages.jsonl, media/).

    Raises TranscriptError for a missing file or a line that is no message.
    """
    try:
        roster = (folder / "roster.toml").read_text("utf-8")
        lines = (folder / "messages.jsonl").read_bytes().splitlines()
    except OSError as error:
        raise TranscriptError(f"读不到 {error.filename}：文件夹里应有 roster.toml 和 messages.jsonl") from None
    arrivals = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            arrivals.append(_arrival(json.loads(line), folder))
        except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
            raise TranscriptError(f"messages.jsonl 第 {number} 行不是一条消息：{error}") from None
        _check_clock(arrivals, number)
    return Transcript(folder, roster, tuple(arrivals))


def _check_clock(arrivals: list[Arrival], number: int) -> None:
    """One message with a wrong year would let the virtual clock run through years of empty evenings."""
    first, last = arrivals[0].message.at, arrivals[-1].message.at
    if abs(last - first) > LONGEST:
        raise TranscriptError(
            f"messages.jsonl 第 {number} 行的时间 {last:%Y-%m-%d} 离第一条 {first:%Y-%m-%d} 太远，请检查"
        )


def _arrival(entry: Mapping[str, Any], folder: Path) -> Arrival:
    at = datetime.fromisoformat(entry["at"])
    if at.tzinfo is None:
        raise ValueError("at 没有时区，应形如 2020-10-20T08:00:00+08:00")
    at = at.astimezone(SHANGHAI)
    kind = Kind(entry["kind"]) if entry["kind"] in set(Kind) else Kind.OTHER
    location = entry.get("location")
    media = entry.get("media")
    message = Message(
        id=str(entry["id"]),
        room=entry.get("room"),
        sender=str(entry["sender"]),
        sender_name=entry.get("sender_name") or "",
        at=at,
        kind=kind,
        text=entry.get("text") or "",
        file_name=(entry.get("text") or "") if kind is Kind.FILE else "",
        location=(float(location[0]), float(location[1])) if location else None,
        quote=entry.get("quote"),
        mentions=tuple(entry.get("mentions") or ()),
        target=entry.get("target"),
    )
    raw = json.dumps(entry, ensure_ascii=True, sort_keys=True).encode("ascii")
    return Arrival(message, raw, _chunks(folder, media) if media and kind in WITH_FILE else None)


def _chunks(folder: Path, media: str) -> Callable[[], AsyncIterator[bytes]]:
    """Reads the file when asked; a path that leads out of the folder is refused then."""

    async def read() -> AsyncIterator[bytes]:
        path = (folder / media).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise PermissionError("media path leads out of the transcript")
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    return read
