"""One day of eighteen groups: five instructions, who answered them, and every figure that is told of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from domain.posts import PostKind
from storage.outbox import SentPost
from storage.work import UnitOfWork
from tests.cast import COMMAND
from tests.eighteen import CITIES, ROSTER, TEAMS, leader, member, room_of
from tests.group_chat import GroupChat, group_chat

SILENT = {("云门", 2), ("石桥", 1), ("鹤鸣", 3)}  # the three teams that never answer the first instruction
DUST, BRIEF, TARGETS, WRONG, NIGHT = "1021-1", "1021-2", "1021-3", "1021-4", "1021-5"


class Day:
    """The day as it was played: what each stage made the bot say."""

    def __init__(self, chat: GroupChat) -> None:
        self.chat = chat
        self.said: dict[str, list[SentPost]] = {}
        self._known = 0

    def close(self, stage: str) -> None:
        posts = self.chat.posts()
        self.said[stage], self._known = posts[self._known :], len(posts)

    def texts(self, stage: str, lane: str) -> list[str]:
        return [sent.post.text for sent in self.said[stage] if sent.post.lane == lane]

    def rooms(self, stage: str, kind: PostKind) -> list[str | None]:
        return [sent.post.room for sent in self.said[stage] if sent.post.kind is kind]

    def boards(self) -> list[Any]:
        def read(work: UnitOfWork) -> list[Any]:
            rows = work.connection.exec_driver_sql("SELECT payload FROM jobs WHERE kind = 'draw_instructions'")
            return [json.loads(row[0])["instruction_board"] for row in rows]

        return list(self.chat.look(read))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with group_chat(tmp_path_factory.mktemp("eighteen"), ROSTER) as chat:
        day = Day(chat)
        for stage in (_dust, _brief, _targets, _wrong, _night, _asked):
            stage(chat)
            day.close(stage.__name__.strip("_"))
        yield day


def _dust(chat: GroupChat) -> None:
    chat.at("08:00")
    chat.asks("齐正", "指令 全体：今天以工地扬尘为重点，发现问题当场发图，收到请回复。")
    for city in CITIES:
        for team in TEAMS:
            if (city, team) not in SILENT:
                chat.says(member(city, team), "收到")
    chat.at("08:55")


def _brief(chat: GroupChat) -> None:
    chat.at("09:00")
    chat.asks("齐正", "指令 青石、白河、南陵：请核对昨天移交的点位，16:00前反馈。")
    for city in ("青石", "白河", "南陵"):
        chat.says(leader(city), "收到")
    chat.at("09:55")


def _targets(chat: GroupChat) -> None:
    chat.at("10:00")
    chat.asks("齐正", "敏感指令 竹溪、榆湾：今晚突击检查的点位名单另发，请备车。")
    chat.asks("齐正", f"同意 {TARGETS}")
    chat.at("10:05")
    chat.asks("苏禾", f"同意 {TARGETS}")
    for city in ("竹溪", "榆湾"):
        chat.says(leader(city), "收到")
    chat.at("10:55")


def _wrong(chat: GroupChat) -> None:
    chat.at("11:00")
    chat.asks("苏禾", "指令 全体：下午三点集中上传台账。")
    chat.says(leader("青石"), "收到")
    chat.at("11:05")
    chat.asks("苏禾", f"作废 {WRONG} 时间有误")
    chat.at("12:30")


def _night(chat: GroupChat) -> None:
    chat.at("14:00")
    chat.asks("苏禾", "指令 沙洲、渡口：今晚夜查渣土车。")
    chat.says(leader("沙洲"), "收到")
    for team in TEAMS:
        chat.says(member("渡口", team, 1), "收到")
    chat.at("15:30")
    chat.says(leader("青石"), f"反馈 {BRIEF}：12处已核对，无误")
    chat.says(member("白河", 2), f"反馈 {BRIEF}：已核对9处")
    chat.at("16:30")


def _asked(chat: GroupChat) -> None:
    chat.at("17:00")
    chat.asks("齐正", f"指令 {DUST}")
    chat.asks("齐正", "指令情况")
    chat.asks(leader("云门"), "指令情况")
    chat.later(120)


def test_an_instruction_goes_to_every_room_addressed_once_and_in_order(day: Day) -> None:
    every = [room_of(city) for city in CITIES]
    assert day.rooms("dust", PostKind.INSTRUCTION) == every
    assert day.rooms("brief", PostKind.INSTRUCTION) == [room_of(city) for city in ("青石", "白河", "南陵")]
    assert day.rooms("wrong", PostKind.INSTRUCTION) == [*every, *every]  # the order, and that it is void
    assert day.rooms("night", PostKind.INSTRUCTION) == [room_of(city) for city in ("沙洲", "渡口")]


def test_the_teams_that_did_not_answer_are_named_once_each_in_the_command_room_and_in_their_own(day: Day) -> None:
    chases = {s.post.room: s.post.text for s in day.said["dust"] if s.post.kind is PostKind.RECEIPT_CHASE}
    assert len(day.rooms("dust", PostKind.RECEIPT_CHASE)) == len(chases) == 1 + len(SILENT)
    assert chases[COMMAND] == f"指令 {DUST}：群内未见云门组（2组）、石桥组（1组）、鹤鸣组（3组）回复“收到”。"
    for city, team in SILENT:
        assert chases[room_of(city)] == f"【指令 {DUST}】{team}组收到请引用原指令回复“收到”。"


def test_nobody_is_named_where_the_leader_or_every_team_answered_or_the_instruction_is_void(day: Day) -> None:
    for stage in ("brief", "targets", "wrong"):
        assert day.rooms(stage, PostKind.RECEIPT_CHASE) == []
    assert day.texts("night", COMMAND)[1:] == [f"指令 {BRIEF}（10月21日16:00前反馈）：群内未见南陵组反馈。"]
    assert set(day.rooms("night", PostKind.RECEIPT_CHASE)) == {COMMAND, room_of("南陵")}


def test_a_sensitive_one_goes_out_by_a_second_dispatchers_word_in_numbered_copies(day: Day) -> None:
    sent = [one for one in day.said["targets"] if one.post.kind is PostKind.INSTRUCTION]
    assert {f"{one.sent_at.astimezone(day.chat.now.tzinfo):%H:%M}" for one in sent} == {"10:05"}
    assert [one.post.room for one in sent] == [room_of("竹溪"), room_of("榆湾")]
    assert ["副本 01/02" in sent[0].post.text, "副本 02/02" in sent[1].post.text] == [True, True]
    assert "自己下达的不能自己同意" in day.texts("targets", COMMAND)[1]


def test_a_group_hears_of_no_other(day: Day) -> None:
    said = [one.post for posts in day.said.values() for one in posts if one.post.room not in (COMMAND, None)]
    assert len(said) > 60
    for post in said:
        others = [city for city in CITIES if room_of(city) != post.room]
        assert not [city for city in others if city in post.text], post.text


def test_every_figure_of_the_boards_equals_what_was_answered(day: Day) -> None:
    one, several = day.boards()
    answered = len(CITIES) * len(TEAMS) - len(SILENT)
    assert dict(one["figures"]) == {"已回": "18/18组", "小组": f"{answered}/{len(CITIES) * len(TEAMS)}"}
    shown = {row["name"]: dict(row["cells"][1]["blocks"]) for row in one["rows"]}
    assert {name: {team for team, tone in teams.items() if tone != "done"} for name, teams in shown.items()} == {
        f"{city}组": {team for silent, team in SILENT if silent == city} for city in CITIES
    }
    heads = {head: below for head, below, _ in several["columns"]}
    assert heads == {BRIEF: "已回3/3", TARGETS: "已回2/2", WRONG: "已作废", NIGHT: "已回2/2"}


def test_a_leader_asks_and_hears_of_his_own_group_by_team(day: Day) -> None:
    (told,) = day.texts("asked", room_of("云门"))
    assert "已回：1、3组；未见：2组" in told and f"指令 {WRONG} 已作废" in told
