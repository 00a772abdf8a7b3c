"""A front desk with a real database: messages go through all habits, what is owed is sent at once."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from domain.assemblies import Assembled
from domain.calendars import at_time
from domain.messages import BOT, Kind, Message
from domain.posts import Post
from domain.purposes import Purpose
from domain.rosters import Roster
from domain.visits import Visit
from handlers import handle
from schedules import consents, feedbacks, hand_orders, receipts
from storage.inbox import Kept
from storage.lexicons import load_lexicon
from storage.rosters import import_roster
from storage.work import UnitOfWork
from tests.cast import HOME, ID, ROSTER
from tests.databases import memory_database
from tests.visit_book import campaign

DAY = date(2020, 10, 20)
LEXICON = load_lexicon()
INSTRUCTION_RULES = {rule.name: rule for rule in (receipts.RULE, consents.RULE, feedbacks.RULE, hand_orders.RULE)}


class FrontDesk:
    """SQLite in memory and the cast's roster. The clock stands until `at` sets it."""

    def __init__(self, roster: Roster = ROSTER) -> None:
        self.roster = roster
        self.engine = memory_database()
        weakref.finalize(self, self.engine.dispose)
        self.now = at_time(DAY, datetime.min.time().replace(hour=10))
        with self.engine.begin() as connection:
            import_roster(connection, roster, "test", self.now)
        self._numbers = itertools.count(1)
        self._posts: list[tuple[str, Post]] = []

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        with self.engine.begin() as connection:
            yield UnitOfWork(connection, self.now, campaign(), self.roster, LEXICON, "test")

    def at(self, clock: str, day: date = DAY) -> None:
        """Set the clock; what instructions have waiting falls due on the way."""
        until = at_time(day, datetime.strptime(clock, "%H:%M").time())
        while True:
            with self.work() as work:
                due = work.timetable.next_at()
            if due is None or due > until:
                break
            self.now = due
            with self.work() as work:
                slot = work.timetable.claim()
                assert slot is not None
                if slot.rule in INSTRUCTION_RULES:
                    INSTRUCTION_RULES[slot.rule].run(slot, work)
            self._send()
        self.now = until

    def says(self, name: str, text: str, **more: Any) -> str:
        """A text in the speaker's own room (room=… for another, None for private). Returns its id."""
        number = next(self._numbers)
        person = self.roster.person.get(ID.get(name, ""))
        fields = {
            "id": f"m{number}",
            "room": HOME[person.group if person else None],
            "sender": person.id if person else f"stranger-{name}",
            "sender_name": name,
            "at": self.now.replace(second=number % 60),
            "kind": Kind.TEXT,
            "text": text,
            **more,
        }
        message = Message(**fields)
        with self.work() as work:
            work.inbox.keep(message, b"raw")
            handle(message, work)
        self._send()
        return message.id

    def asks(self, name: str, text: str, **more: Any) -> str:
        """The same, with the bot @-ed."""
        return self.says(name, f"@蓝哨\u2005{text}", mentions=(BOT,), **more)

    def visit(self, visit: Visit) -> None:
        with self.work() as work:
            work.visits.apply(Assembled(visits=(visit,)))

    def heard(self) -> list[Post]:
        """What the bot has said since the last call."""
        said, self._posts = [post for _, post in self._posts], []
        return said

    def answer(self) -> Post:
        """The one thing the bot has said since the last call."""
        (post,) = self.heard()
        return post

    def id_of_last_post(self, room: str) -> str:
        """The platform's id of what was last said in a room."""
        return [platform_id for platform_id, post in self._posts if post.room == room][-1]

    def purposes(self) -> list[Purpose | None]:
        """What the messages kept so far were taken for."""
        with self.work() as work:
            kept: list[Kept] = work.inbox.all()
        return [row.purpose for row in kept]

    def _send(self) -> None:
        with self.work() as work:
            for owed in work.outbox.due(limit=1000):
                work.outbox.claim(owed.id)
                work.outbox.mark_sent(owed.id, f"p{owed.id}", self.now)
                self._posts.append((f"p{owed.id}", owed.post))
