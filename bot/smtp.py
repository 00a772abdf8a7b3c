"""Speaking to a mail server, under TLS only: the one place that does. What became of a mail is told exactly."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from bot.config import SettingError
from domain.packages import MailFault

SECONDS = 10.0
LONG_SECONDS = 60.0  # for a mail with attachments, between two words of the server
PORTS = {"smtps": 465, "smtp": 587}


@dataclass(frozen=True, slots=True)
class MailServer:
    """`at_once`: TLS from the first byte, else after STARTTLS; never without."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    at_once: bool


class NotSent(OSError):
    """The mail certainly did not go; `again`: it may another time."""

    def __init__(self, fault: MailFault, *, again: bool) -> None:
        super().__init__(fault.value)
        self.fault, self.again = fault, again


class MayBeSent(OSError):
    """The mail was handed over, and the server did not say what it made of it."""


def mail_server(url: str, setting: str = "LANSHAO_ALARM_SMTP") -> MailServer:
    """`smtps://user:password@host[:465]` or `smtp://user:password@host[:587]`. Raises SettingError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or not parts.username:
        raise SettingError(f"{setting} 应形如 smtps://用户:密码@主机:465，用户和密码里的 @ 写成 %40")
    user, password = unquote(parts.username), unquote(parts.password or "")
    return MailServer(parts.hostname, port or PORTS[parts.scheme], user, password, parts.scheme == "smtps")


@contextmanager
def connected(server: MailServer, tls: ssl.SSLContext | None, seconds: float = SECONDS) -> Iterator[smtplib.SMTP]:
    """A connection under TLS, logged in. Raises OSError (smtplib's errors are such)."""
    context = tls or ssl.create_default_context()
    if server.at_once:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=seconds)
    with connection:
        if not server.at_once:
            connection.starttls(context=context)
        connection.login(server.user, server.password)
        yield connection


def send_exactly(server: MailServer, sender: str, to: str, message: EmailMessage, ca: str | None = None) -> None:
    """Hand one mail to one address over. Raises NotSent or MayBeSent; `ca` is a PEM file to trust."""
    handed_over = taken = False
    try:
        data = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        with connected(server, ssl.create_default_context(cafile=ca), LONG_SECONDS) as connection:
            _offer(connection, sender, to, len(data))
            code, _ = connection.docmd("DATA")
            if code != 354:
                raise NotSent(MailFault.REFUSED, again=code < 500)
            handed_over = True
            connection.send(_quoted(data) + b".\r\n")
            code, _ = connection.getreply()
            if code >= 400:
                handed_over = False
                raise NotSent(MailFault.TOO_LARGE if code == 552 else MailFault.REFUSED, again=code < 500)
            taken = True
    except NotSent:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(MailFault.LOGIN, again=error.smtp_code < 500) from None
    except OSError as error:
        if taken:
            return  # only the farewell failed
        if handed_over:
            raise MayBeSent(type(error).__name__) from None
        raise NotSent(MailFault.UNREACHABLE, again=True) from None


def _offer(connection: smtplib.SMTP, sender: str, to: str, size: int) -> None:
    """Name sender and addressee; a server that says what it takes at most is not handed more."""
    most = connection.esmtp_features.get("size", "")
    if most.isdecimal() and 0 < int(most) < size:
        raise NotSent(MailFault.TOO_LARGE, again=False)
    for code, _ in (connection.mail(sender), connection.rcpt(to)):
        if code >= 400:
            raise NotSent(MailFault.TOO_LARGE if code == 552 else MailFault.REFUSED, again=code < 500)


def _quoted(data: bytes) -> bytes:
    """Lines that begin with a dot begin with two, as SMTP wants it; the last line is ended."""
    quoted = data.replace(b"\r\n.", b"\r\n..")
    quoted = b"." + quoted if quoted.startswith(b".") else quoted
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"
