"""Each thing that can be wrong with an installation is found, and told with what to do."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import doctor
from bot.backups import LAST, backup_command
from bot.config import Settings
from bot.doctor import Check, examine
from bot.health import Health, open_pages
from bot.scheduler import live_now
from bot.surroundings import file_system, is_network, open_to_others, writers_of
from bot.transports.wechaty import WechatyTransport
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.accounts import Accounts
from storage.databases import open_database
from storage.rosters import import_roster
from storage.work import UnitOfWork
from tests.bot.conftest import home
from tests.bot.test_health import free_port
from tests.cast import QINGSHI, ROSTER
from tests.databases import file_database
from tests.group_chat import group_chat

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI)
PLENTY, SCARCE = 10 * 1024**4, 3 * 1024**3


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A new installation with a roster, nothing else, on a large disk."""
    monkeypatch.chdir(tmp_path)
    made = replace(home(tmp_path / "data"), health_port=free_port())
    made.data.mkdir(mode=0o700)
    engine = open_database(file_database(made.data / "lanshao.db"))
    with engine.begin() as connection:
        import_roster(connection, ROSTER, WechatyTransport.namespace, NOW)
    engine.dispose()
    disk(monkeypatch, PLENTY)
    return made


def disk(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("bot.doctor.shutil.disk_usage", lambda path: usage)


def found(settings: Settings, words: str) -> Check:
    """The one finding that has these words in it."""
    (check,) = (check for check in examine(settings, NOW) if words in check.text)
    return check


def change(settings: Settings, *statements: str, **values: Any) -> None:
    engine = open_database(settings.database_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)
    engine.dispose()


def works(settings: Settings, *units: Any) -> None:
    """Let the bot do something in this installation."""
    from_here = WechatyTransport.namespace
    engine = open_database(settings.database_url)
    with engine.begin() as connection:
        for unit in units:
            unit(UnitOfWork(connection, NOW, None, ROSTER, None, from_here))  # type: ignore[arg-type]
    engine.dispose()


def keeping(message_id: str, at: datetime) -> Any:
    return lambda work: work.inbox.keep(message(message_id, at), b"")


def message(n: int | str, at: datetime, kind: Kind = Kind.TEXT) -> Message:
    return Message(f"m{n}", QINGSHI, "id-hao", "郝大川", at, kind, "x")


def test_a_new_installation_lacks_only_the_gateway_and_is_advised_of_the_rest(settings: Settings) -> None:
    checks = list(examine(settings, NOW))
    wrong = [check.text for check in checks if not check.good and check.must]
    assert len(wrong) == 1 and "网关 127.0.0.1:1连不上" in wrong[0]
    advice = " ".join(check.text for check in checks if not check.good and not check.must)
    for words in ("没有在运行", "没有设告警", "没有备份过"):
        assert words in advice


def test_two_processes_that_write_one_file_are_found_where_sqlite_cannot_bear_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "writers_of", lambda file: {17, 18})
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    assert not found(settings, "2 个进程在写库（17、18）").good
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert found(settings, "2 个进程在写库").good


def test_a_process_that_holds_a_file_is_known_by_what_it_may_do_with_it(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.touch()
    waits = "import sys; f = open(sys.argv[1], sys.argv[2]); print('open', flush=True); sys.stdin.read()"
    for mode, writes in (("r", False), ("r+", True)):
        words = [sys.executable, "-c", waits, str(file), mode]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdin is not None
            process.stdout.readline()
            assert writers_of(file) == ({process.pid} if writes else set())
            process.stdin.close()


MOUNTS = "/dev/a / ext4 rw 0 0\nnas:/x /mnt/my\\040share nfs4 rw 0 0\nh: /mnt/h fuse.sshfs rw 0 0\n"


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [("/mnt/my share/data", "nfs4", True), ("/mnt/h", "fuse.sshfs", True), ("/mnt/other", "ext4", False)],
)
def test_a_file_system_is_that_of_the_nearest_mount(
    path: str, kind: str, network: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.surroundings.nearest", Path)
    assert file_system(Path(path), MOUNTS) == kind
    assert is_network(kind) is network
    assert file_system(Path("/"), None)  # this machine's own


def test_a_database_file_on_another_machine_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "file_system", lambda file: "cifs")
    assert not found(settings, "网络盘（cifs）").good


def test_a_file_of_another_journal_mode_is_found(settings: Settings) -> None:
    with sqlite3.connect(settings.data / "lanshao.db") as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    assert not found(settings, "journal_mode=delete").good


@pytest.mark.postgres
def test_a_postgresql_that_forgets_what_it_acknowledged_and_one_with_another_clock_are_found(
    settings: Settings, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = replace(settings, database_url=postgres_url)
    engine = open_database(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = on"))
        assert found(there, "数据库写入后断电不丢").good
        assert found(there, "时钟与数据库相差 0 秒").good
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    engine.dispose()
    assert not found(there, "synchronous_commit=off").good
    monkeypatch.setattr(doctor, "database_clock", lambda connection: time.time() + 5)
    assert not found(there, "时钟与数据库相差 5 秒").good


def test_a_clock_behind_that_of_the_platform_is_found_and_one_message_from_the_future_is_not_it(
    settings: Settings,
) -> None:
    def come(count: int, seconds: float) -> None:
        sent_at = NOW + timedelta(seconds=seconds)
        known = iter(range(1_000_000))
        works(settings, *(keeping(f"{seconds} {next(known)}", sent_at) for _ in range(count)))

    come(9, -1)
    come(1, 1e8)
    assert not [check for check in examine(settings, NOW) if "时钟比微信慢" in check.text]
    works(
        settings,
        *(lambda work, n=n: work.inbox.keep(message(100 + n, NOW + timedelta(seconds=90)), b"") for n in range(50)),
    )
    assert not found(settings, "时钟比微信慢 90 秒").good


def test_a_disk_that_is_too_small_for_a_week_is_measured_by_what_comes_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk(monkeypatch, SCARCE)
    assert not found(settings, "通常的用量够 1 天").good

    def photo(work: UnitOfWork) -> None:
        work.inbox.keep(message(1, NOW, Kind.IMAGE), b"")
        work.inbox.attach("m1", "0" * 64, 100 * 1024**2)

    works(settings, photo)
    assert found(settings, "近来的用量够 31 天").good
    disk(monkeypatch, 600 * 1024**2)
    assert not found(settings, "近来的用量够 6 天").good


def test_files_that_others_may_read_are_found_with_the_settings(settings: Settings) -> None:
    assert found(settings, "证据和设置只有本人能读").good
    env = Path(".env")
    env.touch(mode=0o600)
    env.chmod(0o644)
    (settings.data / "lanshao.db").chmod(0o640)
    check = found(settings, "个文件别的用户也能读（如 ")
    assert not check.good and "chmod -R go-rwx" in check.text


def test_a_link_and_a_file_that_goes_meanwhile_are_no_trouble(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "gone").symlink_to("nowhere")
    assert list(open_to_others((tmp_path, tmp_path / "never"))) == []


def test_a_port_that_somebody_else_has_is_found(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.health_port))
        taken.listen()
        taken.settimeout(5)
        monkey = threading.Thread(target=lambda: _hang_up(taken))
        monkey.start()
        check = found(settings, "被别的程序占着")
        monkey.join()
    assert not check.good


def _hang_up(server: socket.socket) -> None:
    connection, _ = server.accept()
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello")
    connection.close()


def test_a_running_bot_tells_of_itself_and_whether_somebody_would_restart_it(
    settings: Settings, tmp_path: Path
) -> None:
    async def go(supervised: bool, deaf: bool) -> list[Check]:
        chat.app.executor.vitals.deaf_since = 0.0 if deaf else None
        async with open_pages(Health(chat.app.executor, chat.app.clock, supervised), settings.health_port):
            return await asyncio.to_thread(lambda: list(examine(settings, NOW)))

    (tmp_path / "other").mkdir()
    with group_chat(tmp_path / "other") as chat:
        well = asyncio.run(go(True, False))
        ill = asyncio.run(go(False, True))
    assert {check.good for check in well if "正常值守" in check.text or "有 systemd 看护" in check.text} == {True}
    assert [check.must for check in ill if "收不到微信消息" in check.text and not check.good] == [True]
    assert any("没有 systemd 看护" in check.text and not check.good for check in ill)


def test_a_second_channel_that_is_off_is_advised_and_a_wrong_one_is_wrong(settings: Settings) -> None:
    assert found(replace(settings, alarm_webhook="https://robot.example.org/?key=k"), "告警有处可发").good
    check = found(replace(settings, alarm_webhook="hush"), "LANSHAO_ALARM_WEBHOOK")
    assert check.mark == "✗" and "hush" not in check.text


def test_a_backup_older_than_a_day_is_found(settings: Settings, tmp_path: Path) -> None:
    backup_command(tmp_path / "backup", settings)
    assert doctor._backup(settings, live_now()).good
    assert not doctor._backup(settings, live_now() + timedelta(days=2)).good
    told = json.loads((settings.data / LAST).read_text())
    (settings.data / LAST).write_text(json.dumps({**told, "whole": False}))
    assert "缺损" in doctor._backup(settings, live_now()).text


def test_compressed_pictures_errors_and_windows_that_nobody_was_told_of_are_found(settings: Settings) -> None:
    def happen(work: UnitOfWork) -> None:
        work.inbox.keep(message(1, NOW), b"")
        work.inbox.fail("m1", "KeyError")
        work.audit.append("bot", "file.rendition", "m1", {"rendition": "normal", "sha256": "0" * 64})
        work.blind_windows.go_deaf(NOW - timedelta(hours=1))

    works(settings, happen)
    assert "m1（KeyError）" in found(settings, "1 条消息收下了但没处理成").text
    assert not found(settings, "1 张照片只取到压缩过的").good
    assert not found(settings, "1 段听不见").good


def test_what_no_machine_reads_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def happen(work: UnitOfWork) -> None:
        work.reading_jobs.ask("m1", "0" * 64, Kind.IMAGE)

    works(settings, happen)
    assert not any("等着识别" in check.text for check in examine(settings, NOW))  # one is soon read
    monkeypatch.setattr(doctor, "MANY_UNREAD", 1)
    check = found(settings, "还有 1 个照片、视频、语音等着识别")
    assert not check.good and not check.must
    monkeypatch.setattr(doctor, "is_available", lambda: False)
    check = found(settings, "没有装识别组件")
    assert not check.good and not check.must and "lanshao[vision]" in check.text


def test_people_whom_no_account_is_bound_to_are_named(settings: Settings) -> None:
    change(settings, "UPDATE bindings SET to_at = 1 WHERE person IN ('id-hao', 'id-jin')")
    assert "郝大川、金小满" in found(settings, "2 人还没有绑定微信号").text


def test_a_database_of_another_version_is_told_and_looked_at_no_further(settings: Settings) -> None:
    change(settings, "UPDATE alembic_version SET version_num = '0001'")
    assert not found(settings, "请执行 lanshao upgrade").good
    assert not [check for check in examine(settings, NOW) if "名册" in check.text]


def test_a_console_without_accounts_or_open_to_others_in_the_clear_is_told(settings: Settings) -> None:
    assert not [check for check in examine(settings, NOW) if "控制台" in check.text]
    here = replace(settings, console_port=8080)
    (told,) = [check for check in examine(here, NOW) if "控制台" in check.text]
    assert (told.good, told.must) == (False, False) and "lanshao user add" in told.text
    engine = open_database(settings.database_url)
    with engine.begin() as connection:
        Accounts(connection, NOW).add("qi", "id-qi", "hash", "operator")
    engine.dispose()
    assert [check.good for check in examine(here, NOW) if "控制台" in check.text] == [True]
    abroad = replace(here, console_host="0.0.0.0")
    assert [check.good for check in examine(abroad, NOW) if "控制台" in check.text] == [False, True]
    proxied = replace(abroad, console_url="https://console.example")
    assert [check.good for check in examine(proxied, NOW) if "控制台" in check.text] == [True]
    (wrong,) = [check for check in examine(replace(here, console_url="http://x/y"), NOW) if "CONSOLE_URL" in check.text]
    assert not wrong.good and wrong.must
