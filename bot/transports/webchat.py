"""The local chat: a work group in the browser, for drills. Its people and rooms go by the roster's own ids."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from bot.file_kinds import sent_as
from bot.transports import Arrival, Deliver, Parcel, SendAway
from domain.messages import BOT, Kind, Message

#: Is shown each message when it stands, and on whose private line it was said ("" in a room). Must return at once.
Onlooker = Callable[[Message, str], None]


class WebchatTransport:
    """What people say in the browser, or another part brings, arrives; whoever looks on is shown it and the answers.

    `clock` tells the aware time of what the bot says; `bot_name` is what it is called.
    """

    namespace = "webchat"

    def __init__(self, clock: Callable[[], datetime], bot_name: str = "蓝哨") -> None:
        self.clock = clock
        self.bot_name = bot_name
        self.onlookers: set[Onlooker] = set()
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver) -> None:
        self._deliver = deliver

    async def bring(self, arrival: Arrival) -> None:
        """Let a message arrive: the bot is given it, and when that is durable it is shown.

        Raises SendAway before the start and after the end, NotDurable where the database would not take it.
        """
        if self._deliver is None:
            raise SendAway("the local chat is not started")
        await self._deliver(arrival)
        self._show(arrival.message, "" if arrival.message.room is not None else arrival.message.sender)

    async def send(self, parcel: Parcel) -> str:
        if self._deliver is None:
            raise SendAway("the local chat is not started")
        kind = (sent_as(parcel.file_name) or Kind.FILE) if parcel.file is not None else Kind.TEXT
        message = Message(
            id=new_id(),
            room=parcel.room,
            sender=BOT,
            sender_name=self.bot_name,
            at=self.clock(),
            kind=kind,
            text=parcel.text,
            file_name=parcel.file_name,
            mentions=parcel.mentions,
        )
        self._show(message, parcel.contact or "")
        return message.id

    async def stop(self) -> None:
        self._deliver = None

    def _show(self, message: Message, line: str) -> None:
        for onlooker in tuple(self.onlookers):
            onlooker(message, line)


def new_id() -> str:
    """A message's id, never given before."""
    return f"web-{secrets.token_hex(12)}"
