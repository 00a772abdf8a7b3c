"""Papers handed in: every attempt is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from domain.submissions import Channel, Submission
from storage.counters import next_number
from storage.statements import AnyRow, Prepared
from storage.tables import submission_messages, submissions

_s, _m = submissions.c, submission_messages.c
_THIS = (_s.campaign == bindparam("of_campaign"), _s.number == bindparam("of_number"))
_OURS = _s.campaign == bindparam("of_campaign")

_ADD = insert(submissions)
_REPLACE = (
    update(submissions)
    .where(*_THIS)
    .values({c.name: bindparam(c.name) for c in _s if not c.primary_key})
    .returning(_s.number)
)
_LINK = insert(submission_messages)
_UNLINK = delete(submission_messages).where(
    _m.campaign == bindparam("of_campaign"), _m.number == bindparam("of_number")
)
_OF_DAY = select(submissions).where(_OURS, _s.day == bindparam("on")).order_by(_s.number)
_OF_DAY_AND_GROUP = _OF_DAY.where(_s.group_key == bindparam("of_group"))
_OF_PERIOD = select(submissions).where(_OURS, _s.period == bindparam("of_period")).order_by(_s.number)
_ALL = select(submissions).where(_OURS).order_by(_s.number)
_OF_MESSAGE = Prepared(
    select(submissions)
    .join(submission_messages, (_m.campaign == _s.campaign) & (_m.number == _s.number))
    .where(_OURS, _m.namespace == bindparam("of_namespace"), _m.message_id == bindparam("of_message"))
    .order_by(_s.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Submissions:
    """The papers of one campaign; message ids are those of one gateway."""

    connection: Connection
    campaign: str
    namespace: str

    def add(self, submission: Submission) -> int:
        """Keep an attempt; its number, from 1 in the campaign."""
        number = next_number(self.connection, self.campaign, "submission")
        self.connection.execute(_ADD, {"campaign": self.campaign, "number": number, **_row(submission)})
        self._link(number, submission)
        return number

    def replace(self, submission: Submission) -> None:
        """Write an attempt anew, say when a photo came after its words. Raises LookupError for an unknown number."""
        this = {"of_campaign": self.campaign, "of_number": submission.number}
        if submission.number is None or self.connection.execute(_REPLACE, {**this, **_row(submission)}).first() is None:
            raise LookupError(f"submission {submission.number} of {self.campaign} was never kept")
        self.connection.execute(_UNLINK, this)
        self._link(submission.number, submission)

    def of_day(self, day: date, group: str | None = None) -> list[Submission]:
        """The attempts for that day's papers, by number."""
        values: dict[str, Any] = {"of_campaign": self.campaign, "on": day}
        if group is None:
            return [_submission(row) for row in self.connection.execute(_OF_DAY, values)]
        return [_submission(row) for row in self.connection.execute(_OF_DAY_AND_GROUP, {**values, "of_group": group})]

    def of_period(self, period: str) -> list[Submission]:
        """The attempts for a period that is not a day, by number."""
        rows = self.connection.execute(_OF_PERIOD, {"of_campaign": self.campaign, "of_period": period})
        return [_submission(row) for row in rows]

    def all(self) -> list[Submission]:
        """Every attempt of the campaign, by number."""
        return [_submission(row) for row in self.connection.execute(_ALL, {"of_campaign": self.campaign})]

    def of_message(self, message_id: str) -> Submission | None:
        """The latest attempt that a message is part of."""
        values = {"of_campaign": self.campaign, "of_namespace": self.namespace, "of_message": message_id}
        row = _OF_MESSAGE.first(self.connection, values)
        return None if row is None else _submission(row)

    def _link(self, number: int, submission: Submission) -> None:
        rows = [
            {"campaign": self.campaign, "number": number, "namespace": self.namespace, "message_id": message_id}
            for message_id in dict.fromkeys(submission.message_ids)
        ]
        if rows:
            self.connection.execute(_LINK, rows)


def _row(submission: Submission) -> dict[str, Any]:
    return {
        "group_key": submission.group,
        "paper": submission.paper,
        "day": submission.day,
        "channel": submission.channel,
        "sender": submission.sender,
        "room": submission.room,
        "at": submission.at,
        "message_ids": submission.message_ids,
        "characters": submission.characters,
        "photos": submission.photos,
        "accepted": submission.accepted,
        "faults": submission.faults,
        "minutes_late": submission.minutes_late,
        "period": submission.period,
    }


def _submission(row: AnyRow) -> Submission:
    return Submission(
        number=row.number,
        group=row.group_key,
        paper=row.paper,
        day=row.day,
        channel=Channel(row.channel),
        sender=row.sender,
        room=row.room,
        at=row.at,
        message_ids=tuple(row.message_ids),
        characters=row.characters,
        photos=row.photos,
        accepted=row.accepted,
        faults=tuple(row.faults),
        minutes_late=row.minutes_late,
        period=row.period,
    )
