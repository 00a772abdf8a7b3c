"""Who has the chat open, and what each of them is shown."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import WSCloseCode

from bot.chat.frames import LINE, Quote, bubble, encoded, quote_of
from domain.memberships import sits_in
from domain.messages import Kind, Message
from domain.rosters import Roster

QUEUE = 300  # frames that wait for a slow tab; more, and it is dropped and loads anew
MOST_TABS = 200
REMEMBERED = 2_000  # messages whose beginning is known, for who quotes them
TOO_SLOW = "网页跟不上消息，请刷新。"


class Tab:
    """One open page. Frames wait in its queue until they are written; when it is `over`, `why` says with which code
    its line is closed, and what it is told."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.waiting: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        self.over = asyncio.Event()
        self.why = (WSCloseCode.OK, "")

    def offer(self, frame: str) -> None:
        """Have a frame written; a tab that does not keep up is over."""
        try:
            self.waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self.end(WSCloseCode.TRY_AGAIN_LATER, TOO_SLOW)

    def end(self, code: WSCloseCode, why: str = "") -> None:
        if not self.over.is_set():
            self.why = (code, why)
            self.over.set()


@dataclass(frozen=True, slots=True)
class Lately:
    """What was shown a while ago: in which room or on whose line, how it looks when quoted, and when (s, steady)."""

    where: tuple[str | None, str]
    quote: Quote
    at: float


class Hub:
    """Every tab that is open, and what was shown lately. `roster` gives the one in force."""

    def __init__(self, roster: Callable[[], Roster], steady: Callable[[], float] = time.monotonic) -> None:
        self.tabs: set[Tab] = set()
        self._roster = roster
        self.steady = steady
        self._seated = roster()  # by which the tabs were told their rooms
        self._lately: OrderedDict[str, Lately] = OrderedDict()

    def show(self, message: Message, line: str) -> None:
        """Show a message to whoever may see it: the members of its room, or the person whose private line it is."""
        self._tell_of_roster()
        key = message.room or LINE
        if message.kind is Kind.RECALL:
            frame = {"is": "recalled", "room": key, "id": message.target, "name": message.sender_name}
        else:
            known = self._lately.get(message.quote or "")
            quote = known.quote if known is not None and known.where == (message.room, line) else None
            frame = {"is": "message", **bubble(message, key, quote)}
            self.remember(message, line)
        text = encoded(frame)
        for tab in self.tabs:
            if self.may_see(tab.person, message.room, line):
                tab.offer(text)

    def _tell_of_roster(self) -> None:
        """Another roster may put people into other rooms: the pages ask anew."""
        if self._seated is not self._roster():
            self._seated = self._roster()
            for tab in self.tabs:
                tab.offer(encoded({"is": "roster"}))

    def is_fresh(self, message_id: str, person: str) -> bool:
        """Whether somebody was shown it lately: its file may still be on the way."""
        known = self._lately.get(message_id)
        return known is not None and self.may_see(person, *known.where)

    def seconds_since(self, message_id: str) -> float:
        """How long ago it was shown, whatever the chat's clock says: endless for what was not shown lately."""
        known = self._lately.get(message_id)
        return math.inf if known is None else self.steady() - known.at

    def close(self) -> None:
        """The chat ends; the pages will look for it again."""
        for tab in self.tabs:
            tab.end(WSCloseCode.GOING_AWAY)

    def may_see(self, person: str, room: str | None, line: str) -> bool:
        """Whether somebody is a member of a room, or it is his own private line."""
        if room is None:
            return person == line
        roster = self._roster()
        who, where = roster.person.get(person), roster.room.get(room)
        return who is not None and where is not None and sits_in(who, where, roster)

    def remember(self, message: Message, line: str) -> None:
        """Know how a message looks when it is quoted, there and nowhere else."""
        self._lately[message.id] = Lately((message.room, line), quote_of(message), self.steady())
        self._lately.move_to_end(message.id)
        while len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)
