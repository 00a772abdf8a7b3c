from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.calendars import at_time, day_of, minutes_late
from domain.excuses import Excuse
from domain.obligations import (
    day_duties,
    is_campaign_day,
    next_call,
    paper_answer_at,
    shortfalls,
    speakers_of,
    standing_of,
)
from domain.rosters import Round
from domain.submissions import Channel, Paper, Submission
from domain.verdicts import State
from storage.profiles import load_campaign
from tests.cast import ROSTER

DAY = date(2020, 10, 21)
CAMPAIGN = load_campaign("anfang-2020")[0]
GROUP = ROSTER.group["qingshi"]
END = at_time(DAY, time(23, 59))


def clock(text: str) -> datetime:
    return at_time(DAY, time.fromisoformat(text))


def attempt(at: str, paper: Paper = Paper.TYPICAL_CASE, **changes: Any) -> Submission:
    moment = clock(at)
    plain = Submission(
        number=1,
        group="qingshi",
        paper=paper,
        day=day_of(moment),
        channel=Channel.CHAT,
        sender="id-luo",
        room=None,
        at=moment,
        message_ids=("m1",),
        characters=160,
        photos=3,
        accepted=True,
        faults=(),
        minutes_late=minutes_late(moment, CAMPAIGN.due_at(DAY)),
    )
    return replace(plain, **changes)


def case_state(*attempts: Submission, at: datetime = END) -> State:
    form, case = standing_of(GROUP, DAY, attempts, CAMPAIGN, at)
    assert form.state is State.MISSING
    return case.state


RETURNED: dict[str, Any] = {"accepted": False, "faults": ("照片2张，至少3张",)}


def test_nothing_seen_is_missing() -> None:
    assert case_state() is State.MISSING


def test_a_second_before_the_deadline_is_in_time_and_the_deadline_itself_is_late_by_a_minute() -> None:
    assert case_state(attempt("19:59:59")) is State.SEEN
    assert case_state(attempt("20:00:00")) is State.LATE
    assert standing_of(GROUP, DAY, [attempt("20:00:00")], CAMPAIGN, END)[1].minutes_late == 1


def test_at_the_deadline_only_what_was_sent_before_it_counts() -> None:
    due = CAMPAIGN.due_at(DAY)
    assert case_state(attempt("20:00:00"), at=due) is State.MISSING
    assert case_state(attempt("19:59:59"), at=due) is State.SEEN


def test_the_first_that_passes_decides_and_a_later_supplement_does_not_make_it_late() -> None:
    assert case_state(attempt("19:00", **RETURNED), attempt("19:50"), attempt("20:30")) is State.SEEN


def test_a_returned_one_says_what_its_latest_attempt_lacks() -> None:
    first, second = attempt("18:00", **RETURNED), attempt("19:00", accepted=False, faults=("字数",))
    assert standing_of(GROUP, DAY, [second, first], CAMPAIGN, END)[1].faults == ("字数",)


def test_an_unread_file_is_being_read_and_not_missing() -> None:
    assert case_state(attempt("19:00", accepted=False)) is State.READING


def test_what_was_taken_back_counts_for_nothing() -> None:
    assert case_state(attempt("19:00", message_ids=())) is State.MISSING


def test_declarations_settle() -> None:
    assert case_state(attempt("19:00", channel=Channel.MAIL)) is State.MAILED
    assert case_state(attempt("20:10", channel=Channel.DISPATCHER)) is State.DELIVERED


def test_other_groups_and_other_days_are_left_out() -> None:
    yesterday = attempt("19:00", day=DAY - timedelta(days=1))
    assert case_state(attempt("19:00", group="baihe"), yesterday) is State.MISSING


def test_the_minima_of_the_scheme_are_kept_to_the_one() -> None:
    rule = CAMPAIGN.rule_of(Paper.TYPICAL_CASE)
    assert shortfalls(rule, 150, 3) == ()
    assert [s.what for s in shortfalls(rule, 149, 2)] == ["characters", "photos"]
    assert shortfalls(CAMPAIGN.rule_of(Paper.HANDOVER_FORM), 0, 0) == ()


def test_rest_days_of_the_campaign_are_campaign_days() -> None:
    assert is_campaign_day(date(2020, 10, 24), CAMPAIGN, ROSTER)  # a Saturday
    assert is_campaign_day(date(2020, 12, 31), CAMPAIGN, ROSTER)
    assert not is_campaign_day(date(2020, 10, 18), CAMPAIGN, ROSTER)
    assert not is_campaign_day(date(2021, 1, 1), CAMPAIGN, ROSTER)


def test_the_rosters_rounds_go_before_the_profiles() -> None:
    moved = replace(ROSTER, rounds=(Round(1, date(2021, 3, 1), date(2021, 3, 9)),))
    assert is_campaign_day(date(2021, 3, 9), CAMPAIGN, moved)
    assert not is_campaign_day(DAY, CAMPAIGN, moved)
    assert is_campaign_day(DAY, CAMPAIGN, replace(ROSTER, rounds=()))


def test_a_reminder_is_overtaken_by_the_next_one_and_the_last_by_the_deadline() -> None:
    duties = day_duties(DAY, CAMPAIGN)
    assert next_call(duties, clock("18:30")) == clock("19:30")
    assert next_call(duties, clock("19:30")) == clock("20:00")


def test_a_case_begun_in_time_is_answered_by_the_roll_call() -> None:
    assert paper_answer_at(attempt("19:00"), clock("19:01"), CAMPAIGN) == clock("19:06")
    assert paper_answer_at(attempt("19:58"), clock("19:59"), CAMPAIGN) == clock("20:01:30")
    assert paper_answer_at(attempt("20:10"), clock("20:11"), CAMPAIGN) == clock("20:16")


def test_leader_and_liaison_speak_for_a_group() -> None:
    assert [p.name for p in speakers_of(ROSTER, "qingshi")] == ["罗青", "温岚"]


def test_what_is_not_there_before_the_deadline_is_not_due_yet() -> None:
    due = CAMPAIGN.due_at(DAY)
    assert {s.state for s in standing_of(GROUP, DAY, [], CAMPAIGN, due - timedelta(seconds=1))} == {State.NOT_DUE}
    assert {s.state for s in standing_of(GROUP, DAY, [], CAMPAIGN, due)} == {State.MISSING}


def test_a_nil_return_gives_way_to_a_form_in_time_and_to_none_that_is_late() -> None:
    def form_state(*attempts: Submission) -> State:
        return standing_of(GROUP, DAY, attempts, CAMPAIGN, END)[0].state

    nil = attempt("18:00", Paper.HANDOVER_FORM, channel=Channel.NIL)
    assert form_state(nil) is State.NIL
    assert form_state(nil, attempt("19:00", Paper.HANDOVER_FORM)) is State.SEEN
    assert form_state(nil, attempt("20:30", Paper.HANDOVER_FORM)) is State.NIL
    assert form_state(attempt("20:00", Paper.HANDOVER_FORM, channel=Channel.NIL)) is State.LATE


def test_an_excuse_covers_what_is_missing_returned_or_late_and_nothing_that_was_seen() -> None:
    excuse = Excuse("typical_case", "qingshi", DAY.isoformat(), "封控", "id-qi", clock("10:00"))

    def excused(*attempts: Submission, given: Excuse = excuse) -> State:
        return standing_of(GROUP, DAY, attempts, CAMPAIGN, END, excuses=[given])[1].state

    assert excused() is excused(attempt("19:00", **RETURNED)) is excused(attempt("20:30")) is State.EXCUSED
    assert excused(attempt("19:00")) is State.SEEN
    assert excused(given=replace(excuse, is_over=True)) is excused(given=replace(excuse, period="2020-10-22"))
    assert excused(given=replace(excuse, bearer="baihe")) is State.MISSING
