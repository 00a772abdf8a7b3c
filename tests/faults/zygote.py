"""A parent that has imported everything already: each bot is a fork of it, so that one starts in no time.

Orders come as lines of JSON on standard input, and so do the answers on standard output: the number of the new
process, then, when it has ended, how. One bot at a time.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

import apscheduler.executors.base
import apscheduler.triggers.interval  # noqa: F401

from bot.__main__ import main
from tests.faults import fast_time


def serve() -> None:
    """Until nobody gives orders any more."""
    fast_time.show_the_time(fast_time.given(), ("bot", "apscheduler"))
    _answer(ready=True)
    for line in sys.stdin:
        order = json.loads(line)
        number = os.fork()
        if number == 0:
            _be_a_bot(order)
        _answer(pid=number)
        _, status = os.waitpid(number, 0)
        _answer(status=os.waitstatus_to_exitcode(status))


def _answer(**told: Any) -> None:
    print(json.dumps(told), flush=True)


def _be_a_bot(order: dict[str, Any]) -> None:
    """The program itself, as `python -m bot` would run it."""
    status = 70
    try:
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for descriptor, replacement in ((0, nothing), (1, log), (2, log)):
            os.dup2(replacement, descriptor)
        os.environ.update(order["environment"])
        status = main(["run"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
