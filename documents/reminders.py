"""The reminder before the deadline: only what is still to come, only to its own group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.lines import AGAIN_LATE
from documents.papers import HOW_TO_SIGN, STATES, due_name, name_of, standing_text
from domain.periods import Period
from domain.verdicts import UNSEEN, Standing, State


def reminder_text(standings: Sequence[Standing], today: date, *, again: bool = False) -> str | None:
    """What of a group's papers is missing, was returned or is unsigned; None when nothing is.

    The earliest deadline comes first. `again`: sent late (补发).
    """
    wanting = [standing for standing in standings if standing.is_open]
    if not wanting:
        return None
    periods = sorted({s.period.due_at: s.period for s in wanting}.items())
    asked = [_asked([s for s in wanting if s.period.due_at == at], period, today) for at, period in periods]
    unsigned = [HOW_TO_SIGN.format(number=s.period.round) for s in wanting if s.state is State.UNSIGNED]
    head = f"【提示】{AGAIN_LATE if again else ''}"
    return f"{head}{''.join(asked)}{''.join(unsigned)}已从邮箱报的，回复“已邮”即可。"


def _asked(standings: Sequence[Standing], period: Period, today: date) -> str:
    """20:00前请报：附件2 群内未见；附件3 待补（…）。"""
    missing = [name_of(s) for s in standings if s.state in UNSEEN]
    others = [f"{name_of(s)} {standing_text(s)}" for s in standings if s.state not in UNSEEN]
    parts = ([f"{'、'.join(missing)} {STATES[State.MISSING]}"] if missing else []) + others
    return f"{due_name(period, today)}前请报：{'；'.join(parts)}。"
