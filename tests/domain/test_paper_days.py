from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from domain.calendars import SHANGHAI
from domain.paper_days import named_day, paper_day
from storage.profiles import load_campaign

TODAY, YESTERDAY = date(2020, 11, 8), date(2020, 11, 7)
CAMPAIGN = load_campaign("anfang-2020")[0]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("附件2（11.7）.docx", YESTERDAY),
        ("附件3 20201107.docx", YESTERDAY),
        ("驻青石市暗访核查组2020年11月7日典型案例.docx", YESTERDAY),
        ("典型案例1107.docx", YESTERDAY),
        ("附件3.11.7.docx", YESTERDAY),
        ("附件2 2020-11-08.docx", TODAY),
        ("昨天的附件3已邮", YESTERDAY),
        ("附件2.docx", None),
        ("附件3 11.5.docx", None),
        ("11.7和11.8的附件2.docx", None),
        ("1组 307号 31.7吨.docx", None),
    ],
)
def test_today_or_yesterday_is_found_as_it_is_written(words: str, day: date | None) -> None:
    assert named_day(words, TODAY) == day


def owed(_: date) -> bool:
    return True


def settled(_: date) -> bool:
    return False


@pytest.mark.parametrize(
    ("hour", "named", "is_open", "is_sure", "day"),
    [
        (10, None, owed, False, TODAY),
        (10, YESTERDAY, settled, True, YESTERDAY),
        (10, YESTERDAY, owed, False, YESTERDAY),
        (10, YESTERDAY, settled, False, TODAY),
        (0, None, owed, False, YESTERDAY),
        (6, None, owed, False, YESTERDAY),
        (7, None, owed, False, TODAY),
        (0, None, settled, False, TODAY),
        (0, TODAY, owed, False, TODAY),
    ],
)
def test_at_night_what_is_owed_goes_first_and_a_named_day_before_all(
    hour: int, named: date | None, is_open: Callable[[date], bool], is_sure: bool, day: date
) -> None:
    at = datetime(2020, 11, 8, hour, 10, tzinfo=SHANGHAI)
    assert paper_day(at, named, CAMPAIGN, is_open, is_sure=is_sure) == day
