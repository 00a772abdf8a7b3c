"""A backup made beside the running bot comes back row for row, on either database; a damaged one is refused by name."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import MetaData, select, text

from bot import backups
from bot.backups import BadBackup, Manifest, make_backup, read_manifest, restore_backup
from bot.config import Settings
from bot.executor import Unit
from domain.calendars import SHANGHAI
from storage.backups import chain_head
from storage.databases import _config, open_database, upgrade
from storage.media import MediaStore
from storage.verifications import verify
from tests.bot.conftest import PlayedDay, home
from tests.group_chat import group_chat

NOW = datetime(2020, 10, 22, 3, 0, tzinfo=SHANGHAI)
Rows = dict[str, list[tuple[Any, ...]]]


def everything(url: str) -> Rows:
    """All rows of all tables, in order."""
    engine = open_database(url, read_only=True)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        rows = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
        }
    engine.dispose()
    return rows


@pytest.fixture(scope="session")
def played(played_day: PlayedDay) -> Settings:
    """The sample day, played."""
    return played_day.settings


@pytest.fixture(scope="session")
def made(played: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    folder = tmp_path_factory.mktemp("made") / "backup"
    make_backup(folder, played, NOW)
    return folder


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    """A copy of the backup, to be damaged."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def _files(store: Path) -> dict[str, str]:
    found = (path for path in store.rglob("*") if path.is_file())
    return {str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_played_day_comes_back_to_the_same_rows_files_and_end_of_the_chain(
    played: Settings, made: Path, tmp_path: Path
) -> None:
    restored = home(tmp_path / "restored")
    manifest = restore_backup(made, restored)
    assert manifest.entries > 400 and not manifest.faults and not manifest.missing
    assert everything(restored.database_url) == everything(played.database_url)
    assert _files(restored.media) == _files(played.media)
    engine = open_database(restored.database_url, read_only=True)
    with engine.connect() as connection:
        assert chain_head(connection) == (manifest.entries, manifest.head)
        assert verify(connection).faults == ()
    engine.dispose()
    assert not list(restored.data.glob("restoring*"))


@pytest.mark.postgres
def test_it_comes_back_on_postgresql_too_counts_on_there_and_comes_back_again_from_it(
    played: Settings, made: Path, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    there = home(tmp_path / "there", new_postgres())
    restore_backup(made, there)
    make_backup(tmp_path / "second", there, NOW)
    back = home(tmp_path / "back")
    restore_backup(tmp_path / "second", back)
    assert everything(back.database_url) == everything(played.database_url)
    engine = open_database(there.database_url)
    with engine.begin() as connection:
        last = connection.execute(text("SELECT max(id) + 1 FROM outbox")).scalar()
        assert connection.execute(text("SELECT nextval(pg_get_serial_sequence('outbox', 'id'))")).scalar() == last
    engine.dispose()


def test_a_backup_beside_the_busy_bot_is_of_one_moment_and_names_no_file_that_it_lacks(tmp_path: Path) -> None:
    settings = home(tmp_path)
    with group_chat(tmp_path) as chat:
        for n in range(3):
            chat.shows("郝大川", f"photo {n}")
            busy = [chat.app.executor.submit(_entry(n * 200 + i)) for i in range(200)]
            folder = tmp_path / f"backup {n}"
            manifest, copied = make_backup(folder, settings, NOW)
            assert copied == n + 1 and not manifest.faults and not manifest.missing
            restore_backup(folder, home(tmp_path / f"restored {n}"))
            assert all(entry.result(10) is None for entry in busy)


def _entry(n: int) -> Unit[None]:
    return Unit("entry", NOW, lambda work: work.audit.append("bot", "test", str(n), {}))


def test_the_next_backup_adds_only_the_new_evidence_and_replaces_the_rows(tmp_path: Path) -> None:
    settings, folder = home(tmp_path), tmp_path / "backup"
    with group_chat(tmp_path) as chat:
        chat.shows("郝大川", "one")
        chat.shows("郝大川", "two")
        assert make_backup(folder, settings, NOW)[1] == 2
        chat.shows("郝大川", "three")
        manifest, copied = make_backup(folder, settings, NOW + timedelta(days=1))
        assert copied == 1
    assert [path.name for path in folder.glob("rows-*")] == [manifest.rows]
    assert read_manifest(folder) == manifest


def test_everything_in_a_backup_and_in_what_comes_of_it_is_for_its_owner_only(made: Path, tmp_path: Path) -> None:
    restored = home(tmp_path / "restored")
    restore_backup(made, restored)
    for root in (made, restored.data):
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*"))}
        assert {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


# ── refusals ────────────────────────────────────────────────────────────────────────────────────


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)


def _a_photo(folder: Path) -> Path:
    return min(path for path in (folder / "media").rglob("*") if path.is_file())


DAMAGES: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Any]]] = {
    "rows changed": (lambda folder: next(folder.glob("rows-*.db")), _flip),
    "rows gone": (lambda folder: next(folder.glob("rows-*.db")), Path.unlink),
    "a photo changed": (_a_photo, _flip),
    "a photo gone": (_a_photo, Path.unlink),
    "manifest cut": (lambda folder: folder / "manifest.json", lambda file: file.write_text("{")),
    "manifest gone": (lambda folder: folder / "manifest.json", Path.unlink),
    "manifest changed": (
        lambda folder: folder / "manifest.json",
        lambda file: file.write_text(file.read_text().replace('"missing": []', '"missing": ["x"]')),
    ),
}


@pytest.mark.parametrize(("choose", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_backup_is_refused_naming_the_file_and_no_row_is_restored(
    choose: Callable[[Path], Path], damage: Callable[[Path], Any], backup: Path, tmp_path: Path
) -> None:
    file = choose(backup)
    damage(file)
    restored = home(tmp_path / "restored")
    with pytest.raises(BadBackup) as told:
        restore_backup(backup, restored)
    assert file.name in str(told.value)
    assert not (restored.data / "lanshao.db").exists() or not everything(restored.database_url)["inbox"]


def test_rows_changed_together_with_their_hash_are_found_out_by_the_chain(backup: Path, tmp_path: Path) -> None:
    manifest = read_manifest(backup)
    engine = open_database(f"sqlite:///{backup / manifest.rows}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE inbox SET raw = X'00' WHERE seq = 7"))
    backups._close_file(engine)
    engine.dispose()
    changed = {**_fields(manifest), "rows_sha256": backups._sha256(backup / manifest.rows)}
    (backup / "manifest.json").write_text(Manifest(**changed).written(), "utf-8")
    restored = home(tmp_path / "restored")
    with pytest.raises(BadBackup, match="原文被改动"):
        restore_backup(backup, restored)
    assert everything(restored.database_url)["inbox"] == []


def _fields(manifest: Manifest) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(manifest.written())
    del told["sha256"]
    return told


def test_nothing_is_restored_over_what_is_there(made: Path, tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.says("郝大川", "在")
    before = everything(home(tmp_path).database_url)
    with pytest.raises(BadBackup, match="已有东西"):
        restore_backup(made, home(tmp_path))
    assert everything(home(tmp_path).database_url) == before


def test_evidence_of_something_else_is_not_mixed_with_what_is_restored(made: Path, tmp_path: Path) -> None:
    restored = home(tmp_path / "restored")
    stored = MediaStore(restored.media).put([b"something else"])
    with pytest.raises(BadBackup, match=stored.sha256):
        restore_backup(made, restored)


def test_a_restore_that_was_stopped_goes_on_and_mends_what_was_damaged_meanwhile(
    made: Path, played: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored, genuine = home(tmp_path / "restored"), backups._copy_file
    done: list[str] = []

    def stop_after_ten(name: str, source: MediaStore, target: MediaStore) -> bool:
        if len(done) == 10:
            raise KeyboardInterrupt
        done.append(name)
        return genuine(name, source, target)

    monkeypatch.setattr(backups, "_copy_file", stop_after_ten)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(made, restored)
    _flip(MediaStore(restored.media).path(done[3]))
    again: list[str] = []

    def note(name: str, source: MediaStore, target: MediaStore) -> bool:
        again.append(name)
        return genuine(name, source, target)

    monkeypatch.setattr(backups, "_copy_file", note)
    restore_backup(made, restored)
    assert done[3] in again and not set(done[:3]) & set(again)
    assert everything(restored.database_url) == everything(played.database_url)


def test_evidence_that_was_damaged_before_the_backup_is_told_and_the_rest_comes_back(tmp_path: Path) -> None:
    settings, folder = home(tmp_path), tmp_path / "backup"
    with group_chat(tmp_path) as chat:
        chat.shows("郝大川", "one")
        chat.shows("郝大川", "two")
    damaged, gone = (hashlib.sha256(word).hexdigest() for word in (b"one", b"two"))
    _flip(MediaStore(settings.media).path(damaged))
    MediaStore(settings.media).path(gone).unlink()
    manifest, copied = make_backup(folder, settings, NOW)
    assert copied == 0 and manifest.missing == sorted([damaged, gone])
    restore_backup(folder, home(tmp_path / "restored"))


def test_a_folder_with_other_things_in_it_takes_no_backup(played: Settings, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(BadBackup, match="holiday"):
        make_backup(tmp_path, played, NOW)


def _at_version(backup: Path, change: Callable[[Any], None]) -> None:
    """Make the backup one of another version of the program."""
    manifest = read_manifest(backup)
    engine = open_database(f"sqlite:///{backup / manifest.rows}")
    with engine.begin() as connection:
        change(connection)
    backups._close_file(engine)
    engine.dispose()
    changed = {**_fields(manifest), "rows_sha256": backups._sha256(backup / manifest.rows)}
    (backup / "manifest.json").write_text(Manifest(**changed).written(), "utf-8")


def _downgrade(connection: Any) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.downgrade(config, "-1")


def test_a_backup_of_the_version_before_is_brought_up_and_left_as_it_was(
    backup: Path, played: Settings, tmp_path: Path
) -> None:
    _at_version(backup, _downgrade)
    before = _files(backup)
    restored = home(tmp_path / "restored")
    restore_backup(backup, restored)
    assert everything(restored.database_url)["audit"] == everything(played.database_url)["audit"]
    assert _files(backup) == before


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path) -> None:
    _at_version(
        backup, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = 'of_tomorrow'"))
    )
    with pytest.raises(BadBackup, match="更新程序"):
        restore_backup(backup, home(tmp_path / "restored"))


def test_an_empty_database_of_this_version_counts_as_empty(made: Path, tmp_path: Path) -> None:
    restored = home(tmp_path / "restored")
    engine = open_database(restored.database_url)
    upgrade(engine)
    engine.dispose()
    restore_backup(made, restored)
