"""What a gateway tells, as our own Message: a pure step, so that a test can hand it anything."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from bot.transports.wechaty_protocol import Payload, Place, WireType
from domain.calendars import SHANGHAI
from domain.messages import BOT, EVERYONE, Kind, Message

KINDS = {
    WireType.TEXT: Kind.TEXT,
    WireType.IMAGE: Kind.IMAGE,
    WireType.VIDEO: Kind.VIDEO,
    WireType.AUDIO: Kind.AUDIO,
    WireType.ATTACHMENT: Kind.FILE,
    WireType.LOCATION: Kind.LOCATION,
    WireType.RECALLED: Kind.RECALL,
    WireType.CHAT_HISTORY: Kind.FORWARD,
}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 10**11  # below it a timestamp counts seconds, as some gateways do: 10**11 s is the year 5138
MAD_FROM = 4_102_444_800  # s since 1970: nothing is sent in the year 2100, and what reckons with 9999 fails
EVERYONE_SAID = "@所有人"
QUOTE_END = "\n- - - - - - - - - - - - - - -\n"  # WeChat's line between a quoted text and the answer to it
_DEGREES = re.compile(r'\b([xy])\s*=\s*"(-?\d{1,3}(?:\.\d{1,15})?)"')
_LABEL = re.compile(r'\b(?:poiname|label)\s*=\s*"([^"<>]{1,200})"')


@dataclass(frozen=True, slots=True)
class Account:
    """Who the bot is on the platform: its contact id, and the names that people may call it by."""

    id: str
    names: tuple[str, ...] = ()


def announced_id(body: str) -> str:
    """The message id that an event tells. Raises KeyError, TypeError or ValueError where it tells none."""
    told = json.loads(body)["messageId"]
    if told == "" or not isinstance(told, (str, int)):
        raise ValueError("no message id")
    return str(told)


def kind_of(payload: Payload) -> Kind:
    """Our kind of a message; what this protocol did not know when it was written is OTHER."""
    try:
        return KINDS.get(WireType(payload.type), Kind.OTHER)
    except ValueError:
        return Kind.OTHER


def sent_at(timestamp: int, otherwise: datetime) -> datetime:
    """When a message was sent, to the second, by its own clock (ms since 1970); `otherwise` if it has none."""
    seconds = timestamp // 1000 if timestamp >= MILLISECONDS_FROM else timestamp
    if 0 < seconds < MAD_FROM:
        return (EPOCH + timedelta(seconds=seconds)).astimezone(SHANGHAI)
    return otherwise.astimezone(SHANGHAI).replace(microsecond=0)


def said_part(text: str) -> str:
    """The text without what it quotes: an @ in somebody else's words calls nobody."""
    if not text.startswith("「"):
        return text
    return text.partition(QUOTE_END)[2] or text


def calls(text: str, name: str) -> bool:
    """Whether `@name` stands in the text as a whole word (`@蓝哨二号` does not call 蓝哨)."""
    call, at = f"@{name}", -1
    while name and (at := text.find(call, at + 1)) >= 0:
        follower = text[at + len(call) : at + len(call) + 1]
        if not (follower.isalnum() or follower == "_"):
            return True
    return False


def mentions_of(payload: Payload, account: Account) -> tuple[str, ...]:
    """Who is @-ed. Not every gateway fills the list; then the bot's own name in the text counts."""
    said = said_part(payload.text)
    found = [BOT if contact == account.id else contact for contact in payload.mentions if contact]
    if not found and any(calls(said, name) for name in account.names):
        found.append(BOT)
    if EVERYONE_SAID in said:
        found.append(EVERYONE)
    return tuple(dict.fromkeys(found))


def place_in(text: str) -> Place | None:
    """The pin in a location's own XML, where x is the latitude and y the longitude."""
    degrees = dict(_DEGREES.findall(text[:4000]))
    if "x" not in degrees or "y" not in degrees:
        return None
    label = _LABEL.search(text[:4000])
    return Place(float(degrees["x"]), float(degrees["y"]), label[1] if label else "")


def is_on_earth(place: Place) -> bool:
    return (
        math.isfinite(place.latitude)
        and math.isfinite(place.longitude)
        and abs(place.latitude) <= 90
        and abs(place.longitude) <= 180
    )


def recalled_id(text: str) -> str | None:
    """A recall's text is the id of what was taken back; anything else names no message."""
    target = text.strip()
    return target if target and len(target) <= 200 and not re.search(r"[\s<]", target) else None


def decode(payload: Payload, account: Account, seen_at: datetime, place: Place | None = None) -> Message:
    """Our Message of a payload; `seen_at` stands in for a missing time, `place` is a location's pin.

    The sender's display name is left to whoever can look it up. Quotes stay in the text.
    """
    kind = kind_of(payload)
    text, location = payload.text, None
    if kind is Kind.LOCATION:
        pin = place or place_in(payload.text)
        text = " ".join(label for label in (pin.name, pin.address) if label) if pin else payload.text
        location = (pin.latitude, pin.longitude) if pin and is_on_earth(pin) else None
    return Message(
        id=payload.id,
        room=payload.room or None,
        sender=payload.talker,
        sender_name="",
        at=sent_at(payload.timestamp, seen_at),
        kind=kind,
        text=text,
        file_name=payload.file_name,
        location=location,
        mentions=mentions_of(payload, account) if kind is Kind.TEXT and payload.room else (),
        target=recalled_id(payload.text) if kind is Kind.RECALL else None,
    )


def raw_of(payload: Payload, place: Place | None = None) -> bytes:
    """What the gateway told, word for word, as ASCII-escaped JSON: half emojis and NULs survive in it."""
    told = asdict(payload)
    if place is not None:
        told["place"] = asdict(place)
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")
