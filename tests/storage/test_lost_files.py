from __future__ import annotations

from datetime import datetime

from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.work import UnitOfWork
from tests.cast import QINGSHI


def test_a_file_that_was_given_up_is_taken_when_it_is_brought_again(work: UnitOfWork) -> None:
    at = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
    work.inbox.keep(Message("m1", QINGSHI, "id-wen", "温岚", at, Kind.FILE, file_name="附件2.docx"), b"raw")
    work.inbox.keep(Message("m2", QINGSHI, "id-wen", "温岚", at, Kind.TEXT, "好"), b"raw")
    assert work.inbox.awaits_file("m1") and not work.inbox.awaits_file("m2")
    work.inbox.lose_file("m1", "timed out")
    assert work.inbox.awaits_file("m1")
    assert work.inbox.awaiting_files() == []
    work.inbox.attach("m1", "0" * 64, 8)
    assert work.inbox.sha256_of("m1") == "0" * 64
    assert not work.inbox.awaits_file("m1")
