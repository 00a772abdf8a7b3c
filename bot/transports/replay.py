"""The platform of a replay: takes whatever is sent; its clock shows the time of what is being played."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.transports import Deliver, Parcel


class VirtualClock:
    """Shows the time of what is being played; never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def advance(self, to: datetime) -> None:
        self._now = max(self._now, to)


class ReplayTransport:
    """Takes what is sent and gives ids that are the same in every replay; the outbox is the record."""

    namespace = "replay"

    async def start(self, deliver: Deliver) -> None: ...

    async def send(self, parcel: Parcel) -> str:
        file = parcel.file.name if parcel.file else ""
        words = "\0".join((parcel.room or "", parcel.contact or "", parcel.text, file))
        return "replay-" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:24]

    async def stop(self) -> None: ...
