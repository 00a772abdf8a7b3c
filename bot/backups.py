"""`lanshao backup` and `lanshao restore`: all rows as one SQLite file, and the evidence that they speak of.

A backup folder holds `manifest.json`, the rows file that it names, and `media/`. The manifest changes last, in one
step, so a backup that was broken off leaves the one before it whole. What is restored is checked first.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection
from tqdm import tqdm

from bot.app import NotReady
from bot.config import Settings
from bot.minding import reading
from bot.scheduler import live_now
from storage.backups import chain_head, copy_rows, holds_anything, named_media
from storage.databases import is_current, open_database, upgrade
from storage.media import MediaStore
from storage.owners import own
from storage.verifications import verify

FORM = 1
MANIFEST, MEDIA = "manifest.json", "media"
LAST = "last-backup.json"  # beside the evidence: when and where the last backup was made
_CHUNK = 1 << 20


class BadBackup(NotReady):
    """A backup that cannot be made or used; the text names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `faults` of the audit log and `missing` files were so already when it was made."""

    form: int
    made_at: str
    rows: str
    rows_sha256: str
    counts: dict[str, int]
    entries: int
    head: str
    faults: list[str]
    missing: list[str]

    def written(self) -> str:
        told = asdict(self)
        return json.dumps({**told, "sha256": _digest_of(told)}, ensure_ascii=False, indent=1) + "\n"


def _digest_of(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Raises BadBackup when it is not one of ours, or not as it was written."""
    file = folder / MANIFEST
    if not file.is_file():
        raise BadBackup(f"{folder} 里没有备份（缺 {MANIFEST}）")
    try:
        told = json.loads(file.read_text("utf-8"))
        digest = told.pop("sha256")
        manifest = Manifest(**told)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadBackup(f"{file} 坏了，不能用来恢复。请换一份备份") from None
    if digest != _digest_of(told) or manifest.form != FORM or Path(manifest.rows).name != manifest.rows:
        raise BadBackup(f"{file} 被改动过，不能用来恢复。请换一份备份")
    return manifest


# ── making one ──────────────────────────────────────────────────────────────────────────────────


def backup_command(folder: Path, settings: Settings) -> bool:
    """Back up into `folder`, also while the bot runs; True when everything was as it should be."""
    now = live_now()
    manifest, copied = make_backup(folder, settings, now)
    print(f"已备份到 {folder}：{sum(manifest.counts.values())} 行，审计 {manifest.entries} 条，新增证据 {copied} 个。")
    for fault in manifest.faults:
        print(f"  审计链本来就对不上：{fault}")
    for name in manifest.missing:
        print(f"  证据原件本来就缺失或损坏：{name}")
    last = {"at": now.isoformat(), "to": str(folder.resolve()), "whole": not (manifest.faults or manifest.missing)}
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_whole(settings.data / LAST, json.dumps(last, ensure_ascii=False))
    return bool(last["whole"])


def make_backup(folder: Path, settings: Settings, now: datetime) -> tuple[Manifest, int]:
    """The backup's manifest, and how many files of evidence were not in it before. Rows first: they name the files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    strangers = [path.name for path in folder.iterdir() if not _is_ours(path)]
    if strangers:
        raise BadBackup(f"{folder} 里有别的东西（{strangers[0]}），请给备份一个单独的文件夹")
    with _alone(folder):
        rows = folder / f"rows-{now:%Y%m%dT%H%M%S}.db"
        _remove_rows(rows)
        with reading(settings) as connection:
            counts, names = _copy_out(connection, rows)
        with _opened(rows) as copy:
            faults, (entries, head) = list(verify(copy).faults), chain_head(copy)
        copied, missing = _copy_media(names, MediaStore(settings.media), MediaStore(folder / MEDIA))
        manifest = Manifest(FORM, now.isoformat(), rows.name, _sha256(rows), counts, entries, head, faults, missing)
        _write_whole(folder / MANIFEST, manifest.written())
        for old in folder.glob("rows-*.db*"):
            if old.name != rows.name:
                old.unlink()
    return manifest, copied


def _is_ours(path: Path) -> bool:
    return path.name in (MANIFEST, MEDIA, ".lock", f".{MANIFEST}") or path.name.startswith("rows-")


def _copy_out(connection: Connection, rows: Path) -> tuple[dict[str, int], list[str]]:
    """All rows of one moment into a new file; their number by table, and the names of the files they speak of."""
    if not is_current(connection.engine):
        raise BadBackup("数据库版本和程序不符，请先执行 lanshao upgrade 再备份")
    target = open_database(f"sqlite:///{rows}")
    try:
        upgrade(target)
        with target.begin() as copy:
            counts = dict(copy_rows(connection, copy))
        with target.connect() as copy:
            names = named_media(copy)
        _close_file(target)
    finally:
        target.dispose()
    return counts, names


def _close_file(engine: Any) -> None:
    """Leave one file that can be read where nothing may be written."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode=DELETE").close()
    finally:
        raw.close()


def _copy_media(names: list[str], source: MediaStore, target: MediaStore) -> tuple[int, list[str]]:
    """Copy what is not there yet; how many that were, and the names of those that are gone or damaged."""
    copied, missing = 0, []
    for name in tqdm(names, desc="证据", unit="个", leave=False, disable=None):
        with suppress(FileNotFoundError):
            target.path(name)
            continue
        if _copy_file(name, source, target):
            copied += 1
        else:
            missing.append(name)
    return copied, missing


def _copy_file(name: str, source: MediaStore, target: MediaStore) -> bool:
    """Copied as a file of its own, not linked: damage to one must not reach the other."""
    try:
        with source.path(name).open("rb") as file:
            stored = target.put(iter(lambda: file.read(_CHUNK), b""))
    except FileNotFoundError:
        return False
    if stored.sha256 != name:
        target.path(stored.sha256).unlink()
    return stored.sha256 == name


# ── putting it back ─────────────────────────────────────────────────────────────────────────────


def restore_command(folder: Path, settings: Settings) -> None:
    """Put a backup into the empty database and evidence folder that are set."""
    manifest = restore_backup(folder, settings)
    print(
        f"已恢复 {manifest.made_at} 的备份：{sum(manifest.counts.values())} 行，审计 {manifest.entries} 条，核对无误。"
    )
    for fault in manifest.faults:
        print(f"  备份时审计链已对不上：{fault}")
    for name in manifest.missing:
        print(f"  备份时证据原件已缺失：{name}")


def restore_backup(folder: Path, settings: Settings) -> Manifest:
    """All or nothing: files first, each checked, then all rows in one transaction. Goes on where it was stopped."""
    manifest = read_manifest(folder)
    rows = folder / manifest.rows
    if not rows.is_file() or _sha256(rows) != manifest.rows_sha256:
        raise BadBackup(f"{rows} 缺失或被改动，不能用来恢复。请换一份备份")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        try:
            with engine.connect() as connection:
                if holds_anything(connection):
                    raise BadBackup("数据库里已有东西，不会覆盖。请换一个空库，或把旧库移走")
            upgrade(engine)
            with _working_copy(rows, settings.data) as copy:
                _put_back_media(folder, named_media(copy), manifest, settings)
                with engine.begin() as connection:
                    copy_rows(copy, connection)
                    _check(connection, manifest)
        finally:
            engine.dispose()
    return manifest


def _check(connection: Connection, manifest: Manifest) -> None:
    """Raises BadBackup, so that nothing is kept, unless the log is what it was when the backup was made."""
    verification = verify(connection)
    if chain_head(connection) != (manifest.entries, manifest.head) or list(verification.faults) != manifest.faults:
        faults = "；".join(fault for fault in verification.faults[:3])
        raise BadBackup(f"{manifest.rows} 里的审计链和备份时不同，没有恢复。{faults}")


def _put_back_media(folder: Path, names: list[str], manifest: Manifest, settings: Settings) -> None:
    source, target = MediaStore(folder / MEDIA), MediaStore(settings.media)
    strangers = set(_held(settings.media)) - set(names)
    if strangers:
        raise BadBackup(f"证据文件夹 {settings.media} 里已有别的文件（如 {min(strangers)}）。请换一个空的")
    known = set(manifest.missing)
    for name in tqdm([name for name in names if name not in known], desc="证据", unit="个", leave=False, disable=None):
        with suppress(FileNotFoundError):
            if target.is_intact(name):
                continue
            target.path(name).unlink()
        if not _copy_file(name, source, target):
            raise BadBackup(f"{folder / MEDIA / name[:2] / name[2:]} 缺失或被改动，没有恢复。请换一份备份")


def _held(media: Path) -> Iterator[str]:
    """Names of the files that a store holds; what was left half received is none."""
    for file in media.glob("??/*"):
        yield f"{file.parent.name}{file.name}"


@contextmanager
def _working_copy(rows: Path, data: Path) -> Iterator[Connection]:
    """The rows, brought up to this program's version in a copy: the backup itself is never written to."""
    copy = data / "restoring.db"
    _remove_rows(copy)
    try:
        with rows.open("rb") as source, open(os.open(copy, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
        with _opened(copy) as connection:
            yield connection
    finally:
        _remove_rows(copy)


@contextmanager
def _opened(rows: Path) -> Iterator[Connection]:
    engine = open_database(f"sqlite:///{rows}")
    try:
        upgrade(engine)
        with engine.connect() as connection:
            yield connection
        _close_file(engine)
    except CommandError:
        raise BadBackup(f"{rows.name} 是更新的程序备份的，请先更新程序再恢复") from None
    finally:
        engine.dispose()


def _remove_rows(rows: Path) -> None:
    for file in (rows, Path(f"{rows}-wal"), Path(f"{rows}-shm"), Path(f"{rows}-journal")):
        file.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else backs up into this folder meanwhile."""
    descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BadBackup(f"另一个备份正在写 {folder}，请等它完成") from None
    finally:
        os.close(descriptor)


def _write_whole(file: Path, text: str) -> None:
    """The new text or the old one, never half of it, also after a power cut."""
    half = file.with_name(f".{file.name}")
    with open(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    half.rename(file)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
