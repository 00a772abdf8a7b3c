from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from domain.submissions import Channel, Paper, Submission
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.storage.conftest import NOON, unit

DAY = date(2020, 10, 20)
CASE = Submission(
    number=None,
    group="qingshi",
    paper=Paper.TYPICAL_CASE,
    day=DAY,
    channel=Channel.CHAT,
    sender="id-luo",
    room=QINGSHI,
    at=NOON,
    message_ids=("m1", "m2"),
    characters=149,
    photos=2,
    accepted=False,
    faults=("还差1字", "还差1张"),
    minutes_late=0,
)
MAILED = replace(
    CASE,
    paper=Paper.HANDOVER_FORM,
    channel=Channel.MAIL,
    room=None,
    message_ids=(),
    characters=None,
    photos=None,
    accepted=True,
    faults=(),
    minutes_late=7,
)


def test_every_attempt_is_kept_with_a_number(work: UnitOfWork) -> None:
    assert [work.submissions.add(CASE), work.submissions.add(MAILED), work.submissions.add(CASE)] == [1, 2, 3]
    assert work.submissions.of_day(DAY) == [replace(CASE, number=1), replace(MAILED, number=2), replace(CASE, number=3)]


def test_attempts_are_those_for_that_day_and_group(work: UnitOfWork) -> None:
    work.submissions.add(CASE)
    work.submissions.add(replace(CASE, group="baihe"))
    work.submissions.add(replace(CASE, day=date(2020, 10, 19)))
    assert [found.number for found in work.submissions.of_day(DAY, "baihe")] == [2]
    assert [found.number for found in work.submissions.of_day(DAY)] == [1, 2]


def test_a_photo_that_comes_later_is_written_into_the_attempt(work: UnitOfWork) -> None:
    number = work.submissions.add(CASE)
    mended = replace(CASE, number=number, message_ids=("m2", "m3"), photos=3, accepted=True, faults=())
    work.submissions.replace(mended)
    assert work.submissions.of_message("m3") == work.submissions.of_message("m2") == mended
    assert work.submissions.of_message("m1") is None


def test_a_message_belongs_to_its_latest_attempt_in_its_own_gateway(connection: Connection) -> None:
    work = unit(connection)
    work.submissions.add(CASE)
    latest = work.submissions.add(replace(CASE, message_ids=("m1", "m1")))
    found = work.submissions.of_message("m1")
    assert found is not None and (found.number, found.message_ids) == (latest, ("m1", "m1"))
    assert unit(connection, namespace="other").submissions.of_message("m1") is None


@pytest.mark.parametrize("number", [None, 5])
def test_an_attempt_never_kept_cannot_be_replaced(work: UnitOfWork, number: int | None) -> None:
    with pytest.raises(LookupError):
        work.submissions.replace(replace(CASE, number=number))
