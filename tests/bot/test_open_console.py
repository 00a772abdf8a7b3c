"""The console of a bot that runs: open for who has an account, on its port, or not at all."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from bot.config import SettingError, Settings
from bot.live import open_for_people
from bot.passwords import Passwords
from tests.bot.conftest import home
from tests.bot.test_health import free_port
from tests.console.counter import PASSWORD, QUICK
from tests.group_chat import GroupChat, group_chat


def _visits(chat: GroupChat, settings: Settings) -> list[tuple[int, str]]:
    """Log in as somebody and look at the first page."""
    address = f"http://127.0.0.1:{settings.console_port}"

    async def visit() -> list[tuple[int, str]]:
        async with open_for_people(chat.app, settings), ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
            seen = []
            form = {"login": "qi", "password": PASSWORD}
            for answer in (
                await browser.get(address),
                await browser.post(f"{address}/login", data=form, headers={"Origin": address}),
            ):
                seen.append((answer.status, await answer.text()))
            return seen

    return list(chat.run(visit()))


def test_the_console_is_open_while_the_bot_runs_for_who_has_an_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = replace(home(tmp_path), console_port=free_port())
    with group_chat(tmp_path) as chat:
        made = Passwords(QUICK).hash(PASSWORD)
        chat.look(lambda work: work.accounts.add("qi", "id-qi", made, "operator"))
        (first, form), (second, page) = _visits(chat, settings)
        assert (first, second) == (200, 200) and "登录名" in form and "齐正" in page
        assert f"控制台：http://127.0.0.1:{settings.console_port}" in capsys.readouterr().out
        account = chat.look(lambda work: work.accounts.find("qi"))
        assert not Passwords().is_outdated(account.password_hash), "hashed anew, as the library does it today"


def test_a_port_that_is_taken_is_told_and_stops_no_bot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with group_chat(tmp_path) as chat, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = replace(home(tmp_path), console_port=taken.getsockname()[1])

        async def opens() -> None:
            async with open_for_people(chat.app, settings):
                pass

        chat.run(opens())
        assert "控制台没有打开" in capsys.readouterr().out
        settings = replace(settings, console_port=0)
        chat.run(opens())
        assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "url", ["http://console.example", "https://", "https://console.example/path", "console.example", "https://a b"]
)
def test_an_address_for_others_is_https_and_a_host_and_nothing_else(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingError, match="LANSHAO_CONSOLE_URL"):
        replace(home(tmp_path), console_url=url).console_public()


def test_the_port_of_https_is_not_said(tmp_path: Path) -> None:
    for url in ("https://Console.Example", "https://console.example:443/", "https://console.example/"):
        assert replace(home(tmp_path), console_url=url).console_public() == "console.example"
    assert (
        replace(home(tmp_path), console_url="https://console.example:8443").console_public() == "console.example:8443"
    )
    assert replace(home(tmp_path)).console_public() is None
