"""What there is to ask about the pictures of records: reckoned each time, of the records as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, literal_column, select

from domain.campaigns import Campaign
from domain.picture_remarks import TOLD, Remark, SentPicture, remarks_on
from domain.rosters import Roster
from domain.visits import Visit
from storage.file_readings import FileReadings
from storage.picture_tables import told_remarks
from storage.sent_pictures import SentPictures
from storage.statements import Prepared, insert_new

LACKING = "lacking"  # what is noted of a visit by its first message; the other kinds are of pictures

_t = told_remarks.c
_NOTE = Prepared(insert_new(told_remarks, ("campaign", "namespace", "message_id", "kind")))
_PUT_DOWN = Prepared(
    select(_t.message_id, _t.kind).where(
        _t.campaign == bindparam("of_campaign"),
        _t.namespace == bindparam("of_namespace"),
        _t.told_at == bindparam("at"),
        _t.kind != literal_column(f"'{LACKING}'"),
    )
)
_TOLD = select(_t.message_id, _t.kind).where(
    _t.campaign == bindparam("of_campaign"),
    _t.namespace == bindparam("of_namespace"),
    _t.message_id.in_(bindparam("of_messages", expanding=True)),
)
_TOLD_LAST = (
    select(_t.message_id)
    .where(_t.campaign == bindparam("of_campaign"), _t.namespace == bindparam("of_namespace"))
    .group_by(_t.message_id)
    .order_by(func.max(_t.told_at).desc(), _t.message_id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class PictureRemarks:
    """Of one campaign's records."""

    connection: Connection
    now: datetime
    campaign: Campaign
    roster: Roster
    pictures: SentPictures
    readings: FileReadings

    def of_messages(self, message_ids: Iterable[str]) -> Mapping[str, tuple[Remark, ...]]:
        """What there is to ask about the files of these messages, by message; one without any is not in it."""
        found = defaultdict(list)
        for remark in self._remarks(self.pictures.of_messages(message_ids)):
            found[remark.picture.message_id].append(remark)
        return {message_id: tuple(remarks) for message_id, remarks in found.items()}

    def to_tell(self, pictures: Sequence[SentPicture]) -> list[Remark]:
        """Of these pictures, what whoever dispatches is told, and was not put down for it yet."""
        remarks = [one for one in self._remarks(pictures) if one.kind in TOLD]
        known = self._told({remark.picture.message_id for remark in remarks})
        return [remark for remark in remarks if (remark.picture.message_id, remark.kind) not in known]

    def put_down(self, remarks: Iterable[Remark], told_at: datetime) -> None:
        """They are told then, should they still hold; each kind is told once of a message."""
        self._note(((remark.picture.message_id, remark.kind.value) for remark in remarks), told_at)

    def put_down_for(self, told_at: datetime) -> list[Remark]:
        """What was put down for that time, as far as it holds of the records as they stand."""
        values = {"of_campaign": self.campaign.key, "of_namespace": self.pictures.namespace, "at": told_at}
        wanted = {(row.message_id, row.kind) for row in _PUT_DOWN.all(self.connection, values)}
        found = self.of_messages({message_id for message_id, _ in wanted})
        return [one for told in found.values() for one in told if (one.picture.message_id, one.kind) in wanted]

    def told(self, most: int) -> list[Remark]:
        """What whoever dispatches was told last of so many messages, as far as it still holds, newest picture first."""
        values = {"of_campaign": self.campaign.key, "of_namespace": self.pictures.namespace, "most": most}
        messages = [row.message_id for row in self.connection.execute(_TOLD_LAST, values)]
        remarks = [one for one in self._remarks(self.pictures.of_messages(messages)) if one.kind in TOLD]
        return sorted(remarks, key=lambda one: (one.picture.sent_at, one.picture.message_id), reverse=True)

    def unnamed(self, visits: Iterable[Visit]) -> list[Visit]:
        """Of these visits, those of which nobody was told yet that evidence was not seen."""
        found = {visit.links[0].message_id: visit for visit in visits}
        told = self._told(found)
        return [visit for message_id, visit in found.items() if (message_id, LACKING) not in told]

    def note_named(self, visits: Iterable[Visit]) -> None:
        """That was told, once of each."""
        self._note(((visit.links[0].message_id, LACKING) for visit in visits), self.now)

    def _note(self, told: Iterable[tuple[str, str]], told_at: datetime) -> None:
        for message_id, kind in dict.fromkeys(told):
            row = {"campaign": self.campaign.key, "namespace": self.pictures.namespace, "message_id": message_id}
            _NOTE.run(self.connection, {**row, "kind": kind, "told_at": told_at})

    def _remarks(self, pictures: Sequence[SentPicture]) -> Iterator[Remark]:
        """A file that was sent twice for a record was sent when it came first."""
        first: dict[tuple[int, str], SentPicture] = {}
        for picture in sorted(pictures, key=lambda one: (one.sent_at, one.message_id)):
            first.setdefault((picture.record.number, picture.sha256), picture)
        readings = self.readings.known(picture.sha256 for picture in first.values())
        rule, outcomes = self.campaign.pictures, self.campaign.evidence_outcomes
        for picture in first.values():
            yield from remarks_on(picture, readings.get(picture.sha256), rule, self.roster, outcomes)

    def _told(self, message_ids: Iterable[str]) -> set[tuple[str, str]]:
        values = {"of_campaign": self.campaign.key, "of_namespace": self.pictures.namespace}
        rows = self.connection.execute(_TOLD, {**values, "of_messages": list(message_ids)})
        return {(row.message_id, row.kind) for row in rows}
