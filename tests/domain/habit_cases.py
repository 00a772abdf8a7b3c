"""Small chats in the habits of many hands, one class of habit a file of habits/, each with the visits it should make.

# what it shows
09:00 郝大川: … (the lines of tests.dialogues)
= place | county | outcome | the names of its messages | team, where it is not the author's
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.dialogues import Dialogue

HABITS = Path(__file__).parent / "habits"


@dataclass(frozen=True)
class Chat:
    """A chat and the visits that a clerk would enter for it, as lines."""

    title: str
    script: str
    visits: frozenset[str]


def chats(name: str) -> list[Chat]:
    blocks = (HABITS / f"{name}.txt").read_text("utf-8").strip().split("\n\n")
    return [_chat(block.splitlines()) for block in blocks]


def _chat(lines: list[str]) -> Chat:
    script = "\n".join(line for line in lines[1:] if not line.startswith("="))
    wanted = frozenset(_told(line[1:]) for line in lines if line.startswith("=") and line != "= nothing")
    return Chat(lines[0].removeprefix("# "), script, wanted)


def _told(line: str) -> str:
    place, county, outcome, messages, *team = (part.strip() for part in line.split("|"))
    return " | ".join([place, county, outcome, " ".join(sorted(messages.split())), *team])


def made(chat: Chat) -> frozenset[str]:
    """The visits that the chat makes, as lines of the same shape."""
    teams = any(line.count(" | ") == 4 for line in chat.visits)
    lines = []
    for visit in Dialogue(chat.script).visits:
        parts = [visit.place, visit.county or "-", visit.outcome.value, " ".join(sorted(visit.message_ids))]
        lines.append(" | ".join([*parts, str(visit.team)] if teams else parts))
    return frozenset(lines)
