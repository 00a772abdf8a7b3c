"""典型案例 #12: who may have one of what, and what is asked of the worker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from documents.typical_cases import NOT_ASKED, NOT_YOURS, WHICH, case_text
from domain.descriptions import nonspace, strict_count
from domain.likenesses import Likeness
from domain.messages import BOT, Kind, Message
from domain.submissions import Paper
from domain.typical_cases import Lack
from domain.visits import Finding, Outcome
from handlers import handle
from handlers.paper_files import JOB
from tests.cast import COMMAND, ID, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit, campaign

DUST, OTHER = Finding("料堆未苫盖", "dust"), Finding("台账缺页")


def desk() -> FrontDesk:
    front = FrontDesk()
    bad = {
        "day": DAY,
        "outcome": Outcome.VIOLATION,
        "findings": (DUST, OTHER),
        "categories": frozenset({"dust", "other"}),
    }
    front.visit(a_visit("宏图砖厂", "09:00", **bad))
    front.visit(a_visit("江岸印刷厂", "09:10", team=2, author="id-pan", **{**bad, "categories": frozenset({"other"})}))
    front.visit(a_visit("绿野砂场", "09:20", group="baihe", author="id-fan", **bad))
    front.visit(a_visit("二中工地", "09:30", day=DAY))
    return front


def asked(front: FrontDesk) -> list[dict[str, Any]]:
    with front.work() as work:
        waiting = work.jobs.waiting()
        for job in waiting:
            assert job.kind == JOB
            work.jobs.finish(job.id, {})
    return [dict(job.payload) for job in waiting]


def test_each_number_is_a_paper_of_its_own() -> None:
    front = desk()
    front.asks("罗青", "典型案例 #1 #2")
    first, second = asked(front)
    assert front.heard() == []
    assert (first["room"], first["group"], first["visits"], first["part"]) == (QINGSHI, "qingshi", [1], 1)
    assert (second["visits"], second["part"]) == ([2], 2)
    fields = first["fields"]
    assert (fields["month"], fields["day"], fields["city"]) == (10, 20, "青石市")
    assert fields["officers"] == "郝大川、金小满" and fields["violation"] == "扬尘治理方面"
    assert fields["description"] == ["料堆未苫盖", "台账缺页"], "the messages are not there any more"
    assert second["fields"]["officers"] == "潘越、薛宁" and second["fields"]["violation"] == "【待填：违法类型】"


def test_slots_that_nobody_can_fill_are_shown_as_such() -> None:
    front = desk()
    front.visit(a_visit("", "09:40", team=None, day=DAY, outcome=Outcome.HANDOVER))
    front.asks("温岚", "典型案例 #5")
    (paper,) = asked(front)
    fields = paper["fields"]
    assert fields["officers"] == "郝大川、【待填：执法人员】" and fields["company"] == "【待填：企业名称】"
    assert fields["description"] == ["【待填：违法内容描述】"]
    rule = campaign().rule_of(Paper.TYPICAL_CASE)
    text = case_text("#5", fields, Lack(0, 0, 150), (), 0, rule)
    assert text.endswith("照片0张，至少3张；待填：执法人员、企业名称、违法类型。请核对后上报。")


def test_photos_that_look_like_another_are_left_out_and_it_is_told() -> None:
    front = desk()
    visit = a_visit("北塘砖厂", "09:50", day=DAY, outcome=Outcome.VIOLATION, findings=(DUST,), photos=3)
    front.visit(visit)
    with front.work() as work:
        for n, link in enumerate(visit.links[1:]):
            work.inbox.keep(Message(link.message_id, QINGSHI, link.sender, "郝大川", link.at, Kind.IMAGE), b"raw")
            work.inbox.attach(link.message_id, f"{n}" * 64, 10)
        work.file_readings.note_likenesses([Likeness("0" * 64, "2" * 64, 3, 2)])
    front.asks("罗青", "典型案例 #5")
    (paper,) = asked(front)
    assert paper["photos"] == ["0" * 64, "1" * 64]
    lack, rule = Lack(*paper["lack"]), campaign().rule_of(Paper.TYPICAL_CASE)
    told = "照片2张，至少3张，另1张看上去相同，没有放（机器比对）"
    assert told in case_text("#5", paper["fields"], lack, paper["photos"], 2, rule)


@pytest.mark.parametrize(
    ("name", "said", "made"),
    [
        ("郝大川", "典型案例 #1", [1]),  # his own team's
        ("郝大川", "典型案例 #2", []),
        ("潘越", "典型案例 #2", [2]),
        ("罗青", "典型案例 #3", []),  # another group's
        ("杜衡", "典型案例 #3", [3]),
        ("齐正", "典型案例 #1 #3", [1, 3]),
        ("葛教授", "典型案例 #1", []),
    ],
)
def test_everybody_gets_what_is_his(name: str, said: str, made: list[int]) -> None:
    front = desk()
    front.asks(name, said)
    assert [number for paper in asked(front) for number in paper["visits"]] == made
    assert bool(front.heard()) is not bool(made)


def test_a_dispatcher_who_asks_in_another_groups_room_gets_it_alone() -> None:
    front = desk()
    front.asks("齐正", "典型案例 #3", room=QINGSHI)
    (paper,) = asked(front)
    assert (paper["room"], paper["contact"]) == (None, ID["齐正"])


def test_what_no_case_can_be_made_of_is_said_at_once() -> None:
    front = desk()
    front.asks("罗青", "典型案例 #1 #4")
    assert front.answer().text == "#4 没有记问题，不做典型案例。"
    assert [paper["visits"] for paper in asked(front)] == [[1]]
    front.asks("罗青", "典型案例")
    assert front.answer().text == f"{WHICH}\n#1 宏图砖厂\n#2 江岸印刷厂"
    front.asks("罗青", "典型案例 #99")
    assert front.answer().text == "没有 #99 这条记录。"
    front.asks("郝大川", "典型案例 #2")
    assert front.answer().text == NOT_YOURS
    front.asks("齐正", "典型案例 #1 #2 #3 #4 #5 #6")
    assert "最多" in front.answer().text and asked(front) == []


@pytest.mark.parametrize(
    "said",
    ["典型案例 1", "附件3 #1", "用#1生成附件3", "#1的典型案例发我", "帮我把1号做成典型案例", "把宏图砖厂那条出成附件3"],
)
def test_people_ask_for_it_in_their_own_words(said: str) -> None:
    front = desk()
    front.asks("罗青", said)
    assert [paper["visits"] for paper in asked(front)] == [[1]]


def test_a_list_without_marks_is_all_of_it() -> None:
    front = desk()
    for said in ("典型案例 1、2", "典型案例1 2", "典型案例 1至2"):
        front.asks("罗青", said)
        assert [paper["visits"] for paper in asked(front)] == [[1], [2]], said


def test_without_a_number_those_of_the_day_that_one_may_have_are_told() -> None:
    front = desk()
    front.asks("郝大川", "今天的典型案例")
    assert front.answer().text == f"{WHICH}\n#1 宏图砖厂"
    front.asks("齐正", "2组典型案例", room=QINGSHI)
    assert "绿野砂场" not in front.answer().text
    front.asks("杜衡", "把宏图砖厂那条出成附件3")
    assert front.answer().text == f"{WHICH}\n#3 绿野砂场", "another group's is not found by its name"
    for number in range(10):
        front.visit(a_visit(f"第{number}砖厂", f"11:{10 + number}", day=DAY, outcome=Outcome.VIOLATION))
    front.asks("罗青", "典型案例")
    assert front.answer().text.endswith("等12条") and asked(front) == []


@pytest.mark.parametrize("said", ["典型案例 #1-#3", "典型案例 #1至3", "典型案例 #1、#2，3"])
def test_a_range_is_all_that_is_between_its_ends(said: str) -> None:
    front = desk()
    front.asks("齐正", said)
    assert [paper["visits"] for paper in asked(front)] == [[1], [2], [3]]
    front.asks("罗青", said)
    assert [paper["visits"] for paper in asked(front)] == [[1], [2]], "the third is another group's"
    assert "#3 不归您要" in front.heard()[-1].text


@pytest.mark.parametrize("said", ["典型案例 #1-#6", "典型案例 #1至99999", "典型案例 #1 #2 #3 #4-#6"])
def test_a_range_has_no_more_than_is_made_at_once(said: str) -> None:
    front = desk()
    front.asks("齐正", said)
    assert "最多" in front.answer().text and asked(front) == []


@pytest.mark.parametrize("said", ["附件3模板", "典型案例怎么写", "典型案例报了没", "附件3已邮"])
def test_other_talk_of_cases_makes_none(said: str) -> None:
    front = desk()
    front.asks("罗青", said, room=COMMAND)
    assert asked(front) == []


def test_characters_are_counted_by_both_readings() -> None:
    for text, strict, wide in (
        ("料堆未苫盖", 5, 5),
        ("料堆，未苫盖。", 5, 7),
        ("PM2.5 超标3.5倍", 6, 11),  # PM, 2.5, 超, 标, 3.5, 倍
        ("a  b", 2, 2),
        ("〇一二，", 3, 4),
        ("", 0, 0),
    ):
        assert (strict_count(text), nonspace(text)) == (strict, wide), text
    assert strict_count("." * 100_000) == 0


@pytest.mark.parametrize(
    ("strict", "wide", "says"),
    [(150, 170, "描述150字"), (149, 150, "宜再补写"), (148, 149, "违法内容描述149字，至少150字")],
)
def test_below_the_stricter_count_is_a_hint_and_below_the_wider_one_is_a_lack(
    strict: int, wide: int, says: str
) -> None:
    fields = {"city": "青石市", "officers": "郝大川", "company": "砖厂", "violation": "扬尘治理方面"}
    text = case_text("#1", fields, Lack(strict, wide, 150), ("a", "b", "c"), 3, campaign().rule_of(Paper.TYPICAL_CASE))
    assert says in text


def test_a_campaign_without_such_papers_says_so() -> None:
    front = desk()
    with front.work() as work:
        bare = replace(work, campaign=replace(work.campaign, obligations=()))
        for number, said in enumerate(("典型案例 #1", "交办单 #1", "附件2 Word")):
            message = Message(
                f"x{number}", QINGSHI, ID["罗青"], "罗青", front.now, Kind.TEXT, f"@蓝哨 {said}", mentions=(BOT,)
            )
            work.inbox.keep(message, b"raw")
            handle(message, bare)
        texts = [owed.post.text for owed in work.outbox.due(limit=10)]
    assert texts == [NOT_ASKED] * 3 and asked(front) == []
