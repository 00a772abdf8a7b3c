"""Requests to be friends: those of people who are known are accepted, all others are left alone."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

from bot.transports.wechaty_protocol import BROKEN, Gateway, GRPCError

Welcome = Callable[[str], Awaitable[bool]]

log = logging.getLogger("wechaty")


class FriendRequests:
    """`welcome` tells whether a contact id is somebody's; while it is None nobody is accepted."""

    def __init__(self, gateway: Callable[[], Awaitable[Gateway]]) -> None:
        self.welcome: Welcome | None = None
        self.ignored = 0
        self._gateway = gateway
        self._answers: set[asyncio.Task[None]] = set()

    def take(self, body: str) -> None:
        """One event. Raises KeyError, TypeError or ValueError for one that makes no sense."""
        answer = asyncio.create_task(self._answer(str(json.loads(body)["friendshipId"])))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _answer(self, request: str) -> None:
        try:
            gateway = await self._gateway()
            contact = await gateway.asking_friend(request)
            if contact is None:  # not a request but news of an old one
                return
            if self.welcome is not None and await self.welcome(contact):
                await gateway.accept_friend(request)
                log.warning("friend request accepted")
                return
        except (GRPCError, *BROKEN) as error:
            log.warning("friend request not answered: %s", type(error).__name__)
            return
        except Exception as error:  # whoever was asked could not say: nobody is accepted on a guess
            log.error("friend request not judged: %s", type(error).__name__)
        self.ignored += 1
        log.warning("friend requests ignored so far: %d", self.ignored)

    async def stop(self) -> None:
        for answer in list(self._answers):
            answer.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
