"""Packages and their mails: owed, claimed once, put off, ended, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from domain.packages import MailFault, MailState, Package
from storage.packages import Packages
from storage.work import UnitOfWork
from tests.storage.conftest import NOON, after

DAY = date(2020, 10, 20)


def package(number: int, content: str = "c") -> Package:
    files = (("a.docx", "f" * 64, 10),)
    return Package(number, "qingshi", DAY, None, "x.zip", "e" * 64, 99, content, files, ("b",), "id-qi", NOON)


def test_a_mail_is_claimed_once_put_off_and_ended(work: UnitOfWork) -> None:
    assert work.packages.next_number() == 1
    work.packages.add(package(1))
    assert work.packages.get(1) == package(1)
    mail = work.packages.owe_mail(package(1), "id-qi", "m1")
    assert (mail.number, mail.state, mail.attempts) == (1, MailState.OWED, 0)
    assert work.packages.due_mails() == [mail] and work.packages.of_content("qingshi", "c") == mail
    assert work.packages.of_content("qingshi", "other") is None and work.packages.of_content("baihe", "c") is None
    assert work.packages.claim(1, "<1@x>") and not work.packages.claim(1, "<1@x>")
    assert [one.number for one in work.packages.interrupted()] == [1] and not work.packages.due_mails()
    work.packages.put_off(1, after(5), MailFault.UNREACHABLE)
    assert work.packages.due_mails() == []
    later = Packages(work.connection, after(5), work.campaign.key, work.namespace)
    assert [one.attempts for one in later.due_mails()] == [1]
    sent = later.end(1, MailState.SENT)
    assert (sent.sent_at, sent.message_id, sent.fault) == (after(5), "<1@x>", None)
    assert later.mailed_on(DAY) == {"qingshi": after(5)} and later.mailed_on(date(2020, 10, 21)) == {}


def test_a_mail_that_failed_does_not_stand_for_its_files(work: UnitOfWork) -> None:
    work.packages.add(package(1))
    work.packages.owe_mail(package(1), "id-qi", "m1")
    work.packages.end(1, MailState.FAILED, MailFault.REFUSED)
    assert work.packages.of_content("qingshi", "c") is None and work.packages.mailed_on(DAY) == {}
    with pytest.raises(LookupError):
        work.packages.mail(2)
    with pytest.raises(LookupError):
        work.packages.get(2)
