"""The two roads of the second channel: a webhook (a group robot of WeCom or DingTalk) and mail."""

from __future__ import annotations

import json
import ssl
import urllib.request
from email.message import EmailMessage
from functools import partial
from urllib.parse import urlsplit

from bot.alarms import Road
from bot.config import SettingError, Settings
from bot.smtp import MailServer, connected, mail_server

SECONDS = 10.0
MOST_ANSWERED = 4096  # bytes
SUBJECT = "蓝哨告警"


class NotTaken(OSError):
    """The other side answered that it would not have it."""


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
    with connected(server, tls) as connection:
        connection.send_message(message)
