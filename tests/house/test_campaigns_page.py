"""docs/campaigns.md tells every key of a profile, and no other; its example can be played under."""

from __future__ import annotations

import re
import textwrap
import tomllib
from typing import Any

from domain.calendars import WorkCalendar
from domain.campaigns import parse_profile, read_campaign
from domain.due_rules import When, parse_due
from domain.profile_extensions import resolved
from domain.profile_tables import NAMES, Reading, Table
from tests.house.sources import ROOT, read

PAGE = read("docs/campaigns.md")
SHIPPED = tomllib.loads(read("domain/profiles/anfang-2020.toml"))
_WRITTEN = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)`")
_NO_KEYS = {"when", "true", "false", "remove", "extends", "article", *NAMES}


def known_keys() -> set[str]:
    """Every key that some profile may have, by asking for all there is."""
    owed = [*SHIPPED["obligations"], {"key": "x", "reminders": [{}], "ladder": [{}], "due": {}}]
    full = {**SHIPPED, "stages": [{}], "calendar": [{}], "extends": "", "obligations": owed}
    reading = Reading()
    read_campaign(Table(full, reading), WorkCalendar())
    for when in When:
        parse_due(Table({"when": when.value, "season": [1]}, reading, f"{when}.", "obligations.due."))
    return set(reading.known())


def test_the_page_tells_every_key_and_no_other() -> None:
    told = set(_WRITTEN.findall(PAGE))
    known = known_keys()
    assert len(known) > 120
    assert sorted(known - told) == []
    assert sorted(told - known - _NO_KEYS) == []


def test_the_pages_example_is_a_profile() -> None:
    example: Any = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    own = tomllib.loads(textwrap.dedent("   " + example[1]))
    campaign = parse_profile(resolved(own, {"anfang-2020": SHIPPED}))
    assert (campaign.quota.visits, campaign.papers[1].minimum_photos, campaign.rounds) == (6, 4, ())


def test_the_page_names_the_shipped_profile() -> None:
    assert all(f"domain/profiles/{path.name}" in PAGE for path in (ROOT / "domain/profiles").glob("*.toml"))
