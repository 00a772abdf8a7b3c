"""What assembly may look at, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.edits import Change
from domain.messages import Message
from domain.visits import Loose, Visit


class Past(Protocol):
    """What assembly may ask of what is already known; every look-up is indexed and bounded."""

    def visits_of(self, message_id: str) -> tuple[Visit, ...]:
        """The visits that a message belongs to (more than one when it reports several places)."""
        ...

    def recent(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Visit, ...]:
        """Visits of the team, or that the sender wrote, added to since then; newest `last_at` first, 12 at most."""
        ...

    def named(self, group: str, key: str, since: datetime) -> tuple[Visit, ...]:
        """Visits of the group whose place has this `place_key`, newest first, 12 at most."""
        ...

    def loose(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Loose, ...]:
        """Unclaimed photos, videos and pins of the sender and his team, oldest first, 60 at most."""
        ...

    def holding(self, room: str, piece: str, since: datetime) -> tuple[Message, ...]:
        """Texts of a room that hold this piece, newest first, 5 at most."""
        ...

    def message(self, message_id: str) -> Message | None:
        """Any message kept so far."""
        ...


@dataclass(frozen=True, slots=True)
class Assembled:
    """What one message changed.

    `visits` are new ones (number None) and whole new versions of changed ones; `loose` now wait
    for words (photos, videos, pins, and captions that came before their report); `settled` are
    message ids that wait no longer (claimed or recalled). A visit whose `links` are empty is withdrawn.
    `overruled` is what a correction told of a visit that a hand had set otherwise, by the visit's number.
    """

    visits: tuple[Visit, ...] = ()
    loose: tuple[Loose, ...] = ()
    settled: tuple[str, ...] = ()
    overruled: tuple[tuple[int, tuple[Change, ...]], ...] = ()
