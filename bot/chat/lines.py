"""The WebSocket of one tab: what is said comes in, what is shown goes out, and neither may hold up the others."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.chat.desks import TRANSPORT, desk_of, hub_of, person_of
from bot.chat.frames import NOT_OURS, BadFrame, encoded, parsed, words_in
from bot.chat.guards import refusal
from bot.chat.hubs import MOST_TABS, TOO_SLOW, Tab
from bot.chat.paces import FLOOD, Pace
from bot.chat.saying import NOT_ON_ROSTER, Speaker, answer
from bot.logs import where

LARGEST_FRAME = 64 * 1024  # bytes
WRITE_SECONDS = 10.0  # for one frame to a tab
CLOSE_SECONDS = 2.0
TOO_FAST = "发得太快了，请歇一会儿再发。"
FULL_HOUSE = "打开聊天的网页太多了，请关掉几个再试。"
FAILED = "没有发成，请再试一次。"
log = structlog.get_logger("chat")


async def live(request: web.Request) -> web.StreamResponse:
    """One tab's line, until it is closed, floods us, or does not keep up."""
    person, hub = person_of(request), hub_of(request)
    if person is None:
        return refusal(403, NOT_ON_ROSTER)
    if len(hub.tabs) >= MOST_TABS:
        return refusal(503, FULL_HOUSE)
    socket = web.WebSocketResponse(heartbeat=30, max_msg_size=LARGEST_FRAME, timeout=CLOSE_SECONDS, compress=False)
    await socket.prepare(request)
    tab = Tab(person.id)
    hub.tabs.add(tab)
    try:
        await _attend(Speaker(desk_of(request), request.app[TRANSPORT], hub, person.id), socket, tab)
    finally:
        hub.tabs.discard(tab)
    code, why = tab.why
    if why:
        log.warning("tab cut off", code=int(code))
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await socket.close(code=code, message=why.encode())
    if code == WSCloseCode.TRY_AGAIN_LATER and request.transport is not None:
        request.transport.abort()  # who does not read would not hear the goodbye either
    return socket


async def _attend(speaker: Speaker, socket: web.WebSocketResponse, tab: Tab) -> None:
    """Read and write until the page goes, or the tab is over."""
    work = (_read(speaker, socket, tab), _write(socket, tab), tab.over.wait())
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(socket: web.WebSocketResponse, tab: Tab) -> None:
    """Write what waits, until the page takes no more."""
    try:
        while True:
            frame = await tab.waiting.get()
            async with asyncio.timeout(WRITE_SECONDS):
                await socket.send_str(frame)
    except (TimeoutError, ConnectionError):
        tab.end(WSCloseCode.TRY_AGAIN_LATER, TOO_SLOW)


async def _read(speaker: Speaker, socket: web.WebSocketResponse, tab: Tab) -> None:
    """Answer what the page asks, until it goes or floods us."""
    pace = Pace()
    async for received in socket:
        left = pace.take()
        if left <= -FLOOD:
            return tab.end(WSCloseCode.POLICY_VIOLATION, TOO_FAST)
        if left < 0:
            tab.offer(encoded({"is": "refused", "why": TOO_FAST}))
        elif received.type is WSMsgType.TEXT:
            await _take(speaker, received.data, tab)
        else:
            tab.offer(encoded({"is": "refused", "why": NOT_OURS}))


async def _take(speaker: Speaker, text: str, tab: Tab) -> None:
    """Do what a frame asks. What cannot be done is said to the tab, with the `nonce` that the frame had."""
    nonce = ""
    try:
        frame = parsed(text)
        nonce = words_in(frame, "nonce")
        for said in await answer(frame, speaker):
            tab.offer(encoded({**said, "nonce": nonce} if nonce else said))
    except BadFrame as error:
        tab.offer(encoded({"is": "refused", "why": f"{error}", "nonce": nonce}))
    except Exception as error:
        log.error("frame not taken", error=type(error).__name__, where=where(error))
        tab.offer(encoded({"is": "refused", "why": FAILED, "nonce": nonce}))
