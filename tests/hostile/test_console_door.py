"""The door of the console under attack, through a real socket: passwords, cookies, addresses, sizes, slow clients."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import FormData, web
from sqlalchemy import select

from bot.console import console_app
from bot.console.accounts import Accounts
from bot.console.desks import Desk
from bot.console.guards import HEADERS
from bot.console.seats import seated
from bot.executor import NotDurable
from bot.passwords import Passwords
from bot.readers import Readers
from storage.account_tables import log_ins, wrong_passwords
from storage.media import MediaStore
from storage.tables import audit
from tests.bot.conftest import logging_all
from tests.bot.test_health import free_port
from tests.console.counter import PASSWORD, QUICK, Lobby, counter
from tests.group_chat import GroupChat, group_chat
from tests.hostile.console_attacks import csrf_of, raw

WRONG = "错错错错错错错错错错"
HOST = b"Host: localhost\r\n"


class Counting(Passwords):
    """Counts what is compared."""

    def __init__(self) -> None:
        super().__init__(QUICK)
        self.compared = 0

    def is_right(self, password_hash: str, password: str) -> bool:
        self.compared += 1
        return super().is_right(password_hash, password)


def test_a_thousand_wrong_passwords_are_not_compared_and_keep_nobody_else_out(tmp_path: Path) -> None:
    passwords = Counting()
    with (
        logging_all() as log,
        group_chat(tmp_path) as chat,
        counter(chat, passwords=passwords) as lobby,
    ):
        for name, person in (("qi", "id-qi"), ("su", "id-su"), ("wen", "id-wen")):
            lobby.gives(name, person)
        lobby.logs_in("qi")
        known = {"lanshao-known": lobby.cookies["lanshao-known"]}
        lobby.cookies, passwords.compared = {}, 0
        statuses = [lobby.tries("qi", f"{WRONG}{number}").status for number in range(1_000)]
        assert statuses == [403] * 6 + [429] * 994 and passwords.compared == 6
        answer = lobby.tries("qi")
        assert answer.status == 429, "the right one too: whoever guesses must not learn it"
        assert re.search(r"请在 07:30:3\d 后再试", answer.text) and 0 < int(answer.headers["Retry-After"]) <= 31
        lobby.logs_in("su")
        lobby.cookies = dict(known)
        lobby.logs_in("qi")
        lobby.cookies = {}
        chat.later(31)
        assert lobby.tries("qi", WRONG).status == 403 and lobby.tries("qi", WRONG).status == 429
        entered = lobby.does(lambda work: work.connection.execute(select(audit.c.action, audit.c.subject)).all())
        assert ("console.pause", "person id-qi") in [tuple(row) for row in entered]
        assert WRONG not in str(lobby.does(lambda work: work.connection.execute(select(wrong_passwords)).all()))
        told = log.getvalue()
    assert "status=429" in told
    assert [word for word in (WRONG, PASSWORD, "齐正", "id-qi", known["lanshao-known"]) if word in told] == []


def test_guessing_at_many_accounts_from_one_address_is_slowed_down_and_no_more(tmp_path: Path) -> None:
    passwords = Counting()
    with group_chat(tmp_path) as chat, counter(chat, passwords=passwords) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        known, lobby.cookies, passwords.compared = dict(lobby.cookies), {}, 0
        assert {lobby.tries(f"guess-{number}", WRONG).status for number in range(300)} == {403, 429}
        assert 20 <= passwords.compared <= 22, "also where there is no such account"
        lobby.cookies = known
        lobby.logs_in("qi")
        lobby.cookies = {}
        chat.later(61)
        lobby.logs_in("qi")


def test_a_proxy_of_ours_tells_who_asks_and_nobody_else_does(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat, public="console.example") as lobby:
        lobby.gives("qi", "id-qi")

        def tries(password: str, told: str, **headers: str) -> int:
            sent = {"Host": "console.example", "Origin": "https://console.example", "X_Forwarded_For": told, **headers}
            return lobby.tries("qi", password, **sent).status

        assert [tries(WRONG, f"198.51.100.{n}, 203.0.113.5") for n in range(7)] == [403] * 6 + [429]
        assert tries(PASSWORD, "203.0.113.5") == 429
        assert tries(PASSWORD, "203.0.113.5, 203.0.113.6") == 303
        lobby.cookies = {}
        own = {"Host": lobby.origin.partition("://")[2], "Origin": lobby.origin}
        assert [tries(WRONG, f"198.51.100.{n}", **own) for n in range(7)][-1] == 429, "it was not asked by the proxy"


def test_a_restart_forgets_no_wrong_password(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        assert [lobby.tries("qi", WRONG).status for _ in range(7)][-1] == 429
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        assert lobby.tries("qi").status == 429
        chat.later(60)
        lobby.logs_in("qi")


def test_many_tries_at_once_are_no_way_around_it(tmp_path: Path) -> None:
    passwords = Counting()
    with group_chat(tmp_path) as chat, counter(chat, passwords=passwords) as lobby:
        lobby.gives("qi", "id-qi")

        async def rush() -> list[int]:
            async def one() -> int:
                form = {"login": "qi", "password": WRONG}
                async with lobby.client.post(
                    "/login", data=form, headers={"Origin": lobby.origin}, allow_redirects=False
                ) as answer:
                    return answer.status

            return list(await asyncio.gather(*(one() for _ in range(60))))

        statuses = chat.run(rush())
        assert set(statuses) <= {403, 429, 503} and passwords.compared <= 6


def test_a_forged_cookie_is_nobodys(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        token = lobby.cookies["lanshao"]
        stored = lobby.does(lambda work: work.connection.execute(select(log_ins.c.token_sha256)).scalar())
        other = "B" if token[0] == "A" else "A"
        for forged in (
            other + token[1:],
            token[:-1],
            f"{token}x",
            stored,
            "",
            "x",
            "x" * 43,
            "x" * 5_000,
            "'--",
            "id-qi",
        ):
            lobby.cookies = {"lanshao": forged}
            assert lobby.asks("/").status == 303, forged
        lobby.cookies = {"lanshao": token}
        assert lobby.is_in()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://localhost", "https://{host}", "http://{host}.evil.example"]
)
def test_nobody_is_logged_in_by_another_page(tmp_path: Path, origin: str) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        host = lobby.origin.partition("://")[2]
        assert lobby.tries("qi", Origin=origin.replace("{host}", host)).status == 403
        assert lobby.tries("qi", Sec_Fetch_Site="cross-site").status == 403
        assert "lanshao" not in lobby.cookies
        lobby.logs_in("qi")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8080", "", "a b"]
)
def test_another_name_that_leads_here_is_not_answered(tmp_path: Path, host: str) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        answer = chat.run(raw(lobby.port, f"GET /login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()))
        assert answer.split(b" ")[1] in (b"400", b"403") and "登录名" not in answer.decode()


PATHS = (
    *("/static/../../config.py", "/static/..%2f..%2fconfig.py", "/static/%2e%2e/%2e%2e/config.py", "/static/"),
    *("/static/....//config.py", "/static//etc/passwd", "/static/%00", "/static/..\\..\\config.py", "/static"),
    *("/media/../../lanshao.db", "/media/..%2f..%2flanshao.db", "/media/%2e%2e%2flanshao.db", "/thumbs/../../x"),
    *("//login/../visits", "/chat/../visits", "/demo/../audit", "/static/../visits", "/login/../visits"),
    *("/%2e%2e/visits", "/visits/..;/audit", "/static%2f..%2fvisits", "http://evil.example/visits", "/login%00"),
    "/visits%0d%0aX-Evil:1",
)


@pytest.mark.parametrize("is_in", [False, True])
def test_no_path_leads_out_of_the_folders_or_around_the_door(tmp_path: Path, is_in: bool) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        cookie = b""
        if is_in:
            lobby.logs_in("qi")
            cookie = f"Cookie: lanshao={lobby.cookies['lanshao']}\r\n".encode()
        for path in PATHS:
            line = b"GET " + path.encode() + b" HTTP/1.1\r\nConnection: close\r\n" + HOST + cookie + b"\r\n"
            answer = chat.run(raw(lobby.port, line))
            head, _, body = answer.partition(b"\r\n\r\n")
            status = int(head.split(b" ")[1])
            assert status in (303, 400, 403, 404, 405) or (is_in and path.startswith("http")), (path, status)
            assert b"SQLite" not in body and b"SETTINGS" not in body and b"root:" not in body, path
            assert b"\nX-Evil" not in head, path
            if not is_in:
                assert status != 200, path


def test_odd_methods_do_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        csrf = csrf_of(lobby)
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "EVIL"):
            cookie = f"Cookie: lanshao={lobby.cookies['lanshao']}\r\n"
            line = f"{method} /logout HTTP/1.1\r\nX-CSRF: {csrf}\r\nConnection: close\r\n{cookie}"
            answer = chat.run(raw(lobby.port, line.encode() + HOST + b"\r\n"))
            assert answer.split(b" ")[1] in (b"400", b"403", b"405"), (method, answer[:200])
        assert lobby.asks("/logout", "GET", X_HTTP_Method_Override="POST", X_CSRF=csrf).status == 405
        assert lobby.asks(f"/logout?_method=POST&csrf={csrf}", "HEAD").status == 405
        head = lobby.asks("/", "HEAD")
        assert (head.status, head.text) == (200, "") and lobby.is_in()


def test_what_is_too_large_or_no_form_is_refused_with_a_page(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        large = lobby.tries("qi", "x" * 20_000)
        assert large.status == 413 and "文件太大" in large.text
        lobby.logs_in("qi")
        csrf = csrf_of(lobby)
        answer = lobby.asks("/roster/import", "POST", data={"csrf": csrf, "file": io.BytesIO(b"x" * (9 << 20))})
        assert answer.status == 413 and "文件太大" in answer.text
        for content, kind in (
            (b"no parts", "multipart/form-data; boundary=x"),
            (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
            (b"csrf=%ff", "application/x-www-form-urlencoded; charset=nowhere"),
            (b"{}", "application/json"),
            (b"csrf=" + csrf.encode(), "text/plain"),
            (b"\x00\xff" * 100, "multipart/form-data"),
        ):
            refused = lobby.asks("/roster/import", "POST", data=io.BytesIO(content), Content_Type=kind)
            assert refused.status in (400, 403) and 'role="alert"' in refused.text, kind
        assert lobby.is_in()


def _serves(chat: GroupChat, run: Callable[[int], Awaitable[None]], seconds: float = 30.0, seats: int = 256) -> None:
    """The console as a running bot has it, on a port of its own."""
    readers, door, port = Readers(chat.app), Accounts(Passwords(QUICK)), free_port()

    async def play() -> None:
        console = console_app(Desk(chat.app, readers, MediaStore(chat.media)), door)
        runner = web.AppRunner(console, access_log=None, keepalive_timeout=seconds, lingering_time=0.2)
        await runner.setup()
        try:
            async with seated(runner, "127.0.0.1", port, seats):
                await run(port)
        finally:
            await runner.cleanup()

    try:
        chat.run(play())
    finally:
        door.close()
        readers.close()


def test_a_head_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    async def dribble(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /login HTTP/1.1\r\n")

        async def on() -> None:
            while True:
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0.05)

        dribbling = asyncio.create_task(on())
        async with asyncio.timeout(20):
            assert await reader.read() == b"", "the line is cut"
        dribbling.cancel()
        writer.close()

    with group_chat(tmp_path) as chat:
        _serves(chat, dribble, seconds=0.3)


def test_a_form_that_does_not_come_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.console.accounts.FORM_SECONDS", 0.2)

    async def stop_short(port: int) -> None:
        head = f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"
        answer = await raw(port, f"{head}{kind}login=".encode())
        assert b" 408 " in answer and "发得太慢".encode() in answer

    with group_chat(tmp_path) as chat:
        _serves(chat, stop_short)


def test_lines_that_say_nothing_leave_the_bot_its_own(tmp_path: Path) -> None:
    async def crowd(port: int) -> None:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        await asyncio.sleep(0)
        answer = await raw(port, b"")
        assert b" 503 " in answer and "同时打开的人太多".encode() in answer
        for _, writer in lines:
            writer.close()
        async with asyncio.timeout(20):
            while b" 200 " not in await raw(port, b"GET /login HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"):
                await asyncio.sleep(0.05)

    with group_chat(tmp_path) as chat:
        _serves(chat, crowd, seats=3)


def test_every_answer_has_its_headers_and_what_may_be_kept_is_what_never_changes(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        page = lobby.asks("/login")
        (sheet,) = re.findall(r'href="(/static/console\.css\?v=\w+)"', page.text)
        lobby.logs_in("qi")
        for path in ("/login", "/", "/nowhere", sheet, "/static/console.css", "/static/none", "/media/x", "/logout"):
            headers = lobby.asks(path).headers
            assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
            assert (headers["X-Content-Type-Options"], headers["Server"]) == ("nosniff", "lanshao"), path
            kept = {sheet: "public, max-age=31536000, immutable", "/static/console.css": "no-cache"}
            assert headers["Cache-Control"] == kept.get(path, "no-store"), path
        assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("error", "status", "told"), [(RuntimeError("秘密的话"), 500, "出错了"), (NotDurable("x"), 503, "写不进去")]
)
def test_a_fault_of_ours_is_told_without_its_words_and_found_in_the_log(
    tmp_path: Path, error: Exception, status: int, told: str
) -> None:
    async def broken(request: web.Request) -> web.Response:
        raise error

    with (
        logging_all() as log,
        group_chat(tmp_path) as chat,
        counter(chat, [web.get("/broken", broken)]) as lobby,
    ):
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        answer = lobby.asks("/broken")
        assert answer.status == status and told in answer.text
        assert "秘密" not in answer.text and "Traceback" not in answer.text
        (mark,) = re.findall(r"编号 ([0-9a-f]{8})", answer.text)
        assert f"mark={mark}" in log.getvalue() and "秘密" not in log.getvalue()
        assert HEADERS["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]


def test_the_lobby_of_these_tests_is_a_real_socket(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        assert isinstance(lobby, Lobby)
        assert b"HTTP/1.1 200" in chat.run(
            raw(lobby.port, b"GET /login HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")
        )


def test_a_file_of_another_kind_is_no_roster_and_is_told_so(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        csrf = csrf_of(lobby)
        for name, content in (("../../<b>.xlsx", b"\x89PNG\r\n\x1a\n"), ("", b"")):
            form = FormData({"csrf": csrf, "token": "0" * 32})
            form.add_field("file", io.BytesIO(content), filename=name, content_type="application/octet-stream")
            answer = lobby.asks("/roster/import", "POST", data=form)
            told = answer if answer.status != 303 else lobby.asks(answer.headers["Location"])
            assert told.status in (200, 400, 422) and "<b>" not in told.text and "Traceback" not in told.text, (
                name,
                told.status,
            )
            assert 'role="alert"' in told.text or 'role="status"' in told.text, name
