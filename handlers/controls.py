"""预警启动、预警解除、管控情况: control periods of host cities, each with its instruction to their groups."""

from __future__ import annotations

from documents.controls import (
    NOT_HERE,
    ONLY_DISPATCHERS,
    bad_control_text,
    controls_text,
    ended_text,
    known_text,
    moment_text,
    none_to_end_text,
    opened_text,
)
from domain.control_orders import BadControl, ControlFault, ControlOrder, cities_in, control_order_of, end_in
from domain.controls import ControlPeriod, fill_in, holding, in_force
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, SERVED
from domain.scopes import Refused
from handlers.asking import answer, asks_for, keep_to_dispatchers, scope_in, turn_down, words_in
from handlers.issuing import WHERE_ORDERED, issue, told_of
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(
    Purpose.COMMAND, when=asks_for("control_start"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("control_start",)
)
def start_control(message: Message, work: UnitOfWork) -> Reply | None:
    """Note the period of each city; its groups are told by the profile's words, unless it is over already."""
    rule = work.campaign.control
    order = control_order_of(words_in(message, work), work.roster, rule, message.at, work.lexicon)
    if isinstance(order, BadControl):
        return answer(bad_control_text(order, rule), message, work, about=NOBODYS)
    known = _known(order, work)
    if known:
        return answer(known_text(known, rule), message, work, about=order.groups)
    opened = [
        work.controls.open(city, order.level, order.start, order.end, message.sender, message.id)
        for city in _cities(order.groups, work)
    ]
    numbers = ",".join(str(period.number) for period in opened)
    work.audit.append(message.sender, "control.open", numbers, {"level": order.level, "message": message.id})
    over = order.end is not None and order.end <= message.at
    told = opened_text(opened, rule, over=over)
    if not over:
        text = rule.levels[order.level].text
        text = fill_in(text, rule, order.level, moment_text(order.start), moment_text(order.end, ends=True))
        told += "\n" + told_of(issue(message.sender, text, order.groups, message.id, work), work)
    return answer(told, message, work, about=order.groups)


@router.on(
    Purpose.COMMAND, when=asks_for("control_end"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("control_end",)
)
def end_control(message: Message, work: UnitOfWork) -> Reply | None:
    """End what holds in the cities named, and what was still to come; their groups are told."""
    rule, said = work.campaign.control, words_in(message, work)
    groups = cities_in(said, work.roster, work.lexicon)
    at = end_in(said, message.at, work.lexicon)
    for bad in (groups, at):
        if isinstance(bad, BadControl):
            return answer(bad_control_text(bad, rule), message, work, about=NOBODYS)
    assert not isinstance(groups, BadControl) and not isinstance(at, BadControl)
    cities = _cities(groups, work)
    ending = in_force(work.controls.all(), cities, message.at)
    if not ending:
        return answer(none_to_end_text(cities), message, work, about=groups)
    if any(period.covers(message.at) and at <= period.start for period in ending):
        return answer(bad_control_text(BadControl(ControlFault.END_FIRST), rule), message, work, about=NOBODYS)
    told = [ended_text(list(dict.fromkeys(period.city for period in ending)), at)]
    for period in work.controls.all():
        if period.city in cities and (period.until is None or period.until > at):
            work.controls.end(period.number, at, message.sender)
    numbers = ",".join(str(period.number) for period in ending)
    work.audit.append(message.sender, "control.end", numbers, {"message": message.id})
    for level in dict.fromkeys(period.level for period in ending):
        named = {period.city for period in ending if period.level == level}
        keys = [key for key in groups if work.roster.group[key].city in named]
        text = fill_in(rule.lifted, rule, level, "", moment_text(at))
        told.append(told_of(issue(message.sender, text, keys, message.id, work), work))
    return answer("\n".join(told), message, work, about=groups)


@router.on(Purpose.COMMAND, when=asks_for("controls"), roles=SERVED, serves=("controls",))
def show_controls(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    periods = in_force(work.controls.all(), _cities(scope.groups, work), work.now)
    return answer(controls_text(periods, work.campaign.control, work.now), message, work, about=scope.groups)


@router.on(Purpose.COMMAND, when=asks_for("control_start", "control_end"))
def refuse_control(message: Message, work: UnitOfWork) -> Reply | None:
    return keep_to_dispatchers(ONLY_DISPATCHERS, NOT_HERE, message, work)


def _cities(groups: tuple[str, ...], work: UnitOfWork) -> list[str]:
    return list(dict.fromkeys(work.roster.group[key].city for key in groups))


def _known(order: ControlOrder, work: UnitOfWork) -> list[ControlPeriod]:
    """The very periods of the order, where every city has its own already: it was said twice."""
    periods, found = work.controls.all(), []
    for city in _cities(order.groups, work):
        now_holds = holding(periods, city, max(order.start, work.now))
        if now_holds is None or (now_holds.level, now_holds.until) != (order.level, order.end):
            return []
        found.append(now_holds)
    return found
