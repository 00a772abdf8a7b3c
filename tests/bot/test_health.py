"""Silent death is seen: what is wrong shows on the page within seconds and is told on the second channel."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.alarms import Alarms
from bot.executor import Unit
from bot.health import Health, open_pages
from bot.vitals import LOW_DISK, PATIENCE, Vitals, troubles
from bot.watching import Watch
from documents import health_pages
from documents.alarms import TROUBLES
from domain.messages import Kind
from storage.work import UnitOfWork
from tests.cast import PEOPLE
from tests.group_chat import GroupChat, group_chat


def _kinds(vitals: Vitals, now: float) -> set[str]:
    return {trouble.kind for trouble in troubles(vitals, now)}


class Road:
    """Hears the alarms as they are raised; the thread that would tell them is not started."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def alarm(self, kind: str, text: str) -> None:
        if kind not in self.heard:
            self.heard.append(kind)

    def over(self, kind: str) -> None:
        self.heard.remove(kind)


def _watch(chat: GroupChat, road: Any, folder: Path, notify_socket: str = "") -> Watch:
    return Watch(chat.app.executor, road, folder, notify_socket)


def test_what_has_not_begun_is_no_trouble() -> None:
    assert _kinds(Vitals(), 1e9) == set()


def test_each_trouble_is_seen_within_twenty_seconds_but_a_stopped_clock_that_may_be_at_work() -> None:
    began = 1_000.0
    for kind, vitals in {
        "loop": Vitals(loop_beat=began),
        "writer": Vitals(writing_since=began),
        "database": Vitals(refused_since=began),
        "login": Vitals(logged_out_since=began, deaf_since=began),
        "deaf": Vitals(deaf_since=began),
    }.items():
        assert _kinds(vitals, began + 20) == {kind}
    assert _kinds(Vitals(clock_beat=began), began + 20) == set()
    assert _kinds(Vitals(clock_beat=began), began + 31) == {"clock"}


def test_every_trouble_has_words_and_a_patience() -> None:
    assert TROUBLES.keys() == PATIENCE.keys()


def test_a_stuck_loop_is_told_from_outside_of_it_and_so_is_that_it_goes_on(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        road = Road()
        watch = _watch(chat, road, tmp_path)
        watch.vitals.loop_beat = 1_000.0
        watch.look(1_010.0)
        assert road.heard == []
        watch.look(1_017.0)
        assert road.heard == ["loop"]
        watch.vitals.loop_beat = 1_018.0
        watch.look(1_019.0)
        assert road.heard == []


def test_a_gateway_that_is_back_within_a_minute_alarms_nobody_but_a_lost_login_does(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        road = Road()
        watch = _watch(chat, road, tmp_path)
        watch.pulse.away(chat.now)
        now = time.monotonic()
        watch.look(now + 59)
        assert road.heard == []
        watch.look(now + 61)
        assert road.heard == ["deaf"]
        watch.pulse.back(chat.now, chat.now)
        watch.pulse.scan("wxp://once")
        watch.look(now + 20)
        assert road.heard == ["login"]
        watch.pulse.login("id-bot")
        watch.look(now + 21)
        assert road.heard == [] and watch.vitals.login_code == ""


def test_a_disk_that_runs_full_is_told(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        road = Road()
        watch = _watch(chat, road, tmp_path)
        watch.vitals.measured(LOW_DISK - 1)
        watch.look(time.monotonic())
        assert road.heard == ["disk"]
        watch.vitals.measured(LOW_DISK)
        watch.look(time.monotonic())
        assert road.heard == []


def test_an_alarm_that_somebody_else_raised_is_not_ended_by_the_watch(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        road = Road()
        road.alarm("media_full", "x")
        _watch(chat, road, tmp_path).look(time.monotonic())
        assert road.heard == ["media_full"]


async def _until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_database_that_takes_nothing_is_noticed_though_it_can_be_read(tmp_path: Path) -> None:
    async def go(chat: GroupChat) -> None:
        async with _watch(chat, Alarms([], chat.app.clock), tmp_path).kept(chat.app.clock):
            await _until(lambda: chat.app.executor.vitals.refused_since is not None)

    with group_chat(tmp_path) as chat:
        connection = chat.app.engine.raw_connection()  # the one that the writer gets
        connection.cursor().execute("PRAGMA query_only=ON").close()
        connection.close()
        asyncio.run(go(chat))
        assert _kinds(chat.app.executor.vitals, time.monotonic()) >= {"database"}


def test_the_supervisor_hears_that_the_bot_lives_and_nothing_once_it_is_stuck(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.setblocking(False)
        watch = _watch(chat, Road(), tmp_path, str(tmp_path / "notify"))
        watch.look(time.monotonic())
        assert supervisor.recv(99) == b"WATCHDOG=1"
        watch.pulse.away(chat.now)  # a restart would not help
        watch.look(time.monotonic() + 99)
        assert supervisor.recv(99) == b"WATCHDOG=1"
        watch.vitals.writing_since = time.monotonic()
        watch.look(time.monotonic() + 11)
        with pytest.raises(BlockingIOError):
            supervisor.recv(99)


# ── the pages ───────────────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def pages(chat: GroupChat) -> AsyncIterator[Any]:
    """Asks a door of the health page: gives status, headers and text."""
    port = free_port()
    health = Health(chat.app.executor, chat.app.clock, supervised=False)
    async with open_pages(health, port), ClientSession() as session:

        async def ask(path: str, host: str = f"127.0.0.1:{port}") -> tuple[int, Any, str]:
            async with session.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host}) as response:
                return response.status, response.headers, await response.text()

        yield ask


def test_the_doors_tell_whether_it_lives_and_whether_it_works(tmp_path: Path) -> None:
    async def go(chat: GroupChat) -> None:
        vitals = chat.app.executor.vitals
        async with pages(chat) as ask:
            assert [(await ask(path))[0] for path in ("/healthz", "/readyz", "/")] == [200, 200, 200]
            vitals.deaf_since = time.monotonic()
            assert (await ask("/healthz"))[0] == 200
            status, _, text = await ask("/readyz")
            assert status == 503 and '"kind": "deaf"' in text
            assert "收不到微信消息" in (await ask("/"))[2]
            vitals.writing_since = time.monotonic() - 11
            status, _, text = await ask("/healthz")
            assert status == 503 and "writer" in text
            vitals.deaf_since = vitals.writing_since = None

    with group_chat(tmp_path) as chat:
        asyncio.run(go(chat))


def test_many_files_that_wait_to_be_read_are_told_and_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_pages, "MANY_UNREAD", 2)

    def unread(message_id: str, work: UnitOfWork) -> None:
        work.reading_jobs.ask(message_id, "0" * 64, Kind.IMAGE)

    async def go(chat: GroupChat) -> None:
        async with pages(chat) as ask:
            for message_id, is_told in (("m1", False), ("m2", True)):
                await chat.app.executor.run(Unit("ask", chat.now, partial(unread, message_id)))
                text = (await ask("/"))[2]
                assert ("等着识别" in text) is is_told and "正常值守" in text

    with group_chat(tmp_path) as chat:
        asyncio.run(go(chat))


def test_the_code_to_log_in_is_shown_while_it_is_asked_for_and_kept_nowhere(tmp_path: Path) -> None:
    async def go(chat: GroupChat) -> None:
        watch = _watch(chat, Road(), tmp_path)
        async with pages(chat) as ask:
            watch.pulse.scan("https://login.example.org/l/one-time-secret")
            _, headers, text = await ask("/")
            assert "<svg" in text and "one-time-secret" not in text
            assert headers["Cache-Control"] == "no-store" and "default-src 'none'" in headers["Content-Security-Policy"]
            assert "<svg" not in "".join([(await ask(path))[2] for path in ("/readyz", "/healthz", "/metrics")])
            watch.pulse.login("id-bot")
            assert "<svg" not in (await ask("/"))[2]

    with group_chat(tmp_path) as chat:
        asyncio.run(go(chat))


def test_nobody_is_answered_who_calls_the_machine_by_another_name(tmp_path: Path) -> None:
    async def go(chat: GroupChat) -> None:
        async with pages(chat) as ask:
            assert (await ask("/", "attacker.example.org"))[0] == 403
            assert (await ask("/", "127.0.0.1.example.org:8970"))[0] == 403
            for own in ("localhost", "localhost:8970", "[::1]:8970", "127.0.0.1"):
                assert (await ask("/", own))[0] == 200

    with group_chat(tmp_path) as chat:
        asyncio.run(go(chat))


SAMPLE = re.compile(r'^lanshao_[a-z_]+(\{[a-z]+="[a-zA-Z0-9_.+]+"\})? [-+0-9.e]+$')


def test_the_figures_are_numbers_without_names_and_texts(tmp_path: Path) -> None:
    async def go(chat: GroupChat) -> str:
        async with pages(chat) as ask:
            return str((await ask("/metrics"))[2])

    with group_chat(tmp_path) as chat:
        chat.says("郝大川", "青石化工有限公司，涉嫌偷排，金丝雀")
        chat.shows("郝大川")
        chat.asks("齐正", "进度")
        told = asyncio.run(go(chat))
        with pytest.raises(ZeroDivisionError):
            chat.look(lambda work: 1 // 0)
        again = asyncio.run(go(chat))
    samples = [line for line in told.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.match(line)] == []
    assert "lanshao_messages_kept_total 3" in samples
    assert 'lanshao_sends_total{outcome="said"} 4' in samples  # the urgent visit, to three, and the answer
    assert "lanshao_posts_owed 0" in samples and "lanshao_blind_windows_open 0" in samples
    assert "lanshao_units_failed_total 0" in samples and "lanshao_units_failed_total 1" in again.splitlines()
    assert not any(word in told for word in ("金丝雀", "青石", *(person.name for person in PEOPLE)))


def test_a_port_that_is_taken_stops_no_bot(tmp_path: Path) -> None:
    async def go(chat: GroupChat) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            health = Health(chat.app.executor, chat.app.clock, supervised=False)
            async with open_pages(health, int(taken.getsockname()[1])):
                pass

    with group_chat(tmp_path) as chat:
        asyncio.run(go(chat))


def test_figures_do_without_a_writer_that_is_stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.health.ASK_SECONDS", 0.05)

    def hold(work: UnitOfWork) -> None:
        time.sleep(0.3)

    async def go(chat: GroupChat) -> str:
        holding = chat.app.executor.submit(Unit("hold", chat.now, hold))
        async with pages(chat) as ask:
            told = str((await ask("/metrics"))[2])
        await asyncio.wrap_future(holding)
        return told

    with group_chat(tmp_path) as chat:
        told = asyncio.run(go(chat))
    assert "lanshao_units_total" in told and "lanshao_posts_owed" not in told
