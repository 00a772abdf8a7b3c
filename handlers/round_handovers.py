"""交接清单: what is open of a group when one round hands over to the next."""

from __future__ import annotations

import re

from documents.papers import group_name_of
from documents.round_handovers import NOT_YOURS, WHICH, round_handover_text
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, SPEAKING_ROLES
from domain.scopes import Refused
from handlers.asking import answer, asks_for, refuse, request_in, scope_in, turn_down
from handlers.routing import Router
from storage.round_handovers import round_handover
from storage.work import UnitOfWork

router = Router()

COMMAND = "round_handover"
_MOST = 3  # groups at once: each is looked up through a whole round
_ROUND = re.compile(r"第?(\d)轮")


@router.on(Purpose.COMMAND, when=asks_for(COMMAND), roles=SPEAKING_ROLES | DISPATCHERS, serves=(COMMAND,))
def give_round_handover(message: Message, work: UnitOfWork) -> Reply | None:
    """Of the groups named, of all rounds so far or of the one that is named."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    if len(scope.groups) > _MOST:
        return answer(WHICH, message, work, about=NOBODYS)
    found = _ROUND.search(request_in(message, work))
    about = next((r for r in work.roster.rounds if found and r.number == int(found[1])), None)
    name = f"第{about.number}轮次" if about else ""
    texts = [
        round_handover_text(round_handover(key, about, work), group_name_of(key, work.roster), name)
        for key in scope.groups
    ]
    return answer("\n".join(texts), message, work, about=scope.groups, private=scope.private)


@router.on(Purpose.COMMAND, when=asks_for(COMMAND))
def refuse_round_handover(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(NOT_YOURS, message, work)
