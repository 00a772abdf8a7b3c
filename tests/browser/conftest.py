"""One Chromium for the whole run; a running bot for each file of tests, shared by its tests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.offices import FLAGS, Building, Office, building, chromium


@contextmanager
def _lent(loop: asyncio.AbstractEventLoop | None) -> Iterator[None]:
    """Playwright leaves its loop running in this thread, between two calls too; asyncio then allows no other.

    So it is there while a browser test runs, and out of sight of all others.
    """
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    found = chromium()
    if found is None:
        if os.environ.get("LANSHAO_REQUIRE_BROWSER"):
            pytest.fail("no Chromium here, and LANSHAO_REQUIRE_BROWSER wants these tests")
        pytest.skip("Chromium is not installed")
    with _lent(None), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    """The bot of this file's tests. A file that wants another bot has a fixture of this name."""
    with building(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def office(_chromium: tuple[Browser, asyncio.AbstractEventLoop], running: Building) -> Iterator[Office]:
    """What a browser test has to do with; see offices.py."""
    browser, loop = _chromium
    with _lent(loop):
        made = Office(browser, running)
        try:
            yield made
        finally:
            made.close()
    assert not made.faults, "the browser complained: " + "\n".join(made.faults)
