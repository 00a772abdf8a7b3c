"""Checks the audit log in a process of its own: of a long log it takes seconds of a processor."""

from __future__ import annotations

import asyncio

from sqlalchemy import URL

from bot.workers import end, one_worker
from storage.databases import open_database
from storage.verifications import Verification, verify


async def check_log(address: URL) -> Verification:
    """What is found of the log as it stands now. Raises what the database raises, or BrokenProcessPool."""
    pool = one_worker()
    try:
        url = address.render_as_string(hide_password=False)
        return await asyncio.get_running_loop().run_in_executor(pool, _check, url)
    finally:
        end(pool)


def _check(url: str) -> Verification:
    engine = open_database(url, read_only=True)
    try:
        with engine.connect() as connection:
            return verify(connection)
    finally:
        engine.dispose()
