"""`lanshao doctor`: everything that must be right, and what to do where it is not. It looks and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.alarm_roads import roads_of
from bot.app import NotReady
from bot.backups import LAST
from bot.config import SettingError, Settings
from bot.mailing import mailbox_of
from bot.media import NOT_INSTALLED, is_available
from bot.minding import reading
from bot.scheduler import live_now
from bot.surroundings import ask_health, file_system, is_network, nearest, open_to_others, reaches, writers_of
from bot.templates import template_faults
from bot.transports.wechaty import WechatyTransport
from documents.health_pages import MANY_UNREAD, unread_text
from documents.rosters import summary_text
from domain.rosters import Roster
from storage.accounts import Accounts
from storage.backlogs import count_backlog
from storage.bindings import Bindings
from storage.checkups import (
    compressed_pictures,
    database_clock,
    media_bytes_a_day,
    seconds_behind,
    unsafe_settings,
)
from storage.databases import UnusableDatabase, is_current, parse_address
from storage.inbox import Inbox
from storage.profiles import load_campaign
from storage.rosters import current

ENOUGH_DAYS = 7
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PRESUMED_BYTES = 2.5 * 1024**3  # a day of photos and videos of one campaign, before anything is known
WAL_RACE_FIXED = (3, 51, 3)  # before it, two connections can corrupt a WAL database (sqlite.org)
CLOCK_SECONDS = 2.0
BACKUP_AGE = timedelta(hours=26)  # a nightly one may take its time
LATELY = timedelta(days=7)
NAMED = 5  # so many of what was found are named


@dataclass(frozen=True, slots=True)
class Check:
    """One finding, and what to do where it is not good. One that is no `must` is advice."""

    good: bool
    text: str
    must: bool = True

    @property
    def mark(self) -> str:
        return "✓" if self.good else "✗" if self.must else "！"


def doctor_command(settings: Settings) -> bool:
    """Tell every finding; True when nothing that must be right is wrong."""
    checks = []
    for check in examine(settings, live_now()):
        print(f"{check.mark} {check.text}")
        checks.append(check)
    return all(check.good or not check.must for check in checks)


def examine(settings: Settings, now: datetime) -> Iterator[Check]:
    yield Check(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}")
    yield from _database(settings, now)
    yield from _files(settings)
    yield from _gateway(settings)
    yield from _running(settings)
    yield from _console(settings)
    yield _second_channel(settings)
    yield Check(is_available(), "识别组件已安装" if is_available() else NOT_INSTALLED, must=False)
    yield _backup(settings, now)
    yield from (Check(False, fault, must=False) for fault in template_faults(settings.templates))


# ── the database and what it tells ──────────────────────────────────────────────────────────────


def _database(settings: Settings, now: datetime) -> Iterator[Check]:
    try:
        with reading(settings) as connection:
            backend, fit = connection.dialect.name, is_current(connection.engine)
            yield Check(fit, f"数据库（{backend}）" + ("已是当前版本" if fit else "版本不对，请执行 lanshao upgrade"))
            yield from _sqlite(settings) if backend == "sqlite" else ()
            unsafe = "、".join(unsafe_settings(connection))
            text = f"数据库断电可能丢数据（{unsafe}），请改回默认" if unsafe else "数据库写入后断电不丢"
            yield Check(not unsafe, text)
            if fit:
                yield from _rows(connection, settings, now)
            else:
                yield _disk(settings, None)
    except (NotReady, UnusableDatabase) as error:
        yield Check(False, str(error))
        yield _disk(settings, None)
    except Exception as error:  # whatever a driver raises: the doctor tells it and goes on
        yield Check(False, f"数据库打不开（{type(error).__name__}）：请检查 LANSHAO_DATABASE_URL")


def _sqlite(settings: Settings) -> Iterator[Check]:
    file = Path(str(parse_address(settings.database_url).database))
    version, fixed = sqlite3.sqlite_version, sqlite3.sqlite_version_info >= WAL_RACE_FIXED
    writers = writers_of(file)
    if len(writers) > 1:
        who = "、".join(str(pid) for pid in sorted(writers))
        text = f"SQLite {version}：有 {len(writers)} 个进程在写库（{who}）"
        yield Check(fixed, text + ("" if fixed else "，会坏库：只留一个"))
    else:
        yield Check(True, f"SQLite {version}" + ("" if fixed else "：低于 3.51.3，只可由一个进程写（本程序如此）"))
    kind = file_system(file)
    if is_network(kind):
        yield Check(False, f"数据库文件在网络盘（{kind}）上，会坏库：请移到本机磁盘，或改用 PostgreSQL")


def _rows(connection: Connection, settings: Settings, now: datetime) -> Iterator[Check]:
    roster = current(connection, now)
    if roster is None:
        yield Check(False, "还没有名册，请执行 lanshao roster import 名册.toml")
    else:
        _, warning = load_campaign(roster.campaign, settings.campaigns)
        yield Check(True, f"名册：{summary_text(roster)}" + (f"（{warning}）" if warning else ""))
        yield from _unbound(connection, roster, now)
    yield from _clock(connection)
    yield _disk(settings, media_bytes_a_day(connection, now))
    yield from _leftovers(connection, now)


def _unbound(connection: Connection, roster: Roster, now: datetime) -> Iterator[Check]:
    bound = Bindings(connection, now, WechatyTransport.namespace, roster).identities.contacts
    missing = [person.name for person in roster.people if person.id not in bound]
    if missing:
        names = "、".join(missing[:NAMED]) + ("等" if len(missing) > NAMED else "")
        yield Check(False, f"{len(missing)} 人还没有绑定微信号（{names}），说话不算数：请在群里绑定", must=False)


def _clock(connection: Connection) -> Iterator[Check]:
    asked = time.time()
    theirs = database_clock(connection)
    if theirs is not None:
        slack = (time.time() - asked) / 2
        off = abs(theirs - asked - slack) - slack
        yield Check(off <= CLOCK_SECONDS, f"时钟与数据库相差 {max(off, 0.0):.0f} 秒" + _mend_clock(off))
    behind = seconds_behind(connection)
    if behind > CLOCK_SECONDS:
        yield Check(False, f"时钟比微信慢 {behind:.0f} 秒" + _mend_clock(behind))


def _mend_clock(seconds: float) -> str:
    return "" if seconds <= CLOCK_SECONDS else "，点名、迟报会判错：请打开自动对时（如 chrony）"


def _leftovers(connection: Connection, now: datetime) -> Iterator[Check]:
    waiting = count_backlog(connection, now)
    if waiting.blind_windows_open:
        text = f"有 {waiting.blind_windows_open} 段听不见的时候还没在群里说明：机器人连上网关后会自己说"
        yield Check(False, text, must=False)
    if waiting.files_unread >= MANY_UNREAD:
        yield Check(False, unread_text(waiting.files_unread), must=False)
    failed = Inbox(connection, now, WechatyTransport.namespace).errors()
    if failed:
        ids = "、".join(f"{message_id}（{error}）" for message_id, error in list(failed.items())[-NAMED:])
        yield Check(False, f"{len(failed)} 条消息收下了但没处理成，原文都在：{ids}。请看日志并人工核对", must=False)
    compressed = compressed_pictures(connection, now - LATELY)
    if compressed:
        text = f"近七天有 {compressed} 张照片只取到压缩过的，不是原图：请检查网关，见 docs/gateway.md"
        yield Check(False, text, must=False)


# ── the machine ─────────────────────────────────────────────────────────────────────────────────


def _files(settings: Settings) -> Iterator[Check]:
    writable = os.access(nearest(settings.media), os.W_OK)
    yield Check(writable, f"证据文件夹 {settings.media}" + ("可写" if writable else "不可写，请检查权限"))
    roots = [settings.data, Path(".env")]
    address = parse_address(settings.database_url)
    if address.get_backend_name() == "sqlite":
        roots += [Path(f"{address.database}{end}") for end in ("", "-wal", "-shm", ".owner")]
    loose = sorted(set(open_to_others(tuple(root.absolute() for root in roots if root.exists()))))
    if loose:
        text = f"{len(loose)} 个文件别的用户也能读（如 {loose[0]}）：请执行 chmod -R go-rwx {settings.data} .env"
        yield Check(False, text)
    else:
        yield Check(True, "证据和设置只有本人能读")


def _disk(settings: Settings, bytes_a_day: float | None) -> Check:
    free = shutil.disk_usage(nearest(settings.data)).free
    days = free / (bytes_a_day or PRESUMED_BYTES)
    text = f"磁盘剩余 {free / 1024**3:.0f} GB，照{'近来的' if bytes_a_day else '通常的'}用量够 {min(days, 999):.0f} 天"
    return Check(days >= ENOUGH_DAYS, text + ("" if days >= ENOUGH_DAYS else "，不够一周：请清理或扩容"))


def _gateway(settings: Settings) -> Iterator[Check]:
    try:
        host, port = settings.gateway_address()
    except SettingError as error:
        yield Check(False, str(error))
        return
    reached = reaches(host, port)
    yield Check(reached, f"网关 {host}:{port}" + ("连得上" if reached else "连不上，请检查网关是否已启动"))


def _running(settings: Settings) -> Iterator[Check]:
    if not settings.health_port:
        yield Check(False, "值守页面没有开（LANSHAO_HEALTH_PORT=0），机器人卡住了无人知道", must=False)
        return
    try:
        told = ask_health(settings.health_port)
    except OSError:
        text = f"端口 {settings.health_port} 被别的程序占着，值守页面开不了：请改 LANSHAO_HEALTH_PORT"
        yield Check(False, text)
        return
    if told is None:
        yield Check(False, "机器人没有在运行：准备好了就执行 lanshao run", must=False)
        return
    yield from (Check(False, f"机器人报告：{reason['text']}") for reason in told.get("reasons", ()))
    if not told.get("reasons"):
        yield Check(True, "机器人正常值守")
    supervised = bool(told.get("supervised"))
    text = "有 systemd 看护" if supervised else "没有 systemd 看护，死了、卡住了没有谁重启它：见 docs/care.md"
    yield Check(supervised, text, must=False)


def _console(settings: Settings) -> Iterator[Check]:
    if not settings.console_port:
        return
    try:
        public = settings.console_public()
    except SettingError as error:
        yield Check(False, str(error))
        return
    if settings.console_host not in LOOPBACK and public is None:
        text = (
            f"控制台在 {settings.console_host} 上听，别的机器连得到，密码不加密：请经 https 的反向代理，见 docs/care.md"
        )
        yield Check(False, text, must=False)
    with suppress(NotReady, UnusableDatabase, SQLAlchemyError), reading(settings) as connection:
        count = len(Accounts(connection, live_now()).all()) if is_current(connection.engine) else 0
        text = (
            f"控制台有 {count} 个账号"
            if count
            else "控制台还没有账号：请执行 lanshao user add 姓名，或设 LANSHAO_CONSOLE_PORT=0"
        )
        yield Check(bool(count), text, must=False)


def _second_channel(settings: Settings) -> Check:
    try:
        roads, _ = roads_of(settings), mailbox_of(settings)
    except SettingError as error:
        return Check(False, str(error))
    text = "告警有处可发" if roads else "没有设告警（LANSHAO_ALARM_WEBHOOK 或邮箱）：机器人自己出事时无人知道"
    return Check(bool(roads), text, must=False)


def _backup(settings: Settings, now: datetime) -> Check:
    try:
        last = json.loads((settings.data / LAST).read_text("utf-8"))
        at, whole = datetime.fromisoformat(last["at"]), bool(last["whole"])
        age = now - at
    except (OSError, ValueError, KeyError, TypeError):
        return Check(False, "还没有备份过：请每天执行 lanshao backup 文件夹", must=False)
    if not whole:
        return Check(False, "上次备份时审计链或证据已有缺损：请执行 lanshao audit verify")
    fresh = age <= BACKUP_AGE
    return Check(fresh, f"上次备份 {at:%m-%d %H:%M}" + ("" if fresh else "，超过一天：请执行 lanshao backup 文件夹"))
