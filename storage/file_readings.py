"""What a machine read of files, and which pictures look the same. Nothing here is evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from domain.file_readings import FileFault, FileReading
from domain.likenesses import Hashes, Likeness
from domain.messages import Kind
from domain.watermarks import Watermark
from storage.file_reading_tables import file_readings, likenesses
from storage.statements import AnyRow, Prepared, insert_new, lots

_DIGITS = 64  # of a hash, hexadecimal
#: Of a reading, what is kept as it is.
FACTS = ("blur", "width", "height", "duration", "codec")

_f, _l = file_readings.c, likenesses.c
_ADD = Prepared(insert_new(file_readings, ("sha256",)))
_KNOWN = select(file_readings).where(_f.sha256.in_(bindparam("of_files", expanding=True)))
_COMPARED = (_f.id, _f.sha256, _f.whole, _f.top, _f.inside)
_HASHED = Prepared(
    select(*_COMPARED).where(_f.id > bindparam("after"), _f.whole.is_not(None)).order_by(_f.id).limit(bindparam("most"))
)
_NUMBERED = select(_f.id, _f.sha256, _f.whole, _f.top, _f.inside).where(
    _f.id.in_(bindparam("of_numbers", expanding=True))
)
_NOTE = Prepared(insert_new(likenesses, ("earlier", "later")))
_LIKE = select(likenesses).where(
    or_(
        _l.earlier.in_(bindparam("of_files", expanding=True)),
        _l.later.in_(bindparam("of_files", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class FileReadings:
    """The readings of all files."""

    connection: Connection
    now: datetime

    def add(self, reading: FileReading) -> bool:
        """What was read of a file; the first that was noted stays, and False says that there was one."""
        return _ADD.run(self.connection, {**_row(reading), "read_at": self.now}) > 0

    def known(self, files: Iterable[str]) -> Mapping[str, FileReading]:
        """What was read of these files (SHA-256), also that nothing could be; a file not looked at is not in it."""
        found = {}
        for lot in lots(files):
            for row in self.connection.execute(_KNOWN, {"of_files": lot}):
                found[row.sha256] = _reading(row)
        return found

    def hashed(self, after: int, most: int) -> list[tuple[int, str, Hashes]]:
        """Readings with hashes whose number is greater, in order, so many at most: number, SHA-256, hashes."""
        return [_numbered(row) for row in _HASHED.all(self.connection, {"after": after, "most": most})]

    def numbered(self, numbers: Iterable[int]) -> list[tuple[int, str, Hashes]]:
        """The readings of these numbers, as `hashed` gives them; one that is gone is not in it."""
        found = []
        for lot in lots(numbers):
            rows = self.connection.execute(_NUMBERED, {"of_numbers": lot})
            found += [_numbered(row) for row in rows if row.whole is not None]
        return found

    def note_likenesses(self, found: Iterable[Likeness]) -> None:
        """Pictures that look the same; a pair that is known stays as it was noted."""
        for one in found:
            row = {"earlier": one.earlier, "later": one.later, "whole": one.whole, "top": one.top}
            _NOTE.run(self.connection, {**row, "noted_at": self.now})

    def like(self, files: Iterable[str]) -> Iterator[Likeness]:
        """All pairs in which one of these files is, each once."""
        seen = set()
        for lot in lots(files):
            for row in self.connection.execute(_LIKE, {"of_files": lot}):
                if (row.earlier, row.later) not in seen:
                    seen.add((row.earlier, row.later))
                    yield Likeness(row.earlier, row.later, row.whole, row.top)


def _numbered(row: AnyRow) -> tuple[int, str, Hashes]:
    return row.id, row.sha256, _hashes(row)


def _digits(hashes: Hashes) -> str:
    return f"{hashes.whole:064x}{hashes.top:064x}"


def _hashes(row: AnyRow) -> Hashes:
    inside = None if row.inside is None else Hashes(int(row.inside[:_DIGITS], 16), int(row.inside[_DIGITS:], 16))
    return Hashes(int(row.whole, 16), int(row.top, 16), inside)


def _row(reading: FileReading) -> dict[str, Any]:
    mark, hashes = reading.watermark, reading.hashes
    inside = None if hashes is None else hashes.inside
    return {
        "sha256": reading.sha256,
        "kind": reading.kind,
        "engine": reading.engine,
        "fault": reading.fault or "",
        "captured_at": None if mark is None else mark.time,
        "watermark": None if mark is None else written(mark),
        "whole": None if hashes is None else f"{hashes.whole:064x}",
        "top": None if hashes is None else f"{hashes.top:064x}",
        "inside": None if inside is None else _digits(inside),
        "facts": {name: value for name in FACTS if (value := getattr(reading, name)) not in (None, "")},
        "sheet": reading.sheet,
        "playable": reading.playable,
    }


def written(mark: Watermark) -> dict[str, Any]:
    """A watermark as JSON; what was not read is not in it."""
    told = {
        "time": mark.time.isoformat() if mark.time else None,
        "day": mark.day.isoformat() if mark.day else None,
        "address": mark.address,
        "latitude": mark.latitude,
        "longitude": mark.longitude,
        "team": mark.team,
    }
    return {name: value for name, value in told.items() if value is not None} | {"lines": list(mark.lines)}


def watermark_of(told: Mapping[str, Any]) -> Watermark:
    """A watermark from what `written` made of it."""
    return Watermark(
        time=datetime.fromisoformat(told["time"]) if "time" in told else None,
        day=date.fromisoformat(told["day"]) if "day" in told else None,
        address=told.get("address"),
        latitude=told.get("latitude"),
        longitude=told.get("longitude"),
        team=told.get("team"),
        lines=tuple(told["lines"]),
    )


def _reading(row: AnyRow) -> FileReading:
    return FileReading(
        sha256=row.sha256,
        kind=Kind(row.kind),
        watermark=None if row.watermark is None else watermark_of(row.watermark),
        hashes=None if row.whole is None else _hashes(row),
        sheet=row.sheet,
        playable=row.playable,
        fault=FileFault(row.fault) if row.fault else None,
        engine=row.engine,
        **row.facts,
    )
