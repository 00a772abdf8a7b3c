"""Which day's paper is handed in: the day that is named, else the one that is still owed when it comes at night."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta

from domain.calendars import SHANGHAI, day_of
from domain.campaigns import Campaign

#: 11月7日, 11.7 and 11-7, 1107, 20201107: only ever compared with two days, so that nothing else is taken for one.
_DATES = re.compile(
    r"(?<!\d)(?:20\d\d)?(?=(?:(?P<m>\d{1,2})\s?[月./-]\s?(?P<d>\d{1,2})(?!\d)|(?P<mm>\d\d)(?P<dd>\d\d)(?!\d)))"
)
_WORDS = {"今天": 0, "今日": 0, "本日": 0, "昨天": 1, "昨日": 1}


def named_day(words: str, today: date) -> date | None:
    """Today or yesterday, whichever of the two a file name or a line names; None for neither or both."""
    folded = unicodedata.normalize("NFKC", words)
    found = {today - timedelta(days=back) for word, back in _WORDS.items() if word in folded}
    for match in _DATES.finditer(folded):
        month, day = int(match["m"] or match["mm"]), int(match["d"] or match["dd"])
        found |= {d for d in (today, today - timedelta(days=1)) if (d.month, d.day) == (month, day)}
    return found.pop() if len(found) == 1 else None


def paper_day(
    at: datetime, named: date | None, campaign: Campaign, is_open: Callable[[date], bool], *, is_sure: bool = False
) -> date:
    """The day whose paper a message of this time hands in or declares.

    `is_open` tells whether a day's paper is still owed. Yesterday's counts when it is named (`is_sure`: by a file
    name or a declaration; a case may also tell of yesterday's check today) or before the quiet hours end.
    """
    today = day_of(at)
    before = today - timedelta(days=1)
    if named == today:
        return today
    if named == before and is_sure:
        return before
    is_night = at.astimezone(SHANGHAI).time() < campaign.quiet_to
    return before if (named == before or is_night) and is_open(before) else today
