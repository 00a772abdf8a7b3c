"""未报: what of the day's papers was seen in the groups."""

from __future__ import annotations

from documents.packages import mailed_lines
from documents.roll_calls import missing_text
from domain.messages import Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import SERVED
from domain.scopes import Refused, Scope
from handlers.asking import answer, asks_for, scope_in, turn_down, with_window
from handlers.routing import Router
from storage.standings import board_on
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("missing"), roles=SERVED, serves=("missing",))
def tell_missing(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    return answer(with_window(_seen(scope, work), scope.day, work), message, work, about=scope.groups)


def _seen(scope: Scope, work: UnitOfWork) -> str:
    """Papers are the groups', not the teams'."""
    groups = [work.roster.group[key] for key in scope.groups]
    told = missing_text(board_on(scope.day, work.now, work, groups), scope.day, work.now)
    return "\n".join([told, *mailed_lines(work.packages.mailed_on(scope.day), groups, scope.day)])
