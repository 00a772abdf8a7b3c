"""Ninety reports in the manner of people in a hurry, most without a form: how many fields are read right."""

from __future__ import annotations

import pytest

from tests.domain.report_cases import REPORTS, Case, cases
from tests.domain.test_reports import wrong_fields

# First run, before anything was mended: place .84, outcome .86, categories .68, problems .71, manner .83; everything
# but problems .42. Now .72: what is left are mostly categories and the counting of problems.
_FLOORS = {
    "place": 0.94,
    "county": 0.99,
    "industrial": 0.95,
    "outcome": 0.94,
    "categories": 0.82,
    "problems": 0.79,
    "urgent": 0.97,
    "lookback": 1.0,
    "team": 1.0,
    "manner": 0.94,
}
_CASES: list[Case] = cases(REPORTS[0].with_name("reports_apart.txt"))


@pytest.mark.parametrize("name", _FLOORS)
def test_a_field_is_right_in_most_reports_told_in_a_hurry(name: str) -> None:
    wrong = [case.text for case in _CASES if name in wrong_fields(case)]
    assert 1 - len(wrong) / len(_CASES) >= _FLOORS[name], wrong


def test_three_in_five_are_right_in_every_field() -> None:
    assert sum(not wrong_fields(case) - {"problems"} for case in _CASES) / len(_CASES) >= 0.6
