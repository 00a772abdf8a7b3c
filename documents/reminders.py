"""The reminder before the deadline: only what is still to come, only to its own group."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import AGAIN_LATE
from documents.papers import STATES, deadline_name, standing_text
from domain.campaigns import Campaign
from domain.verdicts import UNSEEN, Standing, State


def reminder_text(standings: Sequence[Standing], campaign: Campaign, *, again: bool = False) -> str | None:
    """What of a group's papers is missing or was returned; None when nothing is. `again`: sent late (补发)."""
    missing = [s.rule.short for s in standings if s.state in UNSEEN]
    to_mend = (State.RETURNED, State.UNCONFIRMED)
    returned = [f"{s.rule.short} {standing_text(s)}" for s in standings if s.state in to_mend]
    if not missing and not returned:
        return None
    parts = ([f"{'、'.join(missing)} {STATES[State.MISSING]}"] if missing else []) + returned
    head = f"【提示】{AGAIN_LATE if again else ''}"
    return f"{head}{deadline_name(campaign)}前请报：{'；'.join(parts)}。已从邮箱报的，回复“已邮”即可。"
