"""名册情况, 换人, 增加人员, 调出: a dispatcher looks at the roster, and changes it with a reason, on record."""

from __future__ import annotations

import re

from documents.papers import group_name_of
from documents.roster_orders import (
    NOT_HERE,
    NOT_YOURS,
    bad_order_text,
    changed_text,
    liaison_text,
    refused_text,
    return_draft,
)
from documents.rosters import DETAILS, refusal_lines, roster_state_text
from domain.messages import Message
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.roster_orders import BadRosterOrder, OrderKind, RosterOrder, changed, roster_order_of
from domain.roster_rules import GapKind, gaps, refusals, sender_of
from domain.rosters import DISPATCHERS, Person, Role, Roster
from handlers.asking import answer, asks_for, intent_in, keep_to_dispatchers, request_in, targets_in, why_not_done
from handlers.issuing import WHERE_ORDERED
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_KINDS = {"replace_member": OrderKind.REPLACE, "add_member": OrderKind.ADD, "remove_member": OrderKind.REMOVE}
_COMMANDS = ("roster_state", *_KINDS)
_ROUND = re.compile(r"第?(\d)轮")


@router.on(
    Purpose.COMMAND, when=asks_for("roster_state"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("roster_state",)
)
def tell_roster_state(message: Message, work: UnitOfWork) -> Reply | None:
    """What is missing: of all, or of the groups named; of a coming round, what waits for it."""
    found = _ROUND.search(request_in(message, work))
    roster = work.rosters.of_round(int(found[1])) if found else work.roster
    if roster is None:
        return answer(f"还没有第{found[1] if found else ''}轮次的名册。", message, work, about=NOBODYS)
    wanted = targets_in(message, work).groups
    bound = frozenset(work.bindings.identities.contacts) if roster is work.roster else None
    listed = gaps(roster, work.campaign.roster, work.campaign.quota.team_size, bound)
    named = [gap for gap in listed if not wanted or gap.group in wanted]
    title = "、".join(group_name_of(key, roster) for key in wanted) or "全部"
    about = wanted or tuple(group.key for group in work.roster.groups)
    return answer(roster_state_text(named, roster, title), message, work, about=about)


@router.on(Purpose.COMMAND, when=asks_for(*_KINDS), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=tuple(_KINDS))
def change_roster(message: Message, work: UnitOfWork) -> Reply | None:
    """One person goes, comes, or both: in force at once, told in the command room and to the group's liaison."""
    intent = intent_in(message, work)
    assert intent is not None  # the route has seen it
    kind = _KINDS[intent.name]
    if hesitant := why_not_done(message, work, "roster"):
        return answer(hesitant, message, work, about=NOBODYS)
    order = roster_order_of(kind, intent.rest, work.roster, work.lexicon)
    if isinstance(order, BadRosterOrder):
        return answer(bad_order_text(order, kind), message, work, about=NOBODYS)
    return carry_out(order, message, work)


def carry_out(order: RosterOrder, message: Message, work: UnitOfWork) -> Reply | None:
    """Change the roster, unless the rules of the scheme refuse it. `message` is what asked for it."""
    new = changed(work.roster, order)
    before = set(refusals(work.roster, work.campaign.roster))
    refused = [gap for gap in refusals(new, work.campaign.roster) if gap not in before]
    if refused:
        return answer(refused_text(refusal_lines(refused, new)), message, work, about={order.group})
    work.rosters.amend(new, message.sender, order.reason)
    _note(order, message, work)
    return _tell(order, new, message, work)


@router.on(Purpose.COMMAND, when=asks_for(*_COMMANDS))
def leave_rosters_to_dispatchers(message: Message, work: UnitOfWork) -> Reply | None:
    return keep_to_dispatchers(NOT_YOURS, NOT_HERE, message, work)


def _note(order: RosterOrder, message: Message, work: UnitOfWork) -> None:
    detail = {"group": order.group, "message": message.id, "reason": order.reason, "returned": order.returned}
    people = {"goes": order.goes, "comes": order.comes}
    detail |= {key: person.id for key, person in people.items() if person is not None}
    work.audit.append(message.sender, f"rosters.{order.kind.value}", work.campaign.key, detail)


def _tell(order: RosterOrder, new: Roster, message: Message, work: UnitOfWork) -> Reply | None:
    """The dispatcher's answer, the command room where he has not said it there, the liaison alone, and a draft."""
    text = changed_text(order, new, _missing(order.comes, new, work))
    about = frozenset({order.group})
    for room in work.roster.command_rooms:
        if room.id != message.room:
            _owe(room.id, None, text, about, message, work)
    known = work.bindings.identities
    for person in new.members(order.group):
        if person.role is Role.LIAISON and known.contact(person.id) is not None:
            _owe(None, person.id, liaison_text(order, new), about, message, work)
    if order.returned and order.goes is not None:
        draft = return_draft(order, order.goes, sender_of(order.goes, work.roster))
        once = Once(work.campaign.key, "return_draft", message.sender, message.id)
        work.outbox.owe(Post(once, PostKind.ANSWER, None, message.sender, draft, about=about))
    return answer(text, message, work, about=about)


def _missing(person: Person | None, roster: Roster, work: UnitOfWork) -> list[str]:
    """What the scheme wants to know of somebody and nobody has written down."""
    if person is None:
        return []
    found = gaps(roster, work.campaign.roster, work.campaign.quota.team_size)
    of_him = [gap for gap in found if gap.group == person.group and gap.subject == person.name]
    named = [DETAILS.get(gap.what, gap.what) for gap in of_him if gap.kind is GapKind.NO_DETAIL]
    level = [] if person.details.get("level") or not work.campaign.roster.levels else [DETAILS["level"]]
    return [*named, *level]


def _owe(
    room: str | None, contact: str | None, text: str, about: frozenset[str], message: Message, work: UnitOfWork
) -> None:
    once = Once(work.campaign.key, PostKind.ROSTER.value, room or contact or "", message.id)
    work.outbox.owe(Post(once, PostKind.ROSTER, room, contact, text, about=about))
