"""Routes: which habit answers which message. A habit is one file with one router."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.messages import Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import Person, Role, Room, RoomKind
from storage.work import UnitOfWork

Handler = Callable[[Message, UnitOfWork], Reply | None]
Condition = Callable[[Message, UnitOfWork], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """One habit's claim: who (roles), where (room kinds; None stands for private) and what (when).

    `always`: also while it is in doubt who is who. `anywhere`: also in a room that is not of the roster.
    `serves` names the commands that are done here (documents/commands.py); a route that refuses them serves none.
    """

    purpose: Purpose
    roles: frozenset[Role]
    rooms: frozenset[RoomKind | None]
    when: Condition
    handler: Handler
    always: bool = False
    anywhere: bool = False
    serves: tuple[str, ...] = ()

    def takes(self, message: Message, sender: Person, room: Room | None, work: UnitOfWork) -> bool:
        kind = room.kind if room else None
        return sender.role in self.roles and kind in self.rooms and self.when(message, work)


@dataclass(slots=True)
class Router:
    """The routes of one habit, in the order in which they are asked."""

    routes: list[Route] = field(default_factory=list)

    def on(
        self,
        purpose: Purpose,
        *,
        when: Condition,
        roles: frozenset[Role] = frozenset(Role),
        rooms: frozenset[RoomKind | None] = frozenset({*RoomKind, None}),
        always: bool = False,
        anywhere: bool = False,
        serves: tuple[str, ...] = (),
    ) -> Callable[[Handler], Handler]:
        """Register the decorated handler; `when` is asked last, after role and room."""

        def register(handler: Handler) -> Handler:
            self.routes.append(Route(purpose, roles, rooms, when, handler, always, anywhere, serves))
            return handler

        return register
