"""Reports of made-up firms with what a clerk would enter for each: reports*.txt, two lines a case.

the text (⏎ for a line break)
= place | county | 工 or 非 | outcome | categories or - | problems | flags: 急, 回头看, 前一天, 4组
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from domain.readings import Reading
from domain.rosters import Group

# Written by hand before the rules were tried on it; a wrong field is mended in the rules or the lexicon, not here.
REPORTS = tuple(
    Path(__file__).parent / name
    for name in ("reports.txt", "reports_later.txt", "reports_third.txt", "reports_fourth.txt", "reports_fifth.txt")
)
DAY = date(2020, 11, 12)
COUNTIES = ("卧牛区", "沙河回族区", "高新区", "禹川市", "澄阳县", "临泽县", "桃林县")
GROUP = Group("chengyang", "驻澄阳市暗访核查组", "澄阳市", COUNTIES, ("临江市",), (1, 2, 3, 4, 5))


@dataclass(frozen=True)
class Case:
    """A text and its right fields, by name."""

    text: str
    fields: dict[str, object]


def cases(file: Path) -> list[Case]:
    lines = [line for line in file.read_text("utf-8").splitlines() if line]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [Case(text.replace("⏎", "\n"), _fields(answer)) for text, answer in pairs]


def _fields(answer: str) -> dict[str, object]:
    place, county, kind, outcome, categories, problems, *rest = (part.strip() for part in answer[1:].split("|"))
    flags = rest[0] if rest else ""
    return {
        "place": _bare(place),
        "county": None if county == "-" else county,
        "industrial": kind == "工",
        "outcome": outcome,
        "categories": set() if categories == "-" else set(categories.split(",")),
        "problems": int(problems),
        "urgent": "急" in flags,
        "lookback": "回头看" in flags,
        "team": int(flags[flags.index("组") - 1]) if "组" in flags else None,
        "day": DAY - timedelta(days=1) if "前一天" in flags else None,
        "manner": "report",
    }


def fields_of(reading: Reading) -> dict[str, object]:
    """The same fields of a reading."""
    return {
        "place": _bare(reading.place),
        "county": reading.county,
        "industrial": reading.industrial,
        "outcome": reading.outcome.value if reading.outcome else None,
        "categories": set(reading.categories),
        "problems": reading.problems,
        "urgent": reading.urgent,
        "lookback": reading.lookback,
        "team": reading.team,
        "day": None if reading.day == DAY else reading.day,
        "manner": reading.manner.value,
    }


def _bare(place: str) -> str:
    return "".join(c for c in place if c.isalnum())
