"""What somebody is told whose TOML file cannot be read."""

from __future__ import annotations

import pytest

from domain.profile_tables import ProfileError
from domain.roster_files import RosterError, parse_roster
from storage.profiles import read_profile


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("name = “暗访”", "引号要用英文的"),
        ("at = 21:15", "时刻要带秒，如 21:15:00"),
        ("reminders = [18:00:00, 19:30]", "时刻要带秒，如 19:30:00"),
        ("at = 9:15:00", "时刻写 09:15:00"),
        ("at = 21：15：00", "冒号要用英文的，时刻写 21:15:00"),
        ("at = 21：15", "冒号要用英文的，时刻写 21:15:00"),
        ("start = 2021/3/1", "日期写 2021-03-01"),
        ("start = 2021-3-1", "日期写 2021-03-01"),
        ("start = 2021年3月1日", "日期写 2021-03-01"),
        ("start = 2021/2/30", "日历上没有 2021/2/30 这一天"),
        ("visits ＝ 8", "等号要用英文的"),
        ("[quota]\nvisits = 1\n[quota]", "[quota] 写了两次"),
        ("visits = 1\nvisits = 2", "visits 写了两次"),
        ('name = "half', "引号没有成对，或有不允许的字符"),
    ],
)
def test_a_habit_that_the_format_does_not_take_is_named(line: str, told: str) -> None:
    text = f"# 档案\n{line}\nafter = 1\n"
    with pytest.raises(ProfileError) as of_profile:
        read_profile(text)
    (fault,) = of_profile.value.faults
    assert f"：{told}，这一行是 “{line.splitlines()[-1]}”" in fault and fault.startswith("第 ")
    with pytest.raises(RosterError) as of_roster:
        parse_roster(text)
    assert told in of_roster.value.faults[0], "both files are read alike"
