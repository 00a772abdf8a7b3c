"""The two roads of the second channel: a webhook (a group robot of WeCom or DingTalk) and mail."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from urllib.parse import unquote, urlsplit

from bot.alarms import Road
from bot.config import SettingError, Settings

SECONDS = 10.0
MOST_ANSWERED = 4096  # bytes
SUBJECT = "蓝哨告警"
PORTS = {"smtps": 465, "smtp": 587}


class NotTaken(OSError):
    """The other side answered that it would not have it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """`at_once`: TLS from the first byte, else after STARTTLS; never without."""

    host: str
    port: int
    user: str
    password: str
    at_once: bool


def roads_of(settings: Settings) -> list[Road]:
    """The roads that are set; none by default. Raises SettingError."""
    roads: list[Road] = []
    if settings.alarm_webhook:
        parts = urlsplit(settings.alarm_webhook)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError("LANSHAO_ALARM_WEBHOOK 应是一个 https:// 网址")
        roads.append(partial(post_to_webhook, settings.alarm_webhook))
    if bool(settings.alarm_smtp) != bool(settings.alarm_mail):
        raise SettingError("LANSHAO_ALARM_SMTP（发信服务器）和 LANSHAO_ALARM_MAIL（收信人）要么都写，要么都不写")
    if settings.alarm_smtp:
        roads.append(partial(send_mail, mail_server(settings.alarm_smtp), settings.alarm_mail))
    return roads


def mail_server(url: str) -> MailServer:
    """`smtps://user:password@host[:465]` or `smtp://user:password@host[:587]`. Raises SettingError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or not parts.username:
        raise SettingError("LANSHAO_ALARM_SMTP 应形如 smtps://用户:密码@主机:465，用户和密码里的 @ 写成 %40")
    user, password = unquote(parts.username), unquote(parts.password or "")
    return MailServer(parts.hostname, port or PORTS[parts.scheme], user, password, parts.scheme == "smtps")


def post_to_webhook(url: str, text: str) -> None:
    """Post the text in the form of a group robot. Raises OSError when it was not taken."""
    body = json.dumps({"msgtype": "text", "text": {"content": text}}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json; charset=utf-8"}, method="POST")
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        answer = response.read(MOST_ANSWERED)
    try:
        told = json.loads(answer)
    except ValueError:
        return
    if isinstance(told, dict) and told.get("errcode", 0) != 0:
        raise NotTaken("the robot did not take it")


def send_mail(server: MailServer, to: str, text: str, tls: ssl.SSLContext | None = None) -> None:
    """Send a mail, under TLS only. Raises OSError (smtplib's errors are such)."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = SUBJECT, server.user, to
    message.set_content(text)
    context = tls or ssl.create_default_context()
    if server.at_once:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with connection:
        if not server.at_once:
            connection.starttls(context=context)
        connection.login(server.user, server.password)
        connection.send_message(message)
