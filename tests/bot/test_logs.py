"""No word of a group and no name of a person gets into the log, whatever happens."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from bot.executor import Unit
from bot.transports import Parcel, SendRefused
from storage.work import UnitOfWork
from tests.bot.conftest import PlayedDay, logging_all
from tests.group_chat import group_chat

CHINESE = re.compile(r"[\u4e00-\u9fff\uff00-\uffef]|\\u[4-9f][0-9a-f]{3}|\\x[0-9a-f]{2}")
BEGINS = re.compile(r"(?:timestamp|level)=.*")
CANARY = "金丝雀化工厂偷排"


def lines(written: str) -> list[str]:
    """What was logged; a progress bar that stands before it is for who watches."""
    found = (BEGINS.search(line) for line in written.replace("\r", "\n").splitlines())
    return [line[0] for line in found if line]


def test_a_played_day_is_logged_a_line_a_unit_of_work_and_without_a_word_of_what_was_said(
    played_day: PlayedDay,
) -> None:
    told = lines(played_day.log)
    assert sum('event="message kept"' in line for line in told) > 400
    assert any("event=sent" in line for line in told) and any("event=committed" in line for line in told)
    assert [line for line in told if CHINESE.search(line)] == []


def test_what_fails_is_logged_by_its_kind_and_place_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError(CANARY)

    async def refuse(parcel: Parcel) -> str:
        raise SendRefused(parcel.text)

    with logging_all() as written, group_chat(tmp_path) as chat:
        monkeypatch.setattr(chat.transport, "send", refuse)
        chat.asks("郝大川", "进度")
        chat.later(3600)
        monkeypatch.setattr("bot.receiver.handle", fail)
        chat.says("郝大川", CANARY)
        monkeypatch.setattr("bot.receiver.note_file", fail)
        chat.shows("郝大川", CANARY, file_name=f"{CANARY}.jpg")
        with pytest.raises(ValueError, match=CANARY):
            chat.app.executor.submit(Unit("x", chat.now, _fails_in_the_database)).result(10)
    told = lines(written.getvalue())
    assert any('event="unit failed"' in line and "error=ValueError where=test_logs.py:" in line for line in told)
    assert any('event="send failed"' in line for line in told)
    assert [line for line in told if CHINESE.search(line)] == []


def _fails_in_the_database(work: UnitOfWork) -> None:
    raise ValueError(CANARY)


def test_what_libraries_log_loses_what_they_put_in() -> None:
    async def nobody_waits() -> None:
        async def fail() -> None:
            raise ValueError(CANARY)

        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        del task

    with logging_all() as written:
        asyncio.run(nobody_waits())
        logging.getLogger("library").warning("could not read %s", CANARY)
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger("library").exception("failed")
    told = lines(written.getvalue())
    assert CANARY not in written.getvalue()
    assert any("logger=library event='could not read %s'" in line for line in told)
    assert any("event='failed' error=ValueError where=test_logs.py:" in line for line in told)
    assert any("Task exception was never retrieved" in line for line in told)
