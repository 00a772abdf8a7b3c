from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.calendars import at_time
from domain.posts import PostKind
from domain.purposes import Purpose
from domain.submissions import Paper
from handlers import submissions
from tests.cast import BAIHE, COMMAND, EXPERTS, LOCALS, QINGSHI
from tests.paper_desk import DAY, PaperDesk, case_file, case_text, word

ANSWER = PostKind.PAPER_ANSWER


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    return PaperDesk(tmp_path)


def test_a_form_passes_as_it_is_and_is_answered_at_once(desk: PaperDesk) -> None:
    desk.at("19:52")
    message = desk.hands("温岚", "附件2.docx", b"anything")
    assert desk.texts() == ["附件2 收到，19:52。"]
    assert desk.purpose_of(message) is Purpose.SUBMISSION


def test_in_the_command_room_the_group_is_named(desk: PaperDesk) -> None:
    desk.at("19:52")
    desk.hands("温岚", "附件2.docx", room=COMMAND)
    (post,) = desk.heard()
    assert (post.text, post.room) == ("青石组 附件2 收到，19:52。", COMMAND)


def test_a_late_form_is_told_its_minutes(desk: PaperDesk) -> None:
    desk.at("20:17:36")
    desk.hands("温岚", "附件2.docx")
    assert desk.texts() == ["附件2 收到，20:17，迟报17分钟，按群内报送统计。"]


@pytest.mark.parametrize(("characters", "photos", "passes"), [(150, 3, True), (149, 3, False), (150, 2, False)])
def test_a_case_in_a_file_passes_from_150_characters_and_3_photos(
    desk: PaperDesk, characters: int, photos: int, passes: bool
) -> None:
    desk.hands("罗青", "典型案例.docx", case_file(characters, photos))
    (kept,) = desk.kept()
    assert (kept.accepted, kept.characters, kept.photos) == (passes, characters, photos)


def test_a_returned_case_is_told_what_it_lacks(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", case_file(57, 2))
    assert desk.texts(ANSWER) == ["附件3 还差：违法内容描述57字，至少150字；照片2张，至少3张。改好请重报。"]


def test_the_same_photo_thrice_is_one_photo(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", word(case_text(160).split("\n"), [1, 1, 1]))
    assert desk.kept()[0].photos == 1


def test_a_file_that_cannot_be_read_is_asked_for_again(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.doc", b"\xd0\xcf\x11\xe0")
    (text,) = desk.texts(ANSWER)
    assert "请另存为docx" in text


def test_a_case_whose_words_are_another_citys_is_returned(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", case_file(city="白河市"))
    (kept,) = desk.kept()
    assert not kept.accepted
    assert "白河" not in "".join(desk.texts(ANSWER))


def test_a_file_that_has_not_come_is_pending_and_one_that_never_comes_is_asked_for_again(desk: PaperDesk) -> None:
    message = desk.hands("罗青", "典型案例.docx", lost=True)
    (kept,) = desk.kept()
    assert (kept.accepted, kept.faults, kept.characters) == (False, (), None)
    assert desk.texts(ANSWER) == []
    with desk.work() as work:
        submissions.file_lost(message, work)
    assert desk.texts(ANSWER) == ["附件3 还差：文件没有收全，请重发。改好请重报。"]


def test_a_file_is_judged_by_when_it_was_sent_not_by_when_it_was_read(desk: PaperDesk) -> None:
    desk.at("19:59:59")
    message = desk.hands("罗青", "典型案例.docx", lost=True)
    desk.at("20:30")
    desk.arrive(message, case_file())
    assert desk.kept()[0].minutes_late == 0
    assert desk.texts(ANSWER) == ["附件3 收到，19:59。"]


def test_reading_twice_answers_once(desk: PaperDesk) -> None:
    message = desk.hands("罗青", "典型案例.docx")
    desk.arrive(message, case_file())
    assert len(desk.texts(ANSWER)) == 1


def test_photos_that_follow_a_case_in_words_belong_to_it(desk: PaperDesk) -> None:
    desk.at("19:20")
    text = desk.says("罗青", case_text(160))
    photos = []
    for _ in range(3):
        desk.now += timedelta(seconds=20)
        photos.append(desk.shows("罗青"))
    (kept,) = desk.kept()
    assert kept.message_ids == (text, *photos)
    assert (kept.accepted, kept.photos) == (True, 3)
    assert desk.texts() == []
    desk.at("19:30")
    assert desk.texts() == ["附件3 收到，19:20。"]


def test_a_short_case_in_words_is_answered_once_when_it_has_settled(desk: PaperDesk) -> None:
    desk.at("19:20")
    desk.says("罗青", case_text(160), room=COMMAND)
    desk.shows("罗青", room=COMMAND)
    desk.at("19:24:59")
    assert desk.texts() == []
    desk.at("19:40")
    assert desk.texts() == ["青石组 附件3 还差：照片1张，至少3张。改好请重报。"]


def test_a_caption_does_not_part_photos_from_their_case_but_other_words_do(desk: PaperDesk) -> None:
    desk.says("罗青", case_text(160))
    desk.says("罗青", "现场照片如下")
    desk.shows("罗青")
    desk.says("罗青", "各组明早七点半出发")
    stray = desk.shows("罗青")
    assert desk.kept()[0].photos == 1
    assert desk.purpose_of(stray) is Purpose.CHATTER  # left to the other habits


def test_photos_of_others_elsewhere_or_much_later_are_not_the_cases(desk: PaperDesk) -> None:
    desk.at("10:00")
    desk.says("罗青", case_text(160))
    desk.shows("温岚")
    desk.shows("郝大川")
    desk.shows("罗青", room=COMMAND)
    desk.at("10:20")
    desk.shows("罗青")
    assert desk.kept()[0].photos == 0


def test_the_same_photo_posted_twice_counts_once(desk: PaperDesk) -> None:
    desk.says("罗青", case_text(160))
    for seed in (1, 2, 2):
        desk.shows("罗青", seed)
    assert desk.kept()[0].photos == 2


def test_a_video_belongs_to_the_case_but_is_no_photo(desk: PaperDesk) -> None:
    desk.says("罗青", case_text(160))
    video = desk.films("罗青")
    assert desk.purpose_of(video) is Purpose.SUBMISSION
    assert desk.kept()[0].photos == 0


def test_without_the_heading_the_whole_text_counts(desk: PaperDesk) -> None:
    text = case_text(10).split("\n")[0] + "该公司除尘器未开。" * 12
    desk.says("罗青", text)
    assert desk.kept()[0].characters == len(text)


def test_a_form_told_in_words_passes(desk: PaperDesk) -> None:
    desk.says("温岚", "附件2 环境问题交办单\n1.东泉区某砂场：砂堆未盖")
    (kept,) = desk.kept()
    assert (kept.paper, kept.accepted) == (Paper.HANDOVER_FORM, True)


def test_in_private_the_answer_goes_to_the_sender(desk: PaperDesk) -> None:
    desk.at("20:26:18")
    desk.hands("罗青", "典型案例.docx", room=None)
    (post,) = desk.heard(ANSWER)
    assert (post.room, post.contact, post.text) == (None, "id-luo", "附件3 收到，20:26，迟报26分钟，按群内报送统计。")


def test_a_supplement_to_a_paper_that_was_in_time_is_not_told_that_it_is_late(desk: PaperDesk) -> None:
    desk.at("19:46")
    desk.hands("温岚", "附件2.docx")
    desk.heard()
    desk.at("20:31")
    desk.hands("温岚", "附件2（补充）.docx")
    assert desk.texts() == ["附件2 补充件收到，20:31（首次19:46）。"]
    assert [kept.minutes_late for kept in desk.kept()] == [0, 31]


def test_a_case_after_已邮_is_a_supplement_and_says_what_it_lacks(desk: PaperDesk) -> None:
    desk.at("19:50")
    desk.says("罗青", "附件3已邮")
    desk.heard()
    desk.at("20:10")
    desk.hands("罗青", "典型案例.docx", case_file(photos=2))
    desk.hands("罗青", "典型案例（补）.docx")
    assert desk.texts() == [
        "附件3 补充件还差：照片2张，至少3张（19:50告知已邮）。",
        "附件3 补充件收到，20:10（19:50告知已邮）。",
    ]


def test_after_a_returned_case_the_mended_one_is_no_supplement(desk: PaperDesk) -> None:
    desk.at("19:46")
    desk.hands("罗青", "典型案例.docx", case_file(photos=2))
    desk.heard()
    desk.at("20:17")
    desk.hands("罗青", "典型案例（改）.docx")
    assert desk.texts() == ["附件3 收到，20:17，迟报17分钟，按群内报送统计。"]


def test_at_night_papers_said_in_a_room_are_answered_in_private(desk: PaperDesk) -> None:
    desk.at("22:10")
    desk.hands("温岚", "附件2.docx", room=COMMAND)
    desk.hands("罗青", "典型案例.docx")
    desk.says("纪敏", case_text(160, "白河市"))
    desk.at("22:40")
    posts = desk.heard()
    assert [(post.room, post.contact) for post in posts] == [(None, "id-wen"), (None, "id-luo"), (None, "id-ji")]
    assert posts[0].text == "附件2 收到，22:10，迟报2小时10分钟，按群内报送统计。"


def test_each_attempt_is_kept_by_itself(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", case_file(photos=2))
    desk.hands("罗青", "典型案例（修改）.docx")
    assert [kept.accepted for kept in desk.kept()] == [False, True]


def test_a_covering_note_an_inspectors_draft_and_a_template_are_left_alone(desk: PaperDesk) -> None:
    desk.says("温岚", "附件2，请查收")
    desk.hands("郝大川", "典型案例.docx")
    desk.hands("温岚", "附件3 典型案例模板.docx")
    assert desk.kept() == [] and desk.heard() == []


def test_a_paper_taken_back_counts_for_nothing_and_a_photo_taken_back_is_not_counted(desk: PaperDesk) -> None:
    desk.says("罗青", case_text(160))
    photos = [desk.shows("罗青") for _ in range(3)]
    file = desk.hands("温岚", "附件2.docx")
    with desk.work() as work:
        submissions.withdraw_paper(photos[0], work)
        submissions.withdraw_paper(file, work)
    case, form = desk.kept()
    assert (case.accepted, case.photos) == (False, 2)
    assert form.message_ids == ()


def test_a_case_that_was_taken_back_is_not_answered(desk: PaperDesk) -> None:
    desk.at("19:00")
    message = desk.says("罗青", case_text(160))
    with desk.work() as work:
        submissions.withdraw_paper(message, work)
    desk.at("19:30")
    assert desk.heard() == []


def test_a_photo_after_the_answer_that_changes_the_verdict_brings_one_more(desk: PaperDesk) -> None:
    desk.at("19:58")
    desk.says("罗青", case_text(160))
    desk.shows("罗青")
    desk.now = at_time(DAY, desk.now.time().replace(minute=59))
    desk.shows("罗青")
    desk.at("20:02")
    assert len(desk.texts(ANSWER)) == 1
    desk.shows("罗青")
    desk.at("20:20")
    assert desk.texts(ANSWER) == ["附件3 收到，19:58。"]


def test_after_midnight_what_is_still_owed_goes_first_and_is_late(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.at("00:10", DAY + timedelta(days=1))
    desk.hands("罗青", "典型案例.docx")
    desk.hands("温岚", "附件2.docx")
    assert [(kept.paper, kept.minutes_late) for kept in desk.kept()] == [
        (Paper.HANDOVER_FORM, 0),
        (Paper.TYPICAL_CASE, 250),
    ]
    (form,) = desk.kept(DAY + timedelta(days=1))
    assert (form.paper, form.minutes_late) == (Paper.HANDOVER_FORM, 0)


def test_from_seven_the_day_is_the_day_of_sending(desk: PaperDesk) -> None:
    desk.at("07:00", DAY + timedelta(days=1))
    desk.hands("温岚", "附件2.docx")
    assert [kept.minutes_late for kept in desk.kept(DAY + timedelta(days=1))] == [0]


def test_a_day_named_by_the_file_goes_before_the_hour(desk: PaperDesk) -> None:
    desk.at("09:00", DAY + timedelta(days=1))
    desk.hands("温岚", "附件2（10.21）.docx")
    desk.at("00:10", DAY + timedelta(days=2))
    desk.hands("温岚", "附件2-20201023.docx")
    assert [kept.minutes_late for kept in desk.kept()] == [13 * 60]
    assert [kept.minutes_late for kept in desk.kept(DAY + timedelta(days=2))] == [0]


def test_a_case_in_words_that_is_for_the_day_before_is_answered(desk: PaperDesk) -> None:
    desk.at("00:10", DAY + timedelta(days=1))
    desk.says("罗青", case_text(160))
    for _ in range(3):
        desk.shows("罗青")
    desk.at("00:20", DAY + timedelta(days=1))
    assert desk.texts() == ["附件3 收到，00:10，迟报4小时10分钟，按群内报送统计。"]


def test_a_case_that_is_only_quoted_is_not_handed_in(desk: PaperDesk) -> None:
    desk.says("温岚", f"「罗青：{case_text(160)}」\n- - - - - - - -\n好")
    assert desk.kept() == []


@pytest.mark.parametrize("room", [BAIHE, LOCALS, EXPERTS, "room-unknown@chatroom"])
def test_papers_shown_to_others_are_answered_in_private(desk: PaperDesk, room: str) -> None:
    desk.at("20:10")
    desk.hands("温岚", "附件2.docx", room=room)
    desk.hands("罗青", "典型案例.docx", case_file(photos=1), room=room)
    desk.says("温岚", case_text(160), room=room)
    desk.at("20:30")
    assert {(post.room, post.contact) for post in desk.heard()} == {(None, "id-wen"), (None, "id-luo")}


def test_a_form_whose_file_is_lost_does_not_count_until_it_comes(desk: PaperDesk) -> None:
    desk.at("19:40")
    message = desk.hands("温岚", "附件2.docx", lost=True)
    with desk.work() as work:
        submissions.file_lost(message, work)
        submissions.file_lost(message, work)
    assert [kept.accepted for kept in desk.kept()] == [False]
    assert desk.texts() == ["附件2 收到，19:40。", "附件2 还差：文件没有收全，请重发。改好请重报。"]
    desk.arrive(message, b"the form")
    assert [kept.accepted for kept in desk.kept()] == [True]
    assert desk.texts() == ["附件2 收到，19:40。"]


def test_a_case_whose_file_comes_after_it_was_given_up_is_read(desk: PaperDesk) -> None:
    desk.at("19:40")
    message = desk.hands("罗青", "典型案例.docx", lost=True)
    with desk.work() as work:
        submissions.file_lost(message, work)
    desk.heard()
    desk.arrive(message, case_file())
    assert [kept.accepted for kept in desk.kept()] == [True]
    assert desk.texts() == ["附件3 收到，19:40。"]


def test_each_group_has_its_own(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.hands("纪敏", "附件2.docx")
    assert [(kept.group, kept.room) for kept in desk.kept()] == [("qingshi", QINGSHI), ("baihe", BAIHE)]
