"""The daily report again: one visit first, or at a moment that somebody has asked for."""

from __future__ import annotations

from datetime import timedelta

from domain.posts import Post
from domain.visits import Outcome
from schedules.daily_reports import report_again
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit

NEXT_DAY = DAY + timedelta(days=1)


def desk() -> FrontDesk:
    front = FrontDesk()
    for place, urgent in (("云台县宏图砖厂", True), ("东泉区江岸印刷厂", False)):
        front.visit(
            a_visit(place, "09:00", group="qingshi", day=DAY, outcome=Outcome.VIOLATION, urgent=urgent, findings=1)
        )
    front.visit(a_visit("望山县绿野砂场", "09:40", group="baihe", day=DAY))
    return front


def ring(front: FrontDesk) -> list[Post]:
    """Let what was planned happen at its time."""
    while True:
        with front.work() as work:
            due = work.timetable.next_at()
        if due is None:
            return front.heard()
        front.now = due
        with front.work() as work:
            slot = work.timetable.claim()
            assert slot is not None
            report_again(slot, work)
        front._send()


def test_a_visit_is_put_first_even_one_without_a_violation() -> None:
    front = desk()
    front.says("齐正", "日报里江岸印刷厂放第一条，重发一版给我", room=None)
    text = front.answer().text
    assert text.index("江岸印刷厂") < text.index("宏图砖厂")
    front.says("齐正", "日报把绿野砂场置顶", room=None)
    text = front.answer().text
    assert text.index("绿野砂场") < text.index("宏图砖厂") < text.index("江岸印刷厂")


def test_a_visit_that_nobody_knows_is_asked_for() -> None:
    front = desk()
    front.says("齐正", "日报里恒昌铸造放第一条", room=None)
    assert "没找到是哪一条" in front.answer().text


def test_todays_report_comes_again_tomorrow_at_seven() -> None:
    front = desk()
    front.at("21:05")
    front.says("齐正", "明天早上7点把两个组的日报再推送一遍", room=None)
    assert front.answer().text == "好的，10月21日07:00私信您10月20日日报。"
    (post,) = ring(front)
    assert (post.room, post.contact) == (None, ID["齐正"])
    assert f"{front.now:%d %H:%M}" == "21 07:00" and post.text.startswith("【日报】10月20日")


def test_what_was_asked_in_the_command_room_is_said_there_unless_it_was_to_be_private() -> None:
    front = desk()
    front.at("21:05")
    front.asks("齐正", "明早7点再发一遍日报")
    assert front.answer().text == "好的，10月21日07:00在本群发10月20日日报。"
    assert [post.room for post in ring(front)] == [COMMAND]
    front.at("21:10", NEXT_DAY)
    front.asks("齐正", "明早7点把日报再发给我一遍")
    assert front.answer().room == COMMAND
    assert [(post.room, post.contact) for post in ring(front)] == [(None, ID["齐正"])]


def test_it_is_not_said_when_the_request_was_taken_back() -> None:
    front = desk()
    front.at("21:05")
    asked = front.asks("罗青", "明早7点再发一遍日报")
    front.heard()
    with front.work() as work:
        work.inbox.mark_recalled(asked)
    assert ring(front) == []


def test_a_group_hears_of_its_own_day_alone_then_as_now() -> None:
    front = desk()
    front.at("21:05")
    front.asks("罗青", "明早7点再发一遍日报")
    assert front.answer().room == QINGSHI
    (post,) = ring(front)
    assert post.room == QINGSHI and "绿野" not in post.text
    front.at("21:05", NEXT_DAY)
    front.asks("罗青", "明早7点再发一遍白河日报")
    assert "只能查本组" in front.answer().text and BAIHE != QINGSHI


def test_without_a_moment_it_is_asked_for() -> None:
    front = desk()
    front.asks("齐正", "晚上把日报再推送一遍")
    assert front.answer().text == "没看懂什么时候发，请写成：明天7点发日报"
