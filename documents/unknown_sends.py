"""What is said when nobody knows whether a post went out."""

from __future__ import annotations

from datetime import datetime

from documents.lines import clock_of, shorten
from domain.echoes import AGAIN

_SHOWN = 40


def again_text(text: str) -> str:
    """（重发）…; marked once."""
    return text if text.startswith(AGAIN) else AGAIN + text


def question_text(place: str, text: str, at: datetime) -> str:
    """Asks the duty officer to look: the bot cannot see its own room."""
    what = f"{clock_of(at)}发往{place}的“{shorten(text, _SHOWN)}”"
    return f"【请核实】{what}没有得到回音。请看一眼群里有没有，没有请再发一次。"
