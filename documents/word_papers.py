"""Reading a .docx that a stranger may have made: its words and its photos, and never more than a set amount of it.

Only zipfile and an XML parser that knows no entities look at the file. Everything runs in a worker process.
"""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from domain.descriptions import description_of, nonspace
from domain.lexicons import Lexicon
from domain.papers import names_other_city, paper_in
from domain.rosters import Group

MOST_MEMBERS = 2_000
MOST_BYTES = 400_000_000  # all members unpacked; thirty photos straight from a camera are 300 MB
MOST_XML_BYTES = 16_000_000  # the words; a book of 500 pages is 3 MB
MOST_RATIO = 200  # unpacked to packed; Word's own XML stays below 40
SMALL = 1_000_000  # bytes below which no ratio is asked
MOST_CHARACTERS = 200_000  # tabs and line breaks included
MOST_LINES = 5_000  # and as many cells; a case is two pages, a table of problems a few hundred rows
PIECE = 1 << 16
_MEMBER = b"PK\1\2"  # so each entry of the list of members begins

PHOTO_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".jfif"})

NOT_WORD = "文件打不开，可能是旧版格式或加了密码，请另存为docx"
BROKEN = "文件已损坏，请重新保存"
TOO_LARGE = "文件过大，没有打开，请压缩照片"
TOO_LONG = "文件内容过多，没有打开，请只留要报的内容"
UNSAFE = "文件内容异常，没有打开，请重新保存"


class _Refused(Exception):
    """The file is not read; the text says to its sender why."""


@dataclass(slots=True)
class _Body:
    """What the document's body says, as it is gathered: rows of cells, and the ids of pictures."""

    rows: list[list[str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    tables: int = 0
    skipped: int = 0
    characters: int = 0
    breaks: int = 0

    def add(self, text: str) -> None:
        """Words of the line that is being read. Raises _Refused for more than anybody hands in."""
        self.line.append(text)
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise _Refused(TOO_LONG)

    def end_line(self) -> None:
        if self.line or self.lines or self.tables:  # empty paragraphs between others are not kept
            self.count_break()
        self.lines.append("".join(self.line))
        self.line = []

    def count_break(self) -> None:
        """One more line or cell. Raises _Refused for more than anybody hands in."""
        self.breaks += 1
        if self.breaks > 2 * MOST_LINES:
            raise _Refused(TOO_LONG)


def read_word(path: Path) -> dict[str, Any]:
    """The words and photos of a Word file. Never raises.

    `rows` are the body's paragraphs and table rows in order, each a list of cell texts; `text` is
    the same as lines; `characters` counts all of them but white space; `photos` the different
    pictures (by content) that the body shows. `error` is "" or says in Chinese why nothing was read.
    """
    try:
        _check_count(path)
        with zipfile.ZipFile(path) as archive:
            _check(archive, path.stat().st_size)
            part = _main_part(archive)
            body = _read_body(archive, part)
            photos = len(_photos(archive, part, body.pictures))
    except _Refused as refusal:
        return _result(error=str(refusal))
    except MemoryError:
        return _result(error=TOO_LARGE)
    except zipfile.BadZipFile:
        return _result(error=NOT_WORD if not zipfile.is_zipfile(path) else BROKEN)
    except DefusedXmlException:
        return _result(error=UNSAFE)
    except (OSError, ParseError, KeyError, ValueError, EOFError, RuntimeError, NotImplementedError, zlib.error):
        return _result(error=BROKEN)
    except Exception:  # one more way in which a file can be bad must not stop the others
        return _result(error=BROKEN)
    return _result(rows=body.rows, photos=photos)


def judge_word(path: Path, papers: Mapping[str, Any], group: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a unit of work has to know of a Word file, all of it small: for a worker process. Never raises.

    `papers` is the lexicon's table of that name, `group` the sender's group as payload_of made it. `paper` is the
    paper that the words are, "" for none; `characters` count the 违法内容描述, `photos` the different pictures;
    `other_city` says whether the fixed sentence names another city; `error` is as in read_word.
    """
    found = read_word(path)
    lexicon, own = Lexicon({"papers": papers}), _group_of(group)
    return {
        "paper": paper_in(found["rows"], lexicon, own) or "",
        "characters": nonspace(description_of(found["rows"], lexicon)),
        "photos": found["photos"],
        "other_city": names_other_city(found["text"], own, lexicon),
        "error": found["error"],
    }


def payload_of(group: Group | None) -> dict[str, Any] | None:
    """A group as JSON, as far as reading a paper needs it."""
    return None if group is None else {"key": group.key, "city": group.city, "counties": list(group.counties)}


def _group_of(payload: Mapping[str, Any] | None) -> Group | None:
    if payload is None:
        return None
    return Group(payload["key"], "", payload["city"], tuple(payload["counties"]), (), ())


def _result(rows: list[list[str]] | None = None, photos: int = 0, error: str = "") -> dict[str, Any]:
    text = "\n".join("\t".join(row) for row in rows or [])
    return {
        "text": text,
        "rows": rows or [],
        "characters": len("".join(text.split())),
        "photos": photos,
        "error": error,
    }


def _check_count(path: Path) -> None:
    """Refuse more members than anybody needs before a list of them is made. Raises _Refused."""
    count = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            count += piece.count(_MEMBER)
            if count > 2 * MOST_MEMBERS:  # by chance a photo of some MB has the same four bytes in it
                raise _Refused(TOO_LARGE)


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse by the central directory what would unpack to too much. Raises _Refused."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES:
        raise _Refused(TOO_LARGE)
    if packed > size:  # members that overlap: one piece of data counted many times
        raise _Refused(UNSAFE)
    for member in members:
        if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise _Refused(UNSAFE)
        if member.flag_bits & 1:
            raise _Refused(NOT_WORD)


class _Limited:
    """A member that is read up to a limit, whatever the directory says of its size."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size if 0 <= size <= PIECE else PIECE)
        self._left -= len(piece)
        if self._left < 0:
            raise _Refused(TOO_LARGE)
        return piece


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, Element]]:
    """(start or end, element) of an XML part; entities and DTDs raise."""
    with archive.open(part) as stream:
        yield from iterparse(_Limited(stream, MOST_XML_BYTES), events=("start", "end"), forbid_dtd=True)


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """{relation id: (last word of its type, member)} of a part; links out of the file are left out."""
    folder, name = posixpath.split(part)
    member = posixpath.join(folder, "_rels", f"{name}.rels")
    if member not in archive.NameToInfo:
        return {}
    found = {}
    for event, element in _elements(archive, member):
        if event == "end" and _local(element.tag) == "Relationship" and element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
            found[element.get("Id", "")] = (element.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _main_part(archive: zipfile.ZipFile) -> str:
    """The member that holds the body. Raises _Refused for what is not a Word file."""
    for kind, target in _relations(archive, "").values():
        if kind == "officeDocument" and target in archive.NameToInfo:
            if posixpath.basename(target).startswith(("workbook", "presentation")):
                break
            return target
    raise _Refused(NOT_WORD)


def _read_body(archive: zipfile.ZipFile, part: str) -> _Body:
    body, path = _Body(), list[Element]()
    for event, element in _elements(archive, part):
        name = _local(element.tag)
        if event == "start":
            path.append(element)
            _open(body, name, element)
        else:
            path.pop()
            _close(body, name, element)
            if path:  # what has been read is let go, so that memory does not grow with the file
                path[-1].remove(element)
    return body


def _open(body: _Body, name: str, element: Element) -> None:
    if name == "Fallback":  # the same text box or picture once more, for old readers
        body.skipped += 1
    elif name == "tbl":
        body.tables += 1
    elif name in ("blip", "imagedata") and not body.skipped:
        body.pictures.extend(v for k, v in element.attrib.items() if _local(k) in ("embed", "id") and "}" in k)


def _close(body: _Body, name: str, element: Element) -> None:
    if name == "Fallback":
        body.skipped -= 1
    elif body.skipped:
        return
    elif name == "t":
        body.add(element.text or "")
    elif name == "tab":
        body.add(" ")
    elif name in ("br", "cr", "p"):
        body.end_line()
        if name == "p" and not body.tables:
            _end_paragraph(body)
    elif body.tables:
        _close_in_table(body, name)


def _close_in_table(body: _Body, name: str) -> None:
    """Cells of a table inside a cell become cells of their own, before the rest of it."""
    if name == "tc":
        body.row.append("\n".join(body.lines).strip())
        body.lines = []
        body.count_break()
    elif name == "tr":
        if any(body.row):
            body.rows.append(body.row)
        body.row = []
    elif name == "tbl":
        body.tables -= 1


def _end_paragraph(body: _Body) -> None:
    text = "\n".join(body.lines).strip()
    body.lines = []
    if text:
        body.rows.append([text])


def photos_of_word(path: Path) -> Iterator[bytes]:
    """The different pictures that the body shows, in their order: those that `read_word` counts, one at a time.

    Raises what an unreadable file raises: ask only of one that was read, and in a worker process.
    """
    _check_count(path)
    with zipfile.ZipFile(path) as archive:
        _check(archive, path.stat().st_size)
        part = _main_part(archive)
        for member in _photos(archive, part, _read_body(archive, part).pictures).values():
            with archive.open(member) as stream:
                limited, pieces = _Limited(stream, MOST_BYTES), []
                while piece := limited.read(PIECE):
                    pieces.append(piece)
            yield b"".join(pieces)


def _photos(archive: zipfile.ZipFile, part: str, pictures: list[str]) -> dict[str, str]:
    """The different pictures that the ids lead to: the first member of each, by content."""
    relations = _relations(archive, part)
    members = dict.fromkeys(relations[picture][1] for picture in pictures if picture in relations)
    found: dict[str, str] = {}
    for member in members:
        if posixpath.splitext(member)[1].lower() in PHOTO_ENDINGS and member in archive.NameToInfo:
            found.setdefault(_sha256(archive, member), member)
    return found


def _sha256(archive: zipfile.ZipFile, member: str) -> str:
    digest = hashlib.sha256()
    with archive.open(member) as stream:
        limited = _Limited(stream, MOST_BYTES)
        while piece := limited.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _local(tag: object) -> str:
    """A name without its namespace: WPS and strict files use other ones."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
