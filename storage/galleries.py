"""Files as evidence, the newest first, a page at a time: whose they are, what record they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    exists,
    or_,
    select,
    union_all,
)

from domain.calendars import at_time, midnight_after
from domain.messages import Kind
from domain.picture_remarks import RemarkKind
from domain.scopes import Sight
from storage.columns import microseconds, moment
from storage.file_reading_tables import file_readings
from storage.files import sight_values, within_sight
from storage.original_tables import LATER
from storage.picture_tables import picture_questions, told_remarks
from storage.statements import AnyRow
from storage.tables import WITH_FILE_KEPT, inbox, visit_messages, visits

PAGE = 48
_STEPS = (400, 6_000)  # files that one page looks through, at most
_UNTIMED_STEPS = (400, 3_000)  # each of them costs a further look
_ALL_HINTED = (1_000_000,)  # those are few, and looked through at once

_i, _m, _v, _f = inbox.c, visit_messages.c, visits.c, file_readings.c
_t, _q = told_remarks.c, picture_questions.c
_OF_CAMPAIGN: BindParameter[str] = bindparam("of_campaign")
_NAMES = ("namespace", "message_id", "room", "sender", "sent_at", "kind", "file_name", "rendition", "recalled_at")
_COLUMNS = (*(_i[name] for name in _NAMES), _i.file_sha256, _i.file_size, _i.seq, LATER)
_TIED = (_m.namespace == _i.namespace) & (_m.message_id == _i.message_id)
_RECORDS = (
    select(_m.namespace, _m.message_id, _v.number)
    .join(visits, _v.id == _m.visit_id)
    .where(
        _v.campaign == bindparam("of_campaign"),
        _v.group_key.in_(bindparam("of_groups", expanding=True)),
        _m.message_id.in_(bindparam("of_messages", expanding=True)),
    )
    .order_by(_v.number)
)

#: A place in the list: when a message was sent, in microseconds since 1970, and its number in the order of arrival.
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files; None or "" asks for nothing. `people` are those of a team; `loose`: of no record; `untimed`:
    photos of which no time of capture was read. `hinted`: of which dispatchers were told something ("any"), that they
    were taken on "other_day", or that they are "alike" others and nobody has answered yet.
    """

    sight: Sight
    first: date | None = None
    last: date | None = None
    kind: Kind | None = None
    rendition: str = ""
    people: tuple[str, ...] | None = None
    loose: bool = False
    untimed: bool = False
    hinted: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One file with its message; `records` are the numbers of those that it belongs to. `original` is the SHA-256 of
    what was had uncompressed later.
    """

    message_id: str
    room: str | None
    sender: str
    sent_at: datetime
    kind: Kind
    name: str
    rendition: str
    recalled_at: datetime | None
    sha256: str
    size: int
    key: Key
    records: tuple[int, ...]
    original: str | None = None


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """Files, the newest first; `older` leads on, and `looked_to` tells that only down to then was looked."""

    files: tuple[Shown, ...]
    older: Key | None
    looked_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Galleries:
    connection: Connection
    campaign: str

    def page(self, wanted: FileFilter, before: Key | None = None) -> GalleryPage:
        """The files sent before this place in the list, or the newest."""
        rows: Sequence[AnyRow] = ()
        steps = _ALL_HINTED if wanted.hinted else _UNTIMED_STEPS if wanted.untimed else _STEPS
        for most in steps:
            rows = self._rows(wanted, before, most)
            if len(rows) > PAGE:
                files = self._shown(rows[:PAGE], wanted.sight)
                return GalleryPage(files, files[-1].key)
        files = self._shown(rows, wanted.sight)
        if wanted.hinted:
            return GalleryPage(files, None)
        last = _near(wanted, before, 1, steps[-1] - 1).with_only_columns(_i.sent_at, _i.seq)
        end = self.connection.execute(last).first()
        if end is None:
            return GalleryPage(files, None)
        return GalleryPage(files, (microseconds(end.sent_at), end.seq), end.sent_at)

    def _rows(self, wanted: FileFilter, before: Key | None, most: int) -> Sequence[AnyRow]:
        """The wanted among so many files from this place on, one more than a page where there are more."""
        near = _near(wanted, before, most).subquery("near")
        chosen = (
            select(*_COLUMNS)
            .join(near, near.c.seq == _i.seq)
            .where(within_sight(), *_facts(wanted))
            .order_by(_i.sent_at.desc(), _i.seq.desc())
            .limit(PAGE + 1)
        )
        return self.connection.execute(chosen, sight_values(self.campaign, wanted.sight)).all()

    def sent(self, message_ids: Sequence[str], sight: Sight) -> list[Shown]:
        """The files of these messages that may be looked at, in the order asked for."""
        chosen = select(*_COLUMNS).where(
            _i.message_id.in_(list(message_ids)), _i.file_sha256.is_not(None), within_sight()
        )
        rows = self.connection.execute(chosen, sight_values(self.campaign, sight)).all()
        found = {one.message_id: one for one in self._shown(rows, sight)}
        return [found[one] for one in message_ids if one in found]

    def find(self, sha256: Sequence[str], sight: Sight) -> list[Shown]:
        """The files with these hashes that may be looked at, in the order asked for, each with its first message."""
        chosen = select(*_COLUMNS).where(_i.file_sha256.in_(list(sha256)), within_sight()).order_by(_i.seq.desc())
        rows = self.connection.execute(chosen, sight_values(self.campaign, sight)).all()
        first = {one.sha256: one for one in self._shown(rows, sight)}
        return [first[one] for one in sha256 if one in first]

    def _shown(self, rows: Sequence[AnyRow], sight: Sight) -> tuple[Shown, ...]:
        numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        values: dict[str, Any] = {"of_campaign": self.campaign, "of_groups": list(sight.groups)}
        values["of_messages"] = [row.message_id for row in rows]
        for namespace, message_id, number in self.connection.execute(_RECORDS, values):
            numbers[namespace, message_id].append(number)
        return tuple(_shown(row, tuple(numbers[row.namespace, row.message_id])) for row in rows)


def _near(wanted: FileFilter, before: Key | None, most: int, beyond: int = 0) -> Select[Any]:
    """The files of the days, from this place on: so many, `beyond` so many others."""
    bounds: list[ColumnElement[bool]] = [WITH_FILE_KEPT]
    if wanted.first is not None:
        bounds.append(_i.sent_at >= at_time(wanted.first, time(0)))
    if wanted.last is not None:
        bounds.append(_i.sent_at < midnight_after(wanted.last))
    if before is not None:
        at, seq = moment(before[0]), before[1]
        bounds.append(or_(_i.sent_at < at, (_i.sent_at == at) & (_i.seq < seq)))
        bounds.append(_i.sent_at <= at)
    if wanted.hinted:
        bounds.append(_i.seq.in_(_hinted(wanted.hinted)))
    return select(_i.seq).where(*bounds).order_by(_i.sent_at.desc(), _i.seq.desc()).limit(most).offset(beyond)


def _hinted(hint: str) -> CompoundSelect[Any]:
    """The messages whose pictures there is something to ask about."""
    of_remark = (_i.namespace == _t.namespace) & (_i.message_id == _t.message_id) & (_t.campaign == _OF_CAMPAIGN)
    told = select(_i.seq).join(told_remarks, of_remark)
    if hint == "other_day":
        told = told.where(_t.kind == RemarkKind.OTHER_DAY)
    asked = [
        select(_i.seq)
        .join(
            picture_questions,
            (_i.namespace == _q.namespace) & (_i.message_id == message) & (_q.campaign == _OF_CAMPAIGN),
        )
        .where(_q.answer.is_(None))
        for message in (_q.earlier_message, _q.later_message)
    ]
    return union_all(*({"other_day": [told], "alike": asked}.get(hint) or [told, *asked]))


def _facts(wanted: FileFilter) -> list[ColumnElement[bool]]:
    facts: list[ColumnElement[bool]] = [_i.file_state == "kept"]
    if wanted.kind is not None:
        facts.append(_i.kind == wanted.kind.value)
    if wanted.rendition:
        facts.append(_i.rendition == wanted.rendition)
    if wanted.people is not None:
        facts.append(_i.sender.in_(wanted.people))
    if wanted.loose:
        facts.append(~exists().where(_TIED))
    if wanted.untimed:
        facts += [
            _i.kind == Kind.IMAGE.value,
            ~exists().where(_f.sha256 == _i.file_sha256, _f.captured_at.is_not(None)),
        ]
    return facts


def _shown(row: AnyRow, records: tuple[int, ...]) -> Shown:
    return Shown(
        row.message_id,
        row.room,
        row.sender,
        row.sent_at,
        Kind(row.kind),
        row.file_name,
        row.rendition or "",
        row.recalled_at,
        row.file_sha256,
        row.file_size or 0,
        (microseconds(row.sent_at), row.seq),
        records,
        row.original,
    )
