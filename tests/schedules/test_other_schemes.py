"""Other schemes are data: a weekly report on Fridays at 17:30, in its stage alone (seed 003, 五(四))."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from domain.campaigns import Campaign, parse_profile
from domain.due_rules import DueRule, When
from domain.obligations import duties_due_on
from domain.posts import PostKind
from domain.profile_extensions import resolved
from domain.verdicts import State
from storage.profiles import load_campaign
from storage.standings import board_of
from tests.cast import QINGSHI, ROSTER
from tests.house.sources import ROOT
from tests.paper_desk import PaperDesk, word

FRIDAY, HOLIDAY = date(2020, 4, 24), date(2020, 5, 1)
PROFILES = ("tests/profiles/yitihua-weekly.toml", "domain/profiles/anfang-2020.toml")
PEOPLE = replace(ROSTER, campaign="yitihua-weekly", rounds=())


def weekly() -> Campaign:
    own, shipped = (tomllib.loads((ROOT / path).read_text("utf-8")) for path in PROFILES)
    return parse_profile(resolved(own, {"anfang-2020": shipped}))


def test_a_weekly_report_is_due_on_fridays_of_its_stage_holidays_included() -> None:
    campaign = weekly()
    due = [d for day in (FRIDAY, HOLIDAY, date(2020, 6, 26)) for d in duties_due_on(day, campaign, PEOPLE)]
    weeks = [(d.period.due_on, f"{d.period.due_at:%H:%M}") for d in due if not d.rule.is_daily]
    assert weeks == [(FRIDAY, "17:30"), (HOLIDAY, "17:30")]


def test_a_weekly_report_is_judged_by_when_it_was_sent_and_known_by_its_name(tmp_path: Path) -> None:
    desk = PaperDesk(tmp_path, campaign=weekly(), roster=PEOPLE)
    desk.now = desk.now.replace(year=2020, month=4, day=24)
    desk.at("17:29:59", FRIDAY)
    desk.hands("温岚", "青石市执法检查周报.docx")
    desk.at("17:30:00", FRIDAY)
    desk.hands("纪敏", "白河市执法检查周报（第一周）.docx")
    texts = desk.texts(PostKind.PAPER_ANSWER)
    assert texts[0].endswith("执法检查周报 收到，17:29。") and "迟报1分钟" in texts[1]
    with desk.work() as work:
        (duty,) = (d for d in duties_due_on(FRIDAY, work.campaign, PEOPLE) if not d.rule.is_daily)
        states = [standings[0].state for _, standings in board_of([duty], work.now.replace(hour=20), work)]
        assert states == [State.SEEN, State.LATE]


def test_what_comes_before_the_first_week_is_no_weekly_report(tmp_path: Path) -> None:
    desk = PaperDesk(tmp_path, campaign=weekly(), roster=PEOPLE)
    desk.now = desk.now.replace(year=2020, month=4, day=10)
    desk.hands("温岚", "青石市执法检查周报.docx", word(["本周检查情况"]))
    assert desk.kept(date(2020, 4, 10)) == []


def test_two_papers_with_clocks_of_their_own_are_called_each_at_its_own(tmp_path: Path) -> None:
    campaign = load_campaign("anfang-2020")[0]
    noon = replace(campaign.rule_of("handover_form"), due=DueRule(When.DAILY, time(12)), reminders=())
    others = [rule for rule in campaign.obligations if rule.key != noon.key]
    desk = PaperDesk(tmp_path, campaign=replace(campaign, obligations=(noon, *others)))
    desk.plan()
    desk.at("18:00")
    calls = [post.text for post in desk.heard(PostKind.ROLL_CALL) if post.room == QINGSHI]
    assert [text.splitlines()[:2] for text in calls] == [["【12:00 报送】按群内报送统计：", "附件2 群内未见"]]
    desk.at("20:02")
    calls = [post.text for post in desk.heard(PostKind.ROLL_CALL) if post.room == QINGSHI]
    assert [text.splitlines()[:2] for text in calls] == [["【20:00 报送】按群内报送统计：", "附件3 群内未见"]]
