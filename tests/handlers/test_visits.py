"""What the bot has said is no evidence, however it comes back; bursts cost the same to the last photo."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from documents.acknowledgements import acknowledgement_text, correction_text, has_own_line
from domain.acknowledgements import Entry
from domain.messages import Kind
from domain.posts import Once, Post, PostKind
from domain.purposes import Purpose
from domain.visits import Outcome
from tests.cast import QINGSHI
from tests.handlers.front_desk import FrontDesk
from tests.spying import statements_run
from tests.visit_book import a_visit

REPORT = "1组 云台县宏图砖厂：砂堆未覆盖，已交办"


def outcomes(desk: FrontDesk) -> Mapping[str, Outcome]:
    with desk.work() as work:
        return {visit.place: visit.outcome for visit in work.visits.all()}


def test_a_copy_of_a_line_of_ours_changes_no_record() -> None:
    desk = FrontDesk()
    desk.says("郝大川", REPORT)
    (place,) = before = outcomes(desk)
    for line in (
        f"更正 #1 1组 {place}：未发现问题，照3",
        f"更正#1 1组 {place}: 未发现问题",
        f"已记录\n#1 1组 {place}：涉嫌违法，问题2 照3 视1，请补发视频",
        f"【紧急】#1 1组 {place}：涉嫌违法",
        "更正 #1：已撤回，不再计入",
    ):
        desk.says("郝大川", line)
    assert outcomes(desk) == before
    assert set(desk.purposes()[1:]) == {Purpose.CHATTER}


def test_what_people_write_themselves_is_still_read() -> None:
    desk = FrontDesk()
    desk.says("郝大川", REPORT)
    desk.says("郝大川", "更正：云台县宏图砖厂未发现问题")
    desk.says("金小满", "#1 现场补充：砂堆已经覆盖")
    assert set(desk.purposes()) == {Purpose.EVIDENCE}


@pytest.mark.parametrize(
    ("pasted", "is_copy"),
    [
        ("青石组10月20日：已查3家，其中工业2家，问题1个", True),
        ("蓝哨：青石组 10月20日:已查3家,其中工业2家,问题1个。看看", True),
        ("云台县宏图砖厂砂堆未覆盖，已交办", False),
    ],
)
def test_what_was_posted_to_the_group_is_known_when_it_is_pasted(pasted: str, is_copy: bool) -> None:
    desk = FrontDesk()
    post = Post(
        Once("anfang-2020", "tally", "qingshi", "1"),
        PostKind.TALLY,
        QINGSHI,
        None,
        "青石组10月20日：已查3家，其中工业2家，问题1个\n1组 3家",
        about=frozenset({"qingshi"}),
    )
    with desk.work() as work:
        work.outbox.owe(post)
    desk.at("10:01")
    desk.says("罗青", "各位好")
    desk.says("郝大川", pasted)
    assert (desk.purposes()[-1] is Purpose.CHATTER) is is_copy


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("urgent", [False, True])
def test_every_line_that_is_written_is_known_again(outcome: Outcome, urgent: bool) -> None:
    entry = Entry(a_visit(outcome=outcome, urgent=urgent, number=12), 3, 1, ())
    assert has_own_line(acknowledgement_text([entry], 6))
    assert has_own_line(correction_text(entry))
    assert not has_own_line("#12 补充：" + "甲" * 100_000)


def test_the_last_photo_of_a_burst_writes_no_more_rows_than_the_first() -> None:
    desk = FrontDesk()
    desk.says("郝大川", REPORT)
    written: list[int] = []
    for _ in range(40):
        with statements_run() as seen:
            desk.says("郝大川", "", kind=Kind.IMAGE)
        links = ("INSERT INTO visit_messages", "DELETE FROM visit_messages")
        written.append(sum(rows for text, rows in seen if text.startswith(links)))
    assert written == [1] * 40
