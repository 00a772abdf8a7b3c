"""What goes over the WebSocket, as JSON: bubbles to the page, and what the page asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.conversations import LAST, Place, Source
from domain.messages import WITH_FILE, Kind, Message, storable

LINE = "bot"  # the key of the private line; rooms have their ids
LONGEST_TEXT = 10_000  # characters of one message
LONGEST_ID = 200
PREVIEW = 60  # characters of what is quoted
NOT_OURS = "这不是聊天页面发的内容。"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CALLED = {
    Kind.IMAGE: "[照片]",
    Kind.VIDEO: "[视频]",
    Kind.AUDIO: "[语音]",
    Kind.LOCATION: "[位置]",
    Kind.FORWARD: "[聊天记录]",
}


class BadFrame(ValueError):
    """A frame that nobody's page sends; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Who is quoted, and how the words begin."""

    id: str
    name: str
    text: str


def encoded(frame: Mapping[str, Any]) -> str:
    """A frame as text; half emojis are escaped, so that any text goes through."""
    return json.dumps(frame, ensure_ascii=True, separators=(",", ":"))


def bubble(message: Message, key: str, quote: Quote | None = None, **more: Any) -> dict[str, Any]:
    """A message as the page shows it. `more`: recalled, size, lost."""
    shown: dict[str, Any] = {
        "id": message.id,
        "room": key,
        "sender": message.sender,
        "name": message.sender_name,
        "at": (message.at - _EPOCH) // timedelta(milliseconds=1),
        "kind": message.kind.value,
        "text": message.text,
        "mentions": message.mentions,
    }
    if message.kind in WITH_FILE:
        shown["file"] = message.file_name
    if message.location is not None:
        shown["location"] = message.location
    if message.quote is not None:
        quote = quote or Quote(message.quote, "", "")
        shown["quote"] = {"id": quote.id, "name": quote.name, "text": quote.text}
    return {**shown, **{name: value for name, value in more.items() if value}}


def quote_of(message: Message) -> Quote:
    """How this message looks when somebody quotes it."""
    if message.kind is Kind.FILE:
        words = f"[文件] {message.file_name or message.text}"
    else:
        words = _CALLED.get(message.kind) or " ".join(message.text.split())
    return Quote(message.id, message.sender_name, words if len(words) <= PREVIEW else words[:PREVIEW] + "…")


def parsed(text: str) -> dict[str, Any]:
    """A frame of the page. Raises BadFrame for what is no JSON object with a `do`."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame(NOT_OURS) from None
    if not isinstance(frame, dict) or not isinstance(frame.get("do"), str):
        raise BadFrame(NOT_OURS)
    return frame


def words_in(frame: Mapping[str, Any], name: str, longest: int = LONGEST_ID) -> str:
    """A text of a frame, "" where there is none. Raises BadFrame for another thing, or one that is too long."""
    value = frame.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadFrame(f"{name} 应是文字")
    if len(value) > longest:
        raise BadFrame(f"太长了，最多 {longest} 个字，请分几条发")
    return storable(value)


def cursor_of(place: Place) -> str:
    return f"{(place.at - _EPOCH) // _MICROSECOND}.{place.after}.{place.source:d}.{place.number}"


def place_in(frame: Mapping[str, Any], name: str) -> Place:
    """The place that a cursor names; after everything where there is none. Raises BadFrame."""
    given = words_in(frame, name)
    if not given:
        return LAST
    try:
        at, after, source, number = (int(piece) for piece in given.split("."))
        if not (0 <= number <= LAST.number and 0 <= after <= LAST.after):
            raise ValueError
        return Place(_EPOCH + at * _MICROSECOND, after, Source(source), number)
    except (ValueError, OverflowError):
        raise BadFrame("翻不到那里，请刷新页面") from None


def time_in(value: object) -> datetime:
    """A time given in milliseconds since 1970; long ago where it is none."""
    if isinstance(value, int) and 0 <= value < 253_000_000_000_000:
        return _EPOCH + timedelta(milliseconds=value + 1) - _MICROSECOND  # the page knows times to the millisecond
    return _EPOCH
