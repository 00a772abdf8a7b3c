"""An alert that nobody acknowledges, or that does not go out, is told on the second channel (bot/alarms.py), too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bot.alarms import Alarms
from bot.executor import Executor, NotDurable, Unit
from documents.alerts import unheard_text
from documents.papers import group_name_of
from domain.alerts import is_for_duty, names_told
from storage.work import UnitOfWork

LOOK_SECONDS = 5.0
OLDEST = timedelta(days=1)  # what was left unread longer ago is for the list (未阅)
log = structlog.get_logger("alarms")


class Unheard:
    """Looks after the open alerts of a running bot. `clock` tells the time of day."""

    def __init__(self, executor: Executor, alarms: Alarms, clock: Callable[[], datetime]) -> None:
        self._executor, self._alarms, self._clock = executor, alarms, clock
        self._raised: dict[str, str] = {}  # kind of alarm by the alert's name

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Look until the end of the block; not at all where the second channel leads nowhere."""
        task = asyncio.create_task(self._look_on()) if self._alarms.lead_somewhere else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def look(self) -> None:
        """Raise an alarm for each that is heard by nobody, once; end it when somebody has acknowledged it."""
        found = await self._executor.run(Unit("unheard alerts", self._clock(), _unheard)) or ({}, set())
        unheard, still_open = found
        for name, text in unheard.items():
            self._raised[name] = f"alert {name}"
            self._alarms.alarm(self._raised[name], text)
        for name in self._raised.keys() - still_open:
            self._alarms.over(self._raised.pop(name))
        if unheard:
            await self._executor.run(Unit("alerts told elsewhere", self._clock(), lambda work: _note(unheard, work)))

    async def _look_on(self) -> None:
        while True:
            try:
                await self.look()
            except NotDurable as error:
                log.error("alerts not looked at", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)


def _unheard(work: UnitOfWork) -> tuple[dict[str, str], set[str]]:
    """What is to be said, by the alert's name, and the names of all that are open."""
    rule, still_open = work.campaign.urgent, work.alerts.open()
    waiting = [alert for alert in work.alerts.not_told_elsewhere() if alert.at > work.now - OLDEST]
    if not waiting:
        return {}, {alert.name for alert in still_open}
    stuck = _stuck(work.now - rule.unsent, work)
    texts = {}
    for alert in waiting:
        minutes = int((work.now - alert.at).total_seconds() // 60)
        if alert.name in stuck or work.now - alert.at >= rule.elsewhere:
            group = group_name_of(alert.group, work.roster)
            texts[alert.name] = unheard_text(alert, group, None if alert.name in stuck else minutes)
    return texts, {alert.name for alert in still_open}


def _stuck(before: datetime, work: UnitOfWork) -> set[str]:
    """Alerts whose post to whoever is on duty was owed before then and has not gone out."""
    posts = (post for post in work.outbox.urgent_since(before) if is_for_duty(post, work.roster))
    return {name for post in posts for name in names_told(post)}


def _note(names: dict[str, str], work: UnitOfWork) -> None:
    for name in names:
        work.alerts.note_told_elsewhere(name)
