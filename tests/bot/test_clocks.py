"""A system clock that jumps: nothing is lost, said twice, or said for a wrong day."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.clocks import DOUBTFUL, PATIENCE, SURE, WatchedClock
from bot.scheduler import Scheduler, live_now
from documents.clocks import wrong_clock_text
from domain.posts import PostKind
from schedules.blind_windows import note_absence, note_return
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.schedules.nights import Night, clock

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
JUMPS = (HOUR, -HOUR, DAY, -DAY, -5 * MINUTE)


class World:
    """The true time, and a system clock that is off by `off`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.off = timedelta()
        self._start = now

    def wall(self) -> datetime:
        return self.now + self.off

    def steady(self) -> float:
        return (self.now - self._start).total_seconds()

    def clock(self) -> WatchedClock:
        return WatchedClock(self.wall, self.steady)


@pytest.mark.parametrize("off", JUMPS)
def test_a_jump_is_not_followed_until_the_platform_says_so(off: timedelta) -> None:
    world = World(clock("15:00"))
    ours = world.clock()
    world.now += MINUTE
    world.off = off
    assert ours() == world.now and ours.news() == off and ours.news() is None
    for _ in range(SURE):
        ours.hear(world.now)
    assert ours() == world.now and not ours.is_doubted()
    world.off = timedelta()
    assert ours() == world.now and ours.news() is None


@pytest.mark.parametrize("off", JUMPS[:4])
def test_a_clock_that_was_wrong_from_the_start_is_put_right_by_what_comes(off: timedelta) -> None:
    world = World(clock("15:00"))
    world.off = off
    ours = world.clock()
    for _ in range(DOUBTFUL):
        ours.hear(world.now)
    assert ours.is_doubted() and ours.news() == off
    world.off = timedelta()
    for _ in range(SURE):
        ours.hear(world.now)
    assert ours() == world.now and not ours.is_doubted()


def test_a_slow_drift_is_followed() -> None:
    world = World(clock("15:00"))
    ours = world.clock()
    for _ in range(600):
        world.now += MINUTE
        world.off += timedelta(seconds=1)
        assert ours() == world.wall() and ours.news() is None


def test_what_comes_late_after_an_outage_holds_nothing_back_for_long() -> None:
    world = World(clock("15:00"))
    ours = world.clock()
    for _ in range(10):
        ours.hear(world.now - HOUR)
    assert ours() == world.now and ours.is_doubted()
    ours.hear(world.now)
    assert not ours.is_doubted()
    for _ in range(10):
        ours.hear(world.now - HOUR)
    world.now += timedelta(seconds=PATIENCE)
    assert not ours.is_doubted()


def test_after_a_long_gap_the_first_message_or_ten_minutes_confirm_the_time() -> None:
    for known, waits in ((None, False), (-MINUTE, False), (-3 * HOUR, True), (HOUR, True)):
        world = World(clock("15:00"))
        ours = world.clock()
        ours.begin_after(None if known is None else world.now + known)
        assert ours.is_doubted() is waits
        ours.hear(world.now - MINUTE)
        assert not ours.is_doubted()


def _play(seed: int) -> tuple[Night, list[datetime]]:
    """Two days by the minute: the system's clock jumps and is put right, the bot is started anew now and then."""
    chance = random.Random(seed)
    night = Night()
    world = World(clock("18:00"))
    ours = world.clock()
    at: list[datetime] = []  # the true time of each thing said
    off_until = world.now
    while world.now < clock("22:00", 2):
        if world.off and world.now >= off_until:
            world.off = timedelta()
        elif not world.off and chance.random() < 0.01:
            world.off = chance.choice(JUMPS)
            off_until = world.now + chance.randint(1, 50) * MINUTE
        if chance.random() < 0.01:
            ours = _restarted(world, night)
        if chance.random() < 0.5:
            ours.hear(world.now)
        night.now = ours()
        if not ours.is_doubted():
            with night.work() as work:
                work.blind_windows.note_heard(night.now)
            night.tick()
        at += [world.now] * (len(night.said) - len(at))
        world.now += MINUTE
        if world.now.hour == 23:
            world.now += 8 * HOUR
    return night, at


def _restarted(world: World, night: Night) -> WatchedClock:
    ours = world.clock()
    night.now = ours()
    with night.work() as work:
        since = work.blind_windows.heard_to()
        ours.begin_after(since)
        if since is not None and since < night.now:
            note_absence(since, work)
            note_return(night.now, work)
    return ours


@pytest.mark.parametrize("seed", range(4))
def test_over_two_days_of_jumps_and_restarts_everything_is_said_once_on_its_day(seed: int) -> None:
    night, at = _play(seed)
    missed = "".join(text for _, text in night.texts(PostKind.MISSED, COMMAND))
    for room in (QINGSHI, BAIHE):
        for days in range(3):
            for due, kind, name in (
                (clock("18:30", days), PostKind.REMINDER, "18:30提示"),
                (clock("19:30", days), PostKind.REMINDER, "19:30提示"),
                (clock("20:00", days), PostKind.ROLL_CALL, "20:00点名"),
                (clock("21:00", days), PostKind.TALLY, "21:00统计"),
            ):
                said = [
                    true
                    for true, (_, post) in zip(at, night.said, strict=True)
                    if (post.kind, post.room, post.once.due) == (kind, room, due.isoformat()) and not post.once.revision
                ]
                assert len(said) <= 1, (seed, due, said)
                if said:
                    assert due - MINUTE <= said[0] <= due + 75 * MINUTE, (seed, due, said)
                else:
                    assert name in missed, (seed, due, missed)


def test_the_bell_goes_on_ringing_when_the_systems_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    off = [timedelta()]
    rings: list[int] = []

    class SetBack(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + off[0]

    async def ring(_: Scheduler) -> None:
        rings.append(1)

    async def look() -> None:
        rings.append(1)

    async def until(count: int) -> None:
        async with asyncio.timeout(30):
            while len(rings) < count:
                await asyncio.sleep(0.05)

    async def ring_on() -> None:
        app: Any = SimpleNamespace(clock=live_now, outages=SimpleNamespace(look=look), renew=look)
        bell = Scheduler(app)
        bell.start()
        await until(4)
        off[0] = -HOUR
        await until(len(rings) + 4)
        bell.stop()

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", SetBack)
    monkeypatch.setattr("bot.scheduler.live_now", lambda: live_now() + off[0])
    for name in ("_tick", "_send", "_do_jobs"):
        monkeypatch.setattr(Scheduler, name, ring)
    asyncio.run(ring_on())


def test_the_hosts_time_zone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = set()
    try:
        for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            now = live_now()
            told.add(now.astimezone().utcoffset())
            assert now.utcoffset() == 8 * HOUR
    finally:
        monkeypatch.undo()
        time.tzset()
    assert len(told) == 3


def test_it_is_said_by_how_much_the_clock_is_wrong() -> None:
    assert wrong_clock_text(DAY + HOUR, holds_back=True) == (
        "【请核实】服务器时钟快了1天1小时，到点的事先停办。请校准时钟。"
    )
    assert "慢了5分，到点的事仍按原来的时间办" in wrong_clock_text(-5 * MINUTE, holds_back=False)
