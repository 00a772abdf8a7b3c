"""The figures of a running bot in Prometheus' text form: numbers only, labels from short fixed lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from bot.vitals import COMMIT_BOUNDS, PATIENCE, Vitals, troubles
from storage.backlogs import Backlog

_COUNTERS = {
    "messages_kept": "Messages handled and durable",
    "messages_lost": "Messages of which only the id came",
    "units": "Units of work done",
    "units_failed": "Units of work that raised",
    "transactions_failed": "Transactions that the database did not take",
}


def exposition(vitals: Vitals, backlog: Backlog | None, waiting: int, heard_at: float | None, now: float) -> str:
    """All figures. `waiting` units, `heard_at` in epoch seconds; without a `backlog` its figures are left out."""
    return "\n".join((*_lines(vitals, backlog, waiting, heard_at, now), ""))


def _lines(vitals: Vitals, backlog: Backlog | None, waiting: int, heard_at: float | None, now: float) -> Iterator[str]:
    for name, text in _COUNTERS.items():
        yield from _one(f"{name}_total", "counter", text, getattr(vitals, name))
    yield from _head("sends_total", "counter", "Parts of posts that the platform was asked to say")
    yield from (f'lanshao_sends_total{{outcome="{word}"}} {n}' for word, n in sorted(vitals.sends.items()))
    yield from _commits(vitals)
    yield from _one("units_waiting", "gauge", "Units of work nobody has begun with", waiting)
    yield from _one("loop_lag_seconds", "gauge", "How late the event loop was last", round(vitals.loop_lag, 4))
    if vitals.disk_free is not None:
        yield from _one("disk_free_bytes", "gauge", "Free where the evidence goes", vitals.disk_free)
    if heard_at is not None:
        yield from _one("last_heard_timestamp_seconds", "gauge", "When the bot was last known to hear", heard_at)
    if backlog is not None:
        for field in fields(backlog):
            yield from _one(field.name, "gauge", "Waiting in the database", getattr(backlog, field.name))
    found = {trouble.kind for trouble in troubles(vitals, now)}
    yield from _head("trouble", "gauge", "1 while this is wrong")
    yield from (f'lanshao_trouble{{kind="{kind}"}} {int(kind in found)}' for kind in sorted(PATIENCE))


def _commits(vitals: Vitals) -> Iterator[str]:
    yield from _head("commit_seconds", "histogram", "Time of a transaction until it was durable")
    total = 0
    for bound, count in zip((*COMMIT_BOUNDS, "+Inf"), list(vitals.commits), strict=True):
        total += count
        yield f'lanshao_commit_seconds_bucket{{le="{bound}"}} {total}'
    yield f"lanshao_commit_seconds_sum {vitals.commit_seconds:.6f}"
    yield f"lanshao_commit_seconds_count {total}"


def _one(name: str, kind: str, text: str, value: float) -> Iterator[str]:
    yield from _head(name, kind, text)
    yield f"lanshao_{name} {value}"


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP lanshao_{name} {text}"
    yield f"# TYPE lanshao_{name} {kind}"
