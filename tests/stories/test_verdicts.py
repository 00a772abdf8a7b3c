"""为什么 青石 附件3: a verdict with all that it rests on, told to who may hear of the group."""

from __future__ import annotations

from pathlib import Path

from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import case_text


def asked(chat: GroupChat, name: str, words: str, **more: str | None) -> str:
    chat.heard()
    chat.asks(name, words, **more)
    return chat.heard()[-1]


def test_a_verdict_is_told_with_rule_attempts_excuse_and_who_was_asked(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:10")
        chat.says("罗青", f"附件3 典型案例\n{case_text(148)}")
        for _ in range(2):
            chat.shows("罗青")
        chat.at("20:18")
        chat.says("罗青", f"附件3 典型案例\n{case_text(160)}")
        for _ in range(3):
            chat.shows("罗青")
        chat.at("20:40")
        assert asked(chat, "齐正", "为什么 青石 附件3").splitlines() == [
            "青石组 10月21日附件3：20:18迟报18分钟",
            "依据：方案五(三)，10月21日20:00前发出算按时，至少150字、3张照片",
            "19:10 罗青 报来148字、2张照片，还差：违法内容描述148字，至少150字；照片2张，至少3张",
            "20:18 罗青 报来160字、3张照片，符合要求，迟报18分钟（以这件为准）",
            "18:30 提示；19:30 提示；20:01 点名",
            "按群内报送统计，按发出的时刻算。",
        ]
        chat.asks("齐正", "免交 青石 附件3 山里没信号")
        told = asked(chat, "温岚", "为什么附件3", room=QINGSHI).splitlines()
        assert told[0] == "青石组 10月21日附件3：免交" and "20:40 齐正 免交：山里没信号" in told


def test_nobody_hears_of_another_group_and_who_names_nothing_is_told_how(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        assert asked(chat, "杜衡", "为什么 青石 附件3", room=BAIHE) == "只能查本组；其他组请找指挥调度组。"
        assert asked(chat, "齐正", "为什么 附件3", room=COMMAND).startswith("请写明组和材料")
        told = asked(chat, "齐正", "为什么 白河 附件2", room=QINGSHI)
        assert told.startswith("白河组 10月21日附件2：群内未见") and chat.posts()[-1].post.room is None
        assert asked(chat, "齐正", "依据 青石 附件2 10月1日") == "那天没有这件要报的。"


def test_a_round_report_is_explained_with_its_own_deadline(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        assert asked(chat, "齐正", "为什么 青石 核查报告 第1轮").splitlines()[:2] == [
            "青石组 第1轮次核查报告：群内未见",
            "依据：方案五(三)，11月10日24:00前发出算按时，组长签字后算",
        ]
