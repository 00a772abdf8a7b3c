"""`lanshao demo`: who comes in, how the day's pace is changed, what a second start finds."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

import bot.console
from bot.demonstrations import HOST, Stage, free_port, pages_of, playing, set_up
from bot.paced_clocks import PacedClock
from bot.playing import sample_day
from bot.transports.transcripts import Transcript, read_transcript
from tests.bot.performances import Steady
from tests.databases import file_database

LEADER, DISPATCHER, EXPERT = "wxid_weids71", "wxid_fangqm", "wxid_shaosh"


@pytest.fixture(scope="module")
def day() -> Transcript:
    return read_transcript(sample_day())


@pytest.fixture
def stage(day: Transcript, tmp_path: Path) -> Iterator[Stage]:
    """A demonstration whose clock stands still, with nothing started."""
    stage = staged(day, tmp_path)
    yield stage
    stage.app.close()


def staged(day: Transcript, home: Path) -> Stage:
    if not (home / "lanshao.db").exists():
        file_database(home / "lanshao.db")
    clock = PacedClock(day.arrivals[0].message.at, 60, Steady())
    return set_up(day, home, f"sqlite:///{home / 'lanshao.db'}", "蓝哨", clock)


@asynccontextmanager
async def visiting(stage: Stage) -> AsyncIterator[ClientSession]:
    """A browser, so to speak."""
    async with pages_of(stage, 0) as address, ClientSession(address, cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def seen(session: ClientSession, path: str, **more: Any) -> tuple[int, str, str]:
    """Status, path and words of the page to which one is led."""
    async with session.get(path, **more) as response:
        return response.status, response.url.path, await response.text()


async def sent(session: ClientSession, path: str, *, own: bool = True, **form: str) -> tuple[int, str, str]:
    origin = str(session._base_url).rstrip("/") if own else "http://elsewhere.example"
    async with session.post(path, data=form, headers={"Origin": origin}) as response:
        return response.status, response.url.path, await response.text()


def test_everybody_of_the_day_may_come_in_and_is_led_to_what_is_his(stage: Stage) -> None:
    async def visit() -> None:
        async with visiting(stage) as session:
            status, path, text = await seen(session, "/")
            assert (status, path) == (200, "/login") and "以方启明的身份进入控制台" in text
            assert text.index("方启明") < text.index("卫东升") < text.index("邵思衡")
            assert "以邵思衡的身份进入控制台" not in text and "以邵思衡的身份进入群聊" in text
            assert (await sent(session, "/login", person=DISPATCHER))[:2] == (200, "/")
        async with visiting(stage) as session:
            assert (await sent(session, "/login", person=EXPERT))[:2] == (200, "/chat/")
        async with visiting(stage) as session:
            assert (await sent(session, "/login", person="wxid_nobody"))[0] == 400

    asyncio.run(visit())


def test_a_cookie_that_somebody_made_himself_lets_nobody_in(stage: Stage) -> None:
    forged = (DISPATCHER, f"{DISPATCHER.encode().hex()}.0.{'0' * 64}", "zz.0.0", "..", "é.é.é")

    async def visit() -> None:
        async with visiting(stage) as session:
            for cookie in forged:
                assert (await seen(session, "/", headers={"Cookie": f"lanshao_demo={cookie}"}))[1] == "/login", cookie

    asyncio.run(visit())


def test_a_page_of_another_name_that_leads_here_sees_nobody_logged_in_and_changes_nothing(stage: Stage) -> None:
    async def visit() -> None:
        async with visiting(stage) as session:
            await sent(session, "/login", person=DISPATCHER)
            rebound = {"Host": "elsewhere.example"}
            assert (await seen(session, "/", headers=rebound, allow_redirects=False))[0] == 403
            assert (await sent(session, "/demo/pace", own=False, paused="1"))[0] == 403
        assert not stage.clock.paused

    asyncio.run(visit())


def test_the_pace_is_changed_from_the_strip_and_stands_on_every_page(stage: Stage) -> None:
    async def visit() -> None:
        async with visiting(stage) as session:
            assert '"speed": 60' in (await seen(session, "/demo/state"))[2]
            await sent(session, "/demo/pace", notch="9")
            assert stage.clock.speed == 600
            await sent(session, "/demo/pace", notch="99")
            assert stage.clock.speed == 600
            await sent(session, "/demo/pace", paused="1")
            assert stage.clock.paused and stage.clock.speed == 600
            await sent(session, "/login", person=LEADER)
            for path in ("/", "/login", "/chat/", f"/chat/?as={LEADER}"):
                text = (await seen(session, path))[2]
                assert text.count('class="demo-strip"') == 1 and "继续" in text, path
                assert re.search(r'href="/chat/\?as=wxid_weids71"', text), path

    asyncio.run(visit())


def test_a_second_start_goes_on_and_knows_its_people_still(day: Transcript, tmp_path: Path) -> None:
    async def begin(stage: Stage) -> dict[str, str]:
        stopping = asyncio.Event()
        async with visiting(stage) as session:
            await sent(session, "/login", person=DISPATCHER)
            async with playing(stage, stopping):
                while stage.player.played < 5:
                    await asyncio.sleep(0)
                    steady_of(stage).at += 1
            return {cookie.key: cookie.value for cookie in session.cookie_jar}

    async def go_on(stage: Stage, cookies: dict[str, str]) -> None:
        async with visiting(stage) as session, playing(stage, asyncio.Event()):
            assert (await seen(session, "/", cookies=cookies))[1] == "/"
            assert stage.player.played >= 5

    first = staged(day, tmp_path)
    try:
        cookies = asyncio.run(begin(first))
        played, shown = first.player.played, first.clock()
    finally:
        first.app.close()
    second = staged(day, tmp_path)
    try:
        asyncio.run(go_on(second, cookies))
        assert played <= second.player.played <= played + 1 and second.clock() >= shown
    finally:
        second.app.close()


def steady_of(stage: Stage) -> Steady:
    assert isinstance(stage.clock._steady, Steady)
    return stage.clock._steady


def test_a_port_that_somebody_has_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        first = taken.getsockname()[1]
        assert free_port(first) > first


def test_only_a_demonstration_has_the_door_that_lets_everybody_in() -> None:
    files = Path(bot.console.__file__).parent.parent.rglob("*.py")
    takers = {file.name for file in files if "import DemoDoor" in file.read_text("utf-8")}
    assert takers == {"demonstrations.py"}
