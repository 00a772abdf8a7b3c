"""An outage over a due time: what fell due is said late and says so, or who is on duty hears that it was not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from documents.lines import AGAIN_LATE
from domain.posts import PostKind
from schedules.blind_windows import note_absence, note_return
from schedules.staleness import FRESH
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.schedules.nights import Night, clock


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
        "【提示】离线等原因没办、不再补发：10月21日18:30提示、10月21日19:30提示（已过时）；10月21日20:00点名、10月21日20:00逐级告知、"
        "10月21日21:00统计（超过3小时）。"
    ]


def test_nobody_is_told_of_a_group_that_may_have_handed_in_while_the_bot_was_deaf() -> None:
    """Deaf over the deadline and the first step: told of only when each group has had its time to answer."""
    night = Night()
    night.run_to(clock("19:50"))
    away(night, clock("19:50"), clock("20:40"))
    night.tick()
    night.run_to(clock("23:00"))
    steps = [(at, post) for at, post in night.said if post.kind is PostKind.LADDER]
    told = min(at for at, post in night.said if post.kind is PostKind.BLIND_WINDOW)
    assert steps and min(at for at, _ in steps) >= told + timedelta(minutes=30)
    assert len({str(post.once) for _, post in steps}) == len(steps) == 2 + 2 + 1  # leaders, liaisons, the duty officer
