"""What somebody has asked for at the console and a worker makes: it waits for him there and is sent to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RequestState(StrEnum):
    WAITING = "waiting"  # 正在做
    MADE = "made"  # 做好了
    FAILED = "failed"  # 没做成


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """One file that was asked for. `text` is what is said with it, or why there is none; `about` as in a post.

    `sha256` is the file's in the media store ("": none), `file_name` what it is called.
    """

    number: int
    asked_by: str
    title: str
    about: frozenset[str]
    asked_at: datetime
    state: RequestState = RequestState.WAITING
    text: str = ""
    sha256: str = ""
    file_name: str = ""
    ended_at: datetime | None = None
