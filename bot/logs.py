"""The log: one line a unit of work to standard error, without texts of the groups and names of people."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def quiet_logs(level: int = logging.INFO) -> None:
    """Set up our log from this level on, and that of the libraries from WARNING on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_to_stderr,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(Foreign())
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler])


def _to_stderr(*_: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


class Foreign(logging.Formatter):
    """What a library logs, without what it puts in: that may be the words of a group.

    Of an error only the kind and the place remain; of a message its first line as the library's author wrote it.
    """

    def format(self, record: logging.LogRecord) -> str:
        lines = str(record.msg).splitlines() or [""]
        told = f"level={record.levelname.lower()} logger={record.name} event={lines[0]!r}"
        error = record.exc_info[1] if record.exc_info else None
        return told if error is None else f"{told} error={type(error).__name__} where={where(error)}"


def where(error: BaseException) -> str:
    """File and line of the innermost frame: enough to find the fault, without any evidence text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
