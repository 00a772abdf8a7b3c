"""Stored files by what they came with: a message of a room, of a record, of what was handed in; or a paper made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, Connection, and_, bindparam, exists, or_, select

from domain.scopes import Sight
from storage.original_tables import KEPT, SAME_MESSAGE, originals
from storage.paper_tables import made_papers
from storage.tables import inbox, loose, submission_messages, submissions, visit_messages, visits

_i, _m, _v, _s, _p = inbox.c, visit_messages.c, visits.c, submission_messages.c, made_papers.c
_OF_CAMPAIGN: BindParameter[str] = bindparam("of_campaign")
_GROUPS: BindParameter[str] = bindparam("of_groups", expanding=True)


def within_sight() -> ColumnElement[bool]:
    """Of a message: somebody with `of_groups`, `of_rooms` and `of_people` may look at it."""
    of_record = (_m.visit_id == _v.id) & (_m.namespace == _i.namespace) & (_m.message_id == _i.message_id)
    of_waiting = (loose.c.namespace == _i.namespace) & (loose.c.message_id == _i.message_id)
    of_paper = (_s.namespace == _i.namespace) & (_s.message_id == _i.message_id)
    of_number = (_s.campaign == submissions.c.campaign) & (_s.number == submissions.c.number)
    return or_(
        _i.room.in_(bindparam("of_rooms", expanding=True)),
        and_(_i.room.is_(None), _i.sender.in_(bindparam("of_people", expanding=True))),
        exists().where(of_record, _v.campaign == _OF_CAMPAIGN, _v.group_key.in_(_GROUPS)),
        exists().where(of_waiting, loose.c.campaign == _OF_CAMPAIGN, loose.c.group_key.in_(_GROUPS)),
        exists().where(of_paper, of_number, _s.campaign == _OF_CAMPAIGN, submissions.c.group_key.in_(_GROUPS)),
    )


def sight_values(campaign: str, sight: Sight) -> dict[str, Any]:
    """The values of `within_sight`."""
    return {
        "of_campaign": campaign,
        "of_groups": list(sight.groups),
        "of_rooms": list(sight.rooms),
        "of_people": list(sight.people),
    }


_OF_MESSAGE = (
    select(_i.file_name).where(_i.file_sha256 == bindparam("of_sha256"), within_sight()).order_by(_i.seq).limit(1)
)
_OF_ORIGINAL = (
    select(_i.file_name)
    .join(originals, SAME_MESSAGE)
    .where(KEPT, originals.c.sha256 == bindparam("of_sha256"), within_sight())
    .order_by(_i.seq)
    .limit(1)
)
_OF_PAPER = (
    select(_p.file_name)
    .where(
        _p.sha256 == bindparam("of_sha256"),
        _p.campaign == _OF_CAMPAIGN,
        or_(_p.group_key.in_(_GROUPS), and_(_p.group_key.is_(None), bindparam("of_whole", type_=Boolean))),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one campaign, for who may look at them."""

    connection: Connection
    campaign: str

    def name_of(self, sha256: str, sight: Sight) -> str | None:
        """What the file with this SHA-256 was called ("": it had no name), first of all a file that was sent.

        None where there is none that somebody with this sight may look at.
        """
        values = {**sight_values(self.campaign, sight), "of_sha256": sha256}
        found = self.connection.execute(_OF_MESSAGE, values).first()
        if found is None:
            found = self.connection.execute(_OF_ORIGINAL, values).first()
        if found is None:
            found = self.connection.execute(_OF_PAPER, {**values, "of_whole": sight.whole}).first()
        return None if found is None else str(found.file_name)
