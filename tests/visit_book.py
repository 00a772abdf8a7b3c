"""Visits for tests, made with few words."""

from __future__ import annotations

import functools
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from domain import campaigns
from domain.calendars import at_time
from domain.campaigns import Campaign, Quota
from domain.messages import Kind
from domain.visits import Finding, Link, Outcome, Part, Visit
from tests.cast import QINGSHI

DAY = date(2020, 10, 21)
QUOTA = Quota(2, 8, 5)


@functools.cache
def campaign() -> Campaign:
    profile = Path(campaigns.__file__).parent / "profiles" / "anfang-2020.toml"
    return campaigns.parse_profile(tomllib.loads(profile.read_text("utf-8")))


def clock(text: str, day: date = DAY) -> datetime:
    return at_time(day, datetime.strptime(text, "%H:%M").time())


def a_visit(place: str = "云台县宏图砖厂", at: str = "10:00", **more: Any) -> Visit:
    """A visit of 青石 team 1 without a finding; `findings` may be a number, `photos` and `videos` too."""
    said_at = more.pop("reported_at", None) or clock(at, more.get("day", DAY))
    name = more.pop("id", f"{place}-{at}")
    author = more.get("author", "id-hao")
    files = [Kind.IMAGE] * more.pop("photos", 0) + [Kind.VIDEO] * more.pop("videos", 0)
    parts = {Kind.IMAGE: Part.PHOTO, Kind.VIDEO: Part.VIDEO}
    links = [Link(f"{name}-0", said_at, author, Kind.TEXT, Part.WORDS)]
    links += [Link(f"{name}-{i}", said_at, author, kind, parts[kind]) for i, kind in enumerate(files, 1)]
    findings = more.pop("findings", 0)
    fields: dict[str, Any] = {
        "number": None,
        "group": "qingshi",
        "team": 1,
        "day": DAY,
        "place": place,
        "county": "云台县",
        "industrial": True,
        "lookback": False,
        "outcome": Outcome.CLEAN,
        "urgent": False,
        "categories": frozenset(),
        "findings": tuple(Finding(f"问题{i}") for i in range(findings)) if isinstance(findings, int) else findings,
        "room": QINGSHI,
        "author": author,
        "reported_at": said_at,
        "last_at": said_at + more.pop("took", timedelta(0)),
        "links": tuple(links),
    }
    return Visit(**{**fields, **more})
