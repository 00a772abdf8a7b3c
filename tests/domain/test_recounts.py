"""The recount itself, by the words of the scheme: it must be right before anything is held against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.calendars import SHANGHAI, at_time
from domain.recount_times import call_at, reminded_at, reminder_times, report_dues
from domain.recounts import Counted, Record, Verdict, by_group_and_period, count, dues_of
from domain.rosters import Role, RoomKind
from domain.simulations import Act, Deed, Heard, Outage, Terms
from domain.simulations.plans import terms_of
from storage.profiles import load_campaign

DAY = date(2020, 10, 21)
CASE = "typical_case"
TERMS: Terms = terms_of(load_campaign("anfang-2020")[0])
DUE = next(due for due in dues_of(DAY, TERMS) if due.paper == CASE)
END = at_time(DAY, datetime.max.time())


def clock(words: str) -> datetime:
    return at_time(DAY, datetime.strptime(words, "%H:%M:%S").time())


def case(at: str, heard: str | None = "", role: Role = Role.LEADER, characters: int = 150, photos: int = 3) -> Act:
    sent = clock(at)
    arrived = None if heard is None else clock(heard or at)
    pictures = tuple(Heard(sent, arrived) for _ in range(photos))
    words = Heard(sent, arrived)
    meant = ((CASE,), DAY.isoformat(), DAY)
    act = Act(0, Deed.HAND_IN, "g01", "p", role, RoomKind.GROUP, words, *meant, characters=characters)
    return replace(act, photos=pictures, faces=tuple(range(photos)))


def counted(*acts: Act, outages: tuple[Outage, ...] = (), at: datetime = END, before: datetime = END) -> Counted:
    numbered = [replace(act, number=n) for n, act in enumerate(acts)]
    told = {("g01", n): outage.until for n, outage in enumerate(outages)}
    record = Record(by_group_and_period(numbered), outages, TERMS, told)
    return count("g01", DUE, before, at, record)


@pytest.mark.parametrize(
    ("at", "verdict", "minutes"),
    [
        ("19:59:59", Verdict.IN_TIME, 0),
        ("20:00:00", Verdict.LATE, 1),
        ("20:01:59", Verdict.LATE, 1),
        ("20:07:05", Verdict.LATE, 7),
    ],
)
def test_before_eight_is_strictly_before_eight(at: str, verdict: Verdict, minutes: int) -> None:
    assert counted(case(at)) == Counted(verdict, minutes)


def test_what_was_sent_in_time_is_in_time_whenever_it_arrives() -> None:
    slow = case("19:59:58", "20:05:00")
    assert counted(slow).verdict is Verdict.IN_TIME
    assert counted(slow, at=clock("20:01:30"), before=clock("20:00:00")).verdict is Verdict.MISSING


def test_a_case_has_150_characters_and_three_different_photos() -> None:
    assert counted(case("18:00:00", characters=149)).verdict is Verdict.RETURNED
    assert counted(case("18:00:00", photos=2)).verdict is Verdict.RETURNED
    assert counted(replace(case("18:00:00"), faces=(1, 2, 1))).verdict is Verdict.RETURNED
    assert counted(case("18:00:00")).verdict is Verdict.IN_TIME


def test_only_leader_and_liaison_hand_in_and_what_is_taken_back_is_gone() -> None:
    assert counted(case("18:00:00", role=Role.INSPECTOR)).verdict is Verdict.MISSING
    back = replace(case("18:01:00"), deed=Deed.TAKE_BACK, takes_back=0)
    assert counted(case("18:00:00"), back).verdict is Verdict.MISSING


def test_nobody_is_accused_of_what_was_lost_until_half_an_hour_after_he_was_told() -> None:
    gap = Outage(clock("19:50:00"), clock("20:20:00"), is_down=False, keeps=False)
    lost = case("19:55:00", None)
    assert counted(lost, outages=(gap,), at=clock("20:49:59")).verdict is Verdict.UNCONFIRMED
    assert counted(lost, outages=(gap,), at=clock("20:50:00")).verdict is Verdict.MISSING
    assert counted(lost, case("20:40:00"), outages=(gap,)) == Counted(Verdict.IN_TIME)
    assert counted(lost, case("20:51:00"), outages=(gap,)) == Counted(Verdict.LATE, 51)


def test_an_excuse_holds_until_it_is_taken_back_and_takes_nothing_from_what_came_in_time() -> None:
    excuse = replace(case("18:00:00", role=Role.DISPATCHER), deed=Deed.EXCUSE)
    assert counted(excuse).verdict is Verdict.EXCUSED
    assert counted(excuse, case("20:30:00")).verdict is Verdict.EXCUSED
    assert counted(excuse, case("19:30:00")).verdict is Verdict.IN_TIME
    assert counted(excuse, replace(case("18:30:00"), deed=Deed.RESTORE)).verdict is Verdict.MISSING


def test_calls_wait_for_the_bot_and_are_left_out_where_they_would_be_too_late() -> None:
    def record(since: str, until: str) -> Record:
        return Record({}, (Outage(clock(since), clock(until), is_down=True, keeps=False),), TERMS)

    assert call_at(DUE.at, record("19:00:00", "19:10:00")) == clock("20:01:30")
    assert call_at(DUE.at, record("19:50:00", "20:20:00")) == clock("20:20:00")
    assert call_at(DUE.at, record("19:50:00", "22:30:00")) == at_time(DAY + timedelta(days=1), TERMS.quiet_to)
    assert call_at(DUE.at, record("19:50:00", "23:30:00")) is None
    planned = reminder_times(DAY, TERMS)
    assert reminded_at(planned, 0, DUE.at, record("18:00:00", "18:40:00")) == clock("18:40:00").astimezone(SHANGHAI)
    assert reminded_at(planned, 0, DUE.at, record("18:00:00", "19:40:00")) is None


def test_a_round_report_is_due_by_the_end_of_the_third_working_day() -> None:
    (report,) = TERMS.reports
    ends = [date(2020, 11, 5), date(2020, 11, 23), date(2020, 12, 12), date(2020, 12, 31)]
    days = [day for day, _ in report_dues(report, ends)]
    assert days == [date(2020, 11, 10), date(2020, 11, 26), date(2020, 12, 16), date(2021, 1, 6)]


def test_a_round_report_counts_when_it_is_there_and_signed_by_the_leader() -> None:
    (report,) = TERMS.reports
    (_, due) = next(iter(report_dues(report, [date(2020, 11, 5)])))
    file = replace(case("09:00:00"), papers=(report.paper,), period="round-1", day=None, role=Role.LIAISON)
    words = Heard(due.opens + timedelta(days=2), due.opens + timedelta(days=2))
    file, end = replace(file, words=words, photos=(), faces=()), due.at + timedelta(days=5)

    def counted_with(*signatures: Act) -> Counted:
        return count("g01", due, end, end, Record(by_group_and_period([file, *signatures]), (), TERMS))

    def sign(at: datetime, role: Role = Role.LEADER) -> Act:
        return replace(file, deed=Deed.SIGN, papers=(), role=role, words=Heard(at, at))

    assert counted_with() == Counted(Verdict.UNSIGNED)
    assert counted_with(sign(due.at - timedelta(seconds=1))) == Counted(Verdict.IN_TIME)
    assert counted_with(sign(due.at - timedelta(seconds=1), Role.LIAISON)) == Counted(Verdict.UNSIGNED)
    assert counted_with(sign(due.at + timedelta(minutes=5))) == Counted(Verdict.LATE, 5)


def test_what_a_night_may_have_hidden_is_nobodys_fault_before_he_was_awake_to_answer() -> None:
    (report,) = TERMS.reports
    (_, due) = next(iter(report_dues(report, [date(2020, 11, 5)])))
    night = Outage(due.at - timedelta(minutes=30), due.at + timedelta(hours=1), is_down=True, keeps=False)
    record, morning = Record({}, (night,), TERMS), due.at + timedelta(hours=7)
    assert call_at(due.at, record) == morning
    assert count("g01", due, due.at, morning, record).verdict is Verdict.UNCONFIRMED
    assert count("g01", due, due.at, morning + TERMS.blind_hold, record).verdict is Verdict.MISSING
