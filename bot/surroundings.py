"""What an installation stands on: file systems, rights, other processes, the running bot. Linux tells it in /proc."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "vboxsf"}
)
REACH_SECONDS = 3.0
PROC = Path("/proc")


def nearest(path: Path) -> Path:
    """The path itself, or what is there of it already."""
    return next(p for p in (path, *path.absolute().parents) if p.exists())


def file_system(path: Path, mounts: str | None = None) -> str:
    """The type of the file system under a path, such as `ext4`; '' where nobody tells. `mounts` is /proc/mounts."""
    if mounts is None:
        try:
            mounts = (PROC / "mounts").read_text("utf-8", errors="replace")
        except OSError:
            return ""
    place, best, kind = nearest(path).resolve(), -1, ""
    for line in mounts.splitlines():
        _, point, found, *_ = line.split(" ")
        root = Path(point.encode().decode("unicode_escape"))
        if place.is_relative_to(root) and len(root.parts) >= best:
            best, kind = len(root.parts), found
    return kind


def is_network(kind: str) -> bool:
    """Does a file system of this type lie on another machine (where locks and syncs may mean little)?"""
    return kind in NETWORK or kind.startswith("fuse.")


def writers_of(file: Path) -> set[int]:
    """Processes (of those we may look at, without our own) that have this file open for writing."""
    found = set()
    wanted = str(file.resolve())
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError):
            for link in (process / "fd").iterdir():
                if os.readlink(link) == wanted and _writes(process / "fdinfo" / link.name):
                    found.add(int(process.name))
    return found - {os.getpid()}


def _writes(info: Path) -> bool:
    flags = next((line.split()[1] for line in info.read_text().splitlines() if line.startswith("flags:")), "0")
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY


def open_to_others(roots: tuple[Path, ...]) -> Iterator[Path]:
    """Files and folders, these and below, that somebody besides their owner may read or write."""
    for root in roots:
        for path in (root, *root.rglob("*")) if root.is_dir() else (root,):
            with suppress(FileNotFoundError):
                if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink():
                    yield path


def ask_health(port: int) -> dict[str, Any] | None:
    """What the bot that runs on this machine tells of itself; None when nobody is there.

    Raises OSError when somebody else has the port.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=REACH_SECONDS)
    try:
        connection.request("GET", "/readyz")
        told = json.loads(connection.getresponse().read(1 << 16))
    except ConnectionRefusedError:
        return None
    except (ValueError, http.client.HTTPException) as error:
        raise OSError("somebody else has the port") from error
    finally:
        connection.close()
    if not isinstance(told, dict) or told.get("name") != "lanshao":
        raise OSError("somebody else has the port")
    return told


def reaches(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=REACH_SECONDS).close()
    except OSError:
        return False
    return True
