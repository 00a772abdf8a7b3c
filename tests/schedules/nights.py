"""The cast's rooms on a database in memory: time passes, what falls due is done, what is owed is said."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.sender import may_go
from domain.calendars import at_time
from domain.posts import Post, PostKind
from schedules import next_wake, plan_slots, run_due
from schedules.staleness import is_stale, make_anew
from schedules.tallies import post_without_board
from storage.lexicons import load_lexicon
from storage.profiles import load_campaign
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import memory_database
from tests.group_chat import DAY

CAMPAIGN = load_campaign("anfang-2020")[0]
LEXICON = load_lexicon()


def clock(text: str, days: int = 0) -> datetime:
    return at_time(DAY + timedelta(days=days), datetime.strptime(text, "%H:%M").time())


class Night:
    """From 18:00 until the next morning: what was said, and when. Nothing is handed in."""

    def __init__(self) -> None:
        self.engine: Engine = memory_database()
        weakref.finalize(self, self.engine.dispose)
        self.now = clock("18:00")
        self.said: list[tuple[datetime, Post]] = []
        self.is_mute = False
        self.tick()

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        with self.engine.begin() as connection:
            yield UnitOfWork(connection, self.now, CAMPAIGN, ROSTER, LEXICON, "test")

    def tick(self) -> None:
        """Do what is due and say what is owed, until there is nothing more."""
        busy = True
        while busy:
            with self.work() as work:
                plan_slots(work)
                while run_due(work, 1):
                    pass
                work.timetable.note_tick(self.now)
                for job in work.jobs.waiting():
                    work.jobs.finish(job.id, {})
                    post_without_board(job.payload, work)
                busy = not self.is_mute and not work.blind_windows.is_deaf() and self._speak(work)

    def _speak(self, work: UnitOfWork) -> bool:
        """Whether something was found that has to be made anew."""
        found = False
        for owed in work.outbox.due(100):
            if may_go(owed.post, work.now, work.campaign):
                if is_stale(owed, work):
                    make_anew(owed, work)
                    found = True
                elif work.outbox.claim(owed.id):
                    work.outbox.mark_sent(owed.id, None, work.now)
                    self.said.append((work.now, owed.post))
        return found

    def run_to(self, until: datetime) -> None:
        while True:
            with self.work() as work:
                due = next_wake(work)
            if due is None or due > until:
                break
            self.now = max(due, self.now)
            self.tick()
        self.now = until
        self.tick()

    def texts(self, kind: PostKind, room: str) -> list[tuple[datetime, str]]:
        return [(at, post.text) for at, post in self.said if (post.kind, post.room) == (kind, room)]
