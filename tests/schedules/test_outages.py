"""An outage over a due time: what fell due is said late and says so, or who is on duty hears that it was not."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.sender import may_go
from documents.lines import AGAIN_LATE
from domain.calendars import at_time
from domain.posts import Post, PostKind
from schedules import next_wake, plan_slots, run_next
from schedules.blind_windows import note_absence, note_return
from schedules.staleness import FRESH, is_stale, make_anew
from schedules.tallies import post_without_board
from storage.databases import open_database, upgrade
from storage.lexicons import load_lexicon
from storage.profiles import load_campaign
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI, ROSTER
from tests.group_chat import DAY

CAMPAIGN = load_campaign("anfang-2020")[0]
LEXICON = load_lexicon()


def clock(text: str, days: int = 0) -> datetime:
    return at_time(DAY + timedelta(days=days), datetime.strptime(text, "%H:%M").time())


class Night:
    """From 18:00 until the next morning: what was said, and when. Nothing is handed in."""

    def __init__(self) -> None:
        self.engine: Engine = open_database("sqlite:///:memory:")
        weakref.finalize(self, self.engine.dispose)
        upgrade(self.engine)
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
                while run_next(work):
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


def down(night: Night, since: datetime, until: datetime) -> None:
    """The program is not there; the next one knows since when."""
    night.now = until
    with night.work() as work:
        note_absence(since, work)
        note_return(until, work)


def away(night: Night, since: datetime, until: datetime) -> None:
    """The platform is not there, the clock goes on."""
    with night.work() as work:
        note_absence(since, work)
    night.run_to(until)
    with night.work() as work:
        note_return(until, work)


def muted(night: Night, since: datetime, until: datetime) -> None:
    """The platform says 频繁: the bot hears, and may not speak."""
    night.is_mute = True
    night.run_to(until)
    night.is_mute = False


DUE = {
    "18:30提示": (PostKind.REMINDER, clock("18:30"), clock("19:30")),
    "19:30提示": (PostKind.REMINDER, clock("19:30"), clock("20:00")),
    "20:00点名": (PostKind.ROLL_CALL, clock("20:01") + timedelta(seconds=30), clock("07:01", 1)),
    "21:00统计": (PostKind.TALLY, clock("21:00"), clock("07:01", 1)),
}


@pytest.mark.parametrize("outage", [down, away, muted])
@pytest.mark.parametrize("starts", ["18:20", "19:25", "19:59", "20:02", "20:55", "21:50"])
def test_over_an_outage_each_thing_is_said_in_its_time_or_late_with_a_mark_or_told_as_missed(
    outage: object, starts: str
) -> None:
    assert callable(outage)
    for minutes in (0, 1, 4, 12, 29, 36, 61, 71, 90, 120):
        night = Night()
        since = clock(starts)
        until = since + timedelta(minutes=minutes)
        night.run_to(since)
        outage(night, since, until)
        night.tick()
        for at in (clock("22:30"), clock("07:00", 1), clock("08:30", 1)):
            night.run_to(at)
        missed = "".join(text for _, text in night.texts(PostKind.MISSED, COMMAND))
        for name, (kind, due, before) in DUE.items():
            for room in (QINGSHI, BAIHE):
                said = [(at, text) for at, text in night.texts(kind, room) if due <= at < before and "复核" not in text]
                assert len(said) + missed.count(name) == 1, (starts, minutes, name, said, missed)
                for at, text in said:
                    is_late = at - due > (FRESH if outage is muted else timedelta(seconds=90))
                    assert is_late == (AGAIN_LATE in text) or (kind is PostKind.TALLY and outage is muted), text
        for at, post in night.said:
            assert "20:00前请报" not in post.text or at < clock("20:00")
            assert clock("07:00", 1) <= at or at < clock("22:00")


def test_a_roll_call_that_night_overtakes_is_counted_again_in_the_morning_and_names_its_day() -> None:
    for outage in (down, away, muted):
        night = Night()
        night.run_to(clock("19:00"))
        outage(night, clock("19:00"), clock("22:10"))
        night.tick()
        night.run_to(clock("07:00", 1))
        ((at, text),) = [said for said in night.texts(PostKind.ROLL_CALL, QINGSHI) if "复核" not in said[1]]
        assert at == clock("07:00", 1) and text.startswith("【10月21日20:00 报送】（补发）")
        ((told_at, told),) = night.texts(PostKind.MISSED, COMMAND)
        assert told_at == clock("07:00", 1) and "10月21日19:30提示（已过时）" in told


def test_what_is_found_too_late_is_told_in_one_line() -> None:
    night = Night()
    night.run_to(clock("18:10"))
    down(night, clock("18:10"), clock("09:00", 1))
    night.tick()
    assert [text for _, text in night.texts(PostKind.MISSED, COMMAND)] == [
        "【提示】离线等原因没办、不再补发：10月21日18:30提示、10月21日19:30提示（已过时）；10月21日20:00点名、"
        "10月21日21:00统计（超过3小时）。"
    ]
