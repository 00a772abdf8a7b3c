"""Visits with their findings and evidence links; also the past that assembly looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, literal_column, or_, select, update

from domain.assemblies import Assembled
from domain.messages import Message
from domain.signatures import Subject
from domain.visits import OPEN_OUTCOMES, Loose, Outcome, Visit
from storage.audit import Audit
from storage.counters import next_number
from storage.evidence import Evidence, count_evidence, photos_of
from storage.inbox import Inbox
from storage.loose import Waiting
from storage.signature_tables import signatures
from storage.statements import Prepared
from storage.tables import BY_HAND, visit_messages, visits
from storage.visit_rows import Reading, change, create, fingerprint, write_parts

#: How long after its last message a visit may still be acknowledged: bounds the look-up, judges nothing.
_STILL_FRESH = timedelta(days=2)
_AT_MOST = 12

_v = visits.c
_LISTED = (_v.campaign == bindparam("of_campaign"), _v.withdrawn_at.is_(None))
_IN_GROUP = (*_LISTED, _v.group_key == bindparam("of_group"))
_LATELY = (*_IN_GROUP, _v.last_at >= bindparam("since"))
_OF_DAY = (*_LISTED, _v.day == bindparam("of_day"))

_RECENT = select(_v.id).where(*_LATELY)
_RECENT_OF_SENDER = Reading(_RECENT.where(_v.author == bindparam("of_sender")), newest=_AT_MOST)
_RECENT_OF_TEAM = Reading(
    _RECENT.where((_v.team == bindparam("of_team")) | (_v.author == bindparam("of_sender"))), newest=_AT_MOST
)
_NAMED = Reading(_RECENT.where(_v.place_key == bindparam("of_place")), newest=_AT_MOST)
_OF_MESSAGE = Reading(
    select(_v.id)
    .join(visit_messages, visit_messages.c.visit_id == _v.id)
    .where(
        *_LISTED,
        visit_messages.c.namespace == bindparam("of_namespace"),
        visit_messages.c.message_id == bindparam("of_message"),
    )
)
_GET = Reading(select(_v.id).where(_v.campaign == bindparam("of_campaign"), _v.number == bindparam("of_number")))
_DAY = Reading(select(_v.id).where(*_OF_DAY))
_SIGNED = Reading(
    select(_v.id).where(
        *_OF_DAY,
        exists().where(
            signatures.c.campaign == _v.campaign,
            signatures.c.subject == Subject.VISIT.value,
            signatures.c.number == _v.number,
            signatures.c.taken_back_at.is_(None),
        ),
    )
)
_DAY_OF_GROUP = Reading(select(_v.id).where(*_OF_DAY, _v.group_key == bindparam("of_group")))
_AGAIN = Reading(
    select(_v.id).where(
        *_IN_GROUP,
        _v.day.between(bindparam("from_day"), bindparam("to_day")),
        or_(*(_v.outcome == literal_column(f"'{outcome}'") for outcome in OPEN_OUTCOMES), _v.lookback),
    )
)
_NUMBERS = (
    select(_v.number)
    .where(
        *_LISTED,
        _v.day.between(bindparam("from_day"), bindparam("to_day")),
        _v.outcome.in_(bindparam("found", expanding=True)),
    )
    .order_by(_v.number)
)
_ALL = Reading(select(_v.id).where(*_LISTED))
_UNSAID = Reading(_RECENT.where(_v.said_revision.is_(None)))
_ASKED = Reading(_RECENT.where(_v.county.is_(None), _v.said_revision.is_not(None)), newest=_AT_MOST)
_THIS = (_v.campaign == bindparam("of_campaign"), _v.number == bindparam("of_number"))
_SAID = Prepared(select(_v.said_revision, _v.said_text, _v.said_at).where(*_THIS))
_ALERTED = Prepared(select(_v.alerted_revision, _v.alerted_text).where(*_THIS))
_NOTE_SAID = Prepared(
    update(visits)
    .where(*_THIS)
    .values(said_revision=bindparam("in_revision"), said_text=bindparam("what"), said_at=bindparam("at"))
)
_NOTE_ALERTED = Prepared(
    update(visits).where(*_THIS).values(alerted_revision=bindparam("in_revision"), alerted_text=bindparam("what"))
)


_HANDS = Prepared(select(_v.number, _v.hand).where(_v.campaign == bindparam("of_campaign"), BY_HAND))

_NAMESPACE = (
    select(visit_messages.c.namespace)
    .join(visits, visits.c.id == visit_messages.c.visit_id)
    .where(_v.campaign == bindparam("of_campaign"), _v.number == bindparam("of_number"))
    .limit(1)
)


def namespace_of(connection: Connection, campaign: str, number: int) -> str | None:
    """The gateway whose messages a visit is made of; None for a visit without any."""
    return connection.execute(_NAMESPACE, {"of_campaign": campaign, "of_number": number}).scalar()


@dataclass(frozen=True, slots=True)
class Said:
    """What was last said of a visit: the post's revision, the statement, and when (None: before it was noted)."""

    revision: int
    statement: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of one campaign; message ids are those of one gateway. Implements `Past`."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    # ── the past that assembly looks at ──────────────────────────────────────────────────────────

    def visits_of(self, message_id: str) -> tuple[Visit, ...]:
        """The visits that a message belongs to, by number."""
        return tuple(self._read(_OF_MESSAGE, of_namespace=self.namespace, of_message=message_id))

    def recent(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Visit, ...]:
        """Visits of the team, or that the sender wrote, added to since then; newest first, 12 at most."""
        values = {"of_group": group, "since": since, "of_sender": sender}
        if team is None:
            return tuple(self._read(_RECENT_OF_SENDER, **values))
        return tuple(self._read(_RECENT_OF_TEAM, of_team=team, **values))

    def named(self, group: str, key: str, since: datetime) -> tuple[Visit, ...]:
        """Visits of the group whose place has this `place_key`, added to since then; newest first, 12 at most."""
        return tuple(self._read(_NAMED, of_group=group, of_place=key, since=since))

    def loose(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Loose, ...]:
        """What waits for words, of the sender and his team: the newest 60, oldest first."""
        return self._waiting.of(group, since, team=team, sender=sender)

    def message(self, message_id: str) -> Message | None:
        return Inbox(self.connection, self.now, self.namespace).message(message_id)

    def holding(self, room: str, piece: str, since: datetime) -> tuple[Message, ...]:
        """Texts of a room that hold this piece, newest first, 5 at most."""
        return tuple(Inbox(self.connection, self.now, self.namespace).holding(room, piece, since))

    # ── what assembly changed ────────────────────────────────────────────────────────────────────

    def apply(self, assembled: Assembled) -> tuple[Visit, ...]:
        """Write what one message changed, and an audit entry; the visits come back with their numbers.

        A visit without links is withdrawn: kept, no longer listed. Raises LookupError for a number never given.
        """
        written = tuple(self._write(visit) for visit in assembled.visits)
        self._waiting.add(assembled.loose)
        self._waiting.settle(assembled.settled)
        if written or assembled.loose or assembled.settled:
            self._log(written, len(assembled.loose), len(assembled.settled))
        return written

    def _write(self, visit: Visit) -> Visit:
        fresh = visit.number is None
        if fresh:
            visit = replace(visit, number=next_number(self.connection, self.campaign, "visit"))
        write = create if fresh else change
        found = write(self.connection, visit, self.campaign, self.now)
        write_parts(self.connection, found, visit, self.namespace, fresh=fresh)
        return visit

    def _log(self, written: tuple[Visit, ...], loose: int, settled: int) -> None:
        detail = {"visits": {str(v.number): fingerprint(v) for v in written}, "loose": loose, "settled": settled}
        subject = ",".join(str(v.number) for v in written)
        Audit(self.connection, self.now).append("bot", "visits.assemble", subject, detail)

    # ── what others ask ──────────────────────────────────────────────────────────────────────────

    def get(self, number: int) -> Visit | None:
        """One visit; a withdrawn one comes back without links."""
        return next(iter(self._read(_GET, of_number=number)), None)

    def named_by(self, number: int) -> Visit | None:
        """The visit that a number leads to: its own, or the one that it was merged into."""
        visit = self.get(number)
        while visit is not None and visit.hand.into is not None:  # a merge leads to a lower number, so this ends
            visit = self.get(visit.hand.into)
        return visit

    def forwards(self) -> Mapping[int, int]:
        """The numbers of merged visits, each with the number of the one that it is part of now."""
        rows = _HANDS.all(self.connection, {"of_campaign": self.campaign})
        into = {row.number: row.hand["into"] for row in rows if "into" in row.hand}
        ends: dict[int, int] = {}
        for number in sorted(into):
            ends[number] = ends.get(into[number], into[number])
        return ends

    def of_day(self, day: date, group: str | None = None) -> list[Visit]:
        """The visits made on that day, by number."""
        if group is None:
            return self._read(_DAY, of_day=day)
        return self._read(_DAY_OF_GROUP, of_day=day, of_group=group)

    def numbers_of(self, first: date, last: date, outcomes: Iterable[Outcome]) -> list[int]:
        """The numbers of the visits of these days that came to one of these outcomes."""
        values = {"of_campaign": self.campaign, "from_day": first, "to_day": last, "found": list(outcomes)}
        return list(self.connection.execute(_NUMBERS, values).scalars())

    def signed_of_day(self, day: date) -> list[Visit]:
        """Those that somebody has signed."""
        return self._read(_SIGNED, of_day=day)

    def to_look_at_again(self, group: str, first: date, last: date) -> list[Visit]:
        """What a group handed over or would have filed in these days, and what it looked at again, by number."""
        return self._read(_AGAIN, of_group=group, from_day=first, to_day=last)

    def all(self) -> list[Visit]:
        """Every visit of the campaign, by number."""
        return self._read(_ALL)

    def evidence_of(self, numbers: Iterable[int]) -> Mapping[int, Evidence]:
        """How many different photos and videos each visit has; every number asked for is in the answer."""
        return count_evidence(self.connection, self.campaign, numbers)

    def photos_of(self, numbers: Iterable[int]) -> Mapping[int, list[str]]:
        """The SHA-256 of the different photos of each visit that has any, in the order sent."""
        return photos_of(self.connection, self.campaign, numbers)

    def awaiting_acknowledgement(self, group: str) -> list[Visit]:
        """Visits of the group of which nothing was said yet, added to in the last two days, by number."""
        return self._read(_UNSAID, of_group=group, since=self.now - _STILL_FRESH)

    def asked_for_county(self, group: str, since: datetime) -> list[Visit]:
        """Visits of the group that were spoken of without a county, added to since then; newest first, 12 at most."""
        return self._read(_ASKED, of_group=group, since=since)

    def said_of(self, number: int) -> Said | None:
        """What was last said of a visit; None when nothing was."""
        row = _SAID.first(self.connection, {"of_campaign": self.campaign, "of_number": number})
        return None if row is None or row.said_revision is None else Said(*row)

    def note_said(self, number: int, text: str, revision: int) -> None:
        values = {"of_campaign": self.campaign, "of_number": number, "what": text, "in_revision": revision}
        _NOTE_SAID.run(self.connection, {**values, "at": self.now})

    def alerted_of(self, number: int) -> tuple[int, str] | None:
        """What the dispatchers were last told at once of a visit: revision and statement; None when nothing was."""
        row = _ALERTED.first(self.connection, {"of_campaign": self.campaign, "of_number": number})
        return None if row is None or row.alerted_revision is None else (row.alerted_revision, row.alerted_text)

    def note_alerted(self, number: int, text: str, revision: int) -> None:
        values = {"of_campaign": self.campaign, "of_number": number, "what": text, "in_revision": revision}
        _NOTE_ALERTED.run(self.connection, values)

    @property
    def _waiting(self) -> Waiting:
        return Waiting(self.connection, self.campaign, self.namespace)

    def _read(self, reading: Reading, **values: Any) -> list[Visit]:
        return reading.visits(self.connection, {"of_campaign": self.campaign, **values})
