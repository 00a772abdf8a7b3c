"""换人, 增加人员, 调出, 解除绑定, 调整轮次: the roster is changed by a dispatcher, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.console.custody import note_seen
from bot.console.desks import desk_of, tell
from bot.console.forms import carry_out, day_in, group_in, keep_to, words
from bot.console.pages import page
from bot.console.rosters import LONGEST, lacking_details, member_of
from documents.papers import group_name, group_name_of
from documents.roster_orders import bad_order_text
from documents.rosters import DETAILS, ROLES
from documents.round_changes import HOW_ON_PAGE
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.roster_orders import BadRosterOrder, OrderKind, RosterOrder, addition, removal, replacement
from domain.rosters import DISPATCHERS, Person, Role, Roster
from domain.round_changes import RoundChange
from handlers.bindings import let_go
from handlers.rosters import carry_out as change_roster
from handlers.round_changes import agree, drop, move, waiting
from storage.work import UnitOfWork

HERE = "/roster"
_GONE = "名册刚才变了，没有改。请重新看过再办。"


async def move_round(request: web.Request) -> web.Response:
    """调整轮次, at once or when another dispatcher has confirmed it."""
    keep_to(DISPATCHERS, request)
    number, end = await words(request, "round", 2), day_in(await words(request, "end"))
    reason = await words(request, "reason", LONGEST)

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        if not number.isdecimal() or end is None or not reason:
            return Reply(HOW_ON_PAGE, about=NOBODYS)
        return move(RoundChange(None, int(number), end, reason, message.sender, message.at), message, work)

    return await _done(request, "调整轮次", {"round": number, "end": str(end), "reason": reason}, act)


async def settle_round(request: web.Request) -> web.Response:
    """The change that was shown is confirmed, or dropped."""
    keep_to(DISPATCHERS, request)
    shown, deed = await words(request, "change"), request.match_info["deed"]

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        change = waiting(message.at, work)
        if change is None or str(change.id) != shown:
            return Reply(_GONE, about=NOBODYS)
        return agree(change, message, work) if deed == "agree" else drop(change, message, work)

    name = "确认调整轮次" if deed == "agree" else "不调整轮次"
    return await _done(request, name, {"change": shown}, act)


async def person_page(request: web.Request) -> web.Response:
    """What is on record of one person, and how he is changed for another or leaves."""
    keep_to(DISPATCHERS, request)
    who = request.query.get("id", "")

    def ask(work: UnitOfWork) -> dict[str, Any]:
        person = _person(who, work.roster)
        bound = work.bindings.identities.contact(person.id) is not None
        member = member_of(person, lacking_details(work), frozenset([person.id] if bound else []))
        details = [(DETAILS.get(key, key), value) for key, value in person.details.items()]
        return {"member": member, "group": group_name_of(person.group or "", work.roster), "details": details}

    told = await desk_of(request).read(ask)
    await note_seen(request, "person", who)
    return page(request, "roster_person.html", longest=LONGEST, **told)


async def change_person(request: web.Request) -> web.Response:
    """换人, 调出, 退回, 解除绑定."""
    keep_to(DISPATCHERS, request)
    who, deed, reason = await words(request, "id"), request.match_info["deed"], await words(request, "reason", LONGEST)
    name, details = await words(request, "name", 20), await _details(request)
    returned = bool(await words(request, "returned"))

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        person = work.roster.person.get(who)
        if person is None:
            return Reply(_GONE, about=NOBODYS)
        if deed == "unbind":
            return let_go(person, message, work)
        if person.group not in work.roster.group:
            return Reply(_GONE, about=NOBODYS)
        if deed == "remove":
            return _changed(removal(person, reason, returned=returned), OrderKind.REMOVE, message, work)
        return _changed(replacement(person, name, details, reason, work.roster), OrderKind.REPLACE, message, work)

    decided = {"person": who, "name": name, "reason": reason, "returned": returned, **details}
    return await _done(request, _SAID[deed], decided, act)


async def add_page(request: web.Request) -> web.Response:
    """增加人员: the form for a group."""
    keep_to(DISPATCHERS, request)
    key = group_in(request)
    group = desk_of(request).app.scene.roster.group[key]
    return page(
        request,
        "roster_add.html",
        group=group_name(group),
        key=key,
        teams=group.teams,
        roles=[(role.value, ROLES[role]) for role in _ROLES],
        longest=LONGEST,
    )


async def add_person(request: web.Request) -> web.Response:
    """增加人员."""
    keep_to(DISPATCHERS, request)
    key, name, reason = group_in(request), await words(request, "name", 20), await words(request, "reason", LONGEST)
    details, team, role = await _details(request), await words(request, "team", 3), await words(request, "role", 20)
    as_role = next((one for one in _ROLES if one.value == role), Role.INSPECTOR)

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        in_team = int(team) if team.isdecimal() else None
        order = addition(key, in_team, as_role, name, details, reason, work.roster)
        return _changed(order, OrderKind.ADD, message, work)

    decided = {"group": key, "team": team, "role": as_role, "name": name, "reason": reason, **details}
    return await _done(request, "增加人员", decided, act)


def _changed(order: RosterOrder | BadRosterOrder, kind: OrderKind, message: Message, work: UnitOfWork) -> Reply | None:
    if isinstance(order, BadRosterOrder):
        return Reply(bad_order_text(order, kind), about=NOBODYS)
    return change_roster(order, message, work)


_SAID = {"replace": "换人", "remove": "调出", "unbind": "解除绑定"}
_ROLES = (Role.INSPECTOR, Role.LEADER, Role.LIAISON, Role.DATA)


def _person(who: str, roster: Roster) -> Person:
    """Raises HTTPNotFound."""
    if who not in roster.person:
        raise web.HTTPNotFound
    return roster.person[who]


async def _details(request: web.Request) -> dict[str, str]:
    """What the form tells of somebody new; nothing for what it leaves empty."""
    told = {key: await words(request, key, 40) for key in ("level", "certificate", "home_city")}
    return {key: value for key, value in told.items() if value}


async def _done(
    request: web.Request, name: str, decided: Mapping[str, Any], act: Callable[[Message, UnitOfWork], Reply | None]
) -> web.Response:
    """Do it, by the roster as it then is, and show the roster."""
    tell(request, await carry_out(request, name, decided, DISPATCHERS, act))
    await desk_of(request).app.renew()
    raise web.HTTPSeeOther(HERE)
