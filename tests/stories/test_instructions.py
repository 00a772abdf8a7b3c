"""The life of an instruction through the whole bot: held, agreed to, answered, voided while it is queued, drawn."""

from __future__ import annotations

from pathlib import Path

from domain.posts import PostKind
from domain.rosters import Role
from storage.media import MediaStore
from tests.cast import BAIHE, COMMAND, ID, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat

DISPATCHERS = {person.id for person in ROSTER.people if person.role is Role.DISPATCHER}


def said(chat: GroupChat, room: str | None) -> list[str]:
    return [sent.post.text for sent in chat.posts() if sent.post.room == room]


def test_nobody_but_dispatchers_reads_a_sensitive_one_before_a_second_has_agreed(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.asks("齐正", "敏感指令 全体：今晚23点查东泉区三家砖厂", room=None)
        for room in (QINGSHI, BAIHE, COMMAND):
            assert not any("砖厂" in text for text in said(chat, room))
        assert {sent.post.contact for sent in chat.posts() if "砖厂" in sent.post.text} == {ID["齐正"]}
        chat.asks("苏禾", "预览 1021-1")
        chat.asks("苏禾", "同意 1021-1")
        assert "副本 01/02" in said(chat, QINGSHI)[-1] and "副本 02/02" in said(chat, BAIHE)[-1]
        assert {sent.post.contact for sent in chat.posts() if sent.post.room is None} <= DISPATCHERS


def test_a_day_of_one_instruction_from_the_order_to_the_picture(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.asks("齐正", "指令 全体：今天对渣土车集中检查，11:00前反馈")
        chat.says("罗青", "收到")
        chat.says("范舟", "收到")
        chat.at("10:30")
        chat.says("郝大川", "反馈 1021-1：查了12辆，超载3辆")
        chat.at("11:30")
        assert said(chat, COMMAND)[-1] == "指令 1021-1（10月21日11:00前反馈）：群内未见白河组反馈。"
        assert said(chat, BAIHE)[-1].startswith("【指令 1021-1】10月21日11:00前的反馈群内未见")
        assert "反馈" in said(chat, QINGSHI)[0] and len(said(chat, QINGSHI)) == 1
        chat.asks("齐正", "指令情况图")
        (drawn,) = [sent.post for sent in chat.posts() if sent.post.media]
        assert drawn.room == COMMAND and drawn.kind is PostKind.ANSWER
        assert MediaStore(tmp_path / "media").path(drawn.media[0]).read_bytes().startswith(b"\x89PNG")
        assert [visit.number for visit in chat.visits] == []


def test_posted_by_hand_it_is_offered_counted_and_corrected(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        for room in (QINGSHI, BAIHE):
            chat.says("齐正", "【调度指令】今晚加查工地，收到请回复", room=room)
        chat.says("罗青", "收到")
        chat.at("09:05")
        (offer,) = [sent.post for sent in chat.posts()]
        assert (offer.contact, "青石组、白河组" in offer.text) == (ID["齐正"], True)
        chat.says("齐正", "跟踪", room=None)
        chat.says("纪敏", "收到")
        chat.asks("齐正", "指令 1021-1")
        assert said(chat, COMMAND)[-1].startswith("指令 1021-1 已回2/2：今晚加查工地")
        chat.asks("苏禾", "更正 1021-1：今晚不查了")
        assert said(chat, BAIHE) == [
            "【指令 1021-2】（更正 09:00所发，以本条为准）今晚不查了\n收到请引用本条回复“收到”。"
        ]
        assert said(chat, None)[-1] == "您下达的指令 1021-1 已由 1021-2 更正（苏禾）。"
