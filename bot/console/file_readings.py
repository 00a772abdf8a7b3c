"""What pages show of what a machine read of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.media import is_available
from documents.file_readings import Told, told_of
from domain.file_readings import READ_KINDS
from domain.messages import Kind
from storage.work import UnitOfWork


class Sent(Protocol):
    """A file as a message brought it; `sha256` is None where it has not come."""

    @property
    def message_id(self) -> str: ...

    @property
    def sent_at(self) -> datetime: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def sha256(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file (None: nothing is, of its kind), and which copies there are for looking and listening."""

    told: Told | None = None
    has_sheet: bool = False
    is_playable: bool = False


def read_of(files: Sequence[Sent], work: UnitOfWork) -> list[Read]:
    """For each of these files, in their order."""
    known = work.file_readings.known(one.sha256 for one in files if one.sha256)
    unread = [one.message_id for one in files if one.sha256 not in known]
    awaited = work.reading_jobs.awaited(unread) if is_available() else ()
    found = []
    for one in files:
        reading = known.get(one.sha256 or "")
        told = told_of(reading, one.sent_at, is_awaited=one.message_id in awaited) if one.kind in READ_KINDS else None
        found.append(Read(told, bool(reading and reading.sheet), bool(reading and reading.playable)))
    return found
