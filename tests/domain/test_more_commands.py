"""Commands about one record, the bot's own posts, tables and reminders; and what sounds alike but is none."""

from __future__ import annotations

import pytest

from domain.commands import IntentKind, intent_of
from tests.dialogues import LEXICON


@pytest.mark.parametrize(
    "text",
    [
        "宏基塑料那条的区写的啥，给我瞅一眼",
        "刚才永固门窗那条记的几个问题",
        "长信木业那条收着视频没有",
        "上一条是不是记成西岭区了",
        "今晚别给我发提醒了",
        "停止推送",
        "先关掉播报",
        "恢复提醒吧",
        "我写错名字了怎么改",
        "想撤掉一条点位，步骤是啥",
        "17点快报",
        "上午战报来一份，两个市分开",
        "交办的按区拉个表",
        "违法的列成表发群里",
        "明早六点半叫一声三组组长",
        "记得晚上七点提醒各组交附件",
        "每天八点把汇总推给我",
        "把云台县的单列出来",
        "把永固门窗这条置顶并通知到值班长",
        "永固门窗那条要紧，让值班的知道一下",
        "今天日报可以出了，顺带把缺的附后面",
        "没照片的点位是哪些",
        "缺视频的有哪几条",
        "只有文字没有图的是哪几家",
        "按类别数一遍",
        "把今天的按行业分一分",
        "帮我核一下最后一条",
        "最后一条的县区对不对",
        "看下我刚报的记上没",
        "怎么查我们二组的进度",
        "咋看各组的家数",
        "怎么报更正",
    ],
)
def test_what_is_asked_of_the_bot_is_a_command(text: str) -> None:
    intent = intent_of(text, LEXICON, addressed=True)
    assert intent is not None and intent.kind is IntentKind.COMMAND


@pytest.mark.parametrize(
    "text",
    [
        "谢谢，收到",
        "2组补一家：云台县宏基塑料厂，未发现问题",
        "手机快没电了",
        "刚才那条路堵得很",
        "明早六点半我们就出发",
        "照片发了",
        "宏基塑料那条已经改好了",
        "按类别已经分好了",
        "照片没有了，手机没电",
        "按要求分片检查",
    ],
)
def test_what_is_only_told_to_the_bot_is_no_command(text: str) -> None:
    assert intent_of(text, LEXICON, addressed=True) is None
