"""What the duty officer hears of those who asked for what is not theirs: who, and never what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.lines import clock_of, shorten

_MOST = 8  # are named, others counted
_NAME = 24


def refusals_text(since: datetime, names: Sequence[str], unknown: int) -> str:
    """【提示】12:00后有人要查、要办不归其查办的事，已谢绝：白河组纪敏。 `unknown` are on no roster, or not bound."""
    who = [shorten(name, _NAME) for name in names[:_MOST]]
    if len(names) > _MOST:
        who[-1] += f"等{len(names)}人"
    if unknown:
        who.append(f"没认出的人{unknown}名（未答复）")
    return f"【提示】{clock_of(since)}后有人要查、要办不归其查办的事，已谢绝：{'、'.join(who)}。"
