"""What the overview asks is what a recount of the visits says."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import Connection

from domain.assemblies import Assembled
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from domain.overviews import DayCount
from domain.visits import Link, Part
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.storage.conftest import unit
from tests.visit_book import DAY, a_visit, clock

BOTH = ("qingshi", "baihe")


def test_hours_and_days_are_counted_for_the_groups_asked_for_alone(connection: Connection) -> None:
    work = unit(connection)
    times = ["07:59", "08:00", "08:59", "09:00", "23:59"]
    made = [a_visit(f"{n}厂", at, findings=n % 2) for n, at in enumerate(times)]
    made += [
        a_visit("白河厂", "08:30", group="baihe"),
        a_visit("次日报厂", reported_at=clock("09:00") + timedelta(days=1)),
    ]
    written = work.visits.apply(Assembled(visits=tuple(made)))
    hours = Counter(visit.reported_at.astimezone(SHANGHAI).hour for visit in written[:-2]) + Counter([23])
    assert Counter(dict(enumerate(work.overviews.hours_of(DAY, ["qingshi"])))) + Counter() == hours
    assert sum(work.overviews.hours_of(DAY, BOTH)) == 7
    assert sum(work.overviews.hours_of(DAY, [])) == 0
    before = DAY - timedelta(days=1)
    assert work.overviews.days_of(before, DAY, ["qingshi"]) == (DayCount(before), DayCount(DAY, 6, 6, 2))
    assert work.overviews.days_of(DAY, DAY, ["baihe"]) == (DayCount(DAY, 1, 1, 0),)


def test_the_newest_pictures_are_those_of_the_newest_visits_one_each(connection: Connection) -> None:
    work = unit(connection)
    for number, (group, at) in enumerate([("qingshi", "08:00"), ("qingshi", "09:00"), ("baihe", "10:00")]):
        links = (
            _kept(work, f"{number}-a", at, Kind.IMAGE),
            _kept(work, f"{number}-b", at, Kind.VIDEO, minutes=5),
            _kept(work, f"{number}-c", at, Kind.IMAGE, minutes=6, is_here=False),
        )
        work.visits.apply(
            Assembled(visits=(a_visit(f"{number}厂", at, group=group, links=links, last_at=links[-1].at),))
        )
    found = work.overviews.newest(DAY, BOTH, 2)
    assert [(one.place, one.kind, one.sha256) for one in found] == [
        ("2厂", Kind.VIDEO, "hash of 2-b"),
        ("1厂", Kind.VIDEO, "hash of 1-b"),
    ]
    assert [one.place for one in work.overviews.newest(DAY, ["qingshi"], 9)] == ["1厂", "0厂"]


def _kept(work: UnitOfWork, name: str, at: str, kind: Kind, minutes: int = 0, is_here: bool = True) -> Link:
    """A photo or video on record, its file fetched or not."""
    sent = clock(at) + timedelta(minutes=minutes)
    work.inbox.keep(Message(name, QINGSHI, "id-hao", "郝大川", sent, kind), b"")
    if is_here:
        work.inbox.attach(name, f"hash of {name}", 1)
    return Link(name, sent, "id-hao", kind, Part.PHOTO if kind is Kind.IMAGE else Part.VIDEO)
