"""`lanshao picture`: what a machine reads of photos, films and voices, without a bot or a database."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.app import NotReady
from bot.file_kinds import HEAD_BYTES, kind_of, sent_as
from bot.media import NOT_INSTALLED, is_available
from bot.media.reading import READERS
from documents.file_readings import FAULTS, IN_PART, UNREAD
from domain.file_readings import FileFault
from domain.likenesses import Hashes
from domain.messages import Kind
from domain.watermarks import Watermark
from storage.file_readings import FACTS, written


def picture_command(files: Sequence[Path], as_json: bool) -> bool:
    """Print what each file is read to say; False when one of them cannot be opened at all.

    Raises NotReady without the extra `vision`.
    """
    if not is_available():
        raise NotReady(NOT_INSTALLED)
    return all([_tell(file, as_json) for file in files])


def _tell(file: Path, as_json: bool) -> bool:
    try:
        said = reading_of(file)
    except OSError:
        print(f"{_name(str(file))}：打不开，请看文件在不在、有没有权限", file=sys.stderr)
        return False
    print(in_json(said) if as_json else in_words(said), flush=True)
    return True


def reading_of(file: Path) -> dict[str, Any]:
    """What is read of a file, as JSON can say it; None where nothing is. Raises OSError where it cannot be opened."""
    with file.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest() if opened.seek(0) == 0 else ""
    kind = _kind(head)
    read: Mapping[str, Any] = READERS[kind](file) if kind else {"fault": FileFault.NOT_THE_KIND}
    fault: FileFault | None = read.get("fault")
    return {
        "file": str(file),
        "sha256": sha256,
        "kind": kind.value if kind else None,
        **{field.name: None for field in fields(Watermark)},
        **written(read.get("watermark") or Watermark()),
        "hashes": _hashes(read.get("hashes")),
        **{name: read.get(name) for name in FACTS},
        "fault": fault.value if fault else None,
    }


def _kind(head: bytes) -> Kind | None:
    kind = sent_as(f"file{kind_of(head).ending}")
    return kind if kind in READERS else None


def _hashes(hashes: Hashes | None) -> dict[str, str] | None:
    return {"whole": f"{hashes.whole:064x}", "top": f"{hashes.top:064x}"} if hashes else None


def in_json(said: Mapping[str, Any]) -> str:
    """In one line of UTF-8; bytes of a name that are none are escaped, as JSON can do."""
    return json.dumps(said, ensure_ascii=False).encode(errors="backslashreplace").decode()


def _name(file: str) -> str:
    """A file's name in one line that commands no terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in file)


def in_words(said: Mapping[str, Any]) -> str:
    """The same in a few Chinese lines."""
    name = _name(said["file"])
    fault = f"：{FAULTS[FileFault(said['fault'])]}" if said["fault"] else ""
    if fault and said["duration"] is None:
        return f"{name}{fault}"
    size = f"{said['width']}×{said['height']}" if said["width"] else ""
    length = f"{said['duration']:.1f} 秒，{said['codec']}" if said["duration"] is not None else said["codec"] or ""
    known = "，".join(word for word in (size, length) if word)
    lines = [f"{name}（{known}）{f'：{IN_PART}' if fault else ''}" if known else name]
    if said["kind"] == Kind.AUDIO:
        return lines[0]
    facts = {
        "时间": (said["time"] or said["day"] or UNREAD).replace("T", " ").removesuffix("+08:00"),
        "地点": said["address"] or UNREAD,
        "经纬度": f"{said['latitude']}, {said['longitude']}" if said["latitude"] is not None else UNREAD,
        "小组": said["team"] or UNREAD,
    }
    lines += [f"  {name}：{value}" for name, value in facts.items()]
    return "\n".join([*lines, f"  原文：{' / '.join(said['lines']) or '没有读到'}"])
