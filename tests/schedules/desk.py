"""A desk with a real database: visits are written, time passes, what falls due is done."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from domain.acknowledgements import acknowledgement_slot, correction_slot
from domain.assemblies import Assembled
from domain.campaigns import Campaign
from domain.lexicons import Lexicon
from domain.posts import Post
from domain.visits import Visit
from schedules.timing import Rule
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import memory_database
from tests.visit_book import campaign


class Desk:
    """SQLite in memory, the cast's roster, and the rules under test."""

    def __init__(self, rules: Iterable[Rule], profile: Campaign | None = None) -> None:
        self.engine: Engine = memory_database()
        weakref.finalize(self, self.engine.dispose)
        self.campaign = profile or campaign()
        self.rules = {rule.name: rule for rule in rules}

    @contextmanager
    def work(self, now: datetime) -> Iterator[UnitOfWork]:
        with self.engine.begin() as connection:
            yield UnitOfWork(connection, now, self.campaign, ROSTER, Lexicon({}), "test")

    def write(self, visit: Visit, now: datetime | None = None) -> Visit:
        """Store a visit (new, or changed when it has a number) as the handler does."""
        with self.work(now or visit.last_at) as work:
            (stored,) = work.visits.apply(Assembled(visits=(visit,)))
            if not work.timetable.move(acknowledgement_slot(stored, self.campaign)):
                work.timetable.move(correction_slot(stored, self.campaign, work.now))
        return stored

    def change(self, visit: Visit, at: datetime, **fields: object) -> Visit:
        """Something was added to a stored visit, or it was corrected."""
        return self.write(replace(visit, last_at=at, **fields), at)  # type: ignore[arg-type]

    def run_to(self, until: datetime) -> list[tuple[datetime, Post]]:
        """Do every slot due by then, each at its own time; the posts that came of it."""
        heard: list[tuple[datetime, Post]] = []
        while True:
            with self.work(until) as work:
                due = work.timetable.next_at()
            if due is None or due > until:
                return heard
            with self.work(due) as work:
                before = len(work.outbox.due(limit=1000))
                slot = work.timetable.claim()
                assert slot is not None
                self.rules[slot.rule].run(slot, work)
                heard += [(due, owed.post) for owed in work.outbox.due(limit=1000)[before:]]
