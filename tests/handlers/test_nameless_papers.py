"""A Word file whose name says nothing is the paper that its words are."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.posts import PostKind
from domain.purposes import Purpose
from domain.submissions import Paper
from handlers import submissions
from tests.paper_desk import PaperDesk, case_file, case_text, word

ANSWER = PostKind.PAPER_ANSWER


NAMELESS = "新建 Microsoft Word 文档.docx"
FORM = [["序号", "小组", "点位名称", "存在问题"], ["1", "1组", "锦川铸造", "除尘风机未开"]]


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    return PaperDesk(tmp_path)


def test_a_file_whose_name_says_nothing_is_a_form_by_its_words(desk: PaperDesk) -> None:
    desk.at("19:59:59")
    message = desk.hands("温岚", NAMELESS, lost=True, room=None)
    assert desk.kept() == [] and desk.purpose_of(message) is Purpose.CHATTER
    desk.at("20:04")
    desk.arrive(message, word(["环境问题交办单（附件2）", "填报单位：驻青石市暗访核查组"], rows=FORM))
    assert desk.purpose_of(message) is Purpose.SUBMISSION
    (kept,) = desk.kept()
    assert (kept.paper, kept.accepted, kept.minutes_late) == (Paper.HANDOVER_FORM, True, 0)
    (post,) = desk.heard()
    assert (post.text, post.contact) == ("附件2 收到，19:59。", "id-wen")


@pytest.mark.parametrize(("photos", "passes"), [(3, True), (2, False)])
def test_a_case_without_a_telling_name_is_judged_as_any_other(desk: PaperDesk, photos: int, passes: bool) -> None:
    desk.hands("罗青", NAMELESS, case_file(photos=photos))
    (kept,) = desk.kept()
    assert (kept.paper, kept.accepted) == (Paper.TYPICAL_CASE, passes)
    assert len(desk.texts(ANSWER)) == 1


@pytest.mark.parametrize(
    "data",
    [
        word(["今日行程安排", "上午东泉区，下午西岭区"]),
        word(["环境问题交办单（附件2）", "填报单位：驻青石市暗访核查组"], rows=[FORM[0], ["1", "", "", ""]]),
        word(["环境问题交办单（附件2）", "填报单位：驻白河市暗访核查组"], rows=FORM),
        word(["典型案例模板", *case_text(160).split("\n")]),
        case_file(city="白河市"),
        b"no word file at all",
    ],
)
def test_other_files_stay_talk(desk: PaperDesk, data: bytes) -> None:
    message = desk.hands("罗青", NAMELESS, data)
    assert desk.kept() == [] and desk.heard() == []
    assert desk.purpose_of(message) is Purpose.CHATTER


def test_files_of_inspectors_lost_ones_and_those_taken_back_are_not_read(desk: PaperDesk) -> None:
    desk.hands("郝大川", NAMELESS)
    message = desk.hands("罗青", NAMELESS, lost=True)
    taken_back = desk.hands("温岚", NAMELESS, lost=True)
    with desk.work() as work:
        submissions.file_lost(message, work)
        work.inbox.mark_recalled(taken_back)
    desk.arrive(taken_back, case_file())
    assert desk.kept() == [] and desk.heard() == []
