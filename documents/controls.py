"""管控期间: what was announced, what is in force, what was wrong with an announcement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from documents.lines import day_name, shorten
from domain.calendars import SHANGHAI
from domain.control_orders import BadControl, ControlFault
from domain.controls import ControlPeriod, ControlRule

ONLY_DISPATCHERS = "管控期由指挥调度组启动和解除。"
NOT_HERE = "没有办：请在指挥调度群或私聊里说。"
NONE = "现在没有城市在管控期。"
UNTIL_TOLD = "另行通知"
_EXAMPLE = "例：预警启动 青石 橙色 11月20日12时至23日24时"


def moment_text(at: datetime | None, *, ends: bool = False) -> str:
    """11月20日12时, 11月20日12时30分; the midnight that `ends` a period is 24时 of the day before."""
    if at is None:
        return UNTIL_TOLD
    local = at.astimezone(SHANGHAI)
    if ends and (local.hour, local.minute) == (0, 0):
        return f"{day_name(local.date() - timedelta(days=1))}24时"
    return f"{day_name(local.date())}{local.hour}时" + (f"{local.minute}分" if local.minute else "")


def bad_control_text(bad: BadControl, rule: ControlRule) -> str:
    word = shorten(bad.word, 20)
    return (
        "没有办："
        + {
            ControlFault.NO_CITY: f"请写明是哪个驻地城市。{_EXAMPLE}",
            ControlFault.UNKNOWN_CITY: f"名册里没有“{word}”这个组。",
            ControlFault.NO_LEVEL: f"请写级别：{'、'.join(level.name for level in rule.levels.values())}。{_EXAMPLE}",
            ControlFault.NO_SUCH_TIME: f"没有“{word}”这个时间。",
            ControlFault.END_FIRST: "结束要晚于开始。",
            ControlFault.TOO_LONG: f"一段最长{rule.longest.days}天，请核对起止。",
            ControlFault.TOO_FAR: f"只能提前{rule.furthest_ahead.days}天、补{rule.furthest_back.days}天内的，请核对。",
        }[bad.fault]
    )


def opened_text(periods: Sequence[ControlPeriod], rule: ControlRule, *, over: bool = False) -> str:
    """已记管控期：青石市、白河市 橙色，11月20日12时至23日24时. `over`: it is past, nothing is said in the groups."""
    first = periods[0]
    cities = "、".join(shorten(period.city, 12) for period in periods)
    tail = "已过去，不发指令。" if over else ""
    return f"已记管控期：{cities} {rule.levels[first.level].name}，{_span(first)}。{tail}"


def known_text(periods: Sequence[ControlPeriod], rule: ControlRule) -> str:
    return f"已经记过了：{'；'.join(_line(period, rule) for period in periods)}。"


def ended_text(cities: Sequence[str], at: datetime) -> str:
    return f"已解除：{'、'.join(shorten(city, 12) for city in cities)}，{moment_text(at)}起不再算管控期间。"


def none_to_end_text(cities: Sequence[str]) -> str:
    return f"{'、'.join(shorten(city, 12) for city in cities)}没有在管控期，不用解除。"


def controls_text(periods: Sequence[ControlPeriod], rule: ControlRule, now: datetime) -> str:
    """What is in force and what is to come, one a line."""
    if not periods:
        return NONE
    lines = [_line(period, rule) + ("" if period.covers(now) else "（未开始）") for period in periods]
    return "\n".join(["【管控期】", *lines])


def _line(period: ControlPeriod, rule: ControlRule) -> str:
    level = rule.levels.get(period.level)
    return f"{shorten(period.city, 12)} {level.name if level else period.level} {_span(period)}"


def _span(period: ControlPeriod) -> str:
    return f"{moment_text(period.start)}至{moment_text(period.until, ends=True)}"
