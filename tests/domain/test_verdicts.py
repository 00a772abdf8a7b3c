"""Whatever was sent, heard, signed and excused: a verdict is fair, and is the same for the same facts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.blind_windows import BlindWindow
from domain.calendars import at_time, midnight_after, minutes_late
from domain.excuses import Excuse
from domain.obligations import Duty, duties_due_at, duties_due_on, duties_of, duties_reminded_on, standing_in
from domain.rosters import Round
from domain.round_changes import Fault, adjusted
from domain.submissions import Channel, Submission
from domain.verdicts import OPEN, SETTLED, State, verdict_of
from storage.profiles import load_campaign
from tests.cast import ROSTER, ROUNDS

CAMPAIGN = load_campaign("anfang-2020")[0]
DAY = date(2020, 10, 21)
(CASE,) = (d for d in duties_due_on(DAY, CAMPAIGN, ROSTER) if d.rule.key == "typical_case")
REPORT = duties_of(CAMPAIGN.rule_of("round_report"), CAMPAIGN, ROSTER)[0]
DUE = CASE.period.due_at

DAYS = st.dates(date(2020, 10, 1), date(2021, 1, 31))
moments = st.integers(0, 24 * 3600 - 1).map(lambda seconds: at_time(DAY, time(0)) + timedelta(seconds=seconds))
near = st.integers(-5400, 5400).map(lambda seconds: DUE + timedelta(seconds=seconds)) | moments


@st.composite
def attempts(draw: st.DrawFn) -> list[Submission]:
    found = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        at, channel = draw(near), draw(st.sampled_from(Channel))
        accepted = draw(st.booleans()) or channel is not Channel.CHAT
        late = minutes_late(at, DUE) if channel in (Channel.CHAT, Channel.NIL) else 0
        ids = () if draw(st.integers(0, 5)) == 0 else (f"m{number}",)
        faults = () if accepted or draw(st.integers(0, 4)) == 0 else ("照片2张，至少3张",)
        one = ("qingshi", CASE.rule.key, DAY, channel, "id-luo", None, at, ids, 150, 3, accepted, faults, late)
        found.append(Submission(number, *one))
    return found


@st.composite
def windows(draw: st.DrawFn) -> list[BlindWindow]:
    found = []
    for _ in range(draw(st.integers(0, 2))):
        since = draw(near)
        until = since + timedelta(minutes=draw(st.integers(1, 90)))
        closes_at = draw(st.none() | st.just(until + timedelta(minutes=30)))
        found.append(BlindWindow(since, until, closes_at, is_open=closes_at is None or draw(st.booleans())))
    return found


def expected(kept: list[Submission], at: datetime) -> tuple[State, int]:
    """The scheme's words, spelt out: no blind window, no excuse."""
    sent = sorted((s for s in kept if s.message_ids and s.at < at), key=lambda s: (s.at, s.number))
    passed = [s for s in sent if s.accepted]
    if not passed:
        unread = any(not s.accepted and not s.faults for s in sent)
        unseen = State.NOT_DUE if at < DUE else State.MISSING
        return (State.READING if unread else State.RETURNED if sent else unseen), 0
    first = passed[0]
    if first.channel is Channel.NIL:
        first = next((s for s in passed if s.channel is not Channel.NIL and not s.minutes_late), first)
    if first.channel in (Channel.CHAT, Channel.NIL):
        if first.at >= DUE:
            return State.LATE, max(1, int((first.at - DUE).total_seconds()) // 60)
        return (State.SEEN if first.channel is Channel.CHAT else State.NIL), 0
    declared = {Channel.MAIL: State.MAILED, Channel.DISPATCHER: State.DELIVERED, Channel.ANSWER: State.DECLARED}
    return declared[first.channel], 0


@given(attempts(), near)
def test_a_verdict_is_what_the_schemes_words_say_in_whatever_order_things_come(
    kept: list[Submission], at: datetime
) -> None:
    found = verdict_of(CASE.rule, "qingshi", CASE.period, kept, at)
    assert found == verdict_of(CASE.rule, "qingshi", CASE.period, kept[::-1], at)
    state, late = expected(kept, at)
    assert found.state is state
    assert not found.is_settled or found.minutes_late == late
    assert found.is_settled == (found.state in SETTLED) and found.is_open == (found.state in OPEN)


@given(attempts(), windows(), near)
def test_nobody_is_accused_of_what_may_be_hidden_in_an_open_window(
    kept: list[Submission], deaf: list[BlindWindow], at: datetime
) -> None:
    found = verdict_of(CASE.rule, "qingshi", CASE.period, kept, at, deaf)
    hidden = any(w.is_open and max(w.since, at_time(DAY, time(0))) < min(at, w.until or at) for w in deaf)
    if hidden:
        assert found.state not in (State.MISSING, State.RETURNED, State.NOT_DUE)
    if not deaf:
        assert found.state is not State.UNCONFIRMED
    if found.state is State.LATE:
        assert found.at is not None and not any(w.excuses(found.at, CASE.period) for w in deaf)


@given(attempts(), windows(), near)
def test_what_comes_later_never_makes_worse_what_was_settled(
    kept: list[Submission], deaf: list[BlindWindow], at: datetime
) -> None:
    """But for a paper that replaces a 无."""
    before = verdict_of(CASE.rule, "qingshi", CASE.period, kept, at, deaf)
    if before.state in SETTLED - {State.NIL}:
        later = verdict_of(CASE.rule, "qingshi", CASE.period, kept, at + timedelta(days=1), deaf)
        assert (later.state, later.attempt, later.minutes_late) == (before.state, before.attempt, before.minutes_late)


@given(attempts(), windows(), near, near)
def test_what_is_excused_is_never_open_nor_late_and_what_was_seen_stands(
    kept: list[Submission], deaf: list[BlindWindow], at: datetime, given_at: datetime
) -> None:
    excuse = Excuse(CASE.rule.key, "qingshi", CASE.period.key, "封控", "id-qi", given_at)
    plain = verdict_of(CASE.rule, "qingshi", CASE.period, kept, at, deaf)
    found = verdict_of(CASE.rule, "qingshi", CASE.period, kept, at, deaf, excuse)
    assert found.is_settled and found.state is not State.LATE
    if plain.state in SETTLED - {State.LATE}:
        assert found == plain


@given(st.integers(0, 400), st.none() | st.integers(-10, 400), st.integers(0, 400))
def test_a_report_counts_from_the_later_of_paper_and_signature(sent: int, signed: int | None, looked: int) -> None:
    hours = REPORT.period.opens_at
    at = hours + timedelta(hours=looked)
    signed_at = None if signed is None else hours + timedelta(hours=signed)
    paper = Submission(1, "qingshi", "round_report", DAY, Channel.CHAT, "id-wen", None, hours + timedelta(hours=sent),
                       ("m1",), None, None, True, (), 0, REPORT.period.key)  # fmt: skip
    paper = replace(paper, minutes_late=minutes_late(paper.at, REPORT.period.due_at))
    found = standing_in(REPORT, "qingshi", [paper], at, signed_at=signed_at)
    if sent >= looked:
        assert found.state in (State.MISSING, State.NOT_DUE)
    elif signed_at is None or signed_at >= at:
        assert found.state is State.UNSIGNED and found.is_open
    else:
        counts = max(paper.at, signed_at)
        assert found.at == counts and found.minutes_late == minutes_late(counts, REPORT.period.due_at)
        assert found.state is (State.LATE if counts >= REPORT.period.due_at else State.SEEN)


@given(
    st.integers(0, 6), st.dates(date(2020, 10, 1), date(2021, 1, 31)), st.dates(date(2020, 10, 1), date(2021, 1, 31))
)
def test_moved_rounds_have_no_gap_and_no_overlap_and_nothing_past_moves(number: int, end: date, today: date) -> None:
    found = adjusted(ROUNDS, number, end, today)
    if isinstance(found, Fault):
        return
    assert [r.number for r in found] == [r.number for r in ROUNDS] and found[0].start == ROUNDS[0].start
    for r, following in itertools.pairwise(found):
        assert following.start == r.end + timedelta(days=1) and r.start <= r.end
    assert found[-1].start <= found[-1].end
    changed = [(was, now) for was, now in zip(ROUNDS, found, strict=True) if was != now]
    for was, now in changed:
        assert was.end >= today and now.end >= today
        assert was.start == now.start or (was.start > today and now.start > today)
    assert {day for day in _days(ROUNDS) if day < today.toordinal()} <= _days(found)


def test_the_four_reports_of_the_scheme_are_due_on_its_days() -> None:
    duties = duties_of(CAMPAIGN.rule_of("round_report"), CAMPAIGN, ROSTER)
    days = [date(2020, 11, 10), date(2020, 11, 26), date(2020, 12, 16), date(2021, 1, 6)]
    assert [d.period.due_on for d in duties] == days
    assert [d.period.due_at for d in duties] == [midnight_after(day) for day in days]
    assert [d.period.key for d in duties_due_at(midnight_after(days[0]), CAMPAIGN, ROSTER)] == ["round-1"]
    told = [(f"{at:%m-%d %H:%M}", duty.period.key) for at, duty in _reminded(date(2020, 11, 9), date(2020, 11, 10))]
    assert told == [("11-09 15:00", "round-1"), ("11-10 09:30", "round-1"), ("11-10 16:00", "round-1")]


def test_a_moved_round_moves_its_report_and_no_other() -> None:
    rounds = adjusted(ROUNDS, 2, date(2020, 11, 25), date(2020, 11, 16))
    assert not isinstance(rounds, Fault)
    duties = duties_of(CAMPAIGN.rule_of("round_report"), CAMPAIGN, replace(ROSTER, rounds=rounds))
    assert [d.period.due_on for d in duties] == [
        date(2020, 11, 10),
        date(2020, 11, 30),
        date(2020, 12, 16),
        date(2021, 1, 6),
    ]
    assert rounds[2] == Round(3, date(2020, 11, 26), date(2020, 12, 12))


def _days(rounds: Iterable[Round]) -> set[int]:
    return {day for r in rounds for day in range(r.start.toordinal(), r.end.toordinal() + 1)}


def _reminded(*days: date) -> list[tuple[datetime, Duty]]:
    found = [one for day in days for one in duties_reminded_on(day, CAMPAIGN, ROSTER)]
    return [(at, duty) for at, duty in found if not duty.rule.is_daily]
