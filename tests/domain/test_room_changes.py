"""What a SYSTEM message says has changed in a room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from domain.messages import Kind, Message, RoomChange, room_change

TOLD = Message(
    "s-1",
    "r@chatroom",
    "id-lan",
    "",
    datetime(2020, 10, 20, tzinfo=UTC),
    Kind.SYSTEM,
    "renamed\n甲\n乙",
    target="id-hao",
)


def test_a_change_is_read_from_a_system_message_and_from_nothing_that_people_say() -> None:
    assert room_change(TOLD) == (RoomChange.RENAMED, ("甲", "乙"))
    assert room_change(replace(TOLD, text="joined\n路人")) == (RoomChange.JOINED, ("路人",))
    assert room_change(replace(TOLD, kind=Kind.TEXT)) is None
    assert room_change(replace(TOLD, text="“甲”邀请“乙”加入了群聊")) is None
