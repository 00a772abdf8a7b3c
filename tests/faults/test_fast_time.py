"""All clocks of a quickened process go alike; one that stayed behind would make the bot doubt the others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime

from domain.calendars import SHANGHAI
from tests.faults import fast_time
from tests.faults.processes import ROOT

RATE = 1_000.0
PROGRAM = """
from tests.faults import fast_time
clock = fast_time.given()
fast_time.quicken(clock)
import asyncio, json, time
import bot.clocks, bot.executor
fast_time.show_the_time(clock, ("bot",))
def times():
    return time.monotonic(), bot.clocks.boot_seconds(), bot.executor.datetime.now().timestamp()
before = times()
asyncio.run(asyncio.sleep(20.0))
print(json.dumps([after - earlier for after, earlier in zip(times(), before)]))
"""


def test_every_clock_of_a_quickened_process_goes_at_the_same_rate() -> None:
    clock = fast_time.starting(datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI), RATE)
    environment = {**os.environ, **clock.setting(), "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True)
    assert all(passed >= 20.0 for passed in json.loads(told.stdout))
