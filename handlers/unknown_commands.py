"""A request that nothing serves: one courteous line with what comes nearest, never in answer to chatter.

And a command that is served, but not for who says it, or not there, where its own habit says nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from documents.commands import COMMANDS, not_understood_text, not_yours_text
from domain.commands import UNKNOWN
from domain.messages import Message
from domain.nearest import nearest
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import Role, RoomKind
from handlers.asking import answer, asks_for, intent_in, refuse, request_in, speaker_and_room
from handlers.routing import Router
from storage.work import UnitOfWork

NEAREST = 3


def served(routers: Sequence[Router], role: Role, room: RoomKind | None) -> frozenset[str]:
    """The commands that this role may use in such a room (None: in private, where no room can be spoken of)."""
    routes = (route for router in routers for route in router.routes if room is not None or not route.anywhere)
    return frozenset(name for route in routes if role in route.roles and room in route.rooms for name in route.serves)


def router_beside(routers: Sequence[Router]) -> Router:
    """The router that answers what none of these has taken."""
    router = Router()
    names = {name for each in routers for route in each.routes for name in route.serves}

    @router.on(Purpose.COMMAND, when=asks_for(*names))
    def say_whose_it_is(message: Message, work: UnitOfWork) -> Reply | None:
        """Who may say it, or where it may be said."""
        intent, (speaker, _) = intent_in(message, work), speaker_and_room(message, work)
        name = intent.name if intent else ""
        routes = [route for each in routers for route in each.routes if name in route.serves]
        roles = {role for route in routes for role in route.roles}
        rooms = {room for route in routes for room in route.rooms}
        return refuse(not_yours_text(roles, rooms, speaker.role), message, work)

    @router.on(Purpose.COMMAND, when=asks_for(UNKNOWN), always=True)
    def say_what_can_be_said(message: Message, work: UnitOfWork) -> Reply | None:
        """Names only what the speaker may use where he asks."""
        speaker, room = speaker_and_room(message, work)
        names = served(routers, speaker.role, room.kind if room else None)
        wordings = {command.said[0]: command.said for command in COMMANDS if command.name in names}
        text = not_understood_text(nearest(request_in(message, work), wordings, NEAREST))
        return answer(text, message, work, about=NOBODYS)

    return router
