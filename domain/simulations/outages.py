"""When the bot was deaf or down: over the deadline, before it, at night, over midnight, twice in an evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.calendars import at_time
from domain.campaigns import Campaign
from domain.simulations import Dice, Outage, one_of

#: From and to, in minutes from the deadline.
_SPANS = (
    (-10, 20),
    (-12, -2),
    (-5, 1),
    (0.5, 15),
    (-95, -85),
    (-100, -20),
    (-3, -1),  # too short to be told of
    (-30, 235),  # longer than the roll-call waits
    (-40, 120),
    (100, 140),  # into the quiet hours
    (210, 300),  # over midnight
    (300, 540),  # at night
    (-600, -550),
    (-20, -4),
    (-170, -130),
)
_OFTEN = 4  # so many of the first are as frequent as all the others
LEAST_APART = timedelta(minutes=100)


def outages_of(days: Sequence[date], campaign: Campaign, count: int, dice: Dice) -> tuple[Outage, ...]:
    """So many outages, in order and apart; fewer where the days are too few for them."""
    found: list[Outage] = []
    for _ in range(count * 20):
        if len(found) == count:
            break
        spans = _SPANS[:_OFTEN] if dice.random() < 0.5 else _SPANS
        outage = _outage(one_of(dice, days), one_of(dice, spans), campaign, dice)
        if outage.until < at_time(days[-1], datetime.max.time()) and all(_are_apart(outage, other) for other in found):
            found.append(outage)
    return tuple(sorted(found, key=lambda outage: outage.since))


def _outage(day: date, span: tuple[float, float], campaign: Campaign, dice: Dice) -> Outage:
    due, minute = at_time(day, campaign.deadline), timedelta(minutes=1)
    shake = timedelta(seconds=dice.randint(1, 25))
    since, until = due + span[0] * minute + shake, due + span[1] * minute + shake
    return Outage(since, until, is_down=dice.random() < 0.5, keeps=dice.random() < 0.4)


def _are_apart(one: Outage, other: Outage) -> bool:
    return one.until + LEAST_APART < other.since or other.until + LEAST_APART < one.since
