"""`lanshao run`: one bot, on one gateway, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

import structlog
from sqlalchemy import Engine

from bot.alarm_roads import roads_of
from bot.alarms import Alarms
from bot.app import App, Scene, assemble_app, prepare
from bot.binding import bind_errand
from bot.clocks import WatchedClock
from bot.config import Settings
from bot.console import open_console
from bot.console.accounts import Accounts
from bot.echoes import EchoMatcher
from bot.errands import Errand, open_door
from bot.executor import Unit
from bot.health import Health, open_pages
from bot.hearing import Hearing, Reporting
from bot.leading import Leadership, LeadersTransport, run_when_leading
from bot.letters import Mailbox
from bot.logs import quiet_logs
from bot.mailing import mailbox_of
from bot.originals import Originals
from bot.pacing import Paced, Pacing
from bot.rooms import Roomy, Rounds
from bot.rosters import import_errand
from bot.scheduler import Scheduler, live_now
from bot.stopping import CLOSE_SECONDS, LEAVE_SECONDS, NOTE_SECONDS, end_when_told, wind_down, within
from bot.transports import Deliver, Fetching, Listener, Listeners, Transport
from bot.transports.wechaty import WechatyTransport
from bot.transports.wechaty_friends import FriendRequests
from bot.transports.wechaty_logins import login_notice
from bot.unheard import Unheard
from bot.users import user_errand
from bot.watching import Watch
from handlers.friends import is_welcome
from storage.media import MediaStore
from storage.owners import own

#: What may be asked of a running bot that owns its database.
ERRANDS: dict[str, Errand] = {"bind": bind_errand, "roster import": import_errand, "user": user_errand}
log = structlog.get_logger("run")


@runtime_checkable
class Befriending(Protocol):
    """A transport on whose platform people ask to be friends."""

    friends: FriendRequests


async def serve(app: App, transport: Transport, stopping: asyncio.Event, *also: Listener) -> None:
    """Run until `stopping` is set: take messages, keep the clock, send what is owed. `also` hears of the transport."""
    await app.renew()  # a bot that stood by may have waited for weeks
    scheduler = Scheduler(app)
    interrupted = await app.sender.resume(app.clock(), resend=False)
    await app.mailing.resume(app.clock())
    if interrupted:
        log.warning("sends left unknown by the last run", posts=interrupted)
    awaited = await app.receiver.awaited()
    hearing = Hearing(app.executor, app.clock)
    if isinstance(transport, Reporting):
        hearing = Hearing(app.executor, app.clock, transport.waiting_since)
        transport.listener = Listeners((hearing, *also))
    app.receiver.echo = EchoMatcher(app.executor, app.clock).hear
    if isinstance(transport, Befriending):
        transport.friends.welcome = partial(_knows, app)
    await hearing.begin()
    if not await _connect(app, transport, stopping):
        return
    await hearing.connected()
    if awaited:
        log.warning("files that the last run never got", files=len(awaited))
        await app.receiver.take_up(awaited, transport.again if isinstance(transport, Fetching) else None)
    noting = [asyncio.create_task(hearing.keep_noting())]
    if isinstance(transport, Fetching):
        originals = Originals(app.executor, app.receiver, app.clock, partial(transport.again, as_sent=True))
        noting.append(asyncio.create_task(originals.keep_going()))
    if isinstance(transport, Roomy):
        noting.append(asyncio.create_task(Rounds(app.executor, transport, app.clock).keep_going()))
    scheduler.start()
    log.info("running")
    try:
        await stopping.wait()
    finally:
        for task in noting:
            task.cancel()
        scheduler.stop()
        await within(NOTE_SECONDS, hearing.note(), "hearing")
        await wind_down(app, transport)
        await within(NOTE_SECONDS, hearing.written(), "reports")
        log.info("stopped")


async def _knows(app: App, contact: str) -> bool:
    known = await app.executor.run(Unit("friend request", app.clock(), lambda work: is_welcome(contact, work)))
    return known is True


async def _connect(app: App, transport: Transport, stopping: asyncio.Event) -> bool:
    """Connect to the platform, unless told to stop meanwhile; whether there is a connection."""
    receive: Deliver = app.receiver.receive
    if isinstance(app.clock, WatchedClock):
        receive = app.clock.listening(receive)
    connecting = asyncio.create_task(transport.start(receive))
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait({connecting, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not connecting.done():
        connecting.cancel()
        await asyncio.wait({connecting}, timeout=NOTE_SECONDS)
        await within(LEAVE_SECONDS, transport.stop(), "transport")
        return False
    await connecting
    print("已启动，按 Ctrl-C 停止。", flush=True)
    return True


def run_command(settings: Settings) -> None:
    """Run the live bot. Raises what keeps it from starting, before anything is touched."""
    quiet_logs()
    host, port = settings.gateway_address()
    settings.console_public()
    roads, mailbox = roads_of(settings), mailbox_of(settings)
    transport = WechatyTransport(
        host,
        port,
        settings.gateway_token,
        bot_name=settings.bot_name,
        tls=settings.gateway_tls(),
        server_name=settings.gateway_server_name,
        canary=settings.canary,
        show_login=lambda code: print(login_notice(code), flush=True),
    )
    with own(settings.database_url):
        asyncio.run(_until_told(settings, transport, Alarms(roads, live_now), mailbox))


async def _until_told(settings: Settings, transport: Transport, alarms: Alarms, mailbox: Mailbox | None = None) -> None:
    stopping = asyncio.Event()
    end_when_told(stopping)
    engine, scene, warning = prepare(settings.database_url, None, transport.namespace, live_now(), settings.campaigns)
    if warning:
        print(f"提示：{warning}", flush=True)

    async def serve_watched(leadership: Leadership | None) -> None:
        """Serve under the eyes of the watch, with the health page open."""
        clock = WatchedClock(live_now)
        app = assemble_leading(
            engine, scene, settings.media, transport, clock, Paced(clock), leadership, mailbox, settings.templates
        )
        watch = Watch(app.executor, alarms, settings.data, settings.notify_socket)
        health = Health(app.executor, app.clock, supervised=bool(settings.notify_socket))
        try:
            pages, door = open_pages(health, settings.health_port), open_door(app, ERRANDS, settings.database_url)
            unheard = Unheard(app.executor, alarms, app.clock)
            async with watch.kept(app.clock), pages, door, open_for_people(app, settings), unheard.kept():
                print("正在连接网关……", flush=True)
                await serve(app, transport, stopping, watch.pulse)
        finally:
            app.close(CLOSE_SECONDS)

    try:
        await run_when_leading(engine, transport.namespace, stopping, serve_watched)
    finally:
        alarms.close()


@asynccontextmanager
async def open_for_people(app: App, settings: Settings) -> AsyncIterator[None]:
    """The console, for who has an account, until the end of the block. Only the bot that leads has it open."""
    if not settings.console_port:
        yield
        return
    door, public = Accounts(), settings.console_public()
    host, port = settings.console_host, settings.console_port
    try:
        async with open_console(app, MediaStore(settings.media), door, host, port, public=public) as is_open:
            shown = settings.console_url or f"http://{host}:{port}"
            print(
                f"控制台：{shown}" if is_open else f"控制台没有打开：{host}:{port} 用不了，多半有别的程序占着。",
                flush=True,
            )
            yield
    finally:
        door.close()


def assemble_leading(
    engine: Engine,
    scene: Scene,
    media: Path,
    transport: Transport,
    clock: Callable[[], datetime],
    pacing: Pacing,
    leadership: Leadership | None,
    mailbox: Mailbox | None = None,
    templates: Path | None = None,
) -> App:
    """The app of the bot that leads (bot/leading.py); without `leadership` nobody else is there."""
    outgoing, fence = transport, None
    if leadership is not None:
        outgoing, fence = LeadersTransport(transport, leadership), leadership.fence
    return assemble_app(engine, scene, media, outgoing, clock, pacing, fence, templates, mailbox, compares=True)
