"""签字: who may sign what, until when that is the same day, and what is still to be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.calendars import at_time, midnight_after
from domain.messages import Kind
from domain.profile_tables import Reading, Table
from domain.rosters import Role
from domain.signatures import Until, is_same_day, parse_signing
from domain.visits import Outcome
from handlers.signatures import count_unsigned, unsigned_on
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit, campaign

RULE = campaign().signing


def desk() -> FrontDesk:
    front = FrontDesk()
    front.visit(a_visit("宏图砖厂", "09:00", day=DAY, outcome=Outcome.HANDOVER, findings=1))
    front.visit(a_visit("大禹加油站", "09:10", day=DAY, outcome=Outcome.CLEAN))
    front.visit(a_visit("云鹤化工", "09:20", day=DAY, outcome=Outcome.VIOLATION, findings=1))
    front.visit(a_visit("绿野砂场", "09:30", group="baihe", room=BAIHE, day=DAY, outcome=Outcome.VIOLATION, findings=1))
    return front


def logged(front: FrontDesk) -> list[tuple[str, str, str]]:
    with front.work() as work:
        rows = work.connection.exec_driver_sql("SELECT actor, action, subject FROM audit WHERE action LIKE 'sign%'")
        return [tuple(row) for row in rows]


def test_the_leader_signs_by_number_and_is_answered_in_a_line() -> None:
    front = desk()
    front.says("罗青", "签字 #1 #3")
    assert front.answer().text == "已签字：#1、#3（罗青）。"
    front.asks("罗青", "签字 #3")
    assert front.answer().text == "先前已签：#3。"
    assert logged(front) == [("id-luo", "sign.visits", "1,3")]
    with front.work() as work:
        assert {n: one.signer for n, one in work.signatures.of_visits([1, 2, 3]).items()} == {1: "id-luo", 3: "id-luo"}


def test_a_day_is_signed_with_all_that_is_to_be_signed_of_the_group_and_nothing_else() -> None:
    front = desk()
    front.asks("罗青", "签字 今天")
    assert front.answer().text == "已签字：#1、#3（罗青）。"
    front.asks("罗青", "签字 今天")
    assert front.answer().text == "10月20日要签的都签过了。"
    front.asks("罗青", "签字 昨天")
    assert front.answer().text == "10月19日没有要签字的记录（涉嫌违法、需整改交办）。"


def test_a_range_takes_those_of_the_group_only() -> None:
    front = desk()
    front.asks("杜衡", "签字 #1-#4")
    assert front.answer().text == "已签字：#4（杜衡）。"
    front.asks("杜衡", "签字 #1-#3")
    assert front.answer().text.startswith("请写签哪几条")


def test_another_groups_record_is_not_signed() -> None:
    front = desk()
    front.asks("杜衡", "签字 #1 #4")
    assert front.answer().text == "只能签本组的记录。"
    assert logged(front) == []


@pytest.mark.parametrize("name", ["温岚", "郝大川", "齐正"])
def test_who_may_not_sign_is_told_who_does(name: str) -> None:
    front = desk()
    front.asks(name, "签字 #1", room=None)
    assert front.answer().text == "签字由组长办理，只签本组的。"
    assert logged(front) == []


def test_said_to_nobody_by_who_may_not_sign_it_is_no_command() -> None:
    front = desk()
    front.says("郝大川", "签字 #1")
    assert front.heard() == []


def test_the_profile_may_let_the_liaison_sign_too() -> None:
    reading = Reading()
    rule = parse_signing(Table({"roles": ["liaison", "leader"], "outcomes": [], "until": "midnight"}, reading))
    assert rule.roles == {Role.LEADER, Role.LIAISON} and not reading.all_faults()
    parse_signing(Table({"roles": ["dispatcher"], "outcomes": ["bad"], "until": "noon"}, reading))
    assert len(reading.all_faults()) == 3


def test_the_same_day_ends_at_midnight_or_with_the_deadline() -> None:
    day, deadline = date(2020, 10, 20), campaign().due_at(date(2020, 10, 20))
    midnight = replace(RULE, until=Until.MIDNIGHT)
    last, first = midnight_after(day) - timedelta(minutes=1), midnight_after(day) + timedelta(minutes=1)
    assert is_same_day(last, day, deadline, midnight) and not is_same_day(first, day, deadline, midnight)
    assert RULE.until is Until.DEADLINE
    assert is_same_day(deadline - timedelta(seconds=1), day, deadline, RULE)
    assert not is_same_day(deadline, day, deadline, RULE) and not is_same_day(last, day, deadline, RULE)


def test_what_is_signed_after_its_day_is_said_to_be() -> None:
    front = desk()
    front.at("20:05")
    front.asks("罗青", "签字 #1")
    assert front.answer().text == "已签字：#1（罗青）。过了当日时限：#1。"


def test_the_unsigned_are_listed_for_those_of_the_group_and_the_dispatchers() -> None:
    front = desk()
    front.asks("罗青", "签字 #1")
    front.heard()
    front.asks("温岚", "未签字")
    assert front.answer().text == "青石组 10月20日未签字 1条（截至10:00）：\n#3 云鹤化工 涉嫌违法"
    front.asks("齐正", "未签字", room=COMMAND)
    told = front.answer()
    assert told.text == "10月20日未签字 2条（截至10:00）：\n青石组 1条：#3\n白河组 1条：#4"
    assert told.about == {"qingshi", "baihe"}
    front.asks("罗青", "签字 今天")
    front.heard()
    front.at("09:00", DAY + timedelta(days=1))
    front.asks("齐正", "未签字", room=COMMAND)
    assert front.answer().text == "10月21日未签字 0条（截至09:00）。\n早先的：10月20日 1条"


def test_what_is_corrected_after_it_was_signed_is_to_be_signed_again() -> None:
    front = desk()
    front.asks("罗青", "签字 今天")
    front.asks("罗青", "更正 #3 县区 东泉，结果 立行立改")
    front.asks("罗青", "更正 #1 问题1：危废间未上锁")
    front.heard()
    front.asks("罗青", "未签字")
    assert front.answer().text == (
        "青石组 10月20日未签字 1条（截至10:00）：\n#1 宏图砖厂 需整改交办（签字后有改动：类别、问题）"
    )
    front.asks("罗青", "来源 #3")
    assert front.answer().text.endswith("签字：罗青 10月20日10:00；签字后有改动：县区、结果")
    front.asks("罗青", "签字 #1")
    assert front.answer().text == "已签字：#1（罗青）。"
    front.asks("罗青", "未签字")
    assert "0条" in front.answer().text


def test_the_report_of_a_round_is_signed_once_it_has_begun() -> None:
    front = desk()
    front.asks("罗青", "签字 第1轮报告")
    assert front.answer().text == "第1轮报告已签字（罗青）。"
    front.asks("罗青", "签字 第一轮次核查报告")
    assert front.answer().text == "第1轮报告先前已签（罗青）。"
    front.says("罗青", "签字 第1轮报告")  # as the reminder asks for it, and nobody called us
    assert front.answer().text == "第1轮报告先前已签（罗青）。"
    front.asks("罗青", "签字 第2轮报告")
    assert front.answer().text == "没有第2轮，或还没开始，请核对。"
    with front.work() as work:
        signature = work.signatures.of_round("qingshi", 1)
        assert signature is not None and signature.signer == "id-luo"
        assert work.signatures.of_round("baihe", 1) is None and work.signatures.of_round("qingshi", 2) is None


def test_words_taken_back_sign_nothing() -> None:
    front = desk()
    said = front.asks("罗青", "签字 #1")
    front.says("罗青", "撤回了一条消息", kind=Kind.RECALL, target=said)
    with front.work() as work:
        assert work.signatures.of_visit(1) is None
    assert [action for _, action, _ in logged(front)] == ["sign.visits", "sign.take_back"]


def test_a_record_that_was_withdrawn_or_never_was_is_not_signed() -> None:
    front = desk()
    front.asks("罗青", "撤销 #1")
    front.heard()
    front.asks("罗青", "签字 #1")
    assert "签字" not in front.answer().text
    front.asks("罗青", "签字 #99")
    assert "没有这个编号" in front.answer().text
    front.asks("罗青", "签字 #1-#500")
    assert front.answer().text.startswith("没有办")
    front.asks("罗青", "签字")
    assert front.answer().text.startswith("请写签哪几条")


def test_signing_is_refused_to_nobody_where_a_report_says_who_signed_a_slip() -> None:
    front = desk()
    front.says("郝大川", "企业负责人已签字确认，现场检查笔录已签", at=at_time(DAY, front.now.time()))
    front.says("罗青", "签字版材料已收", room=QINGSHI)
    assert front.heard() == []


def test_what_is_unsigned_is_counted_as_it_is_listed() -> None:
    front = desk()

    def counts() -> dict[str, int]:
        with front.work() as work:
            counted = count_unsigned(DAY, ["qingshi", "baihe"], work)
            assert counted == {key: n for key in ("qingshi", "baihe") if (n := len(unsigned_on(DAY, key, work)))}
            assert count_unsigned(DAY, ["baihe"], work).keys() <= {"baihe"}
            return counted

    assert counts() == {"qingshi": 2, "baihe": 1}
    front.says("罗青", "签字 #1")
    assert counts() == {"qingshi": 1, "baihe": 1}
    front.asks("罗青", "更正 #1 结果 立行立改")
    front.asks("罗青", "签字 #3")
    assert counts() == {"baihe": 1}
    front.asks("齐正", "更正 #3 结果 交办")
    assert counts() == {"qingshi": 1, "baihe": 1}
