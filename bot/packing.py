"""Packs stored files into one archive, in a worker process: the same files give the same bytes."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from bot.file_kinds import HEAD_BYTES, kind_of
from documents.packages import MANIFEST, manifest_text
from storage.folders import make_durable, sync_folder
from storage.media import MediaStore

_PIECE = 1 << 20
_BOM = b"\xef\xbb\xbf"  # so that Windows' own editor reads the Chinese
_WHEN = (1980, 1, 1, 0, 0, 0)

Packed = tuple[str, str, int, str]  # name, SHA-256, bytes, when it was sent


def pack(payload: Mapping[str, Any], media: Path, packages: Path) -> dict[str, Any]:
    """Write the archive that a job asks for below `packages`, and keep it in the media store too.

    The members' files come out of the store byte by byte; one that is not there, or is not what it was, is named in
    the manifest. Gives `sha256`, `size`, `files` and `lost`. Raises OSError.
    """
    store, folder = MediaStore(media), packages / payload["folder"]
    make_durable(folder, set())
    half, target = folder / f".{payload['file_name']}", folder / payload["file_name"]
    packed: list[Packed] = []
    lost: list[str] = []
    with zipfile.ZipFile(half, "w") as archive:
        for member in payload["members"]:
            written = _add(archive, member, store)
            if written is None:
                lost.append(member["name"])
            else:
                packed.append(written)
        manifest = manifest_text(payload["head"], packed, lost).encode()
        archive.writestr(_entry(MANIFEST), _BOM + manifest)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(half, target)
    sync_folder(folder)
    stored = store.put(_pieces_of(target))
    files = [[name, sha256, size] for name, sha256, size, _ in packed]
    return {"sha256": stored.sha256, "size": stored.size, "files": files, "lost": lost}


def _add(archive: zipfile.ZipFile, member: Mapping[str, Any], store: MediaStore) -> Packed | None:
    """Put one member in; None where its file is gone or damaged."""
    if not member["sha256"]:
        data = _BOM + member["text"].encode()
        name = member["name"] + member["ending"]
        archive.writestr(_entry(name), data)
        return name, hashlib.sha256(data).hexdigest(), len(data), member["at"]
    try:
        path = store.path(member["sha256"])
    except FileNotFoundError:
        return None
    if not store.is_intact(member["sha256"]):
        return None
    with path.open("rb") as file:
        name = member["name"] + (member["ending"] or _ending(file))
        with archive.open(_entry(name), "w", force_zip64=True) as entry:
            while piece := file.read(_PIECE):
                entry.write(piece)
    return name, member["sha256"], path.stat().st_size, member["at"]


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.create_system, entry.external_attr = 3, 0o600 << 16
    return entry


def _ending(file: IO[bytes]) -> str:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return kind_of(head).ending


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
