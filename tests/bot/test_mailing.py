"""发送邮件 through a real mail server: one mail, its attachment unchanged, and what is said when the server is bad."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path

import pytest

import bot.smtp
from bot.config import SettingError, load_settings
from bot.letters import Letter, Mailbox, message_of, send_letter
from bot.mailing import mailbox_of
from domain.calendars import at_time
from domain.messages import Kind
from domain.packages import Mail, MailFault, MailState
from storage.work import UnitOfWork
from tests.bot.post_offices import TO, Office, attached, opened
from tests.cast import COMMAND
from tests.group_chat import DAY, GroupChat, group_chat
from tests.paper_desk import case_file

Certificate = tuple[Path, Path]
CASE = case_file(160, 3)
FORM = b"PK\x03\x04 a form as it came"


@contextmanager
def handed_in(folder: Path, mailbox: Mailbox | None) -> Iterator[GroupChat]:
    """青石 has handed in its form and a case."""
    with group_chat(folder, start="19:30", mailbox=mailbox) as chat:
        chat.shows("温岚", FORM, kind=Kind.FILE, file_name="附件2.docx")
        chat.shows("罗青", CASE, kind=Kind.FILE, file_name="典型案例.docx")
        chat.heard()
        yield chat


def states(chat: GroupChat) -> list[tuple[MailState, MailFault | None]]:
    def read(work: UnitOfWork) -> list[tuple[MailState, MailFault | None]]:
        mails: list[Mail] = []
        while True:
            try:
                mails.append(work.packages.mail(len(mails) + 1))
            except LookupError:
                return [(mail.state, mail.fault) for mail in mails]

    return list(chat.look(read))


def test_one_mail_goes_out_and_carries_what_was_handed_in_byte_by_byte(
    tmp_path: Path, certificate: Certificate
) -> None:
    office = Office()
    with opened(office, certificate) as mailbox, handed_in(tmp_path, mailbox) as chat:
        chat.asks("齐正", "发送邮件 青石")
        (told,) = chat.heard()
        assert told.startswith("青石组 10月21日上报材料，邮件已发出（19:30，2个文件，0.1MB，SHA-256 ")
        chat.asks("温岚", "未报")
        assert chat.heard()[-1].endswith("已由蓝哨代发邮件 19:30")
        chat.asks("罗青", "发送邮件")
        assert "没有再发" in chat.heard()[-1]
    (mail,) = office.mails()
    assert (mail["To"], mail["Subject"]) == (TO, "暗访核查 驻青石 10月21日上报材料")
    name, data = attached(mail)
    assert name == "青石_20201021_上报材料_1.zip"
    assert (tmp_path / "packages" / "20201021" / name).read_bytes() == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert names == ["青石_20201021_附件2_1.docx", "青石_20201021_附件3_1.docx", "清单.txt"]
        assert archive.read(names[0]) == FORM and archive.read(names[1]) == CASE
        manifest = archive.read("清单.txt").decode("utf-8-sig")
    assert hashlib.sha256(FORM).hexdigest() in manifest and "截至2020-10-21 19:30" in manifest


def test_a_mail_is_sent_again_only_where_that_is_said_or_something_was_added(
    tmp_path: Path, certificate: Certificate
) -> None:
    office = Office()
    with opened(office, certificate) as mailbox, handed_in(tmp_path, mailbox) as chat:
        chat.asks("温岚", "发送邮件")
        chat.asks("温岚", "发送邮件")
        assert len(office.taken) == 1
        chat.shows("温岚", b"PK more", kind=Kind.FILE, file_name="附件2补充.docx")
        chat.asks("温岚", "发送邮件")
        assert len(office.taken) == 2
        chat.asks("温岚", "重发邮件")
        assert len(office.taken) == 3


def test_a_line_that_breaks_after_the_handing_over_is_told_and_never_sent_again(
    tmp_path: Path, certificate: Certificate
) -> None:
    office = Office(None)
    with opened(office, certificate) as mailbox, handed_in(tmp_path, mailbox) as chat:
        chat.asks("温岚", "发送邮件")
        told = [post.post for post in chat.posts() if "不知发出没有" in post.post.text]
        assert {post.room or post.contact for post in told} == {"id-wen", COMMAND}
        assert "请先到收件邮箱核对" in told[0].text and "重发邮件 青石" in told[0].text
        chat.later(7200)
        chat.asks("温岚", "发送邮件")
        assert states(chat) == [(MailState.UNKNOWN, MailFault.CUT_OFF)]
    assert office.asked == 1


def test_what_is_refused_for_now_is_tried_again_and_what_is_refused_for_good_is_told(
    tmp_path: Path, certificate: Certificate
) -> None:
    office = Office("451 later", "250 taken")
    with opened(office, certificate) as mailbox, handed_in(tmp_path, mailbox) as chat:
        chat.asks("温岚", "发送邮件")
        assert chat.heard() == [] and states(chat) == [(MailState.OWED, MailFault.REFUSED)]
        chat.later(60)
        chat.asks("温岚", "未报")
        assert len(office.taken) == 1 and states(chat)[0][0] is MailState.SENT
    office = Office("554 no")
    with opened(office, certificate) as mailbox, handed_in(tmp_path / "b", mailbox) as chat:
        chat.asks("温岚", "发送邮件")
        told = chat.heard()
        assert len(told) == 2 and all("邮件没有发出：对方服务器不收" in text for text in told)
        assert states(chat) == [(MailState.FAILED, MailFault.REFUSED)]


def test_without_a_mailbox_nothing_goes_and_it_is_said(tmp_path: Path) -> None:
    with handed_in(tmp_path, None) as chat:
        chat.asks("齐正", "发送邮件 青石")
        assert "没有设置发信邮箱" in chat.heard()[0]
        assert list((tmp_path / "packages" / "20201021").glob("*.zip"))


def test_what_was_being_sent_when_the_bot_ended_is_told_and_not_sent(tmp_path: Path, certificate: Certificate) -> None:
    office = Office()
    with opened(office, certificate) as mailbox, handed_in(tmp_path, None) as chat:
        chat.asks("温岚", "发送邮件")
        chat.heard()

        def as_if_killed(work: UnitOfWork) -> None:
            work.packages.owe_mail(work.packages.get(1), "id-wen", "m")
            work.packages.claim(2, "<x@example.org>")

        chat.look(as_if_killed)
        chat.app.mailing._mailbox = mailbox
        chat.run(chat.app.mailing.resume(chat.now))
        chat.asks("温岚", "未报")
        assert any("发送途中停过机" in text for text in chat.heard())
    assert office.asked == 0


def letter(folder: Path, data: bytes = b"PK" + b".\r\n.x\n" * 50) -> Letter:
    file = folder / "x.zip"
    file.write_bytes(data)
    return Letter("青石 上报材料", "正文\n.\n..\n", "<1@example.org>", at_time(DAY, time(20, 3)), file, "x.zip")


def test_bytes_with_dots_and_bare_line_ends_arrive_as_they_were(tmp_path: Path, certificate: Certificate) -> None:
    office = Office()
    with opened(office, certificate) as mailbox:
        assert send_letter(mailbox, letter(tmp_path)) == (None, False)
    assert attached(office.mails()[0])[1] == (tmp_path / "x.zip").read_bytes()
    assert office.mails()[0].get_body().get_content().splitlines() == ["正文", ".", ".."]  # type: ignore[union-attr]


def test_a_slow_server_is_not_waited_for_and_the_mail_is_not_known_to_have_gone(
    tmp_path: Path, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.smtp, "LONG_SECONDS", 0.5)
    with opened(Office(seconds=1.5), certificate) as mailbox:
        assert send_letter(mailbox, letter(tmp_path)) == (MailFault.CUT_OFF, False)


def test_a_server_that_does_not_know_us_takes_less_or_is_nobody_gets_nothing(
    tmp_path: Path, certificate: Certificate
) -> None:
    office = Office()
    with opened(office, certificate, password="wrong") as mailbox:
        assert send_letter(mailbox, letter(tmp_path)) == (MailFault.LOGIN, False)
    with opened(office, certificate, data_size_limit=500) as mailbox:
        assert send_letter(mailbox, letter(tmp_path)) == (MailFault.TOO_LARGE, False)
    with opened(office, certificate) as mailbox:
        nobody = Mailbox(mailbox.server, mailbox.sender, mailbox.to, mailbox.most)  # nobody vouches for this server
        assert send_letter(nobody, letter(tmp_path)) == (MailFault.UNREACHABLE, True)
    assert send_letter(mailbox, letter(tmp_path)) == (MailFault.UNREACHABLE, True)  # it is closed
    assert office.taken == []


def test_too_large_a_package_is_told_at_once(tmp_path: Path, certificate: Certificate) -> None:
    office = Office()
    with opened(office, certificate, most=1000) as mailbox, handed_in(tmp_path, mailbox) as chat:
        chat.asks("温岚", "发送邮件")
        assert "附件太大，请分开发送" in chat.heard()[0]
    assert office.asked == 0


def test_a_subject_can_hold_no_header(tmp_path: Path) -> None:
    box = Mailbox(bot.smtp.MailServer("localhost", 25, "u@x", "p", False), "u@x", TO, 1)
    fine = letter(tmp_path)
    bad = Letter("x\r\nBcc: evil@example.org", fine.body, fine.message_id, fine.at, fine.file, fine.file_name)
    with pytest.raises(ValueError, match="linefeed"):
        message_of(box, bad)


def test_settings_of_a_mailbox(tmp_path: Path) -> None:
    def read(**given: str) -> Mailbox | None:
        return mailbox_of(load_settings(given, tmp_path / "none.env"))

    assert read() is None
    both = {"LANSHAO_MAIL_SMTP": "smtps://bot%40example.org:hush@mail.example.org", "LANSHAO_MAIL_TO": TO}
    box = read(**both)
    assert box is not None and (box.sender, box.to, box.most) == ("bot@example.org", TO, 20_000_000)
    assert "hush" not in repr(load_settings(both, tmp_path / "none.env")) + repr(box)
    for wrong in (
        {"LANSHAO_MAIL_TO": TO},
        {**both, "LANSHAO_MAIL_TO": "a@example.org,b@example.org"},
        {**both, "LANSHAO_MAIL_TO": "a@example.org\nBcc: b@example.org"},
        {**both, "LANSHAO_MAIL_FROM": "nobody"},
        {**both, "LANSHAO_MAIL_MEGABYTES": "0"},
    ):
        with pytest.raises(SettingError, match="LANSHAO_MAIL"):
            read(**wrong)
