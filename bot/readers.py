"""Reads the database beside the writer, in threads of its own: whoever looks never makes a message wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL

from storage.bindings import Remembered
from storage.changes import Changes
from storage.databases import open_database
from storage.work import UnitOfWork

if TYPE_CHECKING:
    from bot.app import App

THREADS = 2  # more would only take turns: what is read is made into pages by one interpreter
T = TypeVar("T")


class Readers:
    """Asks the database of a running bot; what one question reads is of one moment. Close it at the end."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._engine = open_database(_address(app.engine.url), read_only=True)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="reader")
        self._changes = Changes(self._engine)
        self._looking = threading.Lock()

    async def mark(self) -> str:
        """Another one after every commit of anybody; much cheaper than to ask for anything."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._mark)

    async def read(self, ask: Callable[[UnitOfWork], T]) -> T:
        """What `ask` finds, by the roster in force. It runs in a thread and must change nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, ask)

    def _read(self, ask: Callable[[UnitOfWork], T]) -> T:
        scene = replace(self._app.scene, remembered=Remembered())  # the writer's own is not to be shared
        with self._engine.connect() as connection:
            return ask(scene.work(connection, self._app.clock()))

    def _mark(self) -> str:
        with self._looking:
            return self._changes.mark()

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._changes.close()
        self._engine.dispose()


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)
