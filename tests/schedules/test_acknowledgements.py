"""Acknowledgements: once, late enough, together, and seldom."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.acknowledgements import Missing, gather_until, missing_of
from domain.posts import PostKind
from domain.quiet_hours import quiet_end
from domain.visits import Outcome, Visit
from schedules.acknowledgements import RULES
from tests.cast import COMMAND, EXPERTS, QINGSHI
from tests.schedules.desk import Desk
from tests.visit_book import DAY, a_visit, campaign, clock

VIOLATION: dict[str, Any] = {"outcome": Outcome.VIOLATION, "findings": 2}
PROVEN: dict[str, Any] = {**VIOLATION, "photos": 3, "videos": 1}
CORRECTED: dict[str, Any] = {"outcome": Outcome.CORRECTED, "findings": 1, "photos": 2}


@pytest.fixture
def desk() -> Desk:
    """Nobody is reminded at it: what is said is said once."""
    return Desk(RULES, replace(campaign(), chase=timedelta(0)))


@pytest.fixture
def coach() -> Desk:
    return Desk(RULES)


def test_a_visit_without_video_is_told_once_five_minutes_after_its_last_message(desk: Desk) -> None:
    desk.write(a_visit("宏图砖厂", "10:00", took=timedelta(minutes=4), photos=3, **VIOLATION))
    assert desk.run_to(clock("10:08")) == []
    ((at, post),) = desk.run_to(clock("10:09"))
    assert at == clock("10:09") and post.kind is PostKind.ACKNOWLEDGEMENT
    assert (post.room, post.contact, post.mentions) == (QINGSHI, None, ("id-hao",))
    assert post.text == "已记录\n#1 1组 宏图砖厂：涉嫌违法，问题2 照3，还缺视频，请补发"
    assert desk.run_to(clock("23:00")) == []


def test_the_acknowledgement_is_the_first_remark_and_others_follow_ten_minutes_apart_but_not_for_ever(
    coach: Desk,
) -> None:
    coach.write(a_visit("甲厂", "10:00", photos=3, **VIOLATION))
    heard = coach.run_to(clock("23:00"))
    assert [at for at, _ in heard] == [clock("10:05"), clock("10:15"), clock("10:25")]
    assert [post.kind for _, post in heard[1:]] == [PostKind.REMARK] * 2
    assert {post.text for _, post in heard[1:]} == {"#1 1组 甲厂：还缺视频，请补发"}
    assert {post.mentions for _, post in heard} == {("id-hao",)}


def test_what_several_visits_lack_is_said_in_one_post_and_what_has_come_is_not_asked_for(coach: Desk) -> None:
    coach.write(a_visit("甲厂", "10:00", photos=3, **VIOLATION))
    coach.write(a_visit("乙厂", "10:01", photos=3, **VIOLATION))
    visit = coach.write(a_visit("丙厂", "10:02", photos=3, **VIOLATION))
    assert [at for at, _ in coach.run_to(clock("10:10"))] == [clock("10:07")]
    mended = a_visit("丙厂", "10:02", photos=3, videos=1, **VIOLATION)
    coach.change(visit, clock("10:12"), links=mended.links)
    ((at, post),) = coach.run_to(clock("10:20"))
    assert at == clock("10:17")
    assert post.text == "#1 1组 甲厂：还缺视频，请补发\n#2 1组 乙厂：还缺视频，请补发"


def test_a_team_that_sends_at_that_moment_is_let_finish(coach: Desk) -> None:
    visit = coach.write(a_visit("甲厂", "10:00", **VIOLATION))
    coach.run_to(clock("10:10"))
    half = a_visit("甲厂", "10:00", photos=2, **VIOLATION)
    coach.change(visit, clock("10:13"), links=half.links)
    ((at, post),) = coach.run_to(clock("10:20"))
    assert (at, post.text) == (clock("10:18"), "#1 1组 甲厂：还缺视频，请补发")


def test_a_correction_keeps_its_distance_from_what_was_said_before(coach: Desk) -> None:
    visit = coach.write(a_visit("甲厂", "10:00", **PROVEN))
    coach.run_to(clock("12:36"))  # acknowledged at 12:35
    coach.change(visit, clock("12:37"), place="乙厂")
    ((at, post),) = coach.run_to(clock("14:00"))
    assert (at, post.kind) == (clock("12:45"), PostKind.CORRECTION)


def test_a_visit_that_turns_into_a_violation_is_asked_for_its_evidence_from_then_on(coach: Desk) -> None:
    visit = coach.write(a_visit("甲厂", "10:00", **CORRECTED))
    coach.run_to(clock("13:00"))
    coach.change(visit, clock("13:00"), outcome=Outcome.VIOLATION)
    heard = coach.run_to(clock("20:00"))
    assert [(at, post.kind) for at, post in heard] == [
        (clock("13:05"), PostKind.CORRECTION),
        (clock("13:15"), PostKind.REMARK),
        (clock("13:25"), PostKind.REMARK),
    ]


def test_what_lacks_nothing_waits_for_others_and_mentions_nobody(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00", **PROVEN))
    desk.write(a_visit("乙厂", "11:00", team=2, author="id-pan", **CORRECTED))
    ((at, post),) = desk.run_to(clock("20:00"))
    assert at == clock("12:35")
    assert post.text == "已记录2处\n#1 1组 甲厂：涉嫌违法，问题2 照3 视1\n#2 2组 乙厂：立行立改，问题1 照2"
    assert post.mentions == ()


def test_those_that_wait_ride_along_with_one_that_lacks_evidence(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00", **CORRECTED))
    desk.write(a_visit("乙厂", "10:30", team=2, author="id-pan", photos=1, **VIOLATION))
    heard = desk.run_to(clock("20:00"))
    assert [at for at, _ in heard] == [clock("10:35")]
    assert [line[:2] for line in heard[0][1].text.splitlines()] == ["已记", "#1", "#2"]
    assert heard[0][1].mentions == ("id-pan",)


def test_a_visit_still_growing_does_not_ride_along(desk: Desk) -> None:
    growing = desk.write(a_visit("甲厂", "10:00", **CORRECTED))
    desk.write(a_visit("乙厂", "10:02", team=2, **VIOLATION))
    desk.change(growing, clock("10:04"))
    ((at, post),) = desk.run_to(clock("10:08"))
    assert at == clock("10:07") and "甲厂" not in post.text


def test_a_team_that_is_still_posting_is_not_interrupted(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00", photos=1, **VIOLATION))
    desk.write(a_visit("乙厂", "10:04", photos=1, **VIOLATION))
    ((at, post),) = desk.run_to(clock("10:10"))
    assert at == clock("10:09") and "甲厂" in post.text and "乙厂" in post.text


def test_whoever_has_an_urgent_case_at_hand_is_not_chased_for_pictures(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00", urgent=True, **VIOLATION))
    ((at, post),) = desk.run_to(clock("20:00"))
    assert at == clock("12:35") and post.text.endswith("视频、照片待补")


def test_a_missing_county_is_named_but_waits(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00", county=None, **CORRECTED))
    ((at, post),) = desk.run_to(clock("20:00"))
    assert at == clock("12:35") and post.text.endswith("还缺县区，请补充") and post.mentions == ("id-hao",)


def test_clean_closed_and_withdrawn_visits_are_passed_over(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00"))
    desk.write(a_visit("乙厂", "10:10", outcome=Outcome.CLOSED))
    taken_back = desk.write(a_visit("丙厂", "10:20", **VIOLATION))
    desk.write(replace(taken_back, links=()), clock("10:22"))
    assert desk.run_to(clock("22:00")) == []


@pytest.mark.parametrize(("manner", "lines"), [("all", 3), ("none", 0)])
def test_the_profile_says_what_is_acknowledged(manner: str, lines: int) -> None:
    desk = Desk(RULES, replace(campaign(), acknowledge=manner))
    desk.write(a_visit("甲厂", "10:00"))
    desk.write(a_visit("乙厂", "10:10", **PROVEN))
    assert sum(len(post.text.splitlines()) for _, post in desk.run_to(clock("22:00"))) == lines


def test_a_missing_video_sent_later_and_more_photos_are_met_with_silence(desk: Desk) -> None:
    visit = desk.write(a_visit("甲厂", "10:00", photos=1, **VIOLATION))
    assert len(desk.run_to(clock("10:30"))) == 1
    more = a_visit("甲厂", "10:00", photos=4, videos=1, **VIOLATION)
    desk.change(visit, clock("10:40"), links=more.links)
    assert desk.run_to(clock("22:00")) == []


def test_one_correction_follows_when_what_was_said_no_longer_holds(desk: Desk) -> None:
    visit = desk.write(a_visit("甲厂", "10:00", photos=1, **VIOLATION))
    desk.run_to(clock("10:30"))
    desk.change(visit, clock("10:40"), outcome=Outcome.HANDOVER)
    desk.change(visit, clock("10:43"), outcome=Outcome.HANDOVER, place="甲材料厂")
    ((at, post),) = desk.run_to(clock("22:00"))
    assert at == clock("10:48") and post.kind is PostKind.CORRECTION
    assert post.text == "更正 #1 1组 甲材料厂：需整改交办，问题2 照1"
    assert (post.once.revision, post.mentions) == (2, ())
    desk.change(visit, clock("12:00"), outcome=Outcome.CLEAN)
    ((_, again),) = desk.run_to(clock("22:00"))
    assert again.once.revision == 3 and "未发现问题" in again.text


def test_a_name_spelt_with_other_spaces_is_no_correction(desk: Desk) -> None:
    visit = desk.write(a_visit("甲厂（东区）", "10:00", **VIOLATION))
    desk.run_to(clock("10:30"))
    desk.change(visit, clock("10:40"), place="甲厂 (东区)")
    assert desk.run_to(clock("22:00")) == []


def test_a_visit_taken_back_after_it_was_said_is_corrected(desk: Desk) -> None:
    visit = desk.write(a_visit("甲厂", "10:00", **VIOLATION))
    desk.run_to(clock("10:30"))
    desk.write(replace(visit, links=()), clock("10:40"))
    ((at, post),) = desk.run_to(clock("22:00"))
    assert (at, post.text) == (clock("10:45"), "更正 #1：已撤回，不再计入")


def test_a_clean_visit_that_becomes_a_finding_is_acknowledged_not_corrected(desk: Desk) -> None:
    visit = desk.write(a_visit("甲厂", "10:00"))
    desk.run_to(clock("10:30"))
    desk.change(visit, clock("10:40"), **{**VIOLATION, "findings": ()})
    ((at, post),) = desk.run_to(clock("22:00"))
    assert at == clock("10:45") and post.kind is PostKind.ACKNOWLEDGEMENT


@pytest.mark.parametrize(
    ("room", "told"),
    [(None, (None, "id-hao")), (EXPERTS, (None, "id-hao")), (COMMAND, (COMMAND, None)), (QINGSHI, (QINGSHI, None))],
)
def test_it_is_told_where_it_was_said_and_never_among_strangers(
    desk: Desk, room: str | None, told: tuple[str | None, str | None]
) -> None:
    desk.write(a_visit("甲厂", "10:00", room=room, **VIOLATION))
    ((_, post),) = desk.run_to(clock("10:05"))
    assert (post.room, post.contact) == told


def test_groups_are_told_apart(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "10:00", **PROVEN))
    desk.write(a_visit("乙厂", "10:05", group="baihe", room="room-baihe@chatroom", author="id-fan", **PROVEN))
    heard = desk.run_to(clock("20:00"))
    assert [(post.room, "甲厂" in post.text) for _, post in heard] == [(QINGSHI, True), ("room-baihe@chatroom", False)]


def test_the_days_last_visits_are_told_with_the_evening_tally(desk: Desk) -> None:
    desk.write(a_visit("甲厂", "20:10", **PROVEN))
    assert [at for at, _ in desk.run_to(clock("23:59"))] == [clock("21:00")]


def test_a_night_is_told_in_one_post_in_the_morning(desk: Desk) -> None:
    for at in ("21:40", "22:10", "23:30"):
        desk.write(a_visit(f"{at}厂", at, **VIOLATION))
    morning = clock("07:00") + timedelta(days=1)
    heard = desk.run_to(morning + timedelta(hours=5))
    assert [(at, len(post.text.splitlines())) for at, post in heard] == [(clock("21:45"), 2), (morning, 3)]


def test_after_an_hour_of_downtime_there_is_one_post_not_many(desk: Desk) -> None:
    for minute in range(0, 50, 10):
        desk.write(a_visit(f"{minute}号厂", f"10:{minute:02}", **VIOLATION))
    with desk.work(clock("12:00")) as work:
        while slot := work.timetable.claim():
            desk.rules[slot.rule].run(slot, work)
        assert len(work.outbox.due()) == 1


def test_what_is_missing_is_a_matter_of_the_profile() -> None:
    profile = campaign()
    assert missing_of(a_visit(**VIOLATION), 0, 0, profile) == (Missing.VIDEO, Missing.PHOTO)
    assert missing_of(a_visit(**CORRECTED), 0, 0, profile) == ()
    assert missing_of(a_visit(county=None), 0, 0, profile) == (Missing.COUNTY,)


def test_quiet_hours_end_the_next_morning() -> None:
    profile = campaign()
    assert quiet_end(clock("21:59"), profile) is None
    assert quiet_end(clock("22:00"), profile) == clock("07:00") + timedelta(days=1)
    assert quiet_end(clock("06:59"), profile) == clock("07:00")
    assert quiet_end(clock("07:00"), profile) is None
    assert gather_until(a_visit(at="21:10"), profile) == clock("07:00") + timedelta(days=1)


def working_day(seed: int, findings: int, violations: int, unproven: int, teams: int) -> list[Visit]:
    """Findings of one group over nine hours."""
    chance = random.Random(seed)
    kinds = [VIOLATION] * unproven + [PROVEN] * (violations - unproven) + [CORRECTED] * (findings - violations)
    chance.shuffle(kinds)
    minutes = sorted(chance.sample(range(9 * 60), findings))
    return [
        a_visit(f"{n}号厂", f"{9 + minute // 60:02}:{minute % 60:02}", team=chance.randint(1, teams), day=DAY, **kind)
        for n, (minute, kind) in enumerate(zip(minutes, kinds, strict=True))
    ]


@pytest.mark.parametrize(
    ("findings", "violations", "unproven", "at_most"), [(16, 6, 0, 5), (16, 6, 3, 6), (36, 12, 2, 8)]
)
def test_a_room_hears_little_over_a_day(findings: int, violations: int, unproven: int, at_most: int) -> None:
    for seed in range(5):
        desk = Desk(RULES)
        visits = working_day(seed, findings, violations, unproven, 7)
        heard = []
        for visit in visits:
            heard += desk.run_to(visit.reported_at)
            desk.write(visit)
        heard += desk.run_to(clock("22:00"))
        said = [post for _, post in heard if post.kind is not PostKind.REMARK]
        told = [line for post in said for line in post.text.splitlines() if line.startswith("#")]
        assert len(told) == len(set(told))
        assert (
            len(told) + sum(int(number) for post in said for number in re.findall("另有([0-9]+)处", post.text))
            == findings
        )
        assert len(said) <= at_most
        assert len(heard) - len(said) <= 2 * unproven


def test_of_very_many_places_a_handful_is_listed_and_all_are_told_once(coach: Desk) -> None:
    for n in range(1, 60):
        coach.write(a_visit(f"{n}号厂", "10:00", **VIOLATION))
    told, *remarks = [post for _, post in coach.run_to(clock("20:00"))]
    most = coach.campaign.list_most
    assert told.text.splitlines()[0] == "已记录59处"
    assert told.text.splitlines()[-1] == f"另有{59 - most}处（{59 - most}处待补），@我发“点位清单”可看"
    assert told.text.count("#") == most and len(told.text) < 600
    assert {post.kind for post in remarks} == {PostKind.REMARK}
    assert all(post.text.count("#") == most for post in remarks)
