"""What a page of the gallery costs among 100,000 files: `python -m scripts.benches.evidence`."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from domain.messages import Kind
from domain.rosters import Role
from domain.scopes import sight_of
from scripts.benches.tallies import ROSTER, best
from storage.databases import open_database, upgrade
from storage.galleries import FileFilter, Galleries

FILES, CAMPAIGN, GOAL = 100_000, "bench", 30.0  # ms of CPU a page
_SECONDS = 10  # between two messages; one of four has a file
_COLUMNS = (
    "seq, namespace, message_id, room, sender, sender_name, sent_at, received_at, kind, text, file_name, raw, "
    "raw_sha256, file_state, file_sha256, file_size, state"
)


def print_evidence() -> None:
    all_of_it, of_group = (
        sight_of(next(one for one in ROSTER.people if one.role is role), ROSTER)
        for role in (Role.DISPATCHER, Role.LIAISON)
    )
    day = date(2020, 11, 1)
    asked = {
        "没有条件": FileFilter(all_of_it),
        "一个组": FileFilter(of_group),
        "一天": FileFilter(all_of_it, day, day),
        "视频": FileFilter(all_of_it, kind=Kind.VIDEO),
        "没归到记录的": FileFilter(all_of_it, loose=True),
        "语音（一条也没有）": FileFilter(all_of_it, kind=Kind.AUDIO),
        "一个组的语音（一条也没有）": FileFilter(of_group, kind=Kind.AUDIO),
        "没读出拍摄时间的（33 张里 1 张）": FileFilter(all_of_it, untimed=True),
        "一个组没读出拍摄时间的": FileFilter(of_group, untimed=True),
        "有提示的（2,000 张）": FileFilter(all_of_it, hinted="any"),
        "一天里有提示的（一张也没有）": FileFilter(all_of_it, day, day, hinted="any"),
        "水印是另一天的（500 张）": FileFilter(all_of_it, hinted="other_day"),
    }
    with tempfile.TemporaryDirectory() as folder, _history(Path(folder) / "files.db") as connection:
        galleries = Galleries(connection, CAMPAIGN)
        print(f"证据的一页，库里 {FILES:,} 个文件（CPU，各取七次里最好的，只查不排版），目标 {GOAL:.0f} 毫秒：")
        for name, wanted in asked.items():
            found = galleries.page(wanted)
            took = best(lambda wanted=wanted: galleries.page(wanted), 7)  # type: ignore[misc]
            far = "" if found.looked_to is None else f"，找到 {found.looked_to:%m-%d %H:%M} 为止"
            print(f"  {name}：{took:.1f} 毫秒，{len(found.files)} 个{far}")


_READ = "sha256, kind, engine, fault, captured_at, watermark, whole, top, facts, sheet, playable, read_at"


@contextmanager
def _history(file: Path) -> Iterator[Connection]:
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    driver = sqlite3.connect(file)
    driver.executemany(f"INSERT INTO inbox ({_COLUMNS}) VALUES ({', '.join('?' * 17)})", _rows())
    driver.executemany("INSERT INTO told_remarks VALUES (?, ?, ?, ?, 1)", _told())
    driver.executemany(f"INSERT INTO file_readings ({_READ}) VALUES ({', '.join('?' * 12)})", _readings())
    driver.commit()
    driver.close()
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _told() -> Iterator[tuple[Any, ...]]:
    """Long ago, so that a page has to go back to them."""
    for n in range(4, 40_000, 20):
        yield CAMPAIGN, "bench", f"m{n}", "other_day" if n % 80 == 4 else "lag"


def _readings() -> Iterator[tuple[Any, ...]]:
    for n in range(4, 4 * FILES + 1, 4):
        at = (1_603_000_000 + n * _SECONDS) * 1_000_000
        mark = '{"address":"东泉区宏图砖厂","lines":["09:57","2020-10-20 星期二","东泉区宏图砖厂"],"team":"6组"}'
        facts = '{"blur":41.5,"height":1080,"width":810}'
        timed = None if n % 132 == 0 else at
        yield f"{n:064x}", "image", "an engine", "", timed, mark, f"{n:064x}", f"{n:064x}", facts, "", "", at


def _rows() -> Iterator[tuple[Any, ...]]:
    rooms = [room for room in ROSTER.rooms if room.group]
    people = {room.id: [one for one in ROSTER.people if one.group == room.group] for room in rooms}
    for n in range(1, 4 * FILES + 1):
        room = rooms[n % len(rooms)]
        who, at = people[room.id][n % len(people[room.id])], (1_603_000_000 + n * _SECONDS) * 1_000_000
        said = (n, "bench", f"m{n}", room.id, who.id, who.name, at, at)
        if n % 4:
            yield (
                *said,
                "text",
                "原料堆场未苫盖，已责令立行立改",
                "",
                b"raw" * 60,
                "0" * 64,
                "none",
                None,
                None,
                "handled",
            )
        else:
            kind = "video" if n % 400 == 0 else "image"
            yield (*said, kind, "", "", b"raw" * 60, "0" * 64, "kept", f"{n:064x}", 50_000, "handled")


if __name__ == "__main__":
    print_evidence()
