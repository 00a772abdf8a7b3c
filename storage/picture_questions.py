"""Whether two records share a picture: asked once for each pair of records, answered by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select, update

from domain.campaigns import Campaign
from domain.picture_questions import Answer, PicturePair, PictureQuestion, by_records, is_asked, pairs_among
from domain.picture_remarks import SentPicture
from domain.rosters import Roster
from storage.audit import Audit
from storage.counters import next_number
from storage.file_readings import FileReadings
from storage.picture_tables import picture_questions
from storage.sent_pictures import SentPictures
from storage.statements import AnyRow, Prepared, insert_new

MOST_OPEN = 300  # are shown and counted: the others come up as these are answered

_q = picture_questions.c
_OURS = (_q.campaign == bindparam("of_campaign"), _q.namespace == bindparam("of_namespace"))
_ALL = select(picture_questions).where(*_OURS)
_KNOWN = select(_q.low, _q.high).where(*_OURS)
_ADD = Prepared(insert_new(picture_questions, ("campaign", "low", "high")))
_ANSWER = Prepared(
    update(picture_questions)
    .where(*_OURS, _q.number == bindparam("of_number"))
    .values(
        answer=bindparam("found"), answered_by=bindparam("whose_word"), answered_at=bindparam("at"), note=bindparam("n")
    )
)


@dataclass(frozen=True, slots=True)
class PictureQuestions:
    """The questions of one campaign. One that no longer holds (the record was withdrawn, merged or set right) is not
    there unless it was answered."""

    connection: Connection
    now: datetime
    campaign: Campaign
    roster: Roster
    pictures: SentPictures
    readings: FileReadings

    def new_pairs(self, fresh: Sequence[SentPicture]) -> Mapping[tuple[int, int], Sequence[PicturePair]]:
        """What is to be asked of these pictures, against all there are, and was not yet: pairs of pictures by pairs of
        records.
        """
        files = {picture.sha256 for picture in fresh}
        likenesses = list(self.readings.like(files))
        like = {sha256 for one in likenesses for sha256 in (one.earlier, one.later)}
        others = self.pictures.of_files(self.pictures.sent_again(files) | like)
        pairs = by_records(pairs_among(fresh, others, likenesses, self.roster, self.campaign.pictures))
        known = {(row.low, row.high) for row in self.connection.execute(_KNOWN, self._ours)} if pairs else set()
        return {records: found for records, found in pairs.items() if records not in known}

    def ask(self, pairs: Sequence[PicturePair], asked_at: datetime) -> PictureQuestion:
        """Note the question about one pair of records, which is told then."""
        pair, number = pairs[0], next_number(self.connection, self.campaign.key, "picture_question")
        one, other = pair.earlier.record.number, pair.later.record.number
        row = {
            **{"campaign": self.campaign.key, "number": number, "namespace": self.pictures.namespace},
            **{"low": min(one, other), "high": max(one, other), "earlier_record": one, "later_record": other},
            **{"earlier_message": pair.earlier.message_id, "later_message": pair.later.message_id},
            **{"earlier_file": pair.earlier.sha256, "later_file": pair.later.sha256},
            **{"whole": pair.whole, "top": pair.top, "pictures": len(pairs), "asked_at": asked_at},
        }
        _ADD.run(self.connection, row)
        detail = {"records": [one, other], "whole": pair.whole, "top": pair.top}
        Audit(self.connection, self.now).append("bot", "picture.ask", str(number), detail)
        return PictureQuestion(number, pair, len(pairs), asked_at)

    def open(self, groups: Collection[str]) -> list[PictureQuestion]:
        """What nobody has answered yet, by number, where all records are of these groups; the last MOST_OPEN."""
        return [one for one in self._read(_q.answer.is_(None), last=MOST_OPEN) if one.groups <= set(groups)]

    def answered(self, groups: Collection[str], most: int) -> list[PictureQuestion]:
        """The last so many that were answered, by number, as far as they are of these groups."""
        return [one for one in self._read(_q.answer.is_not(None), last=most) if one.groups <= set(groups)]

    def asked_at(self, at: datetime) -> list[PictureQuestion]:
        """What is told then, and nobody has answered yet."""
        return self._read(_q.answer.is_(None), _q.asked_at == at)

    def get(self, number: int) -> PictureQuestion | None:
        return next(iter(self._read(_q.number == number)), None)

    def of_files(self, files: Iterable[str]) -> list[PictureQuestion]:
        """Those that show one of these files (SHA-256)."""
        chosen = list(files)
        return self._read(or_(_q.earlier_file.in_(chosen), _q.later_file.in_(chosen)))

    def answer(self, number: int, found: Answer, by: str, note: str) -> None:
        """Write down what a person found; an answer that was given before gives way, and is in the audit log."""
        values = {"found": found.value, "whose_word": by, "at": self.now, "n": note}
        _ANSWER.run(self.connection, {**self._ours, "of_number": number, **values})
        Audit(self.connection, self.now).append(
            by, "picture.answer", str(number), {"answer": found.value, "note": note}
        )

    @property
    def _ours(self) -> dict[str, Any]:
        return {"of_campaign": self.campaign.key, "of_namespace": self.pictures.namespace}

    def _read(self, *conditions: ColumnElement[bool], last: int | None = None) -> list[PictureQuestion]:
        """By number; `last`: of the newest so many alone."""
        chosen = _ALL.where(*conditions).order_by(_q.number.desc()).limit(last)
        rows = self.connection.execute(chosen, self._ours).all()[::-1]
        messages = [message for row in rows for message in (row.earlier_message, row.later_message)]
        sent: dict[tuple[int, str], SentPicture] = {}
        records: dict[str, set[int]] = {}
        for picture in self.pictures.of_messages(messages):
            sent[picture.record.number, picture.message_id] = picture
            records.setdefault(picture.message_id, set()).add(picture.record.number)
        found = []
        for row in rows:
            earlier, later = (row.earlier_record, row.earlier_message), (row.later_record, row.later_message)
            if earlier not in sent or later not in sent:
                continue
            pair = PicturePair(sent[earlier], sent[later], row.whole, row.top)
            rule = self.campaign.pictures
            if row.answer is not None or is_asked(pair.earlier, pair.later, records, self.roster, rule):
                found.append(_question(row, pair))
        return found


def _question(row: AnyRow, pair: PicturePair) -> PictureQuestion:
    return PictureQuestion(
        number=row.number,
        pair=pair,
        pictures=row.pictures,
        asked_at=row.asked_at,
        answer=None if row.answer is None else Answer(row.answer),
        answered_by=row.answered_by or "",
        answered_at=row.answered_at,
        note=row.note or "",
    )
