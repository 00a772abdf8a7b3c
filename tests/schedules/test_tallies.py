"""The evening tally: one post a room, text and board together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from documents.boards import draw_from
from domain.calendars import at_time
from domain.posts import PostKind
from domain.slots import Slot
from domain.visits import Outcome
from schedules.tallies import JOB, RULE, TALLY, post_board, post_tally, post_without_board
from storage.jobs import Job
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.schedules.desk import Desk
from tests.visit_book import DAY, a_visit, clock

DUE = clock("21:00")
SLOT = Slot(TALLY, "", DUE, DUE)


@pytest.fixture
def desk() -> Desk:
    desk = Desk([RULE])
    desk.write(a_visit("云台县宏图砖厂", "10:00", outcome=Outcome.VIOLATION, findings=2))
    desk.write(a_visit("望山县老窑厂", "11:00", group="baihe", author="id-fan"))
    desk.write(a_visit("云台县昨日厂", "11:30", day=DAY - timedelta(days=1)))
    return desk


def asked(desk: Desk, slot: Slot = SLOT) -> list[Job]:
    with desk.work(DUE) as work:
        post_tally(slot, work)
        return work.jobs.waiting()


def test_each_group_room_and_the_command_room_have_a_board_asked_for(desk: Desk) -> None:
    jobs = asked(desk)
    assert [job.kind for job in jobs] == [JOB] * 3
    assert [job.payload["room"] for job in jobs] == [QINGSHI, BAIHE, COMMAND]
    assert all(draw_from(job.payload).startswith(b"\x89PNG") for job in jobs)


def test_a_group_hears_only_of_itself_and_the_command_room_of_all(desk: Desk) -> None:
    own, _, command = [str(dict(job.payload)) for job in asked(desk)]
    assert "青石市" in own and "白河" not in own
    assert "青石市" in command and "白河市" in command and "【评比】" in command


def test_figures_are_those_of_the_day(desk: Desk) -> None:
    text = asked(desk)[0].payload["text"]
    assert "1组 点位1/8 工业1/5 问题2 涉嫌违法1" in text and "截至21:00" in text
    assert "附件2：群内未见" in text


def test_post_and_board_go_together_once(desk: Desk) -> None:
    payload = asked(desk)[0].payload
    with desk.work(DUE + timedelta(seconds=3)) as work:
        post_board(payload, "a" * 64, work)
        post_without_board(payload, work)
        (owed,) = work.outbox.due()
    assert owed.post.kind is PostKind.TALLY and owed.post.room == QINGSHI
    assert owed.post.media == ("a" * 64,) and owed.post.text == payload["text"]
    assert str(owed.post.once) == f"anfang-2020|tally|{QINGSHI}|2020-10-21T21:00:00+08:00|0|1"


def test_without_a_board_the_words_go_alone(desk: Desk) -> None:
    payload = asked(desk)[2].payload
    with desk.work(DUE) as work:
        post_without_board(payload, work)
        (owed,) = work.outbox.due()
    assert owed.post.media == () and owed.post.room == COMMAND


def test_asking_twice_for_the_same_evening_draws_once(desk: Desk) -> None:
    asked(desk)
    assert len(asked(desk)) == 3


def test_every_day_of_the_campaign_has_one_slot_and_no_other_day(desk: Desk) -> None:
    with desk.work(DUE) as work:
        assert list(RULE.slots(DAY, work)) == [("", DUE, DUE)]
        assert list(RULE.slots(date(2020, 10, 18), work)) == []
        assert list(RULE.slots(date(2021, 1, 1), work)) == []
        assert list(RULE.slots(date(2020, 12, 31), work)) == [("", *[at_time(date(2020, 12, 31), DUE.time())] * 2)]
        assert RULE.grace(work) == timedelta(hours=3)


def test_a_day_without_a_word_is_tallied_all_the_same() -> None:
    jobs = asked(Desk([RULE]))
    assert "群内未见点位记录" in jobs[0].payload["text"]
    assert "群内未见点位" in jobs[2].payload["text"]
