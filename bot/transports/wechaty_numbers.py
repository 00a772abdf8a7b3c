"""The numbers of the Wechaty puppet protocol: kinds of message, events, sizes of a picture."""

from __future__ import annotations

from enum import IntEnum


class WireType(IntEnum):
    """Kinds of message as gateways number them: the puppet's enum, not the one in the protocol file."""

    UNKNOWN = 0
    ATTACHMENT = 1
    AUDIO = 2
    CONTACT = 3
    CHAT_HISTORY = 4
    EMOTICON = 5
    IMAGE = 6
    TEXT = 7
    LOCATION = 8
    MINI_PROGRAM = 9
    GROUP_NOTE = 10
    TRANSFER = 11
    RED_ENVELOPE = 12
    RECALLED = 13
    URL = 14
    VIDEO = 15
    POST = 16


class EventType(IntEnum):
    """The events that this bot acts on; of all others it only counts that something was heard."""

    MESSAGE = 2
    DONG = 3
    ERROR = 16
    FRIENDSHIP = 17
    ROOM_JOIN = 19
    ROOM_LEAVE = 20
    ROOM_TOPIC = 21
    SCAN = 22
    LOGIN = 25
    LOGOUT = 26
    DIRTY = 27


class Rendition(IntEnum):
    """The sizes in which a platform hands out a picture."""

    THUMBNAIL = 1
    NORMAL = 2  # "HD" in the protocol, but compressed by the platform
    ORIGINAL = 3  # "artwork"


class FriendNews(IntEnum):
    """What a FRIENDSHIP event may be about."""

    CONFIRMED = 1
    ASKED = 2
    VERIFY = 3
