"""下指令: to write one, to read it as each room will, to send it; 更正, 作废, 同意, 不发, 跟踪.

Each form calls what the chat's commands call. Whom it is for is what was ticked: no text is looked through for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.forms import words
from bot.console.pages import page
from documents.amendments import NO_WORDS, ended_text
from documents.feedbacks import due_text
from documents.instructions import ONLY_DISPATCHERS, bad_order_text, no_such_instruction_text
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.cautions import cautions_in
from domain.instructions import Status
from domain.messages import AT_DESK, Message
from domain.orders import LONGEST_ORDER, BadOrder, OrderFault
from domain.rosters import DISPATCHERS, Group, Room
from handlers.amendments import correct, void
from handlers.asking import note_refusal, with_window
from handlers.consents import drop_waiting, give, objection_to, send_agreed, waiting_called
from handlers.issuing import RoomText, drafted, room_texts
from storage.work import UnitOfWork

LONGEST_REASON = 200  # characters


@dataclass(frozen=True, slots=True)
class Order:
    """What stands on the form. `replaces` is the number of the instruction that it corrects, or ""."""

    text: str = ""
    groups: tuple[str, ...] = ()
    sensitive: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A group that may be ticked: its rooms, each with whether it is guarded."""

    group: Group
    name: str
    rooms: tuple[tuple[Room, bool], ...]
    is_chosen: bool


async def new_instruction(request: web.Request) -> web.Response:
    """The empty form; with ?replaces=1020-2 that of a correction."""
    only_dispatchers(request)
    replaces = request.query.get("replaces", "")

    def ask(work: UnitOfWork) -> Order | None:
        found = work.instructions.get(replaces) if replaces else None
        if replaces and (found is None or found.status is not Status.ISSUED):
            return None
        return Order(found.text, found.groups, found.sensitive, replaces) if found is not None else Order()

    order = await desk_of(request).read(ask)
    if order is None:
        raise web.HTTPNotFound(text=f"指令 {replaces} 现在不能更正")
    return await _form(request, order)


async def preview_instruction(request: web.Request) -> web.Response:
    """As each room would read it. Nothing is sent."""
    only_dispatchers(request)
    order = await _order_in(request)
    author = viewer_of(request).person.id

    def ask(work: UnitOfWork) -> dict[str, Any] | str:
        return _fault(order, work) or _previewed(order, author, work)

    found = await desk_of(request).read(ask)
    if isinstance(found, str):
        return await _form(request, order, found)
    return page(request, "instruction_preview.html", order=order, **found)


async def edit_instruction(request: web.Request) -> web.Response:
    """Back from the preview, with what stood on the form."""
    only_dispatchers(request)
    return await _form(request, await _order_in(request))


async def send_instruction(request: web.Request) -> web.Response:
    """Give it: it goes out, or waits for a second dispatcher. The same form twice gives it once."""
    only_dispatchers(request)
    order = await _order_in(request)

    def run(message: Message, work: UnitOfWork) -> str:
        fault = _fault(order, work)
        if fault:
            return fault
        if order.replaces:
            replaced = work.instructions.get(order.replaces)
            assert replaced is not None  # looked for above
            return correct(replaced, order.text, message, work)
        told = give(message, order.text, order.groups, work, sensitive=order.sensitive)
        return with_window(told, day_of(message.at), work)

    token = await _act(request, "下指令" if not order.replaces else "更正指令", _kept(order), run)
    given = await desk_of(request).read(lambda work: work.instructions.of_message(AT_DESK + token))
    raise web.HTTPSeeOther(f"/instructions/{given[0].number}" if given else "/instructions/new")


async def void_instruction(request: web.Request) -> web.Response:
    only_dispatchers(request)
    number, reason = request.match_info["number"], str((await request.post()).get("reason", ""))[:LONGEST_REASON]

    def run(message: Message, work: UnitOfWork) -> str:
        found = work.instructions.get(number)
        if found is None:
            return no_such_instruction_text(number)
        return void(found, reason.strip(), message, work) if found.status is Status.ISSUED else ended_text(found)

    return await _change(request, "作废指令", {"number": number, "reason": reason}, run)


async def agree_to_instruction(request: web.Request) -> web.Response:
    """The second dispatcher's word."""
    only_dispatchers(request)
    number = request.match_info["number"]

    def run(message: Message, work: UnitOfWork) -> str:
        waiting = waiting_called(number, work)
        if isinstance(waiting, str):
            return waiting
        objection = objection_to(message.sender, waiting, work)
        if objection:
            note_refusal(message, work)
        return objection or send_agreed(waiting, message, work)

    return await _change(request, "同意指令", {"number": number}, run)


async def drop_instruction(request: web.Request) -> web.Response:
    only_dispatchers(request)
    number = request.match_info["number"]

    def run(message: Message, work: UnitOfWork) -> str:
        waiting = waiting_called(number, work)
        return waiting if isinstance(waiting, str) else drop_waiting(waiting, message, work)

    return await _change(request, "不发指令", {"number": number}, run)


async def track_instruction(request: web.Request) -> web.Response:
    """Count the 收到 to what one has posted by hand, as 跟踪 does in the chat."""
    only_dispatchers(request)
    token = await words(request, "token")
    tell(request, await desk_of(request).say(viewer_of(request), "跟踪", token))
    raise web.HTTPSeeOther("/instructions")


def only_dispatchers(request: web.Request) -> None:
    """Raises HTTPForbidden for whoever gives no instructions."""
    if viewer_of(request).person.role not in DISPATCHERS:
        raise web.HTTPForbidden(text=ONLY_DISPATCHERS)


async def _form(request: web.Request, order: Order, fault: str = "") -> web.Response:
    values = await desk_of(request).read(lambda work: _choices(order, work))
    status = 422 if fault else 200
    return page(request, "instruction_form.html", status, order=order, fault=fault, longest=LONGEST_ORDER, **values)


def _choices(order: Order, work: UnitOfWork) -> dict[str, Any]:
    """The groups by the city in which they are, and texts that may be copied."""
    choices = []
    cities = list(dict.fromkeys(group.city for group in work.roster.groups))
    for group in sorted(work.roster.groups, key=lambda one: cities.index(one.city)):
        rooms = tuple((room, work.guards.is_guarded(room.id)) for room in work.roster.rooms_of(group.key))
        choices.append(Choice(group, group_name_of(group.key, work.roster), rooms, group.key in order.groups))
    by_city = [(city, list(those)) for city, those in groupby(choices, lambda choice: choice.group.city)]
    templates = list(work.campaign.order_templates.items())
    return {"cities": by_city, "count": len(choices), "templates": templates}


async def _order_in(request: web.Request) -> Order:
    """The form that was sent. Groups are those of the roster, in its order; all of a city that is ticked."""
    form = await request.post()
    ticked, cities = set(map(str, form.getall("group", []))), set(map(str, form.getall("city", [])))
    everyone = "everyone" in form
    groups = tuple(
        group.key
        for group in desk_of(request).app.scene.roster.groups
        if everyone or group.key in ticked or group.city in cities
    )
    text = str(form.get("text", "")).replace("\r\n", "\n").strip()
    return Order(text, groups, "sensitive" in form, str(form.get("replaces", "")))


def _kept(order: Order) -> Mapping[str, Any]:
    kept = {"text": order.text, "groups": list(order.groups), "sensitive": order.sensitive}
    return {**kept, "replaces": order.replaces}


def _fault(order: Order, work: UnitOfWork) -> str:
    """Why it cannot be given; "" where it can."""
    if order.replaces:
        replaced = work.instructions.get(order.replaces)
        if replaced is None:
            return no_such_instruction_text(order.replaces)
        if replaced.status is not Status.ISSUED:
            return ended_text(replaced)
        if not order.text:
            return NO_WORDS
    elif not order.groups:
        return bad_order_text(BadOrder(OrderFault.NO_TARGET))
    if not order.text:
        return bad_order_text(BadOrder(OrderFault.EMPTY))
    return bad_order_text(BadOrder(OrderFault.TOO_LONG)) if len(order.text) > LONGEST_ORDER else ""


def _previewed(order: Order, author: str, work: UnitOfWork) -> dict[str, Any]:
    """What each room would read, gathered where several read the same, and what asks for a second look."""
    replaced = work.instructions.get(order.replaces) if order.replaces else None
    groups = replaced.groups if replaced is not None else order.groups
    cautions = cautions_in(order.text, work.lexicon)
    sensitive = order.sensitive or bool(cautions.sensitive) or (replaced is not None and replaced.sensitive)
    draft = drafted(author, order.text, groups, work, replaces=order.replaces or None, sensitive=sensitive)
    return {
        "draft": draft,
        "texts": _gathered(room_texts(draft, work)),
        "without_room": [group_name_of(key, work.roster) for key in groups if not work.roster.rooms_of(key)],
        "cautions": cautions,
        "waits": sensitive or bool(cautions),
        "alone": len(work.roster.dispatchers) < 2,
        "due": due_text(draft.due_at, work.now) if draft.due_at else "",
        "window": with_window("", day_of(work.now), work).strip(),
        "names": [group_name_of(key, work.roster) for key in groups],
    }


def _gathered(texts: Sequence[RoomText]) -> list[tuple[str, list[RoomText]]]:
    found: dict[str, list[RoomText]] = {}
    for one in texts:
        found.setdefault(one.text, []).append(one)
    return list(found.items())


async def _act(request: web.Request, name: str, decided: Mapping[str, Any], run: Any) -> str:
    """Do it and tell what came of it; the form's token."""
    token = await words(request, "token")
    told = await desk_of(request).act(viewer_of(request), name, token, decided, run)
    tell(request, told or "")
    return token


async def _change(request: web.Request, name: str, decided: Mapping[str, Any], run: Any) -> web.Response:
    await _act(request, name, decided, run)
    raise web.HTTPSeeOther(f"/instructions/{request.match_info['number']}")
