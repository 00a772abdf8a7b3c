"""A parent that has imported everything and read all words: each bot is a fork of it, so that one starts in no time.

Orders come as lines of JSON on standard input, and so do the answers on standard output: the number of the new
process, then, when it has ended, how. One bot at a time.
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from typing import Any

import apscheduler.executors.base
import apscheduler.triggers.interval  # noqa: F401

from tests.faults import fast_time
from tests.forks import be_the_program, read_all_words
from tests.media.quick_program import main


def serve() -> None:
    """Until nobody gives orders any more."""
    read_all_words()
    fast_time.show_the_time(fast_time.given(), ("bot", "apscheduler"))
    _answer(ready=True)
    for line in sys.stdin:
        order = json.loads(line)
        with open(order["log"], "ab") as log:
            number = os.fork()
            if number == 0:
                be_the_program(partial(main, ["run"]), order["environment"], log.fileno())
        _answer(pid=number)
        _, status = os.waitpid(number, 0)
        _answer(status=os.waitstatus_to_exitcode(status))


def _answer(**told: Any) -> None:
    print(json.dumps(told), flush=True)
