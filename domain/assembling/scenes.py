"""Scenes: one message with the little of the past that bears on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from domain.assembling.pasts import Past
from domain.calendars import SHANGHAI
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.rosters import Group, Person
from domain.visits import Link, Loose, Part, Visit

MEDIA = frozenset({Part.PHOTO, Part.VIDEO})
PARTS = {Kind.IMAGE: Part.PHOTO, Kind.VIDEO: Part.VIDEO, Kind.LOCATION: Part.PIN, Kind.TEXT: Part.CAPTION}


@dataclass(frozen=True)
class Scene:
    """A message, who says it, and what came before. `team` is the one the message speaks for."""

    message: Message
    sender: Person
    group: Group
    team: int | None
    past: Past
    lexicon: Lexicon

    def span(self, name: str) -> timedelta:
        """A time span of the lexicon (assembly.toml, seconds)."""
        return self.lexicon.spans[name]

    def since(self, name: str) -> datetime:
        return self.message.at - self.span(name)

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """The team's and the sender's visits of the last hours, said in the same place, latest words first."""
        found = self.past.recent(self.group.key, self.since("memory"), team=self.team, sender=self.sender.id)
        private = self.message.room is None
        near = [v for v in found if (v.room is None) == private and v.reported_at <= self.message.at]
        return tuple(sorted(near, key=lambda v: (worded_at(v), v.number or 0), reverse=True))

    @cached_property
    def today(self) -> tuple[Visit, ...]:
        """The team's and the sender's visits of the day, as far back as the past keeps them at hand."""
        start = datetime.combine(self.message.at.astimezone(SHANGHAI).date(), time(0), SHANGHAI)
        return self.past.recent(self.group.key, start, team=self.team, sender=self.sender.id)

    @cached_property
    def loose(self) -> tuple[Loose, ...]:
        """What waits for words from the sender and his team, oldest first."""
        private, since = self.message.room is None, self.since("wait")
        said = {one.message_id for one in self.said if self._lends(one)}
        return tuple(
            one
            for one in self._today
            if one.at >= since and (one.room is None) == private and one.at <= self.message.at
            and one.message_id not in said
        )  # fmt: skip

    @cached_property
    def later(self) -> tuple[Loose, ...]:
        """What the team has shown soon after this message, which was delivered late, and still waits."""
        until = min((worded_at(visit) for visit in self._newer), default=self.message.at + self.span("wait"))
        until = min(until, self.message.at + self.span("wait"))
        return tuple(one for one in self._today if one.kind is not Kind.TEXT and self.message.at < one.at <= until)

    @cached_property
    def _newer(self) -> tuple[Visit, ...]:
        found = self.past.recent(self.group.key, self.message.at, team=self.team, sender=self.sender.id)
        return tuple(visit for visit in found if worded_at(visit) > self.message.at)

    @cached_property
    def today_waiting(self) -> tuple[Loose, ...]:
        """What waits of all that the sender and his team have shown today before these words, oldest first."""
        private = self.message.room is None
        known = (one for one in self._today if one.kind is not Kind.TEXT and one.at <= self.message.at)
        return tuple(one for one in known if (one.room is None) == private)

    @cached_property
    def _today(self) -> tuple[Loose, ...]:
        start = datetime.combine(self.message.at.astimezone(SHANGHAI).date(), time(0), SHANGHAI)
        since = min(start, self.since("wait"))
        return self.past.loose(self.group.key, since, team=self.team, sender=self.sender.id)

    @cached_property
    def said(self) -> tuple[Loose, ...]:
        """The texts of the day that wait: a place named, a caption ahead of its report, a loan."""
        return tuple(one for one in self._today if one.kind is Kind.TEXT)

    def _lends(self, one: Loose) -> bool:
        """Whether a text that waits says with which team its author rides."""
        message = self.past.message(one.message_id)
        return message is not None and bool(self.lexicon.any_of("manners", "loaned").search(message.text))

    def own_loose(self, span: str) -> list[Loose]:
        """What the sender himself has shown within a span and nobody has spoken of yet."""
        since = self.since(span)
        return [one for one in self.loose if one.sender == self.sender.id and one.at >= since]

    def shows(self, span: str) -> bool:
        """Whether the sender has just shown a picture that waits."""
        return any(PARTS.get(one.kind) in MEDIA for one in self.own_loose(span))

    def may_add(self, visit: Visit) -> bool:
        """Whether the sender has a part in a visit: it is his team's, or he wrote to it."""
        if visit.group != self.group.key:
            return False
        own = visit.team is not None and visit.team in (self.sender.team, self.team)
        return own or any(link.sender == self.sender.id for link in visit.links)

    def link(self, part: Part) -> Link:
        """The scene's message as a part of a visit."""
        return Link(self.message.id, self.message.at, self.message.sender, self.message.kind, part)

    def waiting(self) -> Loose:
        """The scene's message as one that waits for words."""
        message = self.message
        return Loose(message.id, self.group.key, self.team, message.sender, message.room, message.at, message.kind)


def worded_at(visit: Visit) -> datetime:
    """When the last report of a visit was sent."""
    return max((link.at for link in visit.links if link.part is Part.WORDS), default=visit.reported_at)


def media_of(visit: Visit) -> list[Link]:
    """A visit's photos and videos in the order they were sent."""
    return sorted((link for link in visit.links if link.part in MEDIA), key=lambda link: link.at)


def as_link(loose: Loose) -> Link:
    """A message that waited, as a part of the visit that claims it."""
    return Link(loose.message_id, loose.at, loose.sender, loose.kind, PARTS.get(loose.kind, Part.PHOTO))
