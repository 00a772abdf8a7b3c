"""The door of a running bot: who has an account logs in with its password, and is who the roster in force says."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.console.desks import Desk, Viewer, desk_of, is_admitted, viewer_of
from bot.console.guards import EXPIRED, sent_form
from bot.console.origins import address_of, is_from_afar, is_from_us, is_secure, path_in
from bot.console.pages import bare_page
from bot.executor import Unit
from bot.passwords import Passwords
from domain.calendars import SHANGHAI
from domain.passwords import MOST_CHARACTERS, login_of, password_of
from domain.rosters import SERVED
from storage.accounts import BROWSER_LASTS, LASTS, Account
from storage.work import UnitOfWork

COOKIE, KNOWN = "lanshao", "lanshao-known"
MOST_BYTES = 16 << 10  # of the form
FORM_SECONDS = 15.0
MOST_COMPARED = 8  # passwords at a time: each takes a moment of a processor
WRONG = "登录名或密码不对。"
PAUSED = "密码错得太多，请在 {at:%H:%M:%S} 后再试。"
BUSY = "同时登录的人太多，请过几秒再试。"
NOT_THERE = "您不在现行名册里，登录不了。请找指挥调度组。"
NOT_SERVED = "控制台供核查组和指挥调度组使用。"
NO_ORIGIN = "浏览器没有写明这份表单是从哪里来的，没有登录。请刷新本页再试，或换一个新一些的浏览器。"
log = structlog.get_logger("console")


class Accounts:
    """Compares passwords in a thread of its own, one after the other. Close it at the end."""

    def __init__(self, passwords: Passwords | None = None) -> None:
        self._passwords = passwords or Passwords()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._compared = 0

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.get("/login", self.login_page),
            web.post("/login", self.log_in),
            web.post("/logout", self.log_out),
        )

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)

    async def viewer(self, request: web.Request) -> Viewer | None:
        """Who has this log-in; None when it has ended, or he is no longer somebody whom the console serves."""
        token = _cookie(request, COOKIE)
        if token is None:
            return None
        desk, key = desk_of(request), _sha256(token)
        found = await desk.read(lambda work: work.accounts.logged_in(key))
        person = None if found is None else desk.app.scene.roster.person.get(found.person)
        if found is None or person is None or person.role not in SERVED:
            return None
        if found.stale:
            desk.app.executor.submit(Unit("console seen", desk.app.clock(), lambda work: work.accounts.see(key)))
        return Viewer(person, found.account, key, hmac.digest(token.encode(), b"csrf", "sha256").hex())

    async def login_page(self, request: web.Request) -> web.Response:
        if is_admitted(request):
            return _to(path_in(request.query.get("next", "/")))
        if is_from_afar(request) and "again" not in request.query:  # asked by ourselves, the cookie may come
            again = request.rel_url.update_query(again="1")
            return bare_page("login_again.html", again=str(again))
        return await _form(request, request.query.get("next", "/"))

    async def log_in(self, request: web.Request) -> web.Response:
        """Let in who shows his password; everybody else is told the same, and how long to wait."""
        if is_from_us(request) is not True:
            return await _form(request, "/", 403, NO_ORIGIN if is_from_us(request) is None else EXPIRED)
        form = await sent_form(request.clone(client_max_size=MOST_BYTES), FORM_SECONDS)
        name, password, next_page = (_text(form.get(field)) for field in ("login", "password", "next"))
        name, password = login_of(name), password_of(password)[: MOST_CHARACTERS + 1]
        desk, keys, account = desk_of(request), _keys(request, name), None
        if self._compared >= MOST_COMPARED:
            return await _form(request, next_page, 503, BUSY)
        self._compared += 1
        try:
            keys, account, until = await _begin(desk, keys, name)
            if until is not None:
                return await _form(request, next_page, 429, PAUSED.format(at=until.astimezone(SHANGHAI)), until)
            is_right = await self._is_right(account, password)
            if account is None or not is_right:
                return await _form(request, next_page, 403, WRONG, login=name)
            return await self._enter(request, account, keys, next_page, password)
        finally:
            self._compared -= 1

    async def log_out(self, request: web.Request) -> web.Response:
        key = viewer_of(request).session
        await desk_of(request).write("log-out", lambda work: work.accounts.log_out(key))
        answer = _to("/login")
        answer.del_cookie(_name(request, COOKIE), path="/", secure=is_secure(request), httponly=True, samesite="Strict")
        return answer

    async def _is_right(self, account: Account | None, password: str) -> bool:
        """It takes as long where there is no such account."""
        password_hash = self._passwords.nobodys if account is None else account.password_hash
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._passwords.is_right, password_hash, password)

    async def _enter(
        self, request: web.Request, account: Account, keys: Mapping[str, str], next_page: str, password: str
    ) -> web.Response:
        """He has shown his password: begin a new log-in, whatever the browser had before."""
        desk, token, browser, before = desk_of(request), _token(), _token(), _cookie(request, COOKIE)
        person = desk.app.scene.roster.person.get(account.person)
        if person is None or person.role not in SERVED:
            return await _form(request, next_page, 403, NOT_THERE if person is None else NOT_SERVED)

        def enter(work: UnitOfWork) -> bool:
            work.wrong_passwords.forgive(keys)
            if before is not None:
                work.accounts.log_out(_sha256(before))
            return work.accounts.log_in(account, _sha256(token), _sha256(browser))

        if not await desk.write("log-in", enter):
            return await _form(request, next_page, 403, WRONG)
        await self._rehash(desk, account, password)
        answer = _to(path_in(next_page))
        _give(answer, request, COOKIE, token, LASTS)
        _give(answer, request, KNOWN, browser, BROWSER_LASTS)
        return answer

    async def _rehash(self, desk: Desk, account: Account, password: str) -> None:
        """The library asks for more than when this hash was made: hash it anew while the password is at hand."""
        if self._passwords.is_outdated(account.password_hash):
            loop = asyncio.get_running_loop()
            password_hash = await loop.run_in_executor(self._thread, self._passwords.hash, password)
            await desk.write("rehash", lambda work: work.accounts.rehash(account, password_hash))


async def _begin(
    desk: Desk, keys: Mapping[str, str], name: str
) -> tuple[Mapping[str, str], Account | None, datetime | None]:
    """What the try is counted by, whose account it is, and until when he has to wait. A try that may not be is free."""

    def look(work: UnitOfWork) -> tuple[Mapping[str, str], Account | None, datetime | None]:
        account = work.accounts.find(name)
        known = account is not None and work.accounts.knows(keys["browser"], name)
        ours = {kind: key for kind, key in keys.items() if (kind == "browser") == known}
        return ours, account, work.wrong_passwords.paused_to(ours)

    ours, account, until = await desk.read(look)

    def begin(work: UnitOfWork) -> datetime | None:
        waits = work.wrong_passwords.paused_to(ours)
        if waits is None and work.wrong_passwords.count(ours):
            subject = "nobody" if account is None else f"person {account.person}"
            work.audit.append("bot", "console.pause", subject, {})
        return waits

    if until is None:
        until = await desk.write("log-in begins", begin)
    return ours, account, until


def _keys(request: web.Request, name: str) -> Mapping[str, str]:
    """What a try may be counted by (domain.passwords.LIMITS), hashed."""
    address = address_of(request)
    return {
        "browser": _sha256(_cookie(request, KNOWN) or ""),
        "pair": _sha256(f"{name} {address}"),
        "address": _sha256(address),
        "account": _sha256(name),
    }


async def _form(
    request: web.Request,
    next_page: str,
    status: int = 200,
    told: str = "",
    until: datetime | None = None,
    *,
    login: str = "",
) -> web.Response:
    """The page where one logs in; it says where to get an account while there is none."""
    desk = desk_of(request)
    is_new = not told and not await desk.read(lambda work: work.accounts.all())
    answer = bare_page("login.html", status, next=path_in(next_page), told=told, is_new=is_new, login=login)
    if until is not None:
        answer.headers["Retry-After"] = str(max((until - desk.app.clock()) // timedelta(seconds=1), 0) + 1)
    if status >= 400:
        log.info("not logged in", status=status)
    return answer


def _to(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _token() -> str:
    return secrets.token_urlsafe(32)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _name(request: web.Request, cookie: str) -> str:
    """`__Host-`: only we can have set it, for this host, over a line that nobody listens to."""
    return f"__Host-{cookie}" if is_secure(request) else cookie


def _cookie(request: web.Request, cookie: str) -> str | None:
    found = request.cookies.get(_name(request, cookie))
    return found if found and len(found) < 100 else None


def _give(answer: web.Response, request: web.Request, cookie: str, value: str, lasts: timedelta) -> None:
    answer.set_cookie(
        _name(request, cookie),
        value,
        path="/",
        max_age=int(lasts.total_seconds()),
        secure=is_secure(request),
        httponly=True,
        samesite="Strict",
    )
