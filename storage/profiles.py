"""The campaign profiles that come with the program."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

from domain.campaigns import Campaign, parse_profile
from domain.profile_tables import ProfileError
from storage.holidays import country_calendar

_SHOWN = 40


def load_campaign(key: str) -> tuple[Campaign, str | None]:
    """The campaign a roster names, and a warning in Chinese when it is played under the default profile.

    The key is data: it is looked up among the profiles that are there. A campaign without a profile
    has all numbers and words of the default one, but stays itself (`key`), so that its visits and
    posts are not mixed with another's. Raises ProfileError.
    """
    tables = _tables()
    if key in tables:
        return _campaign(tables[key]), None
    default = next((table for table in tables.values() if table.get("default") is True), None)
    if default is None:
        raise ProfileError("没有一个行动档案写明 default = true")
    campaign = _campaign(default)
    shown = "".join(c if c.isprintable() else "\ufffd" for c in key[:_SHOWN])
    return replace(campaign, key=key), f"没有行动“{shown}”的档案，暂按默认档案“{campaign.key}”（{campaign.name}）执行"


def _campaign(table: Mapping[str, Any]) -> Campaign:
    years = [day.year for day in (table.get("start"), table.get("end")) if isinstance(day, date)]
    return parse_profile(table, country_calendar(min(years) - 1, max(years) + 1) if years else None)


def _tables() -> Mapping[str, Mapping[str, Any]]:
    """Every profile's table by its key. Raises ProfileError when two have the same one."""
    tables: dict[str, Mapping[str, Any]] = {}
    folder = resources.files("domain").joinpath("profiles")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        key = str(table.get("key", ""))
        if key in tables:
            raise ProfileError(f"{file.name}：行动档案 key {key!r} 重复")
        tables[key] = table
    return tables
