"""Transports: how messages come in and posts go out; each decodes to our own Message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from domain.messages import Message


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came in.

    `raw` is what the transport saw, as ASCII-escaped JSON; `chunks` streams the file of a kind
    that has one, and `rendition` tells afterwards what was obtained: "original", "normal" (compressed by
    the platform), "thumbnail", or "" where nothing is known. `own`: the bot's account said it itself, so it
    is for the echo matcher and never read; said in private, `listener` is the contact it was said to, "" if untold.
    """

    message: Message
    raw: bytes
    chunks: Callable[[], AsyncIterator[bytes]] | None = None
    own: bool = False
    listener: str = ""
    rendition: Callable[[], str] | None = None


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
    """The platform said no; nothing went out. Its words, if it gave any, are the error's text: 频繁 is told by them."""


class FileAway(OSError):
    """There is no road to the platform just now: the file may be had when there is one again."""


class SendAway(SendRefused):
    """There is no road to the platform just now: nothing went out, whatever the post."""


class Listener(Protocol):
    """Hears how the road itself is doing. Each call is made on the event loop and must return at once.

    Times are aware. A transport is away when nothing can reach it: no connection, or nobody logged in.
    """

    def lost(self, message_id: str, at: datetime) -> None:
        """A message was announced at `at` but its words could not be had; only its id is known."""
        ...

    def away(self, since: datetime) -> None:
        """Nothing has been heard from the platform since then."""
        ...

    def back(self, since: datetime, until: datetime) -> None:
        """It is heard again; what was said in between may never come."""
        ...

    def login(self, account: str) -> None:
        """This contact id is logged in now: at the start, and after every new connection."""
        ...

    def logout(self) -> None:
        """Nobody is logged in any more."""
        ...

    def scan(self, qr: str) -> None:
        """Somebody must scan this text, as a QR code, with the account's phone. It is a secret for a minute or two."""
        ...


@dataclass(frozen=True, slots=True)
class Listeners:
    """Several listeners as one; each hears everything, also when another of them failed."""

    all: tuple[Listener, ...]

    def lost(self, message_id: str, at: datetime) -> None:
        self._each(lambda listener: listener.lost(message_id, at))

    def away(self, since: datetime) -> None:
        self._each(lambda listener: listener.away(since))

    def back(self, since: datetime, until: datetime) -> None:
        self._each(lambda listener: listener.back(since, until))

    def login(self, account: str) -> None:
        self._each(lambda listener: listener.login(account))

    def logout(self) -> None:
        self._each(lambda listener: listener.logout())

    def scan(self, qr: str) -> None:
        self._each(lambda listener: listener.scan(qr))

    def _each(self, tell: Callable[[Listener], None]) -> None:
        with ExitStack() as ending:
            for listener in reversed(self.all):
                ending.callback(tell, listener)


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


@runtime_checkable
class Fetching(Protocol):
    """A transport that can be asked for the file of a message that came before."""

    def again(self, message: Message, *, as_sent: bool = False) -> Arrival:
        """The same message, its file to be fetched anew; `as_sent`: a picture only if it can be had uncompressed."""
        ...
