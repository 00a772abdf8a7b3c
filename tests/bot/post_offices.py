"""A real mail server (aiosmtpd) on this machine, under TLS, that takes mails or behaves badly."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from bot.letters import Mailbox
from bot.smtp import MailServer

USER, PASSWORD, TO = "bot@example.org", "hush", "papers@example.org"


class Office:
    """What became of what was handed in. `answers` are the answers to DATA, the last one for ever; None hangs up."""

    def __init__(self, *answers: str | None, seconds: float = 0.0) -> None:
        self.taken: list[bytes] = []
        self.asked = 0
        self._answers, self._seconds = list(answers) or ["250 taken"], seconds

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        time.sleep(self._seconds)  # the whole office is slow
        if answer is None:
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            self.taken.append(bytes(envelope.content))
        return answer

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]


def attached(mail: EmailMessage) -> tuple[str, bytes]:
    """The one attachment: its name and its bytes."""
    (part,) = mail.iter_attachments()
    return str(part.get_filename()), cast(bytes, part.get_payload(decode=True))


@contextmanager
def opened(
    office: Office, certificate: tuple[Path, Path], password: str = PASSWORD, most: int = 20_000_000, **more: Any
) -> Iterator[Mailbox]:
    """The office, open on a free port; a mailbox there."""
    key, pem = certificate
    tls = SSLContext(PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem, key)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def is_known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        success = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=success, handled=False)

    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=is_known,
        **more,
    )
    controller.start()
    try:
        yield Mailbox(MailServer("localhost", port, USER, password, False), USER, TO, most, str(pem))
    finally:
        controller.stop()
