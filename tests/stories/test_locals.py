"""People of a locality have no place where the inspection talks: the room is guarded, and the dispatchers are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.messages import Kind, RoomChange
from domain.posts import PostKind
from domain.rosters import Person, Role
from tests.cast import BAIHE, COMMAND, ID, LOCALS, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat

LOCAL = Person("id-local", "康平", Role.LOCAL)


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    with group_chat(tmp_path, replace(ROSTER, people=(*ROSTER.people, LOCAL))) as chat:
        chat.at("09:00")
        yield chat


def in_room(chat: GroupChat, room: str) -> set[PostKind]:
    return {sent.post.kind for sent in chat.posts() if sent.post.room == room}


def change(chat: GroupChat, room: str, what: RoomChange) -> None:
    chat.tells(f"{what.value}\n康平", room=room, sender=room, target=LOCAL.id, kind=Kind.SYSTEM)


def test_where_one_of_a_locality_speaks_figures_wait_and_the_dispatchers_hear_of_it(chat: GroupChat) -> None:
    chat.says("康平", "各位辛苦", sender=LOCAL.id, room=QINGSHI)
    chat.at("09:10")
    (alarm,) = [sent.post for sent in chat.posts() if sent.post.kind is PostKind.ROOM_ALARM]
    assert alarm.room == COMMAND and "康平" in alarm.text
    chat.asks("郝大川", "几家")
    answer = chat.posts()[-1].post
    assert (answer.room, answer.contact) == (None, ID["郝大川"])
    chat.asks("齐正", "指令 全体：明早先查砖厂")
    chat.at("21:10")
    assert not {PostKind.TALLY, PostKind.INSTRUCTION} & in_room(chat, QINGSHI)
    assert {PostKind.TALLY, PostKind.INSTRUCTION} <= in_room(chat, BAIHE)


def test_what_was_held_goes_out_when_he_has_left(chat: GroupChat) -> None:
    change(chat, QINGSHI, RoomChange.JOINED)
    chat.asks("齐正", "指令 青石：明早先查砖厂")
    chat.at("09:20")
    assert PostKind.INSTRUCTION not in in_room(chat, QINGSHI)
    change(chat, QINGSHI, RoomChange.LEFT)
    chat.at("09:30")
    assert PostKind.INSTRUCTION in in_room(chat, QINGSHI)


def test_a_dispatcher_may_say_that_it_is_well(chat: GroupChat) -> None:
    chat.says("康平", "各位辛苦", sender=LOCAL.id, room=QINGSHI)
    chat.asks("齐正", "指令 青石：明早先查砖厂")
    chat.asks("齐正", "确认本群 青石")
    chat.at("09:20")
    assert PostKind.INSTRUCTION in in_room(chat, QINGSHI)


def test_in_a_command_room_nothing_is_said_before_him(chat: GroupChat) -> None:
    change(chat, COMMAND, RoomChange.JOINED)
    chat.at("09:10")
    assert in_room(chat, COMMAND) == set()
    alarms = [sent.post for sent in chat.posts() if sent.post.kind is PostKind.ROOM_ALARM]
    assert {post.contact for post in alarms} == {ID["齐正"], ID["苏禾"]}
    chat.at("21:10")
    assert PostKind.TALLY not in in_room(chat, COMMAND)


def test_in_their_own_room_they_are_at_home(chat: GroupChat) -> None:
    chat.says("康平", "各位辛苦", sender=LOCAL.id, room=LOCALS)
    chat.at("09:20")
    assert [sent for sent in chat.posts() if sent.post.kind is PostKind.ROOM_ALARM] == []
