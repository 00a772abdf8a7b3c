"""One mail with its archive, sent in a process of its own, which imports little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from bot.smtp import MailServer, MayBeSent, NotSent, send_exactly
from domain.packages import MailFault


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mails come from and go to. `most` bytes an attachment may have; `ca` is a PEM file, None: the system's."""

    server: MailServer
    sender: str
    to: str
    most: int
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it is handed to the process that sends it."""

    subject: str
    body: str
    message_id: str
    at: datetime
    file: Path
    file_name: str


def send_letter(mailbox: Mailbox, letter: Letter) -> tuple[MailFault | None, bool]:
    """Send one mail, in a process of its own: (None, False) when it was taken, else why not and whether again."""
    try:
        send_exactly(mailbox.server, mailbox.sender, mailbox.to, message_of(mailbox, letter), mailbox.ca)
    except NotSent as error:
        return error.fault, error.again
    except MayBeSent:
        return MailFault.CUT_OFF, False
    return None, False


def message_of(mailbox: Mailbox, letter: Letter) -> EmailMessage:
    """The mail with the archive attached, its bytes unchanged."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = letter.subject, mailbox.sender, mailbox.to
    message["Date"], message["Message-ID"] = format_datetime(letter.at), letter.message_id
    message.set_content(letter.body)
    data = letter.file.read_bytes()
    message.add_attachment(data, maintype="application", subtype="zip", filename=letter.file_name)
    return message
