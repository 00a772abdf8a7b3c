"""签字 in people's own words: what signs, what is answered and signs nothing, and what is no word for the bot."""

from __future__ import annotations

from datetime import timedelta

from documents.signatures import NOT_SIGNED
from tests.cast import COMMAND
from tests.handlers.front_desk import DAY, FrontDesk
from tests.handlers.test_signatures import desk, logged


def signed(front: FrontDesk) -> set[int]:
    with front.work() as work:
        return set(work.signatures.of_visits([1, 2, 3, 4]))


def test_who_does_not_sign_is_told_how_one_does_and_nothing_is_signed() -> None:
    front = desk()
    for words in [
        *("#1暂不签字", "#1不能签字", "#1先不签字", "#1不同意签字", "#1 拒绝签字", "#1 等复核后再签字", "#1谁来签字"),
        *("#1 请温岚签字", "签字 #1 有误，退回", "#1 老板拒绝签字", "#1 法人不肯签字", "#1 厂长已签字"),
        *("签字 今天 除了#1", "签字 今天，#3除外", "签字 #1 行吗", "签字 #1？", "签字 #1 #3 但是#1先不签"),
    ]:
        front.asks("罗青", words)
        assert front.answer().text == NOT_SIGNED
        assert signed(front) == set() and logged(front) == []


def test_the_same_of_a_number_of_ours_though_nobody_called() -> None:
    front = desk()
    for words in ["签字 #1 先别签", "签字 #1 不行，重查", "签字 #1 #3 等郝大川核实"]:
        front.says("罗青", words)
        assert front.answer().text == NOT_SIGNED and signed(front) == set()


def test_talk_about_signatures_that_nobody_addresses_to_us_is_left_alone() -> None:
    front = desk()
    for words in [
        *("企业负责人拒绝签字", "老板已签字，笔录齐了", "#1 厂长已签字", "签字 #1 企业负责人不签", "请大家记得签字"),
        *("今天的签字笔在谁那", "都签了", "承诺书已交，合同已签", "#1暂不签字"),
    ]:
        front.says("罗青", words)
        assert front.heard() == [] and signed(front) == set()


def test_talk_about_signatures_said_to_us_signs_nothing_either() -> None:
    front = desk()
    for words in ["企业负责人不签字怎么办", "现场笔录老板签字了吗", "签字版材料已收", "合同签了吗", "标签 #1 贴好了"]:
        front.asks("罗青", words)
        assert signed(front) == set() and not any(
            "签字 " in post.text and "未签字" in post.text for post in front.heard()
        )


SIGNING = {
    frozenset({1, 3}): ("今天签字", "今天的都签字", "全部签字", "都签了", "签字 本组"),
    frozenset({1}): ("签名 #1", "组长签字 #1", "#1已签", "我签了 #1", "请签字 #1", "#1签字确认"),
    frozenset({1, 2}): ("签字 1-2", "签字 #1至#2", "签字 #1、2"),
    frozenset({1, 2, 3}): ("签字 #1-#3 同意",),
    frozenset({3}): ("签字 10月20日 #3",),
}


def test_one_signs_in_many_words() -> None:
    front = desk()
    for numbers, wordings in SIGNING.items():
        for words in wordings:
            front.asks("罗青", words)
            assert front.answer().text.startswith("已签字："), words
            assert signed(front) == numbers, words
            front.asks("罗青", "撤销签字 今天")
            front.heard()


def test_a_report_is_signed_in_many_words() -> None:
    front = desk()
    for words in ("第1轮报告签字", "本轮报告签字", "核查报告签字", "签字 第1轮次核查报告"):
        front.asks("罗青", words)
        assert front.answer().text == "第1轮报告已签字（罗青）。" and signed(front) == set()
        front.asks("罗青", "撤销签字 第1轮报告")
        front.heard()


def test_a_round_alone_is_asked_about_and_so_is_a_report_of_one_of_several() -> None:
    front = desk()
    front.asks("罗青", "签字 第1轮")
    assert front.answer().text == "没有签。是第1轮的报告吗？是的话请说：签字 第1轮报告"
    front.at("10:00", DAY + timedelta(days=20))
    front.asks("罗青", "核查报告签字")
    assert front.answer().text.startswith("没有签。请写第几轮")
    front.asks("罗青", "签字 第1轮报告")
    front.heard()
    front.asks("罗青", "核查报告签字")
    assert front.answer().text == "第2轮报告已签字（罗青）。"
    assert signed(front) == set()


def test_a_number_of_another_day_than_the_one_said_is_not_signed() -> None:
    front = desk()
    front.asks("罗青", "签字 昨天 #1")
    assert front.answer().text.startswith("编号和日子对不上") and signed(front) == set()


def test_all_is_all_of_the_day_and_what_is_left_of_earlier_days_is_told() -> None:
    front = desk()
    front.at("09:00", DAY + timedelta(days=1))
    front.asks("罗青", "全部签字")
    assert front.answer().text.endswith("早先的：10月20日 2条") and signed(front) == set()


def test_a_signature_is_taken_back_and_stays_on_record() -> None:
    front = desk()
    front.asks("罗青", "签字 #1 #3")
    front.heard()
    front.at("11:00")
    front.asks("温岚", "撤销签字 #1")
    assert front.answer().text == "签字由组长办理，只签本组的。"
    front.asks("杜衡", "撤销签字 #1")
    assert front.answer().text == "只能签本组的记录。"
    assert signed(front) == {1, 3}
    front.says("罗青", "撤销签字 #1")
    assert front.answer().text == "已撤销签字：#1。"
    assert signed(front) == {3}
    front.asks("罗青", "取消签字 #1")
    assert front.answer().text == "这几条没有签过字。"
    front.asks("罗青", "来源 #1")
    assert front.answer().text.endswith("签字：罗青 10月20日10:00；10月20日11:00已撤销")
    front.asks("罗青", "取消 #3 的签字")
    assert front.answer().text == "已撤销签字：#3。"
    front.asks("罗青", "来源 #3")
    assert "云鹤化工" in front.answer().text
    assert [(action, subject) for _, action, subject in logged(front) if action == "sign.withdraw"] == [
        ("sign.withdraw", "1"),
        ("sign.withdraw", "3"),
    ]
    front.asks("罗青", "签字 #1")
    assert front.answer().text == "已签字：#1（罗青）。"


def test_the_signature_of_a_report_is_taken_back() -> None:
    front = desk()
    front.asks("罗青", "撤销签字 第1轮报告")
    assert front.answer().text == "第1轮报告没有签过字。"
    front.asks("罗青", "签字 第1轮报告")
    front.asks("罗青", "撤销签字 第1轮报告")
    assert front.heard()[-1].text == "第1轮报告已撤销签字。"
    with front.work() as work:
        assert work.signatures.of_round("qingshi", 1) is None


def test_what_is_not_clear_takes_nothing_back() -> None:
    front = desk()
    for words in ["撤销签字", "别撤销签字 #1", "撤销签字 全部", "签字 #1 撤销不了"]:
        front.asks("罗青", "签字 #1")
        front.heard()
        front.asks("罗青", words)
        assert signed(front) == {1} and len(front.heard()) == 1


def test_what_is_unsigned_is_asked_in_many_words() -> None:
    front = desk()
    for words in [
        *(
            "签字进度",
            "还差几条签字",
            "哪几条还没有签字",
            "哪些没签",
            "待签",
            "我要签哪些",
            "没签的列一下",
            "组长签字了吗",
        ),
        *("青石签了没", "未签字", "签字情况", "谁没签字", "青石未签字", "还有几条没签"),
    ]:
        front.asks("罗青", words)
        told = front.answer().text
        assert told.startswith("青石组 10月20日未签字 2条") and told.index("#3") < told.index("#1")
        assert signed(front) == set()


def test_what_a_firm_has_not_signed_is_no_question_for_the_board() -> None:
    front = desk()
    for words in ("企业签字了吗", "老板签了没", "合同没签", "厂长签字了吗"):
        front.asks("齐正", words, room=COMMAND)
        assert not any("未签字" in post.text.split("：")[0] for post in front.heard())
