"""Sends the mails that are owed: claimed, sent, marked, in three durable steps; never twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.config import SettingError, Settings
from bot.executor import Executor, Unit
from bot.letters import Letter, Mailbox, send_letter
from bot.smtp import mail_server
from bot.workers import end, one_worker
from documents.packages import body_text, subject_text
from domain.packages import Mail, MailFault, MailState
from handlers import mail_settled
from storage.media import MediaStore
from storage.work import UnitOfWork

SECONDS = 600.0  # a mail that takes longer is not known to have gone
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))  # between attempts that certainly failed
_ADDRESS = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")
_MEGABYTE = 1_000_000
log = structlog.get_logger("mails")


def mailbox_of(settings: Settings) -> Mailbox | None:
    """The mailbox that is set up; None by default. Raises SettingError."""
    if bool(settings.mail_smtp) != bool(settings.mail_to):
        raise SettingError("LANSHAO_MAIL_SMTP（发信服务器）和 LANSHAO_MAIL_TO（收信人）要么都写，要么都不写")
    if not settings.mail_smtp:
        return None
    server = mail_server(settings.mail_smtp, "LANSHAO_MAIL_SMTP")
    sender = settings.mail_from or server.user
    for name, address in (("LANSHAO_MAIL_TO", settings.mail_to), ("LANSHAO_MAIL_FROM", sender)):
        if not _ADDRESS.fullmatch(address):
            raise SettingError(f"{name} 应是一个邮箱地址，形如 name@example.org")
    return Mailbox(server, sender, settings.mail_to, settings.mail_megabytes * _MEGABYTE)


class Mailing:
    """Sends what is owed, one mail at a time, each in a process that can be ended; without a mailbox none goes."""

    def __init__(self, executor: Executor, media: MediaStore, mailbox: Mailbox | None) -> None:
        self._executor, self._media, self._mailbox = executor, media, mailbox

    async def resume(self, now: datetime) -> None:
        """What was being sent when the last run ended may have gone: it is told, never sent again."""

        def give_up(work: UnitOfWork) -> None:
            for mail in work.packages.interrupted():
                work.packages.end(mail.number, MailState.UNKNOWN, MailFault.STOPPED)
                mail_settled(mail.number, work)

        await self._executor.run(Unit("mails left", now, give_up))

    async def send_owed(self, clock: Callable[[], datetime]) -> int:
        """Send what may go now; how many mails were tried."""
        count = 0
        while due := await self._executor.run(Unit("mails", clock(), lambda work: work.packages.due_mails())):
            await self._send(due[0], clock)
            count += 1
        return count

    async def _send(self, mail: Mail, clock: Callable[[], datetime]) -> None:
        letter = await self._executor.run(Unit(f"mail {mail.number}", clock(), lambda work: self._claim(mail, work)))
        if letter is None:
            return
        fault, state, again = await self._outcome(letter)
        log.info("mail", mail=mail.number, state=state, fault=fault)

        def note(work: UnitOfWork) -> None:
            if again and mail.attempts < len(PAUSES) and fault is not None:
                work.packages.put_off(mail.number, work.now + PAUSES[mail.attempts], fault)
                return
            work.packages.end(mail.number, state, fault)
            mail_settled(mail.number, work)

        await self._executor.insist(Unit(f"mail {mail.number}", clock(), note))

    def _claim(self, mail: Mail, work: UnitOfWork) -> Letter | None:
        """Note that it is being sent; None where it cannot go at all, which is told."""
        package, group = work.packages.get(mail.package), work.roster.group.get(mail.group)
        fault = self._hindrance(package.sha256, package.size)
        if fault is not None or group is None or self._mailbox is None:
            work.packages.end(mail.number, MailState.FAILED, fault)
            mail_settled(mail.number, work)
            return None
        domain = self._mailbox.sender.rpartition("@")[2]
        message_id = f"<lanshao.{mail.number}.{package.content[:24]}@{domain}>"
        if not work.packages.claim(mail.number, message_id):
            return None
        subject, body = subject_text(work.campaign.name, group, package), body_text(group, package)
        file = self._media.path(package.sha256)
        return Letter(subject, body, message_id, work.now, file, package.file_name.rpartition("/")[2])

    def _hindrance(self, sha256: str, size: int) -> MailFault | None:
        if self._mailbox is None:
            return MailFault.UNSET
        try:
            self._media.path(sha256)
        except FileNotFoundError:
            return MailFault.NO_FILE
        return MailFault.TOO_LARGE if size > self._mailbox.most else None

    async def _outcome(self, letter: Letter) -> tuple[MailFault | None, MailState, bool]:
        """(why not, what has become of it, whether it may be tried again)."""
        assert self._mailbox is not None  # _claim said so
        pool = one_worker()
        try:
            sending = asyncio.get_running_loop().run_in_executor(pool, send_letter, self._mailbox, letter)
            fault, again = await asyncio.wait_for(sending, SECONDS)
        except Exception as error:  # the process died, or took too long
            log.error("mail not known to have gone", error=type(error).__name__)
            return MailFault.CUT_OFF, MailState.UNKNOWN, False
        finally:
            end(pool)
        if fault is None:
            return None, MailState.SENT, False
        return fault, MailState.UNKNOWN if fault is MailFault.CUT_OFF else MailState.FAILED, again
