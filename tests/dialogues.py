"""A chat without a bot: what people say in a group goes to assembly alone, with a past in memory."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from domain.assemblies import assemble, withdraw
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from domain.visits import Part, Visit
from tests.cast import HOME, ID, ROSTER
from tests.memory_past import MemoryPast
from tests.scoring import load_lexicon

LEXICON = load_lexicon()
DAY = date(2020, 10, 21)
_LINE = re.compile(r"^(?:(?P<clock>\d\d:\d\d(?::\d\d)?)\s+)?(?P<name>\S+?)(?P<private>\(私\))?[:：](?P<rest>.*)$")
_AGAIN = re.compile(r"^(?:(?P<clock>\d\d:\d\d(?::\d\d)?)\s+)?\[重收\]\s*(?P<name>\w+)$")
_SHOWN = {"图": Kind.IMAGE, "视频": Kind.VIDEO, "定位": Kind.LOCATION, "语音": Kind.AUDIO}


class Dialogue:
    """Lines like `09:00 郝大川: [图]a` or `陶一帆: > a 这是…`: a clock or five seconds later, a name, and what
    is said. `[图]`, `[视频]`, `[定位]` and `[语音]` are shown, with an optional label; `#b` at the end names a
    message; `> b` quotes one; `[撤回] b` takes one back; `[重收] b` alone is the same message delivered
    again. A line that begins with | goes on with the one before it. Messages are named m1, m2 … else.
    """

    def __init__(self, script: str) -> None:
        self.past = MemoryPast()
        self._now = datetime.combine(DAY, time(9), SHANGHAI)
        self._count = 0
        joined = re.sub(r"\n\s*\| ?", "", script)
        for line in joined.strip().splitlines():
            if line.strip():
                self.hear(line.strip())

    def hear(self, line: str) -> None:
        again = _AGAIN.match(line)
        if again:
            return self._again(again["clock"], again["name"])
        match = _LINE.match(line)
        assert match, line
        clock = match["clock"]
        self._now = self._at(clock) if clock else self._now + timedelta(seconds=5)
        self._count += 1
        rest, name = self._named(match["rest"].strip())
        if rest.startswith("[撤回]"):
            self.past.apply(withdraw(rest.removeprefix("[撤回]").strip(), self.past, ROSTER, LEXICON))
            return
        self._take(self._message(name, match["name"], bool(match["private"]), rest))

    def _again(self, clock: str | None, name: str) -> None:
        """The message as it was sent, a second time."""
        self._now = self._at(clock) if clock else self._now
        message = self.past.message(name)
        assert message, name
        self._take(message)

    def _take(self, message: Message) -> None:
        if self.past.keep(message):
            self.past.apply(assemble(message, ROSTER.person[message.sender], self.past, ROSTER, LEXICON))

    def _at(self, clock: str) -> datetime:
        return datetime.combine(DAY, time.fromisoformat(clock), SHANGHAI)

    def _named(self, rest: str) -> tuple[str, str]:
        body, mark, name = rest.rpartition("#")
        if mark and re.fullmatch("[a-z]+[0-9]*", name):
            return body.strip(), name
        return rest, f"m{self._count}"

    def _message(self, name: str, speaker: str, private: bool, rest: str) -> Message:
        quote = None
        if rest.startswith(">"):
            quote, _, rest = rest[1:].strip().partition(" ")
        kind, text = Kind.TEXT, rest.replace("⏎", "\n")
        shown = re.match(r"\[(图|视频|定位|语音)\](.*)", rest)
        if shown:
            kind, text = _SHOWN[shown.group(1)], shown.group(2)
        person = ROSTER.person[ID[speaker]]
        room = None if private else HOME[person.group]
        return Message(name, room, person.id, speaker, self._now, kind, text=text, quote=quote)

    @property
    def visits(self) -> list[Visit]:
        return self.past.standing()

    @property
    def only(self) -> Visit:
        """The one visit of the dialogue."""
        assert len(self.visits) == 1, [(visit.place, visit.message_ids) for visit in self.visits]
        return self.visits[0]

    def of(self, piece: str) -> Visit:
        """The one visit whose place holds these characters."""
        found = [visit for visit in self.visits if piece in visit.place]
        assert len(found) == 1, [visit.place for visit in self.visits]
        return found[0]

    def ids(self, piece: str) -> set[str]:
        return set(self.of(piece).message_ids)

    def parts(self, piece: str) -> dict[str, Part]:
        return {link.message_id: link.part for link in self.of(piece).links}
