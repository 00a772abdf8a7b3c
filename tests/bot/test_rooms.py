"""Rounds of the rooms: what no event told is found by looking, and the operator sees where the bot sits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import prepare
from bot.room_lists import room_lines
from bot.rooms import Roomy, Rounds
from bot.transports.wechaty import WechatyTransport
from documents.rooms import rooms_text
from domain.calendars import SHANGHAI
from domain.rosters import Role
from tests.cast import BAIHE, COMMAND, EXPERTS, ID, LOCALS, PEOPLE, QINGSHI, ROOMS, ROSTER
from tests.group_chat import GroupChat, group_chat

BOT_ID = "id-bluewhistle"
CLUB = "room-club@chatroom"
TOPICS = {room.id: room.topic for room in ROOMS} | {CLUB: "周末钓鱼"}


@dataclass(frozen=True, slots=True)
class Told:
    topic: str
    members: frozenset[str]


@dataclass
class Platform:
    """Rooms with their members, as a gateway would tell them; it counts what it is asked."""

    members: dict[str, set[str]]
    topics: dict[str, str] = field(default_factory=lambda: dict(TOPICS))
    names: dict[str, str] = field(default_factory=dict)
    account: str = BOT_ID
    asked: list[str] = field(default_factory=list)

    async def rooms(self) -> tuple[str, ...]:
        self.asked.append("rooms")
        return tuple(room for room, members in self.members.items() if self.account in members)

    async def room(self, room: str) -> Told:
        self.asked.append("room")
        if room not in self.members:
            raise ConnectionError("no such room")
        return Told(self.topics[room], frozenset(self.members[room]))

    async def name_of(self, room: str | None, contact: str) -> str:
        self.asked.append("name")
        return self.names.get(contact, "")


def at_home() -> Platform:
    """Everybody is where he belongs, and the bot in every room of the roster."""
    field_people = {p.group: {q.id for q in PEOPLE if q.group == p.group} for p in PEOPLE}
    duty = {person.id for person in PEOPLE if person.role is Role.DISPATCHER}
    members = {QINGSHI: field_people["qingshi"], BAIHE: field_people["baihe"], COMMAND: duty}
    members |= {EXPERTS: {ID["葛教授"]}, LOCALS: set()}
    return Platform({room: {*them, BOT_ID} for room, them in members.items()})


def look(chat: GroupChat, platform: Platform) -> list[float]:
    """One round; how long was slept before each question."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    chat.run(Rounds(chat.app.executor, platform, lambda: chat.now, sleep).go_round())
    return slept


def alarms(chat: GroupChat) -> list[tuple[str | None, str]]:
    return [(p.post.room, p.post.text) for p in chat.posts() if p.post.kind.value == "room_alarm"]


def test_the_live_transport_can_be_asked_about_rooms() -> None:
    assert isinstance(WechatyTransport("127.0.0.1", 1, "token"), Roomy)


def test_who_sits_in_a_room_without_a_word_is_found_by_looking_and_told_of_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        platform = at_home()
        look(chat, platform)
        chat.at("09:10")
        assert alarms(chat) == []
        platform.members[QINGSHI] |= {"wx-1", "wx-2"}
        platform.names = {"wx-1": "陶一帆。", "wx-2": "小马"}
        platform.asked.clear()
        slept = look(chat, platform)
        assert len(platform.asked) == len(slept) + 1 == 8  # the list of rooms, five rooms, two names
        assert set(slept) == {1.0}
        chat.at("10:00")
        look(chat, platform)
        chat.at("11:00")
        [(room, text)] = alarms(chat)
        assert room == COMMAND
        assert "名册外成员：陶一帆。（与名册中某人同名或近似）、小马" in text
        chat.asks("齐正", "指令 青石：明早先查喷涂企业")
        platform.members[QINGSHI] -= {"wx-1", "wx-2"}
        look(chat, platform)
        chat.at("11:05")
        assert [p.post.room for p in chat.posts() if p.post.kind.value == "instruction"] == [QINGSHI]


def test_a_room_without_the_bot_and_a_room_of_another_name_are_found_by_looking(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        platform = at_home()
        look(chat, platform)
        platform.members[BAIHE].discard(BOT_ID)
        platform.topics[QINGSHI] = "驻白河市暗访核查二群"
        look(chat, platform)
        look(chat, platform)
        chat.at("09:10")
        assert sorted(text.split("\n")[1] for _, text in alarms(chat)) == [
            "群名改为“驻白河市暗访核查二群”",
            "蓝哨已不在该群，请重新拉入。",
        ]


def test_a_platform_that_fails_disturbs_nobody(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        platform = at_home()
        look(chat, platform)
        del platform.members[BAIHE]
        platform.members[QINGSHI] = set()
        look(chat, platform)
        chat.at("09:10")
        assert alarms(chat) == []


def test_the_operator_lists_all_rooms_with_who_and_what_waits_there(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        platform = at_home()
        platform.members[CLUB] = {BOT_ID, "wx-8", "wx-9"}
        platform.members[QINGSHI].add("wx-1")
        del platform.members[LOCALS]
        look(chat, platform)
        chat.says("温岚", "早")
        chat.asks("齐正", "指令 青石：明早先查喷涂企业")
        chat.at("10:00")
        assert [p for p in chat.posts() if p.post.room == CLUB] == []
        assert alarms(chat)[0][0] == COMMAND
        lines = rooms_text(chat.look(room_lines)).splitlines()
        assert [" ".join(line.split()) for line in lines] == [
            "群号 群名 类别 组 人数 名册外 暂存 最后听到",
            "room-qingshi@chatroom 驻青石市暗访核查工作群 工作群 青石组 10 1 1 10月21日 09:00",
            "room-baihe@chatroom 驻白河市暗访核查工作群 工作群 白河组 7 0 0 —",
            "room-command@chatroom 暗访核查指挥调度群 指挥群 3 0 0 10月21日 09:00",
            "room-experts@chatroom 专家咨询群 专家群 2 0 0 —",
            "room-locals@chatroom 青石属地对接群 属地群 未见 0 0 —",
            "",
            "名册外的群（蓝哨在里面不说话；要启用，把群号写进名册的 [[rooms]]）：",
            "room-club@chatroom 周末钓鱼 —",
        ]


def test_a_room_whose_binding_was_taken_away_is_listed_by_its_number_on_the_platform(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.look(lambda work: work.bindings.bind_room("room-new@chatroom", BAIHE, ID["齐正"]))
        look(chat, at_home())
        lines = [line.split()[0] for line in rooms_text(chat.look(room_lines)).splitlines() if line]
        assert "room-new@chatroom" in lines[: len(ROOMS) + 1]
        assert lines[-1] == BAIHE  # on the roster, but this number is nobody's room now


def test_the_command_reads_the_database_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path / 'live.db'}"
    monkeypatch.setenv("LANSHAO_DATABASE_URL", address)
    assert main(["rooms"]) == 2
    assert not (tmp_path / "live.db").exists()
    began = datetime(2020, 10, 21, 9, tzinfo=SHANGHAI)
    prepare(address, ROSTER, WechatyTransport.namespace, began)[0].dispose()
    assert main(["rooms"]) == 0
    assert "驻青石市暗访核查工作群" in capsys.readouterr().out
