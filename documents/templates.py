"""Templates of the daily papers, and what the scheme asks of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.obligation_rules import ObligationRule

_ANY_CITY = "XX市"


def template_text(rules: Sequence[ObligationRule], city: str | None, day: date) -> str:
    """The templates one below the other, ready to be copied; `city` is that of the asker's group."""
    return "\n\n".join(_one(rule, city or _ANY_CITY, day) for rule in rules)


def _one(rule: ObligationRule, city: str, day: date) -> str:
    filled = rule.template
    for mark, value in (("〔市〕", city), ("〔月〕", str(day.month)), ("〔日〕", str(day.day))):
        filled = filled.replace(mark, value)
    return "\n".join([f"{rule.short}模板（{_asked(rule)}）：", filled or "方案没有给出式样。"])


def _asked(rule: ObligationRule) -> str:
    """至少150字、3张照片，20:00前报."""
    least = [f"{rule.minimum_characters}字"] * bool(rule.minimum_characters)
    least += [f"{rule.minimum_photos}张照片"] * bool(rule.minimum_photos)
    minima = f"至少{'、'.join(least)}，" if least else ""
    return f"{minima}{'24:00' if rule.due.at is None else f'{rule.due.at:%H:%M}'}前报"
