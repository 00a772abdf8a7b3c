"""`lanshao demo`: the shipped sample day as a living system, with its chat and its console in the browser."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from tqdm import tqdm

from bot.app import App, assemble_app, prepare
from bot.chat import chat_app
from bot.config import Settings
from bot.console import CLOSE_SECONDS as LEAVE_PAGES_SECONDS
from bot.console import console_app
from bot.console.demo_doors import DemoDoor
from bot.console.demo_strips import Strip
from bot.console.desks import Desk
from bot.logs import quiet_logs
from bot.paced_clocks import PacedClock
from bot.performing import Player
from bot.playing import sample_day
from bot.readers import Readers
from bot.replaying import no_pause
from bot.stopping import CLOSE_SECONDS, end_when_told, wind_down
from bot.transports.transcripts import Transcript, read_transcript
from bot.transports.webchat import WebchatTransport
from domain.roster_files import parse_roster
from storage.media import MediaStore
from storage.owners import own

SPEED = 120  # the day in seven minutes, and something to be seen every second
LEAD = timedelta(minutes=1)  # of the day, before its first message
HOST, FIRST_PORT, PORTS = "127.0.0.1", 8080, 50
BAR_SECONDS = 0.5
BAR = "{desc}  {bar} {n_fmt}/{total_fmt} 条"
CHAT = "/chat/"


@dataclass(frozen=True, slots=True)
class Stage:
    """A bot on its database, with the day that is played to it."""

    app: App
    transport: WebchatTransport
    clock: PacedClock
    player: Player
    media: MediaStore
    key: bytes


def serve_demo(settings: Settings, *, fresh: bool) -> None:
    """Play the sample day until told to stop; goes on where the last one stopped, unless it is to be `fresh`."""
    quiet_logs(level=40)
    home = settings.data / "demo"
    url = f"sqlite:///{home / 'lanshao.db'}"
    if fresh:
        with own(url):  # raises where one is running
            pass
        shutil.rmtree(home)
    with own(url):
        asyncio.run(_until_told(set_up(read_transcript(sample_day()), home, url, settings.bot_name), FIRST_PORT))


def set_up(day: Transcript, home: Path, url: str, bot_name: str, clock: PacedClock | None = None) -> Stage:
    """The bot of a demonstration, on what an earlier one left in `home`. Nothing of it is started."""
    clock = clock or PacedClock(day.arrivals[0].message.at - LEAD, SPEED)
    begun = home / "begun"
    roster = None if begun.exists() else parse_roster(day.roster)  # people may have changed it since
    transport = WebchatTransport(clock, bot_name)
    engine, scene, _ = prepare(url, roster, transport.namespace, clock())
    begun.touch()
    app = assemble_app(engine, scene, home / "media", transport, clock, no_pause, compares=True)
    player = Player(app, clock, day.arrivals, transport.bring)
    return Stage(app, transport, clock, player, MediaStore(home / "media"), _key(home / "door.key"))


async def _until_told(stage: Stage, first_port: int) -> None:
    stopping = asyncio.Event()
    end_when_told(stopping)
    try:
        port = free_port(first_port)
        async with pages_of(stage, port), playing(stage, stopping) as play:
            _greet(port, first_port, stage.player)
            with tqdm(total=stage.player.count, bar_format=BAR, disable=None, file=sys.stdout) as bar:
                await _show_progress(bar, stage, play)
            await play
    finally:
        stage.app.close(CLOSE_SECONDS)
    print("已停止。再次执行就从这里接着演。", flush=True)


@asynccontextmanager
async def playing(stage: Stage, stopping: asyncio.Event) -> AsyncIterator[asyncio.Task[None]]:
    """The day is played until `stopping` is set; what is on its way at the end is finished."""
    await stage.transport.start(stage.app.receiver.receive)
    await stage.player.take_up()
    play = asyncio.create_task(stage.player.play(stopping))
    try:
        yield play
    finally:
        stopping.set()
        stage.clock.changed.set()
        await asyncio.wait({play}, timeout=CLOSE_SECONDS)
        play.cancel()
        await wind_down(stage.app, stage.transport)


@asynccontextmanager
async def pages_of(stage: Stage, port: int) -> AsyncIterator[str]:
    """Console and chat, on this machine only, until the end of the block; their address."""
    readers = Readers(stage.app)
    desk = Desk(stage.app, readers, stage.media)
    door = DemoDoor(lambda: stage.app.scene.roster, stage.key)
    strip = Strip(stage.clock, stage.player, door)
    console = console_app(desk, door)
    console.middlewares.append(strip.middleware)
    console.add_routes([*strip.routes, web.get(CHAT.rstrip("/"), _to_chat)])
    console.add_subapp(CHAT, chat_app(stage.transport, desk))
    runner = web.AppRunner(console, access_log=None, shutdown_timeout=LEAVE_PAGES_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        readers.close()


async def _to_chat(request: web.Request) -> web.Response:
    raise web.HTTPSeeOther(CHAT)


async def _show_progress(bar: tqdm[None], stage: Stage, play: asyncio.Task[None]) -> None:
    """Until the play ends."""
    while not play.done():
        clock = stage.clock
        pace = "暂停" if clock.paused else f"{clock.speed:g}×"
        bar.set_description_str(f"{clock():%m-%d %H:%M}  {pace:>4}", refresh=False)
        bar.n = stage.player.played
        bar.refresh()
        await asyncio.wait({play}, timeout=BAR_SECONDS)


def _greet(port: int, first_port: int, player: Player) -> None:
    if port != first_port:
        print(f"{first_port} 端口有别的程序在用，改用 {port}。")
    going_on = "从上次停下的地方接着演；从头来：lanshao demo --fresh" if player.played else "编写的一天，从早上开始"
    print(f"演示：http://{HOST}:{port}\n（{going_on}。Ctrl-C 停止）", flush=True)


def free_port(first: int) -> int:
    """The first port from here on that nobody has on this machine."""
    for port in range(first, first + PORTS):
        with socket.socket() as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError(f"{first} 到 {first + PORTS - 1} 端口都有别的程序在用，请先停掉一个")


def _key(file: Path) -> bytes:
    """What the door's cookies are signed with: made once."""
    if not file.exists():
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(secrets.token_bytes(32))
    return file.read_bytes()
