from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from domain.calendars import at_time
from domain.messages import BOT
from domain.obligations import standing_of
from domain.purposes import Purpose
from domain.submissions import Channel, Paper
from domain.verdicts import State
from handlers import submissions
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.paper_desk import DAY, PaperDesk, case_file


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    desk = PaperDesk(tmp_path)
    desk.at("19:52")
    return desk


def papers(desk: PaperDesk, group: str = "qingshi") -> list[tuple[str, Channel, int]]:
    return [(kept.paper, kept.channel, kept.minutes_late) for kept in desk.kept() if kept.group == group]


def test_mailed_settles_both_papers_with_author_and_time(desk: PaperDesk) -> None:
    message = desk.says("罗青", "已邮")
    assert papers(desk) == [(Paper.HANDOVER_FORM, Channel.MAIL, 0), (Paper.TYPICAL_CASE, Channel.MAIL, 0)]
    assert desk.texts() == ["已记：青石组 附件2、附件3，19:52告知已邮（罗青）。"]
    assert desk.purpose_of(message) is Purpose.DECLARATION


def test_what_is_no_paper_settles_nothing_and_is_asked_about_where_it_is_short_or_said_to_us(desk: PaperDesk) -> None:
    desk.says("罗青", "照片已邮")
    assert desk.texts() == ["没有记。请写哪一件材料，例：附件3已邮；都邮了的，说“已邮”"]
    desk.says("罗青", "昨天说的那些工作照片和名单已发邮箱，请查收")
    desk.says("罗青", "样品已邮")
    assert desk.texts() == [] and papers(desk) == []


def test_a_named_paper_is_settled_alone(desk: PaperDesk) -> None:
    desk.says("温岚", "附件3已邮", room=COMMAND)
    assert papers(desk) == [(Paper.TYPICAL_CASE, Channel.MAIL, 0)]


def test_only_what_is_open_is_settled_and_nothing_new_is_met_with_silence(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.hands("罗青", "典型案例.docx", case_file(photos=1))
    desk.heard()
    desk.says("温岚", "已邮")
    assert desk.texts() == ["已记：青石组 附件3，19:52告知已邮（温岚）。"]
    desk.says("罗青", "已邮")
    assert desk.texts() == []


def test_已邮_said_while_a_file_was_there_still_holds_when_the_file_is_taken_back(desk: PaperDesk) -> None:
    file = desk.hands("温岚", "附件2.docx")
    desk.says("温岚", "附件2已邮")
    with desk.work() as work:
        submissions.withdraw_paper(file, work)
        kept = work.submissions.of_day(DAY, "qingshi")
        form, _ = standing_of(work.roster.group["qingshi"], DAY, kept, work.campaign, desk.now + timedelta(minutes=1))
    assert form.state is State.MAILED


def test_what_was_mailed_is_never_late_whenever_it_is_told(desk: PaperDesk) -> None:
    desk.at("20:05")
    desk.says("罗青", "附件2已邮", room=None)
    assert papers(desk) == [(Paper.HANDOVER_FORM, Channel.MAIL, 0)]
    assert desk.texts() == ["已记：青石组 附件2，20:05告知已邮（罗青）。"]


def test_after_midnight_已邮_settles_the_day_that_is_still_owed(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.heard()
    after = at_time(DAY + timedelta(days=1), time(0, 20))
    desk.says("罗青", "已邮", at=after)
    assert papers(desk)[-1] == (Paper.TYPICAL_CASE, Channel.MAIL, 0)
    assert desk.kept(DAY + timedelta(days=1)) == []
    assert desk.texts() == ["已记：青石组 10月21日附件3，00:20告知已邮（罗青）。"]
    desk.says("罗青", "已邮", at=after + timedelta(hours=8))
    assert len(desk.kept(DAY + timedelta(days=1))) == 2


def test_a_day_that_is_named_is_the_day_that_is_settled(desk: PaperDesk) -> None:
    desk.says("罗青", "昨天的附件3已邮", at=at_time(DAY + timedelta(days=1), time(10)))
    assert papers(desk) == [(Paper.TYPICAL_CASE, Channel.MAIL, 0)]


def test_a_quote_of_another_groups_affairs_declares_nothing(desk: PaperDesk) -> None:
    desk.hands("纪敏", "典型案例.docx", case_file(photos=1), room=COMMAND)
    with desk.work() as work:
        (owed,) = work.outbox.due()
        work.outbox.claim(owed.id)
        work.outbox.mark_sent(owed.id, "p1", desk.now)
    desk.says("罗青", "已邮", room=COMMAND, quote="p1")
    desk.says("罗青", "「蓝哨：白河组 附件3：群内未见」\n- - - - - -\n已邮", room=COMMAND)
    assert papers(desk) == []
    desk.says("罗青", "「蓝哨：青石组 附件3：群内未见」\n- - - - - -\n已邮", room=COMMAND)
    assert len(papers(desk)) == 2


def test_at_night_whoever_declares_is_answered_alone(desk: PaperDesk) -> None:
    desk.at("22:30")
    desk.says("罗青", "已邮")
    desk.says("齐正", "已交 白河", room=COMMAND)
    assert [(post.room, post.contact) for post in desk.heard()] == [(None, "id-luo"), (None, "id-qi")]


def test_inspectors_other_groups_rooms_and_other_groups_names_declare_nothing(desk: PaperDesk) -> None:
    desk.says("郝大川", "1组交办材料已发邮箱")
    desk.says("罗青", "已邮", room=BAIHE)
    desk.says("罗青", "白河组邮件已发", room=COMMAND)
    desk.says("罗青", "已邮？")
    assert desk.kept() == [] and desk.heard() == []


def test_a_dispatcher_settles_a_groups_papers(desk: PaperDesk) -> None:
    desk.at("20:40")
    desk.says("齐正", "已交 青石组", room=COMMAND)
    assert papers(desk) == [(Paper.HANDOVER_FORM, Channel.DISPATCHER, 0), (Paper.TYPICAL_CASE, Channel.DISPATCHER, 0)]
    assert desk.texts() == ["已记：青石组 附件2、附件3，20:40调度组登记已交（齐正）。"]


@pytest.mark.parametrize("text", ["已交 白河 附件3", "白河组附件3已交", "已交附件3 baihe"])
def test_word_order_does_not_matter(desk: PaperDesk, text: str) -> None:
    desk.says("齐正", text, room=COMMAND)
    assert papers(desk, "baihe") == [(Paper.TYPICAL_CASE, Channel.DISPATCHER, 0)]


def test_several_groups_at_once_and_what_was_settled_is_said(desk: PaperDesk) -> None:
    desk.says("罗青", "已邮")
    desk.heard()
    desk.says("齐正", "已交 青石、白河 附件2", room=None)
    assert desk.texts() == ["已记：白河组 附件2，19:52调度组登记已交（齐正）。青石组此前已收到或已登记。"]


def test_a_group_that_is_not_there_is_answered_with_those_that_are(desk: PaperDesk) -> None:
    desk.says("齐正", "@蓝哨 已交 江北组", room=COMMAND, mentions=(BOT,))
    assert desk.texts() == ["没看出是哪个组。现有：青石组、白河组。例：已交 青石组 附件3"]


def test_in_a_groups_room_other_groups_are_neither_settled_nor_named(desk: PaperDesk) -> None:
    desk.says("齐正", "@蓝哨 已交 白河组", room=QINGSHI, mentions=(BOT,))
    assert desk.kept() == []
    assert desk.texts() == ["请在指挥调度群或私聊里登记。"]
    desk.says("齐正", "@蓝哨 已交 附件2", room=QINGSHI, mentions=(BOT,))
    assert papers(desk) == [(Paper.HANDOVER_FORM, Channel.DISPATCHER, 0)]


def test_talk_in_the_command_room_declares_nothing(desk: PaperDesk) -> None:
    for text in ("青石组的问题已交办属地", "青石组已交了吗", "青石组说昨天已交过一次材料了，再核一下", "已交"):
        desk.says("齐正", text, room=COMMAND)
    assert desk.kept() == [] and desk.heard() == []


def test_nobody_but_a_dispatcher_says_delivered(desk: PaperDesk) -> None:
    desk.says("罗青", "青石组已交", room=COMMAND)
    desk.says("葛教授", "已交 青石组", room=COMMAND)
    assert desk.kept() == []


def test_a_declaration_that_is_taken_back_settles_nothing(desk: PaperDesk) -> None:
    message = desk.says("罗青", "已邮")
    desk.heard()
    with desk.work() as work:
        submissions.withdraw_paper(message, work)
    desk.says("温岚", "已邮")
    assert desk.texts() == ["已记：青石组 附件2、附件3，19:52告知已邮（温岚）。"]


def test_a_declaration_is_in_the_audit_log(desk: PaperDesk) -> None:
    desk.says("罗青", "附件2已邮")
    with desk.work() as work:
        text = str(work.connection.exec_driver_sql("SELECT actor, action, subject FROM audit").all())
    assert "id-luo" in text and "declare_paper" in text and "qingshi" in text
