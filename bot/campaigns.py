"""Care of campaign profiles: `lanshao campaign check` and `lanshao campaign list`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.config import Settings
from documents.campaigns import profile_text
from domain.profile_tables import ProfileError
from storage.profiles import Profiles, profiles_in, read_profile

_NO_KEY = "（没有 key）"


def check_campaign_command(path: Path, settings: Settings) -> bool:
    """Print what a profile says, or every fault in it; False when there is one. Raises OSError."""
    profiles = profiles_in(settings.campaigns)
    try:
        table = read_profile(path.read_text("utf-8"))
        _check_key(table, profiles)
        text = profile_text(profiles.campaign(table))
    except ProfileError as error:
        print(f"{path.name} 有 {len(error.faults)} 处要改：")
        print("\n".join(f"  {fault}" for fault in error.faults))
        return False
    print(f"{path.name} 没有问题。\n{text}")
    return True


def _check_key(table: Mapping[str, Any], profiles: Profiles) -> None:
    """Raises ProfileError for a profile that calls itself like one that comes with the program, and is not it."""
    key = str(table.get("key", ""))
    if profiles.is_shipped(key) and profiles.tables[key] != table:
        raise ProfileError(f"key “{key}”与自带的行动档案重复，请换一个")


def list_campaigns_command(settings: Settings) -> bool:
    """Print the profiles at hand, a line each; False when some file is none."""
    profiles = profiles_in(settings.campaigns)
    faults = [f"{name}：{fault.splitlines()[0]}" for name, fault in profiles.broken.items()]
    for key in profiles.tables:
        line, fault = _line(key, profiles)
        print(line)
        faults += [fault] if fault else []
    if faults:
        print("\n".join(("以下的要改，逐项看请用 lanshao campaign check：", *(f"  {fault}" for fault in faults))))
    return not faults


def _line(key: str, profiles: Profiles) -> tuple[str, str]:
    shown = key if key.isprintable() and key else _NO_KEY
    try:
        campaign = profiles.campaign(profiles.tables[key])
    except ProfileError as error:
        return f"{shown}  不能用  {profiles.files[key]}", f"{shown}：{error.faults[0]}"
    return f"{shown}  {campaign.name}  {campaign.start} 至 {campaign.end}  {profiles.files[key]}", ""
