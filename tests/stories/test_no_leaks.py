"""A room hears of its own group alone: every word, name and file that goes out, in days of random talk.

Each group's people, places, papers, files and pins bear a mark of their own; whoever may or may not says every command
that there is. LANSHAO_LEAK_OPERATIONS says how much is said: `make leaks` says ten thousand things.
"""

from __future__ import annotations

import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.transports import Parcel
from documents.commands import COMMANDS
from domain.messages import BOT, Kind, RoomChange
from domain.posts import Post, PostKind
from domain.rosters import FIELD_ROLES, Person, Role, Room, RoomKind, Roster
from tests.cast import BAIHE, COMMAND, EXPERTS, GROUPS, LOCALS, PEOPLE, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import case_text, word

OPERATIONS = int(os.environ.get("LANSHAO_LEAK_OPERATIONS", "300"))
MARKS = {"qingshi": "璇玑", "baihe": "玳瑁"}
ROOM = {"qingshi": QINGSHI, "baihe": BAIHE}
TROUBLES = (
    "砂堆未覆盖，已交办",
    "治污设施未运行，涉嫌违法",
    "危废台账不全，责令立行立改",
    "未发现问题",
    "【紧急】偷排废水，涉嫌违法",
)
ASKED = (
    *(
        "进度",
        "各县区进度",
        "出勤名单",
        "进度表",
        "未报",
        "日报",
        "日报 单独",
        "昨天日报",
        "今天问题清单",
        "问题清单导出excel",
    ),
    *(
        "把问题清单发我",
        "涉嫌违法清单",
        "帮助",
        "指令情况",
        "附件3模板",
        "20点日报",
        "紧急信息",
        "青石进度",
        "白河日报",
        "白河组问题清单",
    ),
    *(
        "青石 1组几家",
        "全省进度",
        "确认本群",
        "放行 青石",
        "在么",
        "谁没交附件3",
        "这条记的什么",
        "#1 标紧急",
        "#2 紧急信息草稿",
    ),
)


#: Who is who is changed by these: whose rooms and people are whose would no longer be what the test thinks.
OF_IDENTITY = frozenset({"bind_room", "unbind", "confirm_binding"})
COMMANDED = tuple(words for command in COMMANDS if command.name not in OF_IDENTITY for words in command.said)
OUTSIDERS = tuple(
    Person(f"id-{role}", f"外人{role}", role)
    for role in Role
    if role not in {*FIELD_ROLES, Role.DISPATCHER, Role.EXPERT}
)
LOCALS_TOO = Room("room-locals-baihe@chatroom", "白河属地对接群", RoomKind.LOCAL, city="白河市")
#: With somebody whose title says that he is on duty.
ON_DUTY = tuple(replace(p, details={"title": "值班主任"}) if p.name == "苏禾" else p for p in PEOPLE)
WIDE = replace(ROSTER, people=(*ON_DUTY, *OUTSIDERS), rooms=(*ROSTER.rooms, LOCALS_TOO))


def who(group: str | None, *roles: Role) -> list[str]:
    return [p.name for p in PEOPLE if p.group == group and (not roles or p.role in roles)]


EVERYBODY = [person.name for person in PEOPLE]
SPEAKERS = {key: who(key, Role.LEADER, Role.LIAISON) for key in MARKS}
DUTY = who(None, Role.DISPATCHER)


class Talk:
    """Says random things in random places; a group's mark is only ever said where the group itself may hear it."""

    def __init__(self, chat: GroupChat, seed: int) -> None:
        self.chat = chat
        self.dice = random.Random(seed)
        self.said: list[tuple[str, str, str | None]] = []  # name, message id, room
        self.clock = 7 * 3600 + 1800

    def go_on(self) -> None:
        acts: list[tuple[int, Callable[[], None]]] = [
            *((40, self.report), (12, self.show), (20, self.ask), (4, self.hand_in), (3, self.order)),
            *((3, self.declare), (3, self.take_back), (3, self.quote), (3, self.strangers), (2, self.change_topic)),
            *((14, self.command), (4, self.pin), (2, self.call_for_help)),
        ]
        act = self.dice.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        act()
        self.chat.later(self.dice.choice((1, 5, 20, 60, 240)))

    def report(self) -> None:
        group = self.dice.choice(list(MARKS))
        county = self.dice.choice(next(g for g in GROUPS if g.key == group).counties)
        place = f"{county}{MARKS[group]}{self.dice.choice(('砖厂', '纸箱厂', '喷涂有限公司', '养殖场', '加油站'))}"
        words = f"{self.dice.randint(1, 2)}组 {place}{self.dice.randint(1, 9)}号：{self.dice.choice(TROUBLES)}"
        self._say(self.dice.choice(who(group)), words, self.dice.choice((ROOM[group], ROOM[group], None, COMMAND)))

    def show(self) -> None:
        group = self.dice.choice(list(MARKS))
        name = self.dice.choice(who(group))
        room = self.dice.choice((ROOM[group], ROOM[group], None))
        self.said.append((name, self.chat.shows(name, room=room), room))

    def ask(self) -> None:
        self._ask(self.dice.choice(ASKED))

    def command(self) -> None:
        words = self.dice.choice(COMMANDED).replace("#12", f"#{self.dice.randint(1, 30)}")
        self._ask(words.replace("1020-", f"{self.chat.now:%m%d}-"))

    def _ask(self, words: str) -> None:
        room = self.dice.choice((QINGSHI, BAIHE, COMMAND, EXPERTS, LOCALS, None))
        if self.dice.random() < 0.15:
            outsider = self.dice.choice(OUTSIDERS)
            self.chat.asks(outsider.name, words, sender=outsider.id, room=room)
        else:
            self.chat.asks(self.dice.choice(EVERYBODY), words, room=room)

    def pin(self) -> None:
        group = self.dice.choice(list(MARKS))
        name, label = self.dice.choice(who(group)), f"{MARKS[group]}大道{self.dice.randint(1, 99)}号"
        self.chat.pins(name, label, 34.8, 114.3, room=self.dice.choice((ROOM[group], None)))

    def call_for_help(self) -> None:
        group = self.dice.choice(list(MARKS))
        words = self.dice.choice(
            ("@蓝哨 SOS", f"我们在{MARKS[group]}厂门口被围住了", f"@蓝哨 求助 车坏在{MARKS[group]}路")
        )
        self._say(self.dice.choice(who(group)), words, self.dice.choice((ROOM[group], None, COMMAND)), mentions=(BOT,))

    def hand_in(self) -> None:
        group = self.dice.choice(list(MARKS))
        city = next(g.city for g in GROUPS if g.key == group)
        case = word(
            ["典型案例", *case_text(160, city).split("\n"), f"{MARKS[group]}厂"], range(self.dice.randint(1, 3))
        )
        paper = self.dice.choice(("附件2", "附件3"))
        room = self.dice.choice((ROOM[group], ROOM[group], None, COMMAND))
        name = f"{paper}{MARKS[group]}{self.dice.randint(1, 99)}.docx"
        self.chat.shows(self.dice.choice(SPEAKERS[group]), case, Kind.FILE, room=room, file_name=name, text=name)

    def order(self) -> None:
        group, city = self.dice.choice((("qingshi", "青石"), ("baihe", "白河")))
        self._say(self.dice.choice(DUTY), f"@蓝哨 指令 {city}：明早先查{MARKS[group]}厂", COMMAND, mentions=(BOT,))

    def declare(self) -> None:
        group = self.dice.choice(list(MARKS))
        words = self.dice.choice(("附件3已邮", "已邮", "已交", "收到", f"更正：{MARKS[group]}砖厂1号已关停"))
        self._say(self.dice.choice(SPEAKERS[group]), words, self.dice.choice((ROOM[group], None)))

    def take_back(self) -> None:
        if self.said:
            name, message, room = self.dice.choice(self.said[-30:])
            self.chat.takes_back(name, message, room=room)

    def quote(self) -> None:
        if self.said:
            name, message, room = self.dice.choice(self.said[-30:])
            self.chat.says(name, self.dice.choice(("补充：共3处问题", "收到", "这家是2组的")), room=room, quote=message)

    def strangers(self) -> None:
        name, room = self.dice.choice(("路人甲", "郝大川", "雷声。")), self.dice.choice((QINGSHI, BAIHE, COMMAND))
        if self.dice.random() < 0.4:
            self.chat.asks(name, "进度", room=room, sender=f"stranger-{name}")
        else:
            change = self.dice.choice((RoomChange.JOINED, RoomChange.LEFT, RoomChange.LEFT))
            self._change(room, change, name, f"stranger-{name}")

    def change_topic(self) -> None:
        topic = self.dice.choice(("驻白河市暗访核查工作群", "驻青石市暗访核查工作群"))
        room = self.dice.choice((QINGSHI, BAIHE))
        self._change(room, RoomChange.TOPIC, f"{ROSTER.room[room].topic}\n{topic}", None)

    def _change(self, room: str, change: RoomChange, lines: str, target: str | None) -> None:
        fields = {"room": room, "sender": f"stranger-{room}", "target": target, "kind": Kind.SYSTEM}
        self.chat.tells(f"{change.value}\n{lines}", **fields)

    def _say(self, name: str, words: str, room: str | None, **more: Any) -> None:
        self.said.append((name, self.chat.says(name, words, room=room, **more), room))


def foreign(roster: Roster, parcel: Parcel) -> set[str]:
    """The groups of which nothing may be said to that room or person."""
    room = roster.room.get(parcel.room or "")
    person = roster.person.get(parcel.contact or "")
    if (room is not None and room.kind is RoomKind.COMMAND) or (person is not None and person.role is Role.DISPATCHER):
        return set()
    own = room.group if room is not None else person.group if person is not None else None
    return set(MARKS) - {own or ""}


def words_of(parcel: Parcel) -> Iterator[str]:
    """All that can be read in a parcel: its text, its file's name, and what is written in an office file."""
    yield parcel.text
    yield parcel.file_name
    if parcel.file is not None and zipfile.is_zipfile(parcel.file):
        with zipfile.ZipFile(parcel.file) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")


def traces(group: str) -> list[str]:
    """What is a group's own: its mark, and its people."""
    return [MARKS[group], *who(group)]


def leaks(chat: GroupChat, roster: Roster) -> list[tuple[str | None, str | None, str]]:
    """(room, contact, trace) of whatever reached somebody who may not hear of it, said or drawn.

    To the people of a locality goes what a dispatcher has let go, of their own city alone; to the patrol group what
    somebody has told of conduct, with his name.
    """
    let_go = [
        ((sent.post.room, sent.post.contact), sent.post.text) for sent in chat.posts() if _is_let_go(sent.post, roster)
    ]
    found = [
        (parcel.room, parcel.contact, trace)
        for parcel in chat.transport.sent
        if not any((parcel.room, parcel.contact) == to and parcel.text in text for to, text in let_go)
        for group in foreign(roster, parcel)
        for trace in traces(group)
        if any(trace in words for words in words_of(parcel))
    ]
    for payload in map(json.loads, chat.look(_payloads)):
        to, shown = Parcel(payload.get("room"), payload.get("contact")), json.dumps(payload, ensure_ascii=False)
        if to.room or to.contact:
            drawn = (trace for group in foreign(roster, to) for trace in traces(group) if trace in shown)
            found += [(to.room, to.contact, trace) for trace in drawn]
    return found


def _is_let_go(post: Post, roster: Roster) -> bool:
    if post.kind is PostKind.TIP:
        return post.room is None and roster.person[post.contact or ""].role is Role.PATROL
    by, room = roster.person.get(post.released_by or ""), roster.room.get(post.room or "")
    if by is None or by.role is not Role.DISPATCHER or room is None or room.kind is not RoomKind.LOCAL:
        return False
    return all(roster.group[key].city == room.city for key in post.about)


def test_nothing_of_one_group_is_said_to_another_in_days_of_random_talk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with group_chat(tmp_path, WIDE) as chat:
        talk = Talk(chat, seed=int(os.environ.get("LANSHAO_LEAK_SEED", "20201021")))
        for _ in range(OPERATIONS):
            talk.go_on()
        sent, found = list(chat.transport.sent), leaks(chat, WIDE)
        failed = chat.look(lambda work: work.inbox.errors())
    assert failed == {}
    assert found == []
    logs = "".join(capsys.readouterr())
    assert "committed" in logs
    assert [mark for mark in (*MARKS.values(), *EVERYBODY) if mark in logs] == []
    for group, mark in MARKS.items():  # and its own group has heard of it, or the test would prove nothing
        assert any(mark in parcel.text for parcel in sent if parcel.room == ROOM[group])


def _one_visit_of_baihe(chat: GroupChat) -> None:
    chat.says("范舟", "1组 南关区玳瑁砖厂：砂堆未覆盖，已交办")
    chat.at("09:30")


def test_a_leak_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both walls taken down: the room is thought to hear of every group, and the outbox does not look."""
    monkeypatch.setattr("handlers.asking.may_be_heard", lambda *_: True)
    monkeypatch.setattr("storage.outbox.may_get", lambda *_: True)
    with group_chat(tmp_path, WIDE) as chat:
        _one_visit_of_baihe(chat)
        chat.asks("齐正", "白河组问题清单", room=QINGSHI)
        assert (QINGSHI, None, "玳瑁") in leaks(chat, WIDE)


def test_where_one_wall_is_down_the_other_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, withheld: list[Post]
) -> None:
    """A habit that takes the wrong rows makes a post that says so itself, and the outbox does not owe it."""
    monkeypatch.setattr("handlers.problem_lists.visits_in", lambda scope, work: work.visits.of_day(scope.day))
    monkeypatch.setattr("handlers.problem_lists.listed", lambda kind, visits, *_: visits)
    with group_chat(tmp_path, WIDE) as chat:
        _one_visit_of_baihe(chat)
        chat.asks("罗青", "问题清单")
        assert leaks(chat, WIDE) == []
    assert [(post.contact, set(post.about)) for post in withheld] == [("id-luo", {"qingshi", "baihe"})]
    withheld.clear()


def _payloads(work: Any) -> list[str]:
    return list(work.connection.execute(sql("SELECT payload FROM jobs")).scalars())
