"""The campaign profiles that come with the program, and those of one's own beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from domain.campaigns import Campaign, parse_profile
from domain.misprints import misprint
from domain.profile_extensions import resolved
from domain.profile_tables import ProfileError
from storage.holidays import country_calendar

_SHOWN = 40
_SHIPPED = "自带"
_MOST_BYTES = 1 << 20
_ENDING = ".toml"


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles at hand: tables by key, where each comes from, and files that are none (name: fault).

    Of `doubled` keys there are two: nobody could tell which is meant, so neither is played.
    """

    tables: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)

    def is_shipped(self, key: str) -> bool:
        """Whether the profile of that key comes with the program."""
        return self.files.get(key) == _SHIPPED

    def default(self) -> Mapping[str, Any]:
        """The table that stands in where a roster names no campaign that has one. Raises ProfileError."""
        default = next((t for t in reversed(self.tables.values()) if t.get("default") is True), None)
        if default is None:
            raise ProfileError("没有一个行动档案写明 default = true")
        return default

    def campaign(self, table: Mapping[str, Any]) -> Campaign:
        """The campaign of a table, which may extend one of these. Raises ProfileError."""
        whole = resolved(table, self.tables)
        years = [day.year for day in (whole.get("start"), whole.get("end")) if isinstance(day, date)]
        calendar = country_calendar(min(years) - 1, max(years) + 1) if years and max(years) < date.max.year else None
        return parse_profile(whole, calendar)


def load_campaign(key: str, folder: Path | None = None) -> tuple[Campaign, str | None]:
    """The campaign a roster names, and a warning in Chinese when it is played under the default profile.

    The key is data: it is looked up among the profiles that are there. A campaign without a profile
    has all numbers and words of the default one, but stays itself (`key`), so that its visits and
    posts are not mixed with another's. `folder` has profiles of one's own. Raises ProfileError.
    """
    profiles = profiles_in(folder)
    if key in profiles.tables and key not in profiles.doubled:
        return profiles.campaign(profiles.tables[key]), None
    if profiles.broken:  # one of them may be meant
        raise ProfileError(*(f"{name}：{fault}" for name, fault in profiles.broken.items()))
    campaign = profiles.campaign(profiles.default())
    shown = "".join(c if c.isprintable() else "\ufffd" for c in key[:_SHOWN])
    warning = f"没有行动“{shown}”的档案，暂按默认档案“{campaign.key}”（{campaign.name}）执行，也没有写明所依据的方案"
    return replace(campaign, key=key, plan=""), warning


def default_key(folder: Path | None = None) -> str:
    """The key of the campaign that stands in where none is named. Raises ProfileError."""
    return str(profiles_in(folder).default()["key"])


@lru_cache(maxsize=16)  # by the whole text: a file that was changed is read anew
def read_profile(text: str) -> Mapping[str, Any]:
    """The table of a profile's text, for reading only. Raises ProfileError with the place where it is not TOML."""
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ProfileError("括号套得太深，读不了") from None
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(misprint(text, error)) from None


def profiles_in(folder: Path | None = None) -> Profiles:
    """What is shipped, and what the folder has besides; a file there that is no profile harms no other."""
    found = Profiles()
    _add(found, resources.files("domain").joinpath("profiles").iterdir(), _SHIPPED)
    if folder is not None and folder.is_dir():
        _add(found, folder.iterdir(), str(folder))
    return found


def _add(profiles: Profiles, files: Iterable[Traversable], where: str) -> None:
    for file in sorted(files, key=lambda file: file.name):
        if not file.name.endswith(_ENDING) or not file.is_file():
            continue
        try:
            table = read_profile(_text_of(file))
        except ProfileError as error:
            profiles.broken[file.name] = str(error)
            continue
        key = str(table.get("key", ""))
        if key in profiles.tables:
            profiles.doubled.add(key)
            profiles.broken[file.name] = f"key “{key}”与另一份行动档案（{profiles.files[key]}）重复"
        else:
            profiles.tables[key] = table
            profiles.files[key] = where


def _text_of(file: Traversable) -> str:
    with file.open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ProfileError("文件太大，不是行动档案")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise ProfileError("不是 UTF-8 编码，请另存为 UTF-8") from None
