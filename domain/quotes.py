"""What a text quotes and whom it calls, where a client tells it in words only (「某人：话」, @某人)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from domain.lexicons import Lexicon
from domain.messages import BOT, EVERYONE, Kind, Message, quoted_and_spoken
from domain.rosters import Roster

_QUOTED = re.compile(r"\s{0,8}「([^：:\n]{1,64})[：:]", re.ASCII)
_SHOWN = {
    "[图片]": Kind.IMAGE,
    "[照片]": Kind.IMAGE,
    "[视频]": Kind.VIDEO,
    "[语音]": Kind.AUDIO,
    "[位置]": Kind.LOCATION,
    "[文件]": Kind.FILE,
}
_PIECE = 60  # characters of a quoted text by which it is sought; clients cut long ones
_LEAST = 2
_CALLED = re.compile(r"@([^\s\u2005@,，。:：]{1,30})")
_EVERYONE = ("所有人", "all")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands in a quote: who is said to have said it, its first words, or the kind of thing that was shown."""

    name: str
    words: str
    kind: Kind


def quoted_in(text: str) -> Quoted | None:
    """The quote at the head of a text; None where there is none that names its speaker."""
    quoted, _ = quoted_and_spoken(text)
    head = _QUOTED.match(quoted)
    if head is None:
        return None
    words = quoted[head.end() :].strip()
    shown = next((kind for mark, kind in _SHOWN.items() if words.startswith(mark)), Kind.TEXT)
    return Quoted(head[1].strip(), words if shown is Kind.TEXT else "", shown)


def quoted_among(quoted: Quoted, candidates: Iterable[Message]) -> str | None:
    """The id of the message that was quoted, of `candidates` newest first: same name, same words; else same words."""
    wanted = _plain(quoted.words).rstrip("…. ")
    alike = [m for m in candidates if m.kind is quoted.kind and (quoted.kind is not Kind.TEXT or _holds(m, wanted))]
    named = [m for m in alike if _plain(m.sender_name) == _plain(quoted.name)]
    if quoted.kind is not Kind.TEXT:
        return named[0].id if named else None
    return next((m.id for m in (*named, *alike)), None)


def piece_of(quoted: Quoted) -> str:
    """Some words of a quoted text to seek it by: from its first line, as written; "" where there are too few."""
    line = quoted.words.split("\n")[0].strip()[:_PIECE].rstrip("…. ")
    return line if len(line) >= _LEAST else ""


def called_in(text: str, room: str | None, roster: Roster, lexicon: Lexicon) -> tuple[str, ...]:
    """Whom the @names in a text call: the bot by any of its names, people by their names or those shown in the room."""
    names = "|".join(lexicon.tables["commands"]["address"]["names"])
    found = []
    for match in _CALLED.finditer(text[:4_000]):
        said = match[1]
        if re.match(rf"(?:{names})", said):
            found.append(BOT)
        elif said.startswith(_EVERYONE):
            found.append(EVERYONE)
        else:
            found += [p.id for p in roster.people if said in (p.name, p.alias.get(room or "", p.name))][:1]
    return tuple(dict.fromkeys(found))


def _holds(message: Message, wanted: str) -> bool:
    said = _plain(quoted_and_spoken(message.text)[1])
    return bool(wanted) and (said == wanted or (len(wanted) >= _LEAST and said.startswith(wanted)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
