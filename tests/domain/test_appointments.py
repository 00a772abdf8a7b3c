"""Moments that people name when they want something again."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.appointments import appointment_in
from domain.calendars import SHANGHAI
from tests.dialogues import LEXICON


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 10, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("明天早上7点把日报再推送一遍", at(21, 7)),
        ("明早六点半发一遍日报", at(21, 6, 30)),
        ("今晚九点半把日报发我", at(20, 21, 30)),
        ("晚上9点一刻再发一遍", at(20, 21, 15)),
        ("后天8:05发日报", at(22, 8, 5)),
        ("明天下午3点", at(21, 15)),
        ("9点再发一遍日报", at(20, 21)),
        ("２１：３０ 发日报", at(20, 21, 30)),
    ],
)
def test_a_moment_to_come_is_understood(said: str, moment: datetime) -> None:
    found = appointment_in(said, at(20, 20, 30), LEXICON)
    assert found is not None and found.at == moment


@pytest.mark.parametrize(
    "said", ["再发一遍日报", "今天7点发日报早上", "明天25点发", "明天8点70分发日报", "今天上午8点发日报"]
)
def test_no_moment_or_one_that_has_passed_is_none(said: str) -> None:
    assert appointment_in(said, at(20, 20, 30), LEXICON) is None


def test_what_is_left_of_the_request_names_no_day() -> None:
    found = appointment_in("明天早上7点把两个组的日报再推送一遍", at(20, 21), LEXICON)
    assert found is not None and found.rest == "把两个组的日报再推送一遍"
