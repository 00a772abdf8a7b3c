"""Own messages must come back: the only proof that the road to WeChat itself is open, not only that to the gateway."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("wechaty")

CALL = "蓝哨自检"
REMEMBERED = 200  # ids of own messages that came before the send had returned


class Canary:
    """Waits for the echo of each send. A gateway that never echoes proves nothing, so it is never blamed.

    With a `conversation` (such as `filehelper`, which is the account's talk with itself) it sings by itself when
    nothing has come for `idle` seconds. `clock` counts seconds.
    """

    def __init__(
        self, conversation: str, *, echo: float, idle: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._conversation = conversation
        self._echo, self._idle = echo, idle
        self._clock = clock
        self._awaited: dict[str, float] = {}
        self._early: OrderedDict[str, None] = OrderedDict()
        self._echoes = False
        self._last = clock()  # when something last came in or was sung

    def sent(self, message_id: str) -> None:
        """A post went out under this id; '' tells nothing."""
        if message_id in self._early:
            del self._early[message_id]
            self._echoes = True
        elif message_id:
            self._awaited[message_id] = self._clock()

    def heard(self) -> None:
        """Somebody said something."""
        self._last = self._clock()

    def came(self, message_id: str, text: str) -> bool:
        """An own message came; whether it was a song, which concerns nobody else."""
        self.heard()
        if self._awaited.pop(message_id, None) is not None:
            self._echoes = True
        else:
            self._early[message_id] = None
            while len(self._early) > REMEMBERED:
                self._early.popitem(last=False)
        return text == CALL

    def overdue(self) -> float | None:
        """For how many seconds an echo has been missing from a gateway that gave them; told once."""
        late = [moment for moment in self._awaited.values() if self._clock() - moment > self._echo]
        self._awaited = {key: moment for key, moment in self._awaited.items() if moment not in late}
        if not late or not self._echoes:
            return None
        self._echoes = False  # until one comes again
        return self._clock() - min(late)

    def is_time_to_sing(self) -> bool:
        return bool(self._conversation) and self._clock() - self._last > self._idle

    async def watch(self, send: Callable[[str, str], Awaitable[str]], doubt: Callable[[float], None]) -> None:
        """Runs until it is cancelled. `send` takes conversation and text, `doubt` for how many seconds it was deaf."""
        while True:
            await asyncio.sleep(min(self._echo, self._idle) / 6)
            if (seconds := self.overdue()) is not None:
                log.error("an own message has not come back", seconds=round(seconds))
                doubt(seconds)
            if self.is_time_to_sing():
                self._last = self._clock()
                try:
                    self.sent(await send(self._conversation, CALL))
                except Exception as error:
                    log.warning("self-test not sent", error=type(error).__name__)
