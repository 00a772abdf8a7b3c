"""Strangers, rooms and held posts as rows, on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from domain.posts import NOBODYS, Once, Post, PostKind
from domain.strangers import Change, Hold, Stranger
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.storage.conftest import after, unit


def owe(work: UnitOfWork, number: int, kind: PostKind = PostKind.TALLY, room: str = QINGSHI) -> Post:
    post = Post(
        Once(work.campaign.key, kind.value, str(number), "today"), kind, room, None, f"统计{number}", about=NOBODYS
    )
    assert work.outbox.owe(post)
    return post


def test_a_stranger_is_news_when_he_comes_comes_back_or_takes_a_persons_name(work: UnitOfWork) -> None:
    met = work.strangers
    assert met.meet(QINGSHI, "wx-1", "小马", imitates=False, member=False)
    assert not met.meet(QINGSHI, "wx-1", "", imitates=False, member=True)
    assert met.in_room(QINGSHI) == [Stranger("wx-1", "小马", imitates=False, member=True, confirmed=False)]
    met.confirm(QINGSHI, "id-qi")
    assert met.get(QINGSHI, "wx-1") == Stranger("wx-1", "小马", imitates=False, member=True, confirmed=True)
    assert met.meet(QINGSHI, "wx-1", "罗青", imitates=True, member=False)
    assert met.get(QINGSHI, "wx-1") == Stranger("wx-1", "罗青", imitates=True, member=True, confirmed=False)
    assert met.leave(QINGSHI, "wx-1")
    assert not met.leave(QINGSHI, "wx-1")
    assert met.in_room(QINGSHI) == []
    assert met.meet(QINGSHI, "wx-1", "小马", imitates=False, member=False)
    assert met.get(QINGSHI, "wx-1") == Stranger("wx-1", "小马", imitates=False, member=False, confirmed=False)


def test_a_look_shows_who_is_gone_and_rooms_keep_their_strangers_apart(work: UnitOfWork) -> None:
    for room, contact in ((QINGSHI, "wx-1"), (QINGSHI, "wx-2"), (BAIHE, "wx-1")):
        work.strangers.meet(room, contact, "某人", imitates=False, member=True)
    assert work.strangers.rooms_of(["wx-1"]) == {QINGSHI, BAIHE}
    assert work.strangers.keep_only(QINGSHI, ["wx-2", "id-luo"]) == 1
    assert {room: len(them) for room, them in work.strangers.by_room().items()} == {QINGSHI: 1, BAIHE: 1}


def test_each_thing_is_told_once_a_day(connection: Connection) -> None:
    today, tomorrow = unit(connection), unit(connection, after(24 * 60))
    assert today.watched_rooms.note(QINGSHI, Change.STRANGER, "wx-1", "小马")
    assert not today.watched_rooms.note(QINGSHI, Change.STRANGER, "wx-1", "小马")
    assert today.watched_rooms.note(BAIHE, Change.STRANGER, "wx-1", "小马")
    (notice,) = today.watched_rooms.untold(QINGSHI)
    assert (notice.change, notice.subject, notice.name) == (Change.STRANGER, "wx-1", "小马")
    today.watched_rooms.mark_told(QINGSHI, [notice])
    assert today.watched_rooms.untold(QINGSHI) == []
    assert tomorrow.watched_rooms.note(QINGSHI, Change.STRANGER, "wx-1", "小马")


def test_a_room_keeps_what_a_look_and_an_event_have_shown(work: UnitOfWork) -> None:
    rooms = work.watched_rooms
    assert rooms.get(QINGSHI) is None
    assert rooms.enter(QINGSHI)
    assert not rooms.enter(QINGSHI)
    rooms.look(QINGSHI, "青石群", 12)
    rooms.hold(QINGSHI, Hold.TOPIC)
    assert rooms.enter(QINGSHI, inside=False)
    known = rooms.get(QINGSHI)
    assert known is not None
    assert (known.topic, known.members, known.is_in, known.hold) == ("青石群", 12, False, Hold.TOPIC)
    assert rooms.all() == [known]


def test_what_is_held_waits_in_its_place_and_goes_out_when_its_room_is_free(work: UnitOfWork) -> None:
    work.strangers.meet(QINGSHI, "wx-1", "小马", imitates=False, member=False)
    tally, reminder = owe(work, 1), owe(work, 2, PostKind.REMINDER)
    assert (work.guards.holds(tally), work.guards.holds(reminder)) == (True, False)
    (first, _) = work.outbox.due()
    work.guards.hold(first.id, tally)
    assert [owed.post for owed in work.outbox.due()] == [reminder]
    assert work.held_posts.counts() == {QINGSHI: 1}
    assert work.guards.let_go(QINGSHI).sent == 0
    assert [room.id for room in work.guards.pending()] == [QINGSHI]
    assert work.guards.confirm(QINGSHI, "id-qi").sent == 1
    assert [owed.post for owed in work.outbox.due()] == [tally, reminder]
    assert work.guards.pending() == []


def test_what_was_held_too_long_is_dropped(connection: Connection) -> None:
    work = unit(connection)
    work.watched_rooms.hold(QINGSHI, Hold.TOPIC)
    tally = owe(work, 1)
    work.guards.hold(work.outbox.due()[0].id, tally)
    later = unit(connection, work.now + work.campaign.guard_stale + timedelta(minutes=1))
    released = later.guards.confirm(QINGSHI, "id-qi")
    assert (released.sent, released.stale) == (0, 1)
    assert later.outbox.due() == []


def test_nothing_is_said_of_a_stranger_where_he_or_another_sits(work: UnitOfWork) -> None:
    work.strangers.meet(COMMAND, "wx-1", "小马", imitates=False, member=True)
    work.strangers.confirm(COMMAND, "id-qi")
    assert work.guards.closed_to(["wx-2"]) == set()
    assert work.guards.closed_to(["wx-1"]) == {COMMAND}
    work.strangers.meet(COMMAND, "wx-3", "小杨", imitates=False, member=False)
    assert work.guards.closed_to(["wx-2"]) == {COMMAND}
    assert not work.guards.is_guarded(COMMAND)  # who has only spoken there keeps no figures from it
