"""Folders whose names are on disk: a file in a folder whose name is lost is lost with it."""

from __future__ import annotations

import os
from pathlib import Path


def make_durable(folder: Path, durable: set[Path]) -> None:
    """Make a folder, only its owner's, and have its name on disk.

    `durable` remembers the folders done. One that exists may come from a process that died before its sync.
    """
    if folder in durable and folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_durable(folder.parent, durable)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
    durable.add(folder)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
