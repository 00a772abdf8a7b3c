"""Trouble is told once, its end once; a channel that does not take it is tried again; nothing secret is said."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context
from typing import Any

import pytest

from bot.alarm_roads import NotTaken, post_to_webhook, roads_of, send_mail
from bot.alarms import Alarms, Incidents
from bot.config import SettingError, load_settings
from bot.smtp import MailServer, mail_server
from documents.alarms import TROUBLES, alarm_text
from domain.calendars import SHANGHAI

AT = datetime(2020, 10, 21, 14, 3, tzinfo=SHANGHAI)


class Duty:
    """Somebody at the other end of the channel. Time stands still until `hears_at` moves it."""

    def __init__(self) -> None:
        self.incidents = Incidents()
        self.heard: list[str] = []

    def hears_at(self, now: float, *, reachable: bool = True) -> list[str]:
        before = len(self.heard)
        while notice := self.incidents.due(now):
            if reachable:
                self.heard.append(f"{'over ' if notice.over else ''}{notice.kind}")
            self.incidents.settle(notice, now, told=reachable)
        return self.heard[before:]


def test_trouble_is_told_once_and_its_end_once() -> None:
    duty = Duty()
    assert duty.incidents.begin("deaf", "x", AT) and not duty.incidents.begin("deaf", "x", AT)
    assert duty.hears_at(0) == ["deaf"]
    assert duty.hears_at(9_999) == []
    assert duty.incidents.end("deaf") and not duty.incidents.end("deaf")
    assert duty.hears_at(10_000) == ["over deaf"]
    assert not duty.incidents.pending()


def test_trouble_that_comes_and_goes_is_told_at_most_once_in_ten_minutes() -> None:
    duty = Duty()
    for now in range(0, 3_600, 10):
        duty.incidents.begin("deaf", "x", AT)
        duty.hears_at(now)
        duty.incidents.end("deaf")
        duty.hears_at(now + 5)
    assert duty.heard == ["deaf", "over deaf"] * 6


def test_no_more_than_twenty_notices_go_out_in_an_hour() -> None:
    duty = Duty()
    for n in range(40):
        duty.incidents.begin(f"kind {n}", "x", AT)
    assert len(duty.hears_at(0)) == 20
    assert duty.hears_at(3_599) == []
    assert len(duty.hears_at(3_600)) == 20


def test_a_channel_that_does_not_take_it_is_tried_again_ever_later() -> None:
    duty = Duty()
    duty.incidents.begin("disk", "x", AT)
    tried = [now for now in range(200) if duty.incidents.due(now) and duty.hears_at(now, reachable=False) == []]
    assert tried == [0, 5, 15, 35, 75, 155]
    assert duty.hears_at(1_000) == ["disk"]


def test_what_ended_before_it_could_be_told_is_not_told() -> None:
    duty = Duty()
    duty.incidents.begin("deaf", "x", AT)
    duty.hears_at(0, reachable=False)
    duty.incidents.end("deaf")
    assert duty.hears_at(1_000) == []


def test_alarms_come_out_of_a_thread_of_their_own_and_a_broken_road_stops_no_other() -> None:
    heard: list[str] = []

    def broken(text: str) -> None:
        raise OSError(text)

    alarms = Alarms([broken, heard.append], lambda: AT)
    alarms.alarm("deaf", TROUBLES["deaf"])
    alarms.alarm("deaf", TROUBLES["deaf"])
    alarms.close()
    assert heard == [alarm_text(TROUBLES["deaf"], AT, over=False)]
    assert heard[0].startswith("【蓝哨】10-21 14:03 起：收不到微信消息")


def test_without_a_channel_an_alarm_does_no_harm() -> None:
    alarms = Alarms([], lambda: AT)
    alarms.alarm("deaf", "x")
    alarms.over("deaf")
    alarms.close()


# ── the roads ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def robot(answer: bytes, status: int = 200) -> Iterator[tuple[str, list[Any]]]:
    """A group robot on this machine; its address, and what was posted to it."""
    posted: list[Any] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/send?key=hush", posted
        finally:
            server.shutdown()
            thread.join()


def test_a_webhook_gets_the_text_in_the_form_of_a_group_robot() -> None:
    with robot(b'{"errcode": 0, "errmsg": "ok"}') as (url, posted):
        post_to_webhook(url, "磁盘快满了")
    assert posted == [{"msgtype": "text", "text": {"content": "磁盘快满了"}}]


def test_a_robot_that_says_no_has_not_taken_it() -> None:
    with robot(b'{"errcode": 45009, "errmsg": "freq"}') as (url, _), pytest.raises(NotTaken):
        post_to_webhook(url, "x")
    with robot(b"", status=500) as (url, _), pytest.raises(OSError):
        post_to_webhook(url, "x")


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server on this machine. `lines` is what was said to it."""

    def __init__(self, tls: SSLContext, *, at_once: bool) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.tls, self.at_once = tls, at_once
        self.lines: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that does not trust it hangs up


class Clerk(socketserver.StreamRequestHandler):
    """Just enough of SMTP, TLS from the first byte or after STARTTLS."""

    def handle(self) -> None:
        office = self.server
        assert isinstance(office, PostOffice)
        if office.at_once:
            self._encrypt()
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            office.lines.append(line)
            word = line.split()[0].upper()
            if word == "EHLO":
                self.wfile.write(b"250-here\r\n250-AUTH PLAIN\r\n" + b"250 STARTTLS\r\n")
            elif word == "STARTTLS":
                self._say("220 go on")
                self._encrypt()
            elif word == "DATA":
                self._say("354 go on")
                while (line := self.rfile.readline().decode().strip("\r\n")) != ".":
                    office.lines.append(line)
                self._say("250 taken")
            elif word == "QUIT":
                return self._say("221 bye")
            else:
                self._say("235 in" if word == "AUTH" else "250 fine")

    def _encrypt(self) -> None:
        assert isinstance(self.server, PostOffice)
        self.connection: Any = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile: Any = self.connection.makefile("rb")
        self.wfile: Any = self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.mark.parametrize("at_once", [True, False], ids=["TLS at once", "STARTTLS"])
def test_a_mail_goes_out_under_tls_only_and_to_a_server_that_is_who_it_says(
    at_once: bool, certificate: tuple[Path, Path]
) -> None:
    key, pem = certificate
    tls = SSLContext(PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem, key)
    with PostOffice(tls, at_once=at_once) as office:
        thread = threading.Thread(target=office.serve_forever)
        thread.start()
        server = MailServer("localhost", office.server_address[1], "bot@example.org", "hush", at_once)
        try:
            with pytest.raises(OSError):
                send_mail(server, "duty@example.org", "x")  # nobody vouches for this server
            assert not any("AUTH" in line for line in office.lines)
            send_mail(server, "duty@example.org", "磁盘快满了", create_default_context(cafile=pem))
        finally:
            office.shutdown()
            thread.join()
        told = "\n".join(office.lines)
    assert "RCPT TO:<duty@example.org>" in told.replace("rcpt TO", "RCPT TO")
    assert "To: duty@example.org" in told


def _settings(tmp_path: Path, **given: str) -> Any:
    return load_settings(given, tmp_path / "none.env")


def test_no_channel_is_set_by_default_and_a_wrong_one_is_named_without_its_secret(tmp_path: Path) -> None:
    assert roads_of(_settings(tmp_path)) == []
    both = {"LANSHAO_ALARM_SMTP": "smtp://u%40x:p@mail.example.org", "LANSHAO_ALARM_MAIL": "duty@example.org"}
    assert len(roads_of(_settings(tmp_path, LANSHAO_ALARM_WEBHOOK="https://robot.example.org/?key=k", **both))) == 2
    assert mail_server(both["LANSHAO_ALARM_SMTP"]) == MailServer("mail.example.org", 587, "u@x", "p", False)
    for wrong in (
        {"LANSHAO_ALARM_WEBHOOK": "hush"},
        {"LANSHAO_ALARM_SMTP": "smtps://hush:hush@host:99999999", "LANSHAO_ALARM_MAIL": "duty@example.org"},
        {"LANSHAO_ALARM_SMTP": "smtps://hush:hush@host"},
    ):
        with pytest.raises(SettingError) as told:
            roads_of(_settings(tmp_path, **wrong))
        assert "hush" not in str(told.value)


def test_settings_show_no_secret(tmp_path: Path) -> None:
    secret = dict.fromkeys(("LANSHAO_ALARM_WEBHOOK", "LANSHAO_ALARM_SMTP", "WECHATY_PUPPET_SERVICE_TOKEN"), "hush")
    assert "hush" not in repr(_settings(tmp_path, **secret))


def test_a_notice_tells_when_it_began_on_a_clock_in_shanghai() -> None:
    assert alarm_text("甲", AT + timedelta(hours=1), over=True) == "【蓝哨】已解除（10-21 15:03 起）：甲"
