"""An instruction that a dispatcher has posted by hand (【调度指令】…): the bot may count its 收到, if he wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from domain.lexicons import Lexicon
from domain.orders import LONGEST_ORDER, number_in

#: The timed rule that offers to count.
OFFER = "offer_tracking"

_MOST_CALLS = 8  # @names before the text


@dataclass(frozen=True, slots=True)
class HandOrder:
    """One room's post of it; `text` without its head and the request for 收到. `instruction` once it is counted."""

    message_id: str
    sender: str
    room: str
    group: str
    text: str
    at: datetime
    instruction: str | None = None


def hand_order_text(text: str, lexicon: Lexicon) -> str | None:
    """What such a post says; None for any other text, and for an instruction of the bot's own that was pasted."""
    head = lexicon.any_of("instructions", "by_hand", "head").pattern
    spoken = _without_calls(text[:LONGEST_ORDER])
    found = re.match(head, spoken)
    if found is None or number_in(spoken[: found.end() + 12]) is not None:
        return None
    said = spoken[found.end() :].strip(" \t\n\u2005\u3000:：,，")
    end = max(0, len(said) - 40)
    tail = lexicon.any_of("instructions", "by_hand", "tail").pattern
    return (said[:end] + re.sub(rf"(?:{tail})\Z", "", said[end:])).strip() or None


def _without_calls(text: str) -> str:
    """The text behind the @names at its head."""
    for _ in range(_MOST_CALLS):
        if not text.lstrip().startswith("@"):
            break
        text = "".join(text.split(maxsplit=1)[1:])
    return text.strip()
