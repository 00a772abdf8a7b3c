"""Care of an installation: `lanshao roster`, `upgrade`, `doctor` and `audit verify`."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot.app import NotReady
from bot.config import SettingError, Settings
from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from domain.roster_files import parse_roster
from domain.rosters import Roster
from storage.databases import UnusableDatabase, downgrade, is_current, open_database, parse_address, upgrade
from storage.owners import own
from storage.profiles import load_campaign
from storage.rosters import current, import_roster
from storage.verifications import verify

REACH_SECONDS = 3.0
ENOUGH_BYTES = 20 * 1024**3  # a week of photos and videos of one campaign: 2.5 GB a day
WAL_RACE_FIXED = (3, 51, 3)  # before it, two connections can corrupt a WAL database (sqlite.org)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of the doctor: good or not, and what to do."""

    good: bool
    text: str


@contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """The database for reading only. Raises NotReady when there is none yet: looking must not make one."""
    address = parse_address(settings.database_url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).is_file():
        raise NotReady(f"还没有数据库 {address.database}。请先执行：lanshao roster import 名册.toml")
    engine = open_database(settings.database_url, read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def read_roster(path: Path) -> Roster:
    """The checked roster of a file. Raises OSError or RosterError."""
    return parse_roster(path.read_text("utf-8"))


def roster_summary(roster: Roster) -> str:
    teams = sum(len(group.teams) for group in roster.groups)
    return f"{len(roster.groups)} 个核查组，{teams} 个小组，{len(roster.people)} 人，{len(roster.rooms)} 个群"


def _hint(roster: Roster, warning: str | None) -> None:
    """What is allowed but probably not meant."""
    if warning:
        print(f"提示：{warning}")
    if not roster.command_rooms:
        print('提示：名册里没有指挥调度群（kind = "command"），各组汇总、评比和催收将无处可发。')


def check_roster_command(path: Path) -> None:
    roster = read_roster(path)
    _, warning = load_campaign(roster.campaign)
    print(f"名册没有问题：{roster_summary(roster)}。")
    _hint(roster, warning)


def import_roster_command(path: Path, settings: Settings) -> None:
    """Import a roster, all of it or nothing; refused while a running bot owns the database."""
    roster = read_roster(path)
    _, warning = load_campaign(roster.campaign)
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        upgrade(engine)
        with engine.begin() as connection:
            import_roster(connection, roster, WechatyTransport.namespace, live_now())
        engine.dispose()
    print(f"名册已导入：{roster_summary(roster)}。")
    _hint(roster, warning)


def upgrade_command(settings: Settings) -> None:
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        upgrade(engine)
        engine.dispose()
    print("数据库已是当前版本。")


def downgrade_command(settings: Settings) -> bool:
    """Take the tables back one version; False where there is none."""
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        gone_back = downgrade(engine)
        engine.dispose()
    print("数据库已退回上一版，现在可以换回旧程序。" if gone_back else "数据库没有更早的版本，未作改动。")
    return gone_back


def verify_command(settings: Settings) -> bool:
    """Check the audit chain; True when it is whole."""
    with reading(settings) as connection:
        verification = verify(connection)
    if not verification.faults:
        print(f"审计链完整：{verification.entries} 条，未发现改动。")
        return True
    print(f"审计链有 {len(verification.faults)} 处对不上（共 {verification.entries} 条）：")
    for fault in verification.faults:
        print(f"  {fault}")
    return False


def doctor_command(settings: Settings) -> bool:
    """Look at everything that must be right before a campaign starts; True when all is."""
    checks = list(examine(settings))
    for check in checks:
        print(f"{'✓' if check.good else '✗'} {check.text}")
    return all(check.good for check in checks)


def examine(settings: Settings) -> Iterator[Check]:
    yield Check(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}")
    yield from _database(settings)
    yield _folder(settings.media)
    yield _disk(settings.data)
    try:
        host, port = settings.gateway_address()
        reached = _reaches(host, port)
        yield Check(reached, f"网关 {host}:{port}" + ("连得上" if reached else "连不上，请检查网关是否已启动"))
    except SettingError as error:
        yield Check(False, str(error))


def _database(settings: Settings) -> Iterator[Check]:
    try:
        with reading(settings) as connection:
            backend = connection.dialect.name
            fit = is_current(connection.engine)
            roster = current(connection) if fit else None
    except (NotReady, UnusableDatabase) as error:
        yield Check(False, str(error))
        return
    except Exception as error:  # whatever a driver raises: the doctor tells it and goes on
        yield Check(False, f"数据库打不开（{type(error).__name__}）：请检查 LANSHAO_DATABASE_URL")
        return
    yield Check(fit, f"数据库（{backend}）" + ("已是当前版本" if fit else "版本不对，请执行 lanshao upgrade"))
    if backend == "sqlite":
        fixed = sqlite3.sqlite_version_info >= WAL_RACE_FIXED
        note = "" if fixed else "：低于 3.51.3，只可由一个进程写（本程序如此），勿用其他工具同时写库"
        yield Check(True, f"SQLite {sqlite3.sqlite_version}{note}")
    if roster is None:
        yield Check(False, "还没有名册，请执行 lanshao roster import 名册.toml")
    else:
        _, warning = load_campaign(roster.campaign)
        yield Check(True, f"名册：{roster_summary(roster)}" + (f"（{warning}）" if warning else ""))


def _reaches(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=REACH_SECONDS).close()
    except OSError:
        return False
    return True


def _folder(path: Path) -> Check:
    writable = os.access(_nearest(path), os.W_OK)
    return Check(writable, f"证据文件夹 {path}" + ("可写" if writable else "不可写，请检查权限"))


def _nearest(path: Path) -> Path:
    """The path itself, or what is there of it already."""
    return next(p for p in (path, *path.absolute().parents) if p.exists())


def _disk(path: Path) -> Check:
    free = shutil.disk_usage(_nearest(path)).free
    enough = free >= ENOUGH_BYTES
    return Check(enough, f"磁盘剩余 {free / 1024**3:.0f} GB" + ("" if enough else "，不够存一周的照片和视频"))
