"""Transports: how messages come in and posts go out; each decodes to our own Message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.messages import Message


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came in.

    `raw` is what the transport saw, as ASCII-escaped JSON; `chunks` streams the file of a kind
    that has one.
    """

    message: Message
    raw: bytes
    chunks: Callable[[], AsyncIterator[bytes]] | None = None


Deliver = Callable[[Arrival], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One send: text, or one file by path (never both). `room` None is a private message to `contact`."""

    room: str | None
    contact: str | None
    text: str = ""
    mentions: tuple[str, ...] = ()
    file: Path | None = None
    file_name: str = ""


class SendUnknown(Exception):
    """The platform may or may not have got it (a time-out): never sent again blindly."""


class SendRefused(Exception):
    """The platform said no; nothing went out."""


class Transport(Protocol):
    """The road to one chat platform. `namespace` says whose contact ids these are."""

    namespace: str

    async def start(self, deliver: Deliver) -> None:
        """Connect and go on delivering in the background; raises when that is impossible."""
        ...

    async def send(self, parcel: Parcel) -> str:
        """Send one parcel; the platform's message id, '' if it gives none.

        Raises SendUnknown or SendRefused.
        """
        ...

    async def stop(self) -> None: ...
