"""The day's figures as chat text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.daily_reports import daily_report_text, daily_reports_text
from documents.lines import BY_CHAT, PHONE_LINE, shorten, width_of
from documents.tallies import (
    command_tally_text,
    county_text,
    group_tally_text,
    progress_text,
)
from domain.obligations import standing_of
from domain.submissions import Channel, Paper, Submission
from domain.tallies import tally_of
from domain.visits import Outcome
from tests.cast import GROUPS, QINGSHI, ROSTER
from tests.visit_book import DAY, QUOTA, a_visit, campaign, clock

NOW = clock("17:00")
MADE = [
    *(a_visit(f"云台县{n}号砖厂", "09:00", id=f"a{n}", number=n) for n in range(8)),
    a_visit(
        "东泉区宏达化工", "11:00", number=8, team=2, county="东泉区", outcome=Outcome.VIOLATION, findings=2, urgent=True
    ),
    a_visit("东泉区二中工地", "12:00", team=2, industrial=False, outcome=Outcome.HANDOVER, findings=3),
    a_visit("望山县老窑厂", "12:00", number=10, group="baihe", outcome=Outcome.VIOLATION, findings=1, county="望山县"),
]
TALLY = tally_of(MADE, ROSTER, DAY, NOW)


def test_progress_of_a_group_says_every_team_the_sums_and_what_is_missing() -> None:
    assert progress_text(TALLY, ("qingshi",), None, QUOTA).splitlines() == [
        "【进度】10月21日 截至17:00",
        "驻青石市暗访核查组",
        "1组 点位8/8 工业8/5 问题0 涉嫌违法0",
        "2组 点位2/8 工业1/5 问题5 涉嫌违法1 紧急1",
        "3组 点位0/8 工业0/5 问题0 涉嫌违法0",
        "合计 点位10 工业9",
        "问题5 涉嫌违法1 紧急1",
        "还差：2组点位6、工业4；3组点位8、工业5",
        BY_CHAT,
    ]


def test_progress_of_one_team_says_that_team_alone() -> None:
    text = progress_text(TALLY, ("qingshi",), (1,), QUOTA)
    assert "1组 点位8/8 工业8/5" in text
    assert not any(word in text for word in ("还差", "2组", "合计"))
    assert "\n还差：点位6、工业4\n" in progress_text(TALLY, ("qingshi",), (2,), QUOTA)


def test_what_the_rows_say_is_not_said_again_when_all_teams_are_short() -> None:
    assert "还差" not in progress_text(tally_of(MADE[8:], ROSTER, DAY, NOW), ("qingshi",), None, QUOTA)


def test_progress_of_more_groups_than_fit_tells_their_sums_and_who_is_short() -> None:
    more = [*GROUPS, *(type(GROUPS[0])(f"g{n}", f"驻{n}市组", f"{n}市", (), (), (1, 2)) for n in range(3))]
    roster = type(ROSTER)(ROSTER.campaign, ROSTER.rounds, tuple(more), ROSTER.rooms, ROSTER.people)
    tally = tally_of(MADE, roster, DAY, NOW)
    lines = progress_text(tally, [group.key for group in more], None, QUOTA).splitlines()
    assert lines[1:3] == ["青石市 点位10 工业9 问题5 涉嫌违法1", "　未达标：2、3组"]
    assert lines[3:5] == ["白河市 点位1 工业1 问题1 涉嫌违法1", "　均未达标"]
    assert "合计 点位11 工业10" in lines and "达标小组 1/11" in lines


def test_a_count_made_on_another_day_says_so() -> None:
    later = tally_of(MADE, ROSTER, DAY, NOW + timedelta(days=1))
    assert "10月21日 截至10月22日17:00" in progress_text(later, ("qingshi",), None, QUOTA)


def test_counties_are_listed_with_points_and_problems() -> None:
    text = county_text(MADE, ROSTER, ("qingshi", "baihe"), DAY, NOW)
    assert "云台县 点位9 工业8 问题3\n东泉区 点位1 工业1 问题2 涉嫌违法1\n合计 点位10 问题5 涉嫌违法1" in text
    assert "望山县 点位1 工业1 问题1 涉嫌违法1" in text
    assert "群内未见点位" in county_text([], ROSTER, ("qingshi",), DAY, NOW)


def test_a_groups_own_text_never_names_another_group() -> None:
    texts = [
        progress_text(TALLY, ("qingshi",), None, QUOTA),
        group_tally_text(TALLY, "qingshi", QUOTA),
        county_text(MADE, ROSTER, ("qingshi",), DAY, NOW),
        daily_report_text(TALLY.only(["qingshi"]), MADE, campaign().categories, QUOTA),
    ]
    assert not [text for text in texts if "白河" in text or "望山" in text]


def test_the_evening_tally_says_how_late_a_paper_was_and_what_was_not_seen() -> None:
    late = Submission(
        1, "qingshi", Paper.HANDOVER_FORM, DAY, Channel.CHAT, "id-luo", QINGSHI, clock("20:12"), ("m",), None, None,
        True, (), 13,
    )  # fmt: skip
    papers = standing_of(GROUPS[0], DAY, [late], campaign(), clock("21:00"))
    text = group_tally_text(TALLY, "qingshi", QUOTA, papers)
    assert "附件2：20:12迟报13分钟\n附件3：群内未见" in text
    assert "达标小组 1/3" in text and "问题发现率20%" in text
    assert "群内未见点位记录" in group_tally_text(tally_of([], ROSTER, DAY, NOW), "qingshi", QUOTA)


def test_the_command_tally_ranks_with_definitions_and_notes_small_numbers() -> None:
    lines = command_tally_text(TALLY, QUOTA).splitlines()
    start = lines.index("【评比】按问题发现率")
    assert lines[start + 1 : start + 5] == [
        "1 白河市 100%（1/1）点位少，仅供参考",
        "　企业1家 完成率6%",
        "2 青石市 20%（2/10）",
        "　企业9家 完成率40%",
    ]
    assert "达标＝小组点位8个、其中工业5家" in lines
    assert "发现率＝" in text_of(lines) and "完成率＝" in text_of(lines) and lines[-1] == BY_CHAT


def test_a_day_without_visits_ranks_and_defines_nothing_and_silent_groups_share_a_line() -> None:
    text = command_tally_text(tally_of([], ROSTER, DAY, NOW), QUOTA)
    assert text.splitlines() == ["【今日统计】10月21日 截至17:00", "各组群内未见点位记录", BY_CHAT]
    assert "群内未见点位：白河市" in command_tally_text(tally_of(MADE[:-1], ROSTER, DAY, NOW), QUOTA).splitlines()


def test_reports_apart_name_each_group_below_their_head() -> None:
    together = daily_reports_text(TALLY, MADE, campaign().categories, QUOTA)
    assert "驻青石市暗访核查组" not in together
    apart = daily_reports_text(TALLY, MADE, campaign().categories, QUOTA, apart=True).split("\n\n【日报】")
    assert [part.splitlines()[1] for part in apart] == ["驻青石市暗访核查组", "驻白河市暗访核查组"]


def test_the_daily_report_lists_violations_one_a_line_urgent_first() -> None:
    report = daily_report_text(TALLY, [MADE[-1], *MADE[:-1]], campaign().categories, QUOTA)
    serious = [line for line in report.splitlines() if "#" in line]
    assert serious == [
        "【紧急】#8 青石市2组 东泉区宏达化工（东泉区）",
        "#10 白河市1组 望山县老窑厂（望山县）",
    ]


def test_the_daily_report_names_the_kinds_of_problem_most_frequent_first() -> None:
    kinds = [frozenset({"dust"}), frozenset({"dust", "permit"})]
    visits = [a_visit(f"{i}厂", categories=kind, outcome=Outcome.HANDOVER) for i, kind in enumerate(kinds)]
    report = daily_report_text(tally_of(visits, ROSTER, DAY, NOW), visits, campaign().categories, QUOTA)
    assert "扬尘治理2、环评许可1" in report


@pytest.mark.parametrize("hostile", ["\u202e反向\u200f", "一\n二\t三\x00\x07", "@所有人 \u2028换行", "厂" * 500])
def test_hostile_names_keep_to_their_line(hostile: str) -> None:
    visit = a_visit(hostile, county=hostile, outcome=Outcome.VIOLATION)
    report = daily_report_text(tally_of([visit], ROSTER, DAY, NOW), [visit], {}, QUOTA)
    assert len(report.splitlines()) == 10
    assert not set(report) & set("\u202e\u200f\x00\x07\t\u2028")


def test_lines_fit_a_phone() -> None:
    texts = [
        progress_text(TALLY, ("qingshi", "baihe"), None, QUOTA),
        group_tally_text(TALLY, "qingshi", QUOTA),
        command_tally_text(TALLY, QUOTA),
    ]
    assert max(width_of(line) for text in texts for line in text.splitlines()) <= PHONE_LINE


def test_shortened_text_ends_in_an_ellipsis_and_keeps_its_width() -> None:
    assert shorten("一二三四五", 10) == "一二三四五"
    assert shorten("一二三四五六", 10) == "一二三四…"
    assert width_of(shorten("ab一二三四五六", 9)) <= 9


def text_of(lines: list[str]) -> str:
    return "\n".join(lines)
