"""Which rooms are guarded, what therefore waits, and what lets it go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from domain.campaigns import Campaign
from domain.posts import Post
from domain.rosters import Room, Roster
from domain.strangers import Change, Stranger, is_guarded, is_local, recheck_slot, unbound
from storage.audit import Audit
from storage.bindings import Bindings
from storage.held_posts import HeldPosts
from storage.strangers import Strangers
from storage.timetable import Timetable
from storage.watched_rooms import WatchedRooms


@dataclass(frozen=True, slots=True)
class Released:
    """How many posts go out now, and how many are too old."""

    sent: int
    stale: int


@dataclass(frozen=True)
class Guards:
    """The guard over the rooms of the roster, on one gateway (`namespace`)."""

    connection: Connection
    now: datetime
    namespace: str
    campaign: Campaign
    roster: Roster
    bindings: Bindings

    @cached_property
    def _strangers(self) -> Strangers:
        return Strangers(self.connection, self.now, self.namespace)

    @cached_property
    def _rooms(self) -> WatchedRooms:
        return WatchedRooms(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def _held(self) -> HeldPosts:
        return HeldPosts(self.connection, self.namespace)

    def strangers_in(self, room: str) -> tuple[Stranger, ...]:
        """Who is there and still nobody's."""
        return self._still(self._strangers.in_room(room))

    def is_guarded(self, room: str | None) -> bool:
        """Whether what is sensitive is not said there now."""
        known = self.roster.room.get(room or "")
        if known is None:
            return False
        watched = self._rooms.get(known.id)
        return is_guarded(known.kind, self.strangers_in(known.id), watched.hold if watched else None)

    def guarded_command_rooms(self) -> set[str]:
        """The command rooms in which somebody sits whom nobody has confirmed."""
        return {room.id for room in self.roster.command_rooms if self.is_guarded(room.id)}

    def pending(self) -> list[Room]:
        """Rooms that wait for a dispatcher's word, in the order of the roster."""
        holds = {room.id for room in self._rooms.all() if room.hold is not None} | set(self._held.counts())
        return [room for room in self.roster.rooms if room.id in holds | self._doubted()]

    def closed_to(self, contacts: Collection[str]) -> set[str]:
        """Rooms in which nothing is said of these strangers: where they sit, and where anybody unconfirmed does."""
        return self._doubted() | self._strangers.rooms_of(contacts)

    def holds(self, post: Post) -> bool:
        """Whether a post waits: it is of a sensitive kind, and its room is guarded."""
        return post.room is not None and post.kind in self.campaign.guard_held and self.is_guarded(post.room)

    def hold(self, post_id: int, post: Post) -> None:
        """The post waits, and the dispatchers are told so once."""
        self._held.hold(post_id)
        self.look_again(post.room or "")
        self._rooms.note(post.room or "", Change.HELD, str(post_id), urgent=post.urgent)

    def look_again(self, room: str) -> None:
        """A stranger may be bound to a person by now, or be gone without a word: look in a while."""
        Timetable(self.connection, self.now, self.campaign.key).plan(recheck_slot(room, self.now))

    def confirm(self, room: str, by: str) -> Released:
        """A dispatcher has looked: whoever is there may be, and what waits goes out."""
        self._strangers.confirm(room, by)
        self._rooms.hold(room, None)
        released = self.let_go(room)
        detail = {"sent": released.sent, "stale": released.stale}
        Audit(self.connection, self.now).append(by, "room.confirm", room, detail)
        return released

    def let_go(self, room: str) -> Released:
        """Owe again what waits for a room that is guarded no more; what is too old is dropped."""
        if self.is_guarded(room):
            return Released(0, 0)
        waiting = self._held.in_room(room)
        stale = [post for post in waiting if self.now - post.owed_at > self.campaign.guard_stale]
        for post in waiting:
            if post in stale:
                self._held.drop(post.id)
            else:
                self._held.release(post.id)
        return Released(len(waiting) - len(stale), len(stale))

    def _doubted(self) -> set[str]:
        """Rooms in which somebody is whom nobody has confirmed."""
        met = self._strangers.by_room()
        return {room for room, them in met.items() if any(not s.confirmed for s in self._still(them))}

    def _still(self, strangers: Iterable[Stranger]) -> tuple[Stranger, ...]:
        """Without those who have become somebody; who is of a locality is no stranger, and has no place there."""
        there = tuple(strangers)
        free = unbound(there, self.bindings.identities.people)
        return tuple(stranger for stranger in there if stranger in free or is_local(stranger.contact, self.roster))
