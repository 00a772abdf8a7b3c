"""Marking urgent by hand, telling who is on duty, drafting an urgent note: for dispatchers alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.namings import visits_named
from domain.posts import PostKind
from domain.rosters import Roster
from domain.visits import Finding, Outcome, Visit
from tests.cast import COMMAND, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit


def on_duty(name: str) -> Roster:
    """The cast's roster with one dispatcher on duty."""
    people = tuple(
        replace(person, details={"title": "值班领导"}) if person.id == ID[name] else person for person in ROSTER.people
    )
    return replace(ROSTER, people=people)


def desk(roster: Roster = ROSTER) -> FrontDesk:
    front = FrontDesk(roster)
    found = (Finding("雨水沟内有泡沫废水流出", "water"), Finding("危废间未上锁", "waste"))
    front.visit(a_visit("云台县芃远纸业有限公司", "09:00", group="qingshi", team=1, county="云台县", day=DAY))
    front.visit(replace(a_visit("东泉区垚光建材厂", "09:30", group="qingshi", team=2, day=DAY), findings=found))
    front.visit(a_visit("望山县绿野砂场", "09:40", group="baihe", team=2, day=DAY, outcome=Outcome.CLEAN))
    return front


def visits(front: FrontDesk) -> dict[int, Visit]:
    with front.work() as work:
        return {visit.number or 0: visit for visit in work.visits.all()}


def test_a_dispatcher_marks_a_place_by_a_part_of_its_name_and_who_is_on_duty_hears_it_in_private() -> None:
    front = desk(on_duty("苏禾"))
    front.asks("齐正", "垚光这条标记紧急，推送值班领导")
    (told, answer) = front.heard()
    assert visits(front)[2].urgent and not visits(front)[1].urgent
    assert "已标紧急：#2 东泉区垚光建材厂。" in answer.text and "已私信苏禾。" in answer.text
    assert (told.kind, told.contact, told.room, told.urgent) == (PostKind.URGENT, ID["苏禾"], None, True)
    assert "雨水沟内有泡沫废水流出" in told.text


def test_a_note_is_drafted_from_the_words_of_the_inspectors() -> None:
    front = desk()
    front.asks("齐正", "芃远纸业也标紧急，和垚光一起出一份紧急信息")
    post = front.answer()
    assert post.room == COMMAND and visits(front)[1].urgent and visits(front)[2].urgent
    for line in ("已标紧急：#1", "1. #1 ", "2. #2 ", "(1) 雨水沟内有泡沫废水流出", "照片0 视频0"):
        assert line in post.text
    assert "绿野" not in post.text


def test_a_mark_stays_when_the_visit_is_told_further_and_can_be_taken_back() -> None:
    front = desk()
    front.asks("齐正", "#2标紧急")
    with front.work() as work:
        visit = work.visits.get(2)
        assert visit is not None
    front.visit(replace(visit, urgent=False, county="东泉区"))
    assert visits(front)[2].urgent
    front.asks("齐正", "#2取消紧急")
    assert not visits(front)[2].urgent


@pytest.mark.parametrize("name", ["罗青", "郝大川"])
def test_nobody_else_marks_or_drafts(name: str) -> None:
    front = desk()
    front.asks(name, "垚光建材标紧急，出一份紧急信息")
    assert "由指挥调度组办理" in front.answer().text
    assert not visits(front)[2].urgent


def test_a_place_that_nobody_reported_is_asked_for() -> None:
    front = desk()
    front.asks("齐正", "恒昌铸造标紧急")
    assert "没找到是哪一条" in front.answer().text


def test_in_a_groups_room_only_its_own_places_can_be_named() -> None:
    front = desk()
    front.asks("齐正", "绿野砂场标紧急", room=QINGSHI)
    assert "没找到是哪一条" in front.answer().text and not visits(front)[3].urgent


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("#3和#1", (3, 1)),
        ("芃远纸业", (1,)),
        ("把绿野砂场和芃远合成一份", (3, 1)),
        ("纸业", ()),
        ("云台县那家", ()),
        ("#9", ()),
    ],
)
def test_names_are_told_from_their_head_on(said: str, numbers: tuple[int, ...]) -> None:
    listed = list(visits(desk()).values())
    assert tuple(visit.number for visit in visits_named(said, listed, ROSTER, {}).visits) == numbers


def test_of_two_that_begin_alike_the_one_named_further_is_meant_else_it_is_asked() -> None:
    front = FrontDesk()
    for place in ("芃远纸业有限公司", "芃远塑料厂"):
        front.visit(a_visit(place, "09:00", group="qingshi", team=1, day=DAY))
    front.asks("齐正", "芃远标紧急")
    assert front.answer().text == "名称相近：#1 芃远纸业有限公司、#2 芃远塑料厂。请写编号。"
    front.asks("齐正", "芃远塑料标紧急")
    assert [visit.number for visit in visits(front).values() if visit.urgent] == [2]


def test_without_anybody_on_duty_the_dispatcher_is_told_so() -> None:
    front = desk()
    front.asks("齐正", "垚光建材标紧急，通知值班领导")
    assert "名册里没有写明值班领导，请转告。" in front.answer().text
