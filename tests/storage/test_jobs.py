from __future__ import annotations

from sqlalchemy import select

from storage.jobs import Job
from storage.tables import jobs
from storage.work import UnitOfWork
from tests.storage.conftest import NOON


def test_slow_work_is_asked_for_once(work: UnitOfWork) -> None:
    assert work.jobs.ask("board", "2020-10-20", {"组": ["一"], "n": 1})
    assert not work.jobs.ask("board", "2020-10-20", {})
    assert work.jobs.ask("paper", "2020-10-20", {})
    first, second = work.jobs.waiting()
    assert first == Job(first.id, "board", "2020-10-20", {"组": ["一"], "n": 1}, NOON)
    assert second.kind == "paper"


def test_what_is_done_or_given_up_waits_no_longer_and_is_not_asked_again(work: UnitOfWork) -> None:
    for subject in ("a", "b", "c"):
        work.jobs.ask("board", subject, {})
    done, failed, left = work.jobs.waiting()
    work.jobs.finish(done.id, {"sha256": "ab"})
    work.jobs.fail(failed.id, "没有字体")
    work.jobs.fail(done.id, "too late")
    assert work.jobs.waiting() == [left]
    assert not work.jobs.ask("board", "b", {})
    rows = work.connection.execute(select(jobs.c.state, jobs.c.result, jobs.c.error).order_by(jobs.c.id)).all()
    assert rows == [("done", {"sha256": "ab"}, None), ("failed", None, "没有字体"), ("waiting", None, None)]
