"""Whether it is known who is who: the share of the unknown, rooms in doubt, and the list of what is to be confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.identities import imitated
from domain.proposals import BINDING_LIST, Outstanding, Proposal
from domain.rosters import UNKNOWN_ACCOUNT, Person, RoomKind, Roster
from domain.slots import Slot
from domain.trust import TrustRule
from storage.audit import Audit
from storage.binding_tables import DOUBTED, binding_lists, doubts
from storage.bindings import Bindings
from storage.columns import canonical
from storage.late_words import LateWords, Speaker
from storage.proposals import Proposals

_d, _l = doubts.c, binding_lists.c
_OURS = (_d.campaign == bindparam("of_campaign"), _d.namespace == bindparam("of_namespace"))
_OPEN = select(_d.room, _d.since).where(*_OURS, DOUBTED).order_by(_d.id)
_CLOSE = update(doubts).where(*_OURS, DOUBTED, _d.room == bindparam("of_room")).values(closed_at=bindparam("when"))
_LISTS = (_l.campaign == bindparam("of_campaign"), _l.namespace == bindparam("of_namespace"))
_LAST_LIST = select(_l.at, _l.digest).where(*_LISTS, ~_l.vouched).order_by(_l.id.desc()).limit(1)
_VOUCHED = select(_l.at).where(*_LISTS, _l.vouched).order_by(_l.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Trust:
    """The trust in the present account's bindings."""

    connection: Connection
    now: datetime
    roster: Roster
    rule: TrustRule
    bindings: Bindings
    late_words: LateWords
    proposals: Proposals

    def is_lost(self) -> bool:
        """Whether too many of the roster are bound to nothing, or a room is in doubt as it stands now."""
        if self._is_account_unknown():
            return True
        for room, _ in self.doubted():
            self.look(room)
        return bool(self.doubted())

    def is_doubted(self) -> bool:
        """The same without looking anew."""
        return self._is_account_unknown() or bool(self.doubted())

    def doubted(self) -> list[tuple[str, datetime]]:
        """The rooms in doubt, and when the first of the unknown spoke there."""
        return [(row.room, row.since) for row in self.connection.execute(_OPEN, self._here())]

    def watch(self, room: str) -> list[Speaker]:
        """Look at a room in which somebody unknown has just spoken; one that is in doubt already stays so for now."""
        return [] if room in (doubted for doubted, _ in self.doubted()) else self.look(room)

    def look(self, room: str) -> list[Speaker]:
        """See who spoke lately in a room. When it comes into doubt by that: those of them who are unknown.

        In a command room people speak whom no roster names: there only those count who go by a name of the roster.
        In a group's room a driver or a salesman may speak: no more count than members who are silent, for a member
        who is heard under his own id is not one of the unknown.
        """
        speakers = self.late_words.speakers(room, self._lately())
        known = self.roster.person.keys() | self.bindings.identities.former
        unknown = [speaker for speaker in speakers if speaker.sender not in known]
        of_group = self.roster.room.get(room)
        if of_group is None or of_group.kind is not RoomKind.GROUP:
            unknown = [speaker for speaker in unknown if imitated(speaker.name, self.roster.people)]
        else:
            heard = {speaker.sender for speaker in speakers}
            silent = [person for person in self.roster.members(of_group.group or "") if person.id not in heard]
            unknown = unknown[: len(silent)]
        lost = len(speakers) >= self.rule.least_senders and self._is_too_much(len(unknown), len(speakers))
        was_lost = room in (doubted for doubted, _ in self.doubted())
        if lost and not was_lost:
            row = {**self._there(), "room": room, "since": unknown[0].first_at, "opened_at": self.now}
            self.connection.execute(insert(doubts), row)
            self._log("trust.doubt", room, {"unknown": len(unknown), "speakers": len(speakers)})
            return unknown
        if was_lost and not lost:
            self.connection.execute(_CLOSE, {**self._here(), "of_room": room, "when": self.now})
            self._log("trust.regain", room, {"unknown": len(unknown), "speakers": len(speakers)})
        return []

    def outstanding(self) -> Outstanding:
        """All that is to be confirmed now."""
        who, doubted = self.bindings.identities, self.doubted()
        heard = self.late_words.heard_since(min(since for _, since in doubted)) if doubted else set()
        people = tuple(
            person
            for person in self.roster.people
            if who.contact(person.id) is None or (person.id not in heard and self._in_doubt(person, doubted))
        )
        rooms = tuple(room for room in self.roster.rooms if who.platform_room(room.id) is None)
        return Outstanding(self.is_doubted(), people, rooms, self.open_proposals())

    def open_proposals(self) -> tuple[Proposal, ...]:
        """What may still be confirmed: not of people who have left the roster, or who are known by now."""
        people = self.roster.person
        return tuple(
            proposal
            for proposal in self.proposals.open()
            if proposal.is_room or (proposal.subject in people and self.may_be(people[proposal.subject]))
        )

    def may_be(self, person: Person) -> bool:
        """Whether another contact may be proposed for somebody: nothing is bound to him, or that is in doubt."""
        if self.bindings.identities.contact(person.id) is None:
            return True
        doubted = self.doubted()
        if not self._in_doubt(person, doubted):
            return False
        return person.id not in self.late_words.heard_since(min(since for _, since in doubted))

    def list_slot(self) -> Slot:
        """When the list is to go out next: soon, but not too soon after the last one."""
        last = self.connection.execute(_LAST_LIST, self._here()).first()
        soon = self.now + self.rule.gather
        if last is None:
            return Slot(BINDING_LIST, self.bindings.namespace, self._beginning(), soon)
        run_at = max(soon, last.at + self.rule.repeat) if last.digest else soon
        return Slot(BINDING_LIST, self.bindings.namespace, last.at, run_at)

    def note_list(self, outstanding: Outstanding, *, told: bool) -> None:
        """The list was due: it went out, or there was nobody to send it to."""
        digest = _digest(outstanding) if told else ""
        self.connection.execute(
            insert(binding_lists), {**self._there(), "at": self.now, "digest": digest, "vouched": False}
        )

    def is_news(self, outstanding: Outstanding) -> bool:
        """Whether the list differs from the one that went out last."""
        last = self.connection.execute(_LAST_LIST, self._here()).first()
        return last is None or last.digest != _digest(outstanding)

    def vouch(self, by: str) -> None:
        """The operator has looked: the unknown who have spoken until now are no sign of anything."""
        self.connection.execute(insert(binding_lists), {**self._there(), "at": self.now, "digest": "", "vouched": True})
        for room, _ in self.doubted():
            self.connection.execute(_CLOSE, {**self._here(), "of_room": room, "when": self.now})
        self._log("trust.vouch", self.bindings.namespace, {}, by)

    def _is_account_unknown(self) -> bool:
        """Whom nobody has told the account of yet is no sign that accounts have changed."""
        bound = set(self.bindings.identities.people.values())
        told = [p for p in self.roster.people if p.id in bound or not p.id.startswith(UNKNOWN_ACCOUNT)]
        return self._is_too_much(len(told) - len(bound), len(told))

    def _is_too_much(self, unknown: int, of: int) -> bool:
        return unknown * 100 > of * self.rule.unknown_percent

    def _in_doubt(self, person: Person, doubted: Sequence[tuple[str, datetime]]) -> bool:
        """Whether a room in doubt is one of his; who belongs to no group is at home in each."""
        groups = [self.roster.room[room].group for room, _ in doubted if room in self.roster.room]
        return bool(groups) and (person.group is None or person.group in groups or None in groups)

    def _lately(self) -> datetime:
        vouched = self.connection.execute(_VOUCHED, self._here()).scalar()
        since = self.now - self.rule.window
        return since if vouched is None else max(since, vouched)

    def _beginning(self) -> datetime:
        """The same for each first list of an account."""
        return datetime.fromtimestamp(0, self.now.tzinfo)

    def _here(self) -> dict[str, str]:
        return {"of_campaign": self.roster.campaign, "of_namespace": self.bindings.namespace}

    def _there(self) -> dict[str, str]:
        return {"campaign": self.roster.campaign, "namespace": self.bindings.namespace}

    def _log(self, action: str, subject: str, detail: dict[str, int], by: str = "bot") -> None:
        Audit(self.connection, self.now).append(by, action, subject, detail)


def _digest(outstanding: Outstanding) -> str:
    """What a list says, in short: two lists with one digest say the same."""
    said = [
        outstanding.is_lost,
        [person.id for person in outstanding.people],
        [room.id for room in outstanding.rooms],
        [[proposal.number, proposal.contact, proposal.subject] for proposal in outstanding.proposals],
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()
