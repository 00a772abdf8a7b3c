"""附件3 wants different photos: those that look the same count once, as soon as a machine has read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from documents.word_papers import judge_word
from domain.file_readings import FileReading
from domain.likenesses import Likeness
from domain.messages import Kind
from domain.posts import PostKind
from handlers import file_read
from storage.reading_jobs import ReadingJob
from tests.paper_desk import PaperDesk, case_file, case_text

ANSWER = PostKind.PAPER_ANSWER


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    return PaperDesk(tmp_path)


def test_photos_of_a_file_that_look_the_same_count_once(desk: PaperDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(*asked: Any) -> dict[str, Any]:
        return {**judge_word(*asked), "alike": [(1, 3)], "looks": [(480, 8.0), (479, None), (None, 7.9), (None, None)]}

    monkeypatch.setattr("tests.paper_desk.judge_word", compared)
    desk.hands("罗青", "典型案例.docx", case_file(160, 3))
    desk.hands("罗青", "典型案例.docx", case_file(160, 4))
    assert desk.texts(ANSWER) == [
        "附件3 还差：照片2张，至少3张；机器比对，第1张和第3张看上去是同一张，请核对更换。改好请重报。"
        "机器测得第2张照片较小、第3张照片不够清楚，宜换清楚的。",
        "附件3 收到，08:00。机器测得第2张照片较小、第3张照片不够清楚，宜换清楚的。",
    ]
    assert [kept.photos for kept in desk.kept()] == [2, 3]


def test_small_photos_in_the_chat_are_told_and_keep_no_case_from_passing(desk: PaperDesk) -> None:
    desk.at("19:20")
    desk.says("罗青", case_text(160))
    photos = [desk.shows("罗青") for _ in range(3)]
    with desk.work() as work:
        for message, side in zip(photos, (480, 479), strict=False):
            sha256 = work.inbox.sha256_of(message) or ""
            work.file_readings.add(FileReading(sha256, Kind.IMAGE, width=side, height=900, blur=8.0))
    desk.at("19:30")
    assert desk.texts() == ["附件3 收到，19:20。机器测得第2张照片较小，宜换清楚的。"]


def read_alike(desk: PaperDesk, one: str, other: str) -> None:
    """A machine reads the file of the second message, and finds that it looks like the first one's."""
    with desk.work() as work:
        files = [work.inbox.sha256_of(message) or "" for message in (one, other)]
        job = ReadingJob(1, other, files[1], Kind.IMAGE, desk.now)
        work.file_readings.add(FileReading(files[1], Kind.IMAGE))
        work.file_readings.note_likenesses([Likeness(files[0], files[1], 3, 2)])
        file_read(job, work)


def test_two_photos_and_one_that_looks_the_same_fail_and_it_is_told_which(desk: PaperDesk) -> None:
    desk.at("19:20")
    desk.says("罗青", case_text(160))
    first, _, third = (desk.shows("罗青") for _ in range(3))
    assert desk.kept()[0].accepted  # not read yet: different
    read_alike(desk, first, third)
    assert (desk.kept()[0].accepted, desk.kept()[0].photos) == (False, 2)
    desk.at("19:30")
    told = "附件3 还差：照片2张，至少3张；机器比对，第1张和第3张看上去是同一张，请核对更换。改好请重报。"
    assert desk.texts() == [told]


def test_a_photo_that_is_read_after_the_answer_brings_one_more(desk: PaperDesk) -> None:
    desk.at("19:20")
    desk.says("罗青", case_text(160))
    photos = [desk.shows("罗青") for _ in range(4)]
    desk.at("19:30")
    assert desk.texts() == ["附件3 收到，19:20。"]
    read_alike(desk, photos[0], photos[1])  # three are left
    desk.at("19:31")
    assert desk.texts() == [] and desk.kept()[0].photos == 3
    read_alike(desk, photos[1], photos[3])
    read_alike(desk, photos[0], photos[3])  # says nothing new
    desk.at("19:32")
    (text,) = desk.texts()
    assert "照片2张，至少3张；机器比对，第1张和第2张看上去是同一张，第1张和第4张看上去是同一张，请核对更换。" in text


def test_an_accepted_case_is_not_taken_back_by_what_is_read_once_it_was_due(desk: PaperDesk) -> None:
    desk.at("19:58")
    desk.says("罗青", case_text(160))
    first, _, third = (desk.shows("罗青") for _ in range(3))
    desk.at("20:00")
    read_alike(desk, first, third)
    assert (desk.kept()[0].accepted, desk.kept()[0].photos) == (True, 3)
