"""附件2: a slip for each enterprise, and the list of a day; both tell of the same records."""

from __future__ import annotations

import pytest

from domain.visits import Finding, Outcome
from tests.cast import COMMAND, ID, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk
from tests.handlers.test_typical_cases import asked
from tests.visit_book import a_visit

DUST, WASTE = Finding("料堆未苫盖", "dust"), Finding("危废间未上锁", "waste")


def desk() -> FrontDesk:
    front = FrontDesk()
    kinds = {"day": DAY, "categories": frozenset({"dust"})}
    front.visit(a_visit("宏图砖厂", "09:00", outcome=Outcome.VIOLATION, findings=(DUST, WASTE), **kinds))
    front.visit(a_visit("宏图 砖厂", "14:00", outcome=Outcome.HANDOVER, findings=(DUST,), **kinds))
    front.visit(a_visit("江岸印刷厂", "09:10", team=2, author="id-pan", outcome=Outcome.CORRECTED, findings=1, day=DAY))
    front.visit(a_visit("绿野砂场", "09:20", group="baihe", author="id-fan", outcome=Outcome.HANDOVER, day=DAY))
    return front


def test_what_one_enterprise_was_found_to_do_is_one_slip() -> None:
    front = desk()
    front.asks("罗青", "交办单 #1 #2 #3")
    (slip,) = asked(front)
    fields = slip["fields"]
    assert slip["visits"] == [1, 2] and slip["room"] == QINGSHI
    assert [problem["text"] for problem in fields["problems"]] == ["料堆未苫盖", "危废间未上锁", "料堆未苫盖"]
    assert fields["handling"].startswith("涉嫌环境违法") and fields["checked_at"] == "10月20日09:00、10月20日14:00"
    assert (fields["code"], fields["to"]) == ("青石-1020-1、2", "青石市云台县生态环境部门")
    assert "郝大川" not in str(fields), "who checked is not the locality's business"
    assert front.answer().text == "#3 已立行立改，不做交办单（交办的是涉嫌违法、需持续整改的）。"


def test_a_slip_says_who_signed_and_what_was_changed_since() -> None:
    front = desk()
    front.asks("罗青", "交办单 #1")
    assert asked(front)[0]["fields"]["signed"] == "【待填：组长签字】"
    front.asks("罗青", "签字 #1")
    front.asks("罗青", "交办单 #1")
    assert asked(front)[0]["fields"]["signed"] == "签字：罗青 10月20日10:00"


def test_the_list_and_the_slips_tell_of_the_same_records() -> None:
    front = desk()
    front.asks("罗青", "附件2 Word")
    (paper,) = asked(front)
    fields = paper["fields"]
    assert paper["file_name"] == "附件2问题清单-青石1020.docx" and paper["visits"] == [1, 2]
    assert [(row["record"], row["problems"]) for row in fields["rows"]] == [
        (1, "1. 料堆未苫盖\n2. 危废间未上锁"),
        (2, "料堆未苫盖"),
    ]
    assert (fields["places"], fields["problems"], fields["violations"], fields["corrected"]) == (2, 3, 1, 1)
    assert (
        paper["text"]
        == "附件2问题清单 青石组 2020年10月20日（截至10:00）：交办2处、问题3个，另有立行立改1处未列。按群内报送统计。"
    )
    for number in paper["visits"]:
        front.asks("罗青", f"交办单 #{number}")
        (slip,) = asked(front)
        row = next(row for row in fields["rows"] if row["record"] == number)
        assert all(problem["text"] in row["problems"] for problem in slip["fields"]["problems"])


def test_the_list_of_a_day_with_nothing_says_so_in_its_one_row() -> None:
    front = FrontDesk()
    front.asks("罗青", "附件2 Word")
    (paper,) = asked(front)
    assert [row["place"] for row in paper["fields"]["rows"]] == ["今日无"] and paper["visits"] == []
    assert "群内未见要交办的" in paper["text"]


def test_dispatchers_get_all_groups_and_a_room_its_own() -> None:
    front = desk()
    front.asks("齐正", "问题清单 Word")
    (paper,) = asked(front)
    assert (paper["room"], paper["visits"], paper["about"]) == (COMMAND, [1, 2, 4], ["baihe", "qingshi"])
    front.asks("齐正", "附件2 Word", room=QINGSHI)
    assert asked(front)[0]["visits"] == [1, 2]
    front.asks("齐正", "白河组附件2 Word", room=QINGSHI)
    (paper,) = asked(front)
    assert (paper["room"], paper["contact"], paper["visits"]) == (None, ID["齐正"], [4])
    front.asks("杜衡", "附件2 Word")
    assert asked(front)[0]["visits"] == [4]
    front.asks("杜衡", "青石组附件2 Word")
    assert asked(front) == []


@pytest.mark.parametrize("said", ["环境问题交办单 #1", "附件二 #1", "把1号做成交办单", "打印#1交办单", "1号开交办单"])
def test_people_ask_for_a_slip_in_their_own_words(said: str) -> None:
    front = desk()
    front.asks("罗青", said)
    assert [paper["visits"] for paper in asked(front)] == [[1]]


def test_a_slip_may_be_asked_for_by_the_place_or_is_told_how() -> None:
    front = desk()
    front.asks("罗青", "宏图砖厂的交办单")
    assert front.heard() == [] and [paper["visits"] for paper in asked(front)] == [[2]], "the later of two"
    front.asks("罗青", "交办单")
    assert front.answer().text == "请写记录编号，例：交办单 #12\n#1 宏图砖厂\n#2 宏图 砖厂"


def test_a_range_of_records_is_all_that_is_between_its_ends() -> None:
    front = desk()
    front.asks("齐正", "交办单 #1-#4")
    assert [paper["visits"] for paper in asked(front)] == [[1, 2], [4]]
    assert "#3 已立行立改" in front.answer().text


@pytest.mark.parametrize("said", ["今天的附件2Word版", "今天附件2", "导出附件2", "问题清单发我word", "附件2清单"])
def test_people_ask_for_the_list_in_their_own_words(said: str) -> None:
    front = desk()
    front.asks("罗青", said)
    assert [paper["visits"] for paper in asked(front)] == [[1, 2]]


@pytest.mark.parametrize("said", ["附件2模板", "附件2怎么填", "附件2报了没", "问题清单", "问题清单导出", "附件2已邮"])
def test_other_talk_of_them_makes_none(said: str) -> None:
    front = desk()
    front.asks("罗青", said)
    with front.work() as work:
        assert [job.kind for job in work.jobs.waiting() if job.kind == "write_paper"] == []
