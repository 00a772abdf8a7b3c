"""Lists of what was found: as text where it was asked, as a table in private."""

from __future__ import annotations

from datetime import timedelta

from domain.visits import Finding, Outcome
from handlers import post_made
from handlers.problem_lists import JOB
from tests.cast import COMMAND, ID, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit

NEXT = DAY + timedelta(days=1)


def desk() -> FrontDesk:
    front = FrontDesk()
    dust, waste = Finding("裸土约200平未苫盖", "dust"), Finding("=危废间未上锁", "waste")
    front.visit(
        a_visit(
            "云台县宏图砖厂", "09:00", team=2, county="云台县", day=DAY, outcome=Outcome.CORRECTED, findings=(dust,)
        )
    )
    front.visit(
        a_visit("江岸印刷厂", "09:30", county="东泉区", day=DAY, outcome=Outcome.VIOLATION, findings=(dust, waste))
    )
    front.visit(a_visit("东泉区二中工地", "09:40", team=3, county="东泉区", day=DAY))
    front.visit(
        a_visit("望山县绿野砂场", "09:50", group="baihe", team=2, day=DAY, outcome=Outcome.HANDOVER, findings=1)
    )
    return front


def test_a_leader_gets_the_problems_of_his_group_by_county() -> None:
    front = desk()
    front.says("罗青", "青石组今天问题清单，按县区排", room=None)
    lines = front.answer().text.splitlines()
    assert lines == [
        "【问题清单】10月20日 截至10:00",
        "2处，问题3个",
        "东泉区",
        "#2 1组 江岸印刷厂：涉嫌违法",
        "　(1) 裸土约200平未苫盖",
        "　(2) =危废间未上锁",
        "云台县",
        "#1 2组 云台县宏图砖厂：立行立改",
        "　裸土约200平未苫盖",
        "按群内报送统计",
    ]


def test_a_dispatcher_sees_all_groups_each_under_its_name() -> None:
    front = desk()
    front.asks("齐正", "今天的问题清单列一下")
    post = front.answer()
    assert post.room == COMMAND
    assert post.text.index("青石组") < post.text.index("#1 ") < post.text.index("白河组") < post.text.index("#4 ")


def test_other_words_ask_for_other_lists() -> None:
    front = desk()
    for said, numbers in (("点位清单", "123"), ("违法清单", "2"), ("立行立改清单", "1"), ("交办清单", "2")):
        front.asks("罗青", f"{said}发我")
        text = front.answer().text
        assert [n for n in "1234" if f"#{n} " in text] == list(numbers), said


def test_a_table_goes_to_who_asked_alone_and_once() -> None:
    front = desk()
    asked = front.asks("郝大川", "1组清单导出")
    assert front.heard() == []
    with front.work() as work:
        (job,) = work.jobs.waiting()
        assert job.kind == JOB and [row[0] for row in job.payload["rows"]] == [2]
        assert job.payload["answer"]["file_name"] == "青石组问题清单1020.xlsx"
        post_made(job.payload, ("ab" * 32,), work)
        post_made(job.payload, ("ab" * 32,), work)
    front._send()
    post = front.answer()
    assert (post.room, post.contact, post.answers) == (None, ID["郝大川"], asked)
    assert post.media == ("ab" * 32,) and post.file_names == ("青石组问题清单1020.xlsx",)


def test_a_table_that_cannot_be_written_is_told() -> None:
    front = desk()
    front.asks("郝大川", "导出今天的问题清单")
    with front.work() as work:
        (job,) = work.jobs.waiting()
        post_made(job.payload, (), work)
    front._send()
    assert "没有做成" in front.answer().text


def test_other_groups_lists_are_not_for_an_inspector() -> None:
    front = desk()
    front.asks("郝大川", "白河组问题清单导出")
    post = front.answer()
    assert "只能查本组" in post.text and post.room == QINGSHI


def test_nothing_found_is_said_in_a_line() -> None:
    front = FrontDesk()
    front.asks("罗青", "导出今天的问题清单")
    assert "群内未见" in front.answer().text


def test_visits_of_a_concentrated_check_are_those_whose_words_say_so_while_its_instruction_holds() -> None:
    front = FrontDesk()
    front.says("郝大川", "云台县宏图砖厂，集中检查发现原料堆未苫盖，已责令立行立改")
    front.asks("齐正", "指令 青石：明日对建材企业开展集中检查")
    front.at("10:00", NEXT)
    front.says("郝大川", "东泉区永兴石料厂，集中检查，道路积尘，已责令立行立改")
    front.says("潘越", "东泉区大禹建材厂，危废间未上锁，需整改，交办属地")
    front.says("范舟", "望山县绿野砂场，集中检查，道路积尘，已责令立行立改")
    front.heard()
    front.asks("齐正", "集中检查清单")
    lines = front.answer().text.splitlines()
    assert lines[:3] == [
        "【集中检查问题清单】10月21日 截至10:00",
        "1处，问题1个",
        "#2 1组 永兴石料厂（东泉区）：立行立改，集中检查",
    ]
    front.asks("齐正", "昨天集中检查清单")
    assert "#1 " in front.answer().text
    front.asks("齐正", "作废 1020-1 改期")
    front.heard()
    front.asks("齐正", "集中检查清单")
    assert "群内未见" in front.answer().text
    front.at("10:00", NEXT + timedelta(days=1))
    front.says("郝大川", "东泉区恒远建材厂，集中检查，道路积尘，已责令立行立改")
    front.asks("齐正", "问题清单")
    assert "，集中检查" not in front.answer().text
