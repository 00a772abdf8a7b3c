from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.media import MediaStore, Stored

PHOTO = b"\xff\xd8 not a real photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "data" / "media")


def files(media: MediaStore) -> list[str]:
    return sorted(str(path.relative_to(media.root)) for path in media.root.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash_byte_for_byte(media: MediaStore) -> None:
    assert media.put([PHOTO[:5], b"", PHOTO[5:]]) == Stored(SHA256, len(PHOTO))
    assert media.path(SHA256).read_bytes() == PHOTO
    assert files(media) == [f"{SHA256[:2]}/{SHA256[2:]}"]
    assert media.is_intact(SHA256)


def test_only_the_owner_may_read_a_file_and_nobody_write_it(media: MediaStore) -> None:
    media.put([PHOTO])
    assert stat.S_IMODE(media.path(SHA256).stat().st_mode) == 0o400
    assert stat.S_IMODE(media.path(SHA256).parent.stat().st_mode) == 0o700


def test_a_file_that_is_there_is_left_untouched(media: MediaStore) -> None:
    media.put([PHOTO])
    before = media.path(SHA256).stat()
    assert media.put([PHOTO]) == Stored(SHA256, len(PHOTO))
    assert media.path(SHA256).stat().st_mtime_ns == before.st_mtime_ns
    assert media.path(SHA256).stat().st_ino == before.st_ino
    assert len(files(media)) == 1


def test_an_empty_file_is_a_file(media: MediaStore) -> None:
    stored = media.put([])
    assert (stored.size, media.path(stored.sha256).read_bytes()) == (0, b"")


def test_a_download_that_breaks_off_leaves_nothing(media: MediaStore) -> None:
    def chunks() -> Iterator[bytes]:
        yield PHOTO
        raise ConnectionError

    with pytest.raises(ConnectionError):
        media.put(chunks())
    assert files(media) == []


def test_what_is_received_piece_by_piece_is_there_only_when_kept(media: MediaStore) -> None:
    with media.incoming() as incoming:
        incoming.write(PHOTO)
        with pytest.raises(FileNotFoundError):
            media.path(SHA256)
        assert incoming.keep() == Stored(SHA256, len(PHOTO))
        incoming.discard()
        with pytest.raises(ValueError, match="before"):
            incoming.keep()
    assert media.path(SHA256).read_bytes() == PHOTO
    with media.incoming() as incoming:
        incoming.write(b"forgotten")
    assert len(files(media)) == 1


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", SHA256.upper(), SHA256[:-1], SHA256 + "\n", "ab/" + SHA256]
)
def test_what_is_no_hash_is_no_path(media: MediaStore, name: str) -> None:
    media.put([PHOTO])
    with pytest.raises(FileNotFoundError):
        media.path(name)


def test_what_a_crash_left_half_received_is_swept_away(media: MediaStore) -> None:
    media.put([PHOTO])
    (media.root / ".incoming-left").write_bytes(b"half")
    assert media.sweep() == 1
    assert files(media) == [f"{SHA256[:2]}/{SHA256[2:]}"]


def test_a_changed_byte_shows(media: MediaStore) -> None:
    media.put([PHOTO])
    path = media.path(SHA256)
    path.chmod(0o600)
    path.write_bytes(PHOTO[:-1] + b"?")
    assert not media.is_intact(SHA256)


def test_the_file_is_synced_before_its_name_and_every_folder_after(
    media: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []
    sync, rename = os.fsync, os.rename

    def noting_sync(descriptor: int) -> None:
        done.append(("sync", os.readlink(f"/proc/self/fd/{descriptor}")))
        sync(descriptor)

    def noting_rename(source: Path, target: Path) -> None:
        done.append(("rename", str(target)))
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noting_sync)
    monkeypatch.setattr(os, "rename", noting_rename)
    media.put([PHOTO])
    target = media.path(SHA256)
    named = done.index(("rename", str(target)))
    synced_before = [place for what, place in done[:named] if what == "sync"]
    assert any("/.incoming-" in place for place in synced_before)
    assert {str(media.root), str(media.root.parent), str(media.root.parent.parent)} <= set(synced_before)
    assert done[named + 1 :] == [("sync", str(target.parent))]
    done.clear()
    media.put([PHOTO])
    assert ("sync", str(target.parent)) in done
