"""The exam marks what a person would: right, unread, or wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from domain.watermarks import Watermark
from tests.pictures.marks import Mark, alike, marked

WHEN = datetime(2020, 11, 7, 9, 15, tzinfo=timezone(timedelta(hours=8)))
PRINTED = Watermark(WHEN, WHEN.date(), "青石市东泉区·兴化路8号", 34.765432, 113.123456, "第3组")


def marks(truth: Watermark, read: Watermark) -> dict[str, str]:
    return {name: str(mark) for name, mark in marked(truth, read).marks.items()}


def test_what_is_read_as_printed_is_right() -> None:
    spaced = replace(PRINTED, address="青石市东泉区 • 兴化路8号", team="第 3 组", latitude=34.7654324)
    assert set(marks(PRINTED, spaced).values()) == {"right"}
    assert marked(PRINTED, spaced).address == 1


def test_what_is_not_read_is_unread() -> None:
    assert set(marks(PRINTED, Watermark()).values()) == {"unread"}
    assert marks(PRINTED, replace(PRINTED, longitude=None))["position"] == "unread"
    assert set(marks(Watermark(), Watermark()).values()) == {"nothing"}


@pytest.mark.parametrize(
    ("read", "field"),
    [
        (replace(PRINTED, time=WHEN + timedelta(minutes=1)), "time"),
        (replace(PRINTED, day=date(2020, 11, 6)), "day"),
        (replace(PRINTED, latitude=34.765442), "position"),
        (replace(PRINTED, latitude=None, longitude=113.2), "position"),
        (replace(PRINTED, address="多云转晴微风"), "address"),
        (replace(PRINTED, team="第8组"), "team"),
    ],
)
def test_another_value_is_wrong(read: Watermark, field: str) -> None:
    assert marks(PRINTED, read) == {**dict.fromkeys(marks(PRINTED, PRINTED), "right"), field: "wrong"}


def test_a_value_where_nothing_is_printed_is_wrong() -> None:
    assert set(marks(Watermark(), PRINTED).values()) == {"wrong"}
    assert marks(Watermark(), Watermark(latitude=30.0))["position"] == Mark.WRONG


def test_an_address_counts_by_its_characters() -> None:
    assert alike("兴化路8号", "兴华路8号") == pytest.approx(0.8)
    assert alike("兴化路8号", "兴化路号") == pytest.approx(0.8)
    assert alike("", "兴化路") == 0
    near = replace(PRINTED, address="青石市东泉区·兴华路8号")
    assert marks(PRINTED, near)["address"] == "right"
    assert marked(PRINTED, near).address == pytest.approx(1 - 1 / 12)
    assert marked(Watermark(), Watermark()).address is None
