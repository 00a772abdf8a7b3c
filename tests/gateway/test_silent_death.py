"""The bot as a process on the real gateway: what ails it shows within twenty seconds, and a backup needs no pause."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from storage.databases import open_database, upgrade
from storage.rosters import import_roster
from tests.bot.test_alarms import robot
from tests.cast import ROSTER
from tests.gateway.node_gateway import NodeGateway, free_port

pytestmark = pytest.mark.gateway

ROOT = Path(__file__).resolve().parent.parent.parent
NOTICED = 20.0  # s, the promise
PATIENCE = 60.0


class Installation:
    """`lanshao` in a folder of its own, with the health page on a free port."""

    def __init__(self, folder: Path, gateway: NodeGateway, webhook: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"sqlite:///{folder / 'data' / 'lanshao.db'}"
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LANSHAO_DATABASE_URL": self.url,
            "LANSHAO_DATA": str(folder / "data"),
            "LANSHAO_HEALTH_PORT": str(self.port),
            "LANSHAO_CONSOLE_PORT": "0",
            "LANSHAO_ALARM_WEBHOOK": webhook,
            "WECHATY_PUPPET_SERVICE_TOKEN": gateway.token,
            "WECHATY_PUPPET_SERVICE_ENDPOINT": f"{gateway.host}:{gateway.port}",
        }
        engine = open_database(self.url)
        upgrade(engine)
        with engine.begin() as connection:
            import_roster(connection, ROSTER, WechatyTransport.namespace, live_now())
        engine.dispose()

    def does(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "bot", "run"]
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    def asks(self, door: str) -> tuple[int, Any]:
        """Status and answer of a door of the health page; (0, None) while nobody opens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{door}", timeout=2) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, None

    def until(self, condition: Callable[[int, Any], bool]) -> float:
        """Wait for what /readyz says; how many seconds it took. Raises AssertionError with the log."""
        began = time.monotonic()
        while not condition(*self.asks("/readyz")):
            assert time.monotonic() - began < PATIENCE, (self.folder / "log").read_text()
            time.sleep(0.2)
        return time.monotonic() - began


def _says(kind: str) -> Callable[[int, Any], bool]:
    return lambda status, told: status == 503 and [reason["kind"] for reason in told["reasons"]] == [kind]


def test_a_dead_gateway_and_a_frozen_bot_show_within_twenty_seconds_and_a_backup_needs_no_pause(
    own_gateway: NodeGateway, tmp_path: Path
) -> None:
    with robot(b"{}") as (webhook, _):
        bot = Installation(tmp_path, own_gateway, webhook)
        with bot.running() as process:
            bot.until(lambda status, told: status == 200)
            own_gateway.say("郝大川", "在")
            backup = bot.does("backup", str(tmp_path / "backup"))
            assert backup.returncode == 0, backup.stderr
            assert "机器人正常值守" in bot.does("doctor").stdout

            own_gateway.stop()
            assert bot.until(_says("deaf")) < NOTICED
            assert bot.asks("/healthz")[0] == 200
            own_gateway.start()
            bot.until(lambda status, told: status == 200)

            process.send_signal(signal.SIGSTOP)
            assert bot.until(lambda status, told: status == 0) < NOTICED  # whoever supervises it asks and hears nothing
            process.send_signal(signal.SIGCONT)
            bot.until(lambda status, told: status == 200)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
