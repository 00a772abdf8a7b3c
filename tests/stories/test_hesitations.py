"""A refusal, a question, hearsay or something undecided changes nothing and is told to no group."""

from __future__ import annotations

from pathlib import Path

from domain.hesitations import hesitation_in
from domain.rosters import Roster
from storage.lexicons import load_lexicon
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat

NO_EXCUSES = (
    "青石附件3不能免交，原因：没有封控",
    "青石附件3暂不免交，原因核实中",
    "青石附件3昨天没免交，请注意",
    "青石附件3是否免交：请大家讨论",
    "青石附件3不用交了，对吧",
    "青石附件3应该免交，他们说封控",
    "免交 青石 附件3 不行",
    "免交青石附件3的事先放一放",
)
NO_MOVES = (
    "第1轮延长到11月7日是谁说的",
    "第1轮延长到11月7日是谣言",
    "第1轮不延长到11月8日 原因 空气",
    "第1轮没有延长到11月8日，原因 空气",
    "第1轮推迟到11月8日的通知作废，原因 空气",
    "调整轮次 第2轮 结束 11月19日 先不调 原因 空气",
    "调整轮次 第2轮 结束 11月20日 原因 要不要等厅里定",
    "调整轮次的事先放一放 第1轮 结束11月4日 原因 空气",
)
NO_CHANGES = (
    "换人 青石2组 潘越 换 贺平 A级 原因：生病，要不要换请示",
    "增加人员 青石2组 不加李四了 原因：人够",
    "增加人员 青石2组 李四 原因：先不增加",
    "增加青石2组检查 原因：管控",
    "请增加青石2组的记录仪 原因：坏了",
    "调出 青石2组 潘越 不退回 原因：另有任务",
)


def _roster(chat: GroupChat) -> Roster:
    def read(work: UnitOfWork) -> Roster:
        return work.roster

    found: Roster = chat.look(read)
    return found


def test_what_is_no_order_lets_nobody_off_moves_no_round_and_changes_no_roster(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        before = _roster(chat)
        for text in (*NO_EXCUSES, *NO_MOVES, *NO_CHANGES):
            chat.asks("齐正", text)
            (said,) = chat.heard()
            assert said.startswith(("没有办：", "请写明哪一轮", "没看清是谁")), (text, said)
        assert _roster(chat) == before
        assert not [one for one in chat.posts() if one.post.room in (QINGSHI, BAIHE)]


def test_what_was_excused_stays_so_while_its_return_is_put_off(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.asks("齐正", "免交 青石 附件3 今日封控")
        chat.heard()
        for text in ("恢复 青石 附件3，先别", "恢复青石附件3先等等"):
            chat.asks("齐正", text)
            (said,) = chat.heard()
            assert said.startswith("没有办：话里有“先"), said


def test_a_reason_may_say_no_without_being_a_refusal() -> None:
    lexicon = load_lexicon()
    assert not hesitation_in("换人 青石2组 潘越 换 贺平 原因:潘越不能到岗,原单位不同意", "roster", lexicon)
    assert not hesitation_in("第1轮延长到11月8日,原因:不能按时转场", "rounds", lexicon)
    assert not hesitation_in("免交 青石 附件3 山里没信号", "excuses", lexicon)
    assert not hesitation_in("青石附件3不用交了,封控", "excuses", lexicon)


def test_agreeing_to_another_round_than_the_one_that_waits_moves_none(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        before = _roster(chat).rounds
        chat.asks("齐正", "调整轮次 第1轮 结束 10月25日 原因 空气质量转差")
        chat.heard()
        chat.asks("苏禾", "确认调整第2轮次")
        chat.asks("苏禾", "取消调整第2轮次")
        assert chat.heard(COMMAND) == ["等确认的是第1轮次的调整。"] * 2
        assert _roster(chat).rounds == before
        chat.asks("苏禾", "确认调整第1轮次")
        assert _roster(chat).rounds != before
