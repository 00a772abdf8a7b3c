"""What a tally costs from the counters, what keeping them costs, and how that grows with the history.

`python -m scripts.benches.tallies`: a day of 952 visits of 18 groups among 10,000 and among 1,000,000 findings.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from domain.calendars import SHANGHAI
from domain.tallies import tally_of
from storage.databases import open_database, upgrade
from storage.day_counts import keep_count
from storage.tallies import Tallies
from storage.tally_tables import COUNTERS
from storage.visits import Visits
from tests import eighteen

#: 119 teams, as many as the scheme has.
GROUPS = tuple(replace(group, teams=tuple(range(1, 8 if n < 11 else 7))) for n, group in enumerate(eighteen.GROUPS))
ROSTER = replace(eighteen.ROSTER, groups=GROUPS)
CAMPAIGN, VISITS, PROBLEMS = "bench", 952, 4  # a day's visits; problems of each
HISTORIES = (10_000, 1_000_000)  # findings
START, NOW = date(2020, 10, 19), datetime(2020, 10, 19, 21, 0, tzinfo=SHANGHAI)
GOAL, GROWTH, UPKEEP = 1.0, 1.5, 10.0  # ms, times, µs
_SUMS = {
    "visits": "count(*)",
    "points": "count(DISTINCT place_key)",
    "industrial": "count(DISTINCT CASE WHEN industrial THEN place_key END)",
    "findings": "sum(problems)",
    "violations": "sum(outcome = 'violation')",
    "urgent": "sum(urgent)",
    "problem_points": "count(DISTINCT CASE WHEN problems > 0 THEN place_key END)",
    "filings": "count(DISTINCT CASE WHEN outcome = 'violation' THEN place_key END)",
    "corrected": "sum(outcome = 'corrected')",
    "handover": "sum(outcome = 'handover')",
}
_COUNT = f"SELECT campaign, day, group_key, team, {', '.join(_SUMS[name] for name in COUNTERS)} FROM visits "
_BY_TEAM = " GROUP BY campaign, day, group_key, team"


def print_tallies() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pasts = [(n, stack.enter_context(_history(folder / f"{n}.db", n))) for n in HISTORIES]
        days = [_middle(findings) for findings in HISTORIES]
        tallies = [Tallies(connection, NOW, CAMPAIGN, ROSTER) for _, connection in pasts]
        reads: list[list[float]] = [[], []]
        for _ in range(200):  # in turns: both have the same of what else the machine does
            for which in (0, 1):
                reads[which].append(best(lambda which=which: tallies[which].of_day(days[which]), 1))  # type: ignore[misc]
        for which, (findings, connection) in enumerate(pasts):
            _tell(connection, findings, min(reads[which]))
        growth = min(reads[1]) / min(reads[0])
        print(f"  从 {HISTORIES[0]:,} 到 {HISTORIES[-1]:,} 个问题，读数变为 {growth:.2f} 倍，目标 {GROWTH} 倍")


def _middle(findings: int) -> date:
    return START + timedelta(days=max(1, findings // (VISITS * PROBLEMS)) // 2)


def _tell(connection: Connection, findings: int, read: float) -> None:
    """Print what the middle day of this history costs; its tally took so many ms of CPU to `read`."""
    day = _middle(findings)
    tallies, visits = Tallies(connection, NOW, CAMPAIGN, ROSTER), Visits(connection, NOW, CAMPAIGN, "bench")
    assert tallies.of_day(day) == tally_of(visits.of_day(day), ROSTER, day, NOW)
    recount = best(lambda: tally_of(visits.of_day(day), ROSTER, day, NOW), 5)
    driver: Any = connection.connection.driver_connection
    whole = f"{_COUNT.replace('FROM visits', 'FROM visits NOT INDEXED')} WHERE day = '{day}'{_BY_TEAM}"
    scan = best(lambda: driver.execute(whole).fetchall(), 3)
    upkeep = 1_000 * min(best(lambda n=n: _keep(connection, day, n), 1) / 200 for n in range(40))  # type: ignore[misc]
    print(f"统计一天 {VISITS} 个点位，库里 {findings:,} 个问题（CPU，各取最好一次）：")
    print(f"  读计数 {read:.2f} 毫秒，目标 {GOAL:.0f} 毫秒；逐条重数 {recount:.1f} 毫秒")
    print(f"  全表扫描 {scan:.1f} 毫秒，是读计数的 {scan / read:.0f} 倍")
    print(f"  记一处新点位的计数 {upkeep:.1f} 微秒，目标 {UPKEEP:.0f} 微秒")


def best(do: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU, the best of so many times."""
    took = []
    for _ in range(times):
        began = time.process_time()
        do()
        took.append(time.process_time() - began)
    return min(took) * 1_000


def _keep(connection: Connection, day: date, part: int) -> None:
    """Count 200 new places."""
    for n in range(200):
        number = 10_000_000 + part * 1_000 + n
        group = GROUPS[n % len(GROUPS)]
        row = (day, group.key, group.teams[0], f"新砖厂{number}", True, "handover", False, PROBLEMS, None)
        keep_count(connection, CAMPAIGN, number, None, row)


@contextmanager
def _history(file: Path, findings: int) -> Iterator[Connection]:
    """A database with so many findings, a day after another, counted."""
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    driver = sqlite3.connect(file)
    names = (
        "id, campaign, number, group_key, team, day, place, place_key, industrial, lookback, outcome, urgent, "
        "categories, author, reported_at, last_at, revision, problems"
    )
    driver.executemany(f"INSERT INTO visits ({names}) VALUES ({', '.join('?' * 18)})", _rows(findings // PROBLEMS))
    driver.execute(f"INSERT INTO day_counts (campaign, day, group_key, team, {', '.join(COUNTERS)}) {_COUNT}{_BY_TEAM}")
    # the findings themselves, which a recount reads
    driver.executemany("INSERT INTO findings VALUES (?, ?, '料堆未苫盖', 'dust')", _findings(findings // PROBLEMS))
    driver.executemany(
        "INSERT INTO visit_messages VALUES (?, 'bench', ?, 0, 0, 'a', 'text', 'words')",
        ((n, f"m{n}") for n in range(1, findings // PROBLEMS + 1)),
    )
    driver.commit()
    driver.close()
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
    engine.dispose()


def _rows(many: int) -> Iterator[tuple[Any, ...]]:
    teams = [(group.key, team) for group in GROUPS for team in group.teams]
    for n in range(many):
        (group, team), day = teams[n % len(teams)], START + timedelta(days=n // VISITS)
        place, outcome = f"第{n % 700}砖厂", ("handover", "corrected", "violation")[n % 3]
        at = 1_603_000_000_000_000 + n
        fixed = (n + 1, CAMPAIGN, n + 1, group, team, day.isoformat(), place, place, n % 5 > 1, False, outcome)
        yield (*fixed, False, '["dust"]', "a", at, at, 1, PROBLEMS)


def _findings(many: int) -> Iterator[tuple[int, int]]:
    return ((n, position) for n in range(1, many + 1) for position in range(PROBLEMS))


if __name__ == "__main__":
    print_tallies()
