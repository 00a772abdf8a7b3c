"""Errands: commands at the machine that write, while a running bot owns the SQLite file. The bot is asked to do them.

The door is a local socket beside the database, for its owner only. One line of JSON each way, an errand a connection.
On PostgreSQL there is no door: everybody may write there.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.app import App, NotReady
from bot.executor import NotDurable, Unit
from domain.roster_files import RosterError
from storage.databases import parse_address
from storage.owners import OwnedElsewhere
from storage.work import UnitOfWork

Words = Mapping[str, str | bool | None]
Errand = Callable[[Words, UnitOfWork], str]

MOST_BYTES = 8 << 20  # of one errand: a roster of a hundred thousand people is smaller
WAIT_SECONDS = 30.0  # for the answer
_LONGEST_PATH = 100  # bytes; the system takes 107
log = structlog.get_logger("errands")


def ask_owner(owned: OwnedElsewhere, name: str, words: Words) -> str:
    """Have the bot that owns the database do this; what it says. Raises NotReady where it refuses, else `owned`."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(WAIT_SECONDS)
            line.connect(str(_door(owned.database)))
            line.sendall(json.dumps({"errand": name, "words": words}).encode() + b"\n")
            with line.makefile("rb") as file:
                told = json.loads(file.readline(MOST_BYTES))
    except (OSError, ValueError):
        raise owned from None
    if told["refused"]:
        raise NotReady(told["text"])
    return str(told["text"])


@asynccontextmanager
async def open_door(app: App, errands: Mapping[str, Errand], database_url: str) -> AsyncIterator[None]:
    """Take errands until the end of the block. The caller owns the database: any other door there is a dead bot's."""
    address = parse_address(database_url)
    if address.get_backend_name() != "sqlite":
        yield
        return
    path = _door(Path(str(address.database)).resolve())
    if len(os.fsencode(path)) > _LONGEST_PATH:
        log.warning("no door for errands: the path of the database is too long")
        yield
        return
    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(partial(_serve, app, errands), path, limit=MOST_BYTES)
    path.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def _door(database: Path) -> Path:
    return Path(f"{database}.door")


async def _serve(
    app: App, errands: Mapping[str, Errand], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(OSError, TimeoutError, ValueError):  # who leaves, dawdles or says too much
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                told = await _do(app, errands, await reader.readline())
                writer.write(json.dumps(told).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()


async def _do(app: App, errands: Mapping[str, Errand], line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        errand, words = errands[asked["errand"]], asked["words"]
        text = await app.executor.run(Unit(asked["errand"], app.clock(), partial(errand, words)))
        await app.renew()
    except RosterError as error:
        return {"refused": True, "text": "\n".join(error.faults)}
    except NotReady as error:
        return {"refused": True, "text": str(error)}
    except (NotDurable, ValueError, KeyError, TypeError, RecursionError) as error:
        log.error("errand failed", error=type(error).__name__)
        return {"refused": True, "text": f"没有办成（{type(error).__name__}），什么也没有改。请稍后再试，或看日志。"}
    log.info("errand done", errand=asked["errand"])
    return {"refused": False, "text": text}
