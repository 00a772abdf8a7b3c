"""The baseline: a bot that gathers messages by a timer, as chat bots do, played on the same day.

All that one person sends to one place without a longer pause is one record, if a place is named in it; the words are
read as the bot reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from domain.calendars import day_of
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.readings import Reading, read
from domain.rosters import Roster
from domain.visits import Outcome
from tests.scoring import is_evidence, load_messages, load_roster

PAUSE = timedelta(minutes=3)  # of 2 s, 30 s, 1, 2, 3, 5 and 10 minutes the best on these days


def records_by_timer(folder: Path, lexicon: Lexicon, pause: timedelta = PAUSE) -> list[dict[str, Any]]:
    """The records of a day's transcript, in the shape of its right answer."""
    roster = load_roster(folder / "roster.toml")
    bursts = _bursts([message for message, _ in load_messages(folder / "messages.jsonl")], roster, lexicon, pause)
    return [record for burst in bursts if (record := _record(burst, roster, lexicon)) is not None]


def _bursts(
    messages: Sequence[Message], roster: Roster, lexicon: Lexicon, pause: timedelta
) -> Iterator[Sequence[Message]]:
    """What each person says in each place, cut where he pauses; a message that came twice counts once."""
    going: dict[tuple[str | None, str], list[Message]] = {}
    for message in {message.id: message for message in reversed(messages)}.values():
        sender = roster.person.get(message.sender)
        if sender is not None and message.kind is not Kind.RECALL and is_evidence(message, sender, roster, lexicon):
            going.setdefault((message.room, message.sender), []).append(message)
    for said in going.values():
        burst: list[Message] = []
        for message in sorted(said, key=lambda one: one.at):
            if burst and message.at - burst[-1].at > pause:
                yield burst
                burst = []
            burst.append(message)
        yield burst


def _record(burst: Sequence[Message], roster: Roster, lexicon: Lexicon) -> dict[str, Any] | None:
    sender, day = roster.person[burst[0].sender], day_of(burst[0].at)
    group = roster.group.get(sender.group or "")
    words = "\n".join(message.text for message in burst if message.kind is Kind.TEXT)
    reading = read(words, group, lexicon, day)[0] if group is not None and words else None
    if reading is None or not reading.place:
        return None
    kinds = [message.kind for message in burst]
    return {
        "messages": [message.id for message in burst],
        "group": sender.group,
        "team": reading.team or sender.team,
        "date": (reading.day or day).isoformat(),
        **_fields(reading),
        "photos": kinds.count(Kind.IMAGE),
        "videos": kinds.count(Kind.VIDEO),
    }


def _fields(reading: Reading) -> dict[str, Any]:
    return {
        "place": reading.place,
        "county": reading.county,
        "industrial": reading.industrial,
        "lookback": reading.lookback,
        "outcome": (reading.outcome or Outcome.CLEAN).value,
        "urgent": reading.urgent,
        "categories": sorted(reading.categories),
        "problems": len(reading.findings),
    }
