"""What a tab may ask for: its rooms, earlier pages, to say something, to put a pin, to take something back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.chat.frames import LONGEST_TEXT, NOT_OURS, BadFrame, place_in, time_in, words_in
from bot.chat.histories import (
    PAGE,
    conversation_of,
    conversations_of,
    message_of,
    shown,
    where_of,
)
from bot.chat.hubs import Hub
from bot.console.desks import Desk
from bot.executor import NotDurable
from bot.transports import Arrival, SendAway
from bot.transports.webchat import WebchatTransport, new_id
from domain.calendars import SHANGHAI
from domain.conversations import Conversation, Heard, Told
from domain.memberships import name_in, sits_in
from domain.messages import BOT, EVERYONE, Kind, Message
from domain.rosters import Person
from storage.work import UnitOfWork

TAKEN_BACK_WITHIN = timedelta(minutes=2)  # as on the platform
MOST_MENTIONS = 50
NOT_ON_ROSTER = "名册里没有这个人，请回到首页重新选择身份。"
NOT_THERE = "没有这个群，或者您不在群里。"
STOPPED = "机器人已停止，请启动后再发。"
NOT_KEPT = "数据库暂时写不进，请稍后再发。"
Frames = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a tab, and what he speaks through."""

    desk: Desk
    transport: WebchatTransport
    hub: Hub
    id: str

    @property
    def person(self) -> Person:
        """As the roster in force has him. Raises BadFrame when he is on it no more."""
        person = self.desk.app.scene.roster.person.get(self.id)
        if person is None:
            raise BadFrame(NOT_ON_ROSTER)
        return person

    @property
    def now(self) -> datetime:
        """What the chat's clock shows, in Shanghai, to the second."""
        return self.transport.clock().astimezone(SHANGHAI).replace(microsecond=0)

    def there(self, key: str) -> Conversation:
        """Raises BadFrame for what is no place of his."""
        there = conversation_of(key, self.person, self.desk.app.scene.roster)
        if there is None:
            raise BadFrame(NOT_THERE)
        return there

    def message(self, there: Conversation, kind: Kind, **more: Any) -> Message:
        """Something new that he says there now."""
        name = name_in(self.person, there.room)
        return Message(id=new_id(), room=there.room, sender=self.id, sender_name=name, at=self.now, kind=kind, **more)

    async def say(
        self, message: Message, chunks: Callable[[], AsyncIterator[bytes]] | None = None, **told: Any
    ) -> None:
        """Bring a message; `told` goes on record with it. Raises BadFrame where the bot has stopped."""
        raw = json.dumps({"id": message.id, "as": self.id, "text": message.text, **told}).encode("ascii")
        try:
            await self.transport.bring(Arrival(message, raw, chunks))
        except SendAway:
            raise BadFrame(STOPPED) from None
        except NotDurable:
            raise BadFrame(NOT_KEPT) from None

    async def find(self, message_id: str) -> Heard | Told | None:
        """What is known under an id, if he may see it."""
        said = await self.desk.read(lambda work: work.conversations.find(message_id))
        return said if said is not None and self.hub.may_see(self.id, *where_of(said)) else None


async def answer(frame: Mapping[str, Any], speaker: Speaker) -> Frames:
    """Do what a frame asks; what only its tab is told. Raises BadFrame."""
    asked = _ASKED.get(frame["do"])
    if asked is None:
        raise BadFrame(NOT_OURS)
    return await asked(frame, speaker)


async def _hello(frame: Mapping[str, Any], speaker: Speaker) -> Frames:
    """All rooms of the person; `seen` says up to when (ms) each was read."""
    given = frame.get("seen")
    seen = {str(key): time_in(value) for key, value in given.items()} if isinstance(given, dict) else {}
    person, name = speaker.person, speaker.transport.bot_name
    rooms = await speaker.desk.read(lambda work: conversations_of(person, seen, name, work))
    return [{"is": "hello", "me": {"id": person.id, "name": person.name}, "bot": name, "rooms": rooms}]


async def _earlier(frame: Mapping[str, Any], speaker: Speaker) -> Frames:
    """The page of a conversation before a cursor; the newest without one."""
    key, before = words_in(frame, "room"), place_in(frame, "before")
    there, name = speaker.there(key), speaker.transport.bot_name

    def ask(work: UnitOfWork) -> tuple[list[dict[str, Any]], str]:
        return shown(there, before, PAGE, name, work)

    bubbles, cursor = await speaker.desk.read(ask)
    return [{"is": "page", "room": key, "messages": bubbles, "before": cursor}]


async def _say(frame: Mapping[str, Any], speaker: Speaker) -> Frames:
    text = words_in(frame, "text", LONGEST_TEXT).strip()
    if not text:
        raise BadFrame("还没有写内容。")
    there = speaker.there(words_in(frame, "room"))
    message = speaker.message(there, Kind.TEXT, text=text, mentions=_mentions(frame, there, speaker))
    quote = words_in(frame, "quote")
    if quote:
        await _check_quote(quote, there, speaker)
        message = replace(message, quote=quote)
    await speaker.say(message)
    return [{"is": "said", "id": message.id}]


async def _pin(frame: Mapping[str, Any], speaker: Speaker) -> Frames:
    """A location: latitude and longitude in degrees, and what the place is called."""
    there, label = speaker.there(words_in(frame, "room")), words_in(frame, "label").strip()
    location = (_degrees(frame.get("latitude"), 90), _degrees(frame.get("longitude"), 180))
    message = speaker.message(there, Kind.LOCATION, text=label, location=location)
    await speaker.say(message)
    return [{"is": "said", "id": message.id}]


async def _recall(frame: Mapping[str, Any], speaker: Speaker) -> Frames:
    """Only one's own, and soon: by the chat's clock, or by the speaker's where the day of a drill goes by quickly."""
    said = await speaker.find(words_in(frame, "id"))
    if not isinstance(said, Heard) or said.message.sender != speaker.id or said.recalled:
        raise BadFrame("这条消息不能撤回。")
    passed = min(speaker.now - said.message.at, timedelta(seconds=min(speaker.hub.seconds_since(said.message.id), 1e9)))
    if passed > TAKEN_BACK_WITHIN:
        raise BadFrame("已超过两分钟，不能撤回了。")
    there = Conversation(said.message.room, None if said.message.room is not None else speaker.id)
    name = name_in(speaker.person, there.room)
    message = speaker.message(there, Kind.RECALL, text=f"“{name}”撤回了一条消息", target=said.message.id)
    await speaker.say(message)
    return []


async def _check_quote(message_id: str, there: Conversation, speaker: Speaker) -> None:
    """What is quoted was said there, and the tabs will know how it looks. Raises BadFrame."""
    said = await speaker.find(message_id)
    if said is None or where_of(said) != (there.room, there.person or ""):
        raise BadFrame("引用的消息不在这个群里。")
    line = "" if there.room is not None else speaker.id
    speaker.hub.remember(message_of(said, speaker.transport.bot_name, speaker.desk.app.scene.roster), line)


def _mentions(frame: Mapping[str, Any], there: Conversation, speaker: Speaker) -> tuple[str, ...]:
    """Who is @-ed: the bot, everyone, members. Raises BadFrame for others."""
    given = frame.get("mentions") or []
    if not isinstance(given, list) or len(given) > MOST_MENTIONS or not all(isinstance(one, str) for one in given):
        raise BadFrame("@ 的人太多了。")
    roster = speaker.desk.app.scene.roster
    room = roster.room.get(there.room or "")
    if room is None:
        return ()
    for one in given:
        person = roster.person.get(one)
        if one not in (BOT, EVERYONE) and (person is None or not sits_in(person, room, roster)):
            raise BadFrame("@ 的人不在这个群里。")
    return tuple(dict.fromkeys(given))


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise BadFrame("位置的经纬度不对。")
    return float(value)


_ASKED = {"hello": _hello, "earlier": _earlier, "say": _say, "pin": _pin, "recall": _recall}
