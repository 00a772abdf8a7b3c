"""A desk where papers are handed in: real SQLite, the cast's roster, Word files made on the spot, time at will."""

from __future__ import annotations

import hashlib
import io
import itertools
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
from PIL import Image

from documents.word_papers import judge_word
from domain.calendars import at_time, day_of
from domain.campaigns import Campaign
from domain.messages import WITH_FILE, Kind, Message
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import Roster
from domain.submissions import Submission
from handlers import declarations, submissions
from schedules import missed, reminders, roll_calls
from schedules import submissions as paper_answers
from schedules.timing import Rule
from storage.databases import open_database
from storage.lexicons import load_lexicon
from storage.outbox import Owed
from storage.profiles import load_campaign
from storage.rosters import import_roster
from storage.work import UnitOfWork
from tests.cast import HOME, ID, ROSTER
from tests.databases import file_database

DAY = date(2020, 10, 21)
LEXICON = load_lexicon()
RULES: dict[str, Rule] = {r.name: r for r in (missed.RULE, reminders.RULE, roll_calls.RULE, paper_answers.RULE)}

SENTENCE = (
    "10月21日，驻青石市暗访核查组执法人员郝大川、金小满，在执法检查时发现"
    "青石市某建材公司涉嫌存在粉尘无组织排放环境违法行为。"
)


def case_text(characters: int, city: str = "青石市") -> str:
    """A typical case whose 违法内容描述 has so many characters."""
    return f"{SENTENCE.replace('青石市', city, 1)}\n违法内容描述：{'尘' * characters}"


def photo(seed: int) -> bytes:
    """A small picture; another seed is another picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), (seed % 256, seed // 256 % 256, 40)).save(buffer, "PNG")
    return buffer.getvalue()


def word(paragraphs: Iterable[str] = (), photos: Sequence[int] = (), rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file: paragraphs, then a table of `rows`, then pictures by seed."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                table.cell(r, c).text = cell
    for seed in photos:
        document.add_picture(io.BytesIO(photo(seed)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def case_file(characters: int = 160, photos: int = 3, city: str = "青石市") -> bytes:
    return word(["典型案例", *case_text(characters, city).split("\n"), "现场图片："], range(photos))


class PaperDesk:
    """`at` sets the clock and does what falls due on the way; messages take the clock's time unless told otherwise."""

    def __init__(self, folder: Path, campaign: Campaign | None = None, roster: Roster = ROSTER) -> None:
        self.folder = folder
        self.engine = open_database(file_database(folder / "papers.db"))
        weakref.finalize(self, self.engine.dispose)
        self.campaign = campaign or load_campaign("anfang-2020")[0]
        self.roster = roster
        self.now = at_time(DAY, datetime.min.time().replace(hour=8))
        with self.engine.begin() as connection:
            import_roster(connection, roster, "test", self.now)
        self._numbers = itertools.count(1)
        self._heard = 0

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        with self.engine.begin() as connection:
            yield UnitOfWork(connection, self.now, self.campaign, self.roster, LEXICON, "test")

    def plan(self, day: date = DAY) -> None:
        """Plan the day's reminders and roll-call."""
        with self.work() as work:
            for rule in RULES.values():
                for slot in rule.slots_on(day, work):
                    work.timetable.plan(slot)

    def at(self, clock: str, day: date = DAY, asleep: bool = False) -> None:
        """Let time pass; `asleep`: what fell due meanwhile is found only at the end."""
        until = at_time(day, datetime.strptime(clock, "%H:%M:%S" if clock.count(":") == 2 else "%H:%M").time())
        while not asleep and self._do_next(until):
            pass
        self.now = until
        while self._do_next(until, late=True):
            pass

    def _do_next(self, until: datetime, late: bool = False) -> bool:
        with self.work() as work:
            due = work.timetable.next_at()
        if due is None or due > until:
            return False
        self.now = until if late else max(due, self.now)
        with self.work() as work:
            slot = work.timetable.claim()
            assert slot is not None
            grace = RULES[slot.rule].grace(work)
            if grace is not None and self.now > slot.run_at + grace:
                work.timetable.skip(slot, "too late")
            else:
                RULES[slot.rule].run(slot, work)
        return True

    def says(self, name: str, text: str, **more: Any) -> str:
        return self._bring(name, Kind.TEXT, None, {"text": text, **more})

    def shows(self, name: str, seed: int = -1, **more: Any) -> str:
        """A photo; without a seed one of its own."""
        number = next(self._numbers)
        return self._bring(name, Kind.IMAGE, photo(seed if seed >= 0 else 1000 + number), more)

    def films(self, name: str, **more: Any) -> str:
        return self._bring(name, Kind.VIDEO, b"a video", more)

    def hands(self, name: str, file_name: str, data: bytes = b"", **more: Any) -> str:
        return self._bring(name, Kind.FILE, data or case_file(), {"file_name": file_name, **more})

    def arrive(self, message_id: str, data: bytes) -> None:
        """The file of a message arrives, and slow work is done."""
        sha256 = hashlib.sha256(data).hexdigest()
        (self.folder / sha256).write_bytes(data)
        with self.work() as work:
            work.inbox.attach(message_id, sha256, len(data))
            submissions.file_arrived(message_id, work)
        with self.work() as work:
            for job in work.jobs.waiting():
                papers, group = LEXICON.tables["papers"], job.payload["group"]
                result = judge_word(self.folder / job.payload["sha256"], papers, group)
                submissions.word_read(job.subject, result, work)
                work.jobs.finish(job.id, {})

    def purpose_of(self, message_id: str) -> Purpose | None:
        with self.work() as work:
            return next(kept.purpose for kept in work.inbox.all() if kept.message.id == message_id)

    def kept(self, day: date = DAY) -> list[Submission]:
        with self.work() as work:
            return work.submissions.of_day(day)

    def heard(self, *kinds: PostKind) -> list[Post]:
        """What was owed since the last call, of these kinds."""
        with self.work() as work:
            owed: list[Owed] = work.outbox.due(limit=100_000)
        new, self._heard = owed[self._heard :], len(owed)
        return [o.post for o in new if not kinds or o.post.kind in kinds]

    def texts(self, *kinds: PostKind) -> list[str]:
        return [post.text for post in self.heard(*kinds)]

    def _bring(self, name: str, kind: Kind, data: bytes | None, more: dict[str, Any]) -> str:
        person = self.roster.person[ID[name]]
        self._advance(more.get("at"))
        lost = more.pop("lost", False)
        fields = {
            "id": f"m{next(self._numbers)}",
            "room": HOME[person.group],
            "sender": person.id,
            "sender_name": name,
            "at": self.now,
            "kind": kind,
            **more,
        }
        message = Message(**fields)
        with self.work() as work:
            work.inbox.keep(message, b"raw")
            self._handle(message, work)
        if kind in WITH_FILE and data is not None and not lost:
            self.arrive(message.id, data)
        return message.id

    def _advance(self, at: datetime | None) -> None:
        if at is not None and at > self.now:
            self.at(f"{at:%H:%M:%S}", day_of(at))

    def _handle(self, message: Message, work: UnitOfWork) -> None:
        sender = work.roster.person[message.sender]
        room = work.roster.room.get(message.room) if message.room is not None else None
        for route in (*submissions.router.routes, *declarations.router.routes):
            if route.takes(message, sender, room, work):
                reply = route.handler(message, work)
                if reply is not None:
                    work.outbox.owe(reply_post(reply, message))
                work.inbox.settle(message.id, route.purpose)
                return
        work.inbox.settle(message.id, Purpose.CHATTER)


def reply_post(reply: Reply, message: Message) -> Post:
    """The reply as a post to where the message came from."""
    return Post(
        once=Once("anfang-2020", reply.kind.value, message.room or message.sender, message.id),
        kind=reply.kind,
        room=message.room,
        contact=None if message.room is not None else message.sender,
        text=reply.text,
        mentions=reply.mentions,
        answers=message.id,
        about=reply.about,
    )
