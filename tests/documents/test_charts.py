"""Charts are drawn to their scale, and say in words what they show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from documents.charts import Column, bar_chart, line_chart, nice_top
from domain.overviews import Pace


def test_a_scale_ends_at_a_round_number_with_a_round_middle() -> None:
    values = (0, 1, 2, 3, 9, 11, 56, 61, 101, 952, 1008)
    assert [nice_top(value) for value in values] == [2, 2, 2, 4, 10, 12, 60, 80, 120, 1000, 1200]


def test_bars_stand_in_proportion_and_nothing_has_no_bar() -> None:
    drawn = ElementTree.fromstring(
        bar_chart("k", "每小时", "共9条", [Column("8时", (3,)), Column("9时", (6,)), Column("10时", (0,))])
    )
    heights = [float(bar.attrib["height"]) for bar in drawn.iter("rect")]
    assert len(heights) == 2
    assert round(heights[1] / heights[0], 2) == 2


def test_a_chart_is_named_and_told_for_who_listens_and_text_is_text() -> None:
    text = bar_chart("by-day", "点位<b>", "共3条 & 更多", [Column("<19日>", (3,))])
    drawn = ElementTree.fromstring(text)
    assert drawn.attrib["aria-labelledby"] == "by-day-title by-day-told"
    assert [drawn.findtext("title"), drawn.findtext("desc")] == ["点位<b>", "共3条 & 更多"]
    assert "<b>" not in text
    assert "style=" not in text


def test_a_line_ends_where_the_day_has_come_to() -> None:
    text = line_chart("k", "累计", "", ["7时", "8时", "9时"], [(0, 0), (1, 4), (1.5, 6)], [(0, 0), (2, 8)])
    ends = [re.findall(r"[\d.]+,[\d.]+", line)[-1] for line in re.findall(r'polyline[^>]*points="([^"]*)"', text)]
    whole, done = (float(end.split(",")[0]) for end in ends)
    assert whole > done
    ElementTree.fromstring(line_chart("k", "空", "", ["7时"], [], [(0, 0)]))


def test_the_pace_runs_from_morning_to_deadline_and_no_further() -> None:
    pace = Pace(7.0, 20.0, 26)
    assert [pace.needed_by(hour) for hour in (0, 7, 13.5, 20, 24)] == [0, 0, 13, 26, 26]
    assert Pace(7.0, 7.0, 26).needed_by(8) == 26
