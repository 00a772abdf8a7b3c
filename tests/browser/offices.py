"""A running bot and a browser before it.

    def test_a_record_is_counted_without_a_reload(office: Office) -> None:
        page = office.open("/", "齐正")  # a tab of one's own, logged in as 齐正; phone=True, dark=True
        office.chat.shows("郝大川")  # what a GroupChat can do: says, shows, at("20:00") ...
        office.chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
        expect(page.get_by_text("今天 1 家")).to_be_visible()
        office.check_access(page)  # axe, in light and dark

The bot's clock stands still unless the test moves it (`office.chat.at`, `.later`); `office.settle()` does what was
begun from a page: sends what is owed, makes what was ordered. All tests of a file share the bot, so each looks for
what is its own. A test fails for every error on a console or in a script, every failed request, everything that the
page's security policy refused, and any status from 400; one that means it takes the complaint out of `office.faults`.

A picture of what one sees: `LANSHAO_SHOTS=folder`, and `office.shoot(page, "name")`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote

import pytest
from aiohttp import web
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, ViewportSize, expect

from bot.chat import chat_app
from bot.console import console_app, files
from bot.console.desks import Desk, Viewer
from bot.console.doors import Door
from bot.readers import Readers
from bot.ticker import tick
from storage.media import MediaStore
from tests.group_chat import GroupChat, group_chat

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
GRAVE = frozenset({"serious", "critical"})
LEFT = "net::ERR_ABORTED"  # whoever leaves a page leaves what it was still loading, and a download is no page
WHO = "person"
expect.set_options(timeout=20_000)  # on a busy machine; what is there is seen at once


def chromium() -> str | None:
    """Where this machine has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class NamedDoor:
    """Believes the name in a cookie; who has none is only shown where he would log in."""

    def __init__(self, chat: GroupChat) -> None:
        self._chat = chat
        self._csrf = secrets.token_hex(16)
        self.routes: Sequence[web.RouteDef] = (web.get("/login", self._login),)

    async def _login(self, request: web.Request) -> web.Response:
        return web.Response(text="<title>登录</title><h1>登录</h1>", content_type="text/html")

    async def viewer(self, request: web.Request) -> Viewer | None:
        name = unquote(request.cookies.get(WHO, ""))
        person = next((one for one in self._chat.app.scene.roster.people if one.name == name), None)
        return None if person is None else Viewer(person, name, f"session of {name}", self._csrf)


class LoopThread:
    """An event loop that runs all the time, in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bot")
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What it comes to; the caller waits."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self.run(self._loop.shutdown_asyncgens())
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Building:
    """The running bot: its chat, and the address of its pages (http://127.0.0.1:port)."""

    def __init__(self, chat: GroupChat, address: str) -> None:
        self.chat, self.address = chat, address


@contextmanager
def no_wait_for_small_copies() -> Iterator[None]:
    """A bot of tests makes none by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "WAIT_SECONDS", 0.0)
        yield


@contextmanager
def building(
    folder: Path, *, local: bool = False, door: Callable[[GroupChat], Door] | None = None
) -> Iterator[Building]:
    """A bot on an empty database that serves its console until the end of the block; `local`: the local chat too."""
    bot = LoopThread()
    try:
        with no_wait_for_small_copies(), group_chat(folder, runner=bot, local=local) as chat:
            readers = Readers(chat.app)
            desk = Desk(chat.app, readers, MediaStore(chat.media))
            console = console_app(desk, (door or NamedDoor)(chat))
            if chat.local is not None:
                console.add_subapp("/chat/", chat_app(chat.local, desk))
            runner = web.AppRunner(console, shutdown_timeout=0)
            try:
                yield Building(chat, bot.run(_serve(runner)))
            finally:
                bot.run(runner.cleanup())
                readers.close()
    finally:
        bot.close()


async def _serve(runner: web.AppRunner) -> str:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


class Office:
    """One test's view: the running bot, and tabs that are closed at the end."""

    def __init__(self, browser: Browser, running: Building) -> None:
        self.chat, self.address = running.chat, running.address
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(self, path: str, name: str = "", *, phone: bool = False, dark: bool = False) -> Page:
        """A page in a browser of this person's own; nobody is logged in without a name."""
        context = self._browser.new_context(
            base_url=self.address,
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        self._contexts.append(context)
        if name:
            context.add_cookies([{"name": WHO, "value": quote(name), "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        self._watch(page)
        context.on("page", self._watch)
        page.goto(path)
        return page

    def settle(self) -> None:
        """Let the bot do what it has been asked for: what is due, what was ordered, what is to be sent."""

        async def beat() -> None:
            await tick(self.chat.app.executor, self.chat.now)
            await self.chat.app.settle()

        self.chat.run(beat())

    def check_access(self, page: Page) -> None:
        """No serious fault for who sees badly, uses no mouse, or listens: axe-core, in light and in dark."""
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            told = [
                f"{scheme}: {fault['id']} ({fault['help']}): {node['html'][:200]} {node.get('failureSummary', '')}"
                for fault in found
                if fault["impact"] in GRAVE
                for node in fault["nodes"]
            ]
            assert not told, "\n".join(told)
        page.emulate_media(color_scheme=SCHEMES[dark])

    def shoot(self, page: Page, name: str) -> None:
        """A picture of the whole page, for who asked for pictures."""
        if folder := os.environ.get("LANSHAO_SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.faults.append(f"console: {said.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self.faults.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"status {response.status}: {response.url}")
