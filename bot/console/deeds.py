"""What is done to a record by hand: 更正, 撤销, 恢复, 合并, 拆分, 签字, 标紧急.

The functions that do it are those that the chat's commands call; a form's values are values, never read as commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.forms import carry_out, groups_seen, number_in, words
from bot.console.pages import page
from bot.console.records import digest_of, may_do, visit_seen
from documents.lines import OUTCOMES, one_line
from documents.signatures import OWN_GROUP
from documents.urgent_notes import marked_text
from domain.alerts import visit_alert_name
from domain.assembling.hands import Piece
from domain.edit_orders import LONGEST_NAME, LONGEST_PROBLEM
from domain.edits import NO, YES, Change, Field, value_of
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.rosters import DISPATCHERS, SERVED
from domain.visits import Visit
from handlers import edits, signatures
from handlers.asking import refuse
from handlers.edits import MOST_PIECES, turn_down, visits_named
from handlers.urgents import mark
from storage.work import UnitOfWork

CHANGED = "没有办：这条刚有变动，请看清现在的内容再办。"
NO_REASON = "没有办：请写原因。"
NO_CHANGE = "没有改动。"
_MOST_PROBLEMS = 50
_REASON = 80  # characters, as in chat
_PLAIN = (Field.PLACE, Field.COUNTY, Field.TEAM, Field.INDUSTRIAL, Field.LOOKBACK, Field.OUTCOME)
_UNREASONED = frozenset({"sign", "unsign"})
Form = Mapping[str, Any]
_Deed = Callable[[Visit, Form, Message, UnitOfWork], Reply | None]
_Edit = Callable[[Sequence[Visit], Form, Message, UnitOfWork], Reply | None]


async def amend_page(request: web.Request) -> web.Response:
    """The form of 更正: each field as it is now, with room for what it is to be."""
    number, seen, viewer = int(request.match_info["number"]), groups_seen(request), viewer_of(request)

    def ask(work: UnitOfWork) -> dict[str, Any]:
        visit = visit_seen(number, seen, work)
        if "amend" not in may_do(visit, viewer.person, work):
            raise web.HTTPSeeOther(f"/visits/{visit.number}")
        return {
            "visit": visit,
            "group": work.roster.group[visit.group],
            "categories": work.campaign.categories,
            "outcomes": OUTCOMES,
            "seen": digest_of(visit),
            "longest": (LONGEST_NAME, LONGEST_PROBLEM, _REASON),
            "yes": YES,
            "no": NO,
        }

    return page(request, "amend.html", **await desk_of(request).read(ask))


async def do_deed(request: web.Request) -> web.Response:
    """Do to a record what a form of its page asks for; what came of it is told there."""
    number, name = int(request.match_info["number"]), request.match_info["deed"]
    seen, form = groups_seen(request), await _form(request, name)
    await desk_of(request).read(lambda work: visit_seen(number, seen, work))
    title, deed = _DEEDS[name]

    def run(message: Message, work: UnitOfWork) -> Reply | None:
        visit = visit_seen(number, seen, work)
        if visit.number != number or digest_of(visit) != form["seen"]:
            return Reply(CHANGED, about=NOBODYS)
        if name not in _UNREASONED and not form["reason"]:
            return Reply(NO_REASON, about=NOBODYS)
        return deed(visit, form, message, work)

    roles = DISPATCHERS if name in ("mark", "unmark") else SERVED
    tell(request, await carry_out(request, title, {"number": number, **form}, roles, run))
    now = await desk_of(request).read(lambda work: visit_seen(number, seen, work))  # merged, it is another
    raise web.HTTPSeeOther(f"/visits/{now.number}")


async def _form(request: web.Request, name: str) -> Form:
    """The values of a form, bounded; never read as a command."""
    form: dict[str, Any] = {"seen": await words(request, "seen"), "reason": await words(request, "reason", _REASON)}
    if name == "merge":
        form["other"] = number_in((await words(request, "other", 8)).removeprefix("#")) or 0
    if name == "split":
        form["pieces"] = [piece for piece in await _all(request, "piece", LONGEST_NAME) if piece][:MOST_PIECES]
    if name == "amend":
        form |= {field.value: await words(request, field.value, LONGEST_NAME + 1) for field in _PLAIN}
        form["categories"] = await _all(request, "category", 40)
        form["problems"] = await _all(request, "problem", LONGEST_PROBLEM + 1)
        form["struck"] = await _all(request, "strike", 3)
        form["further"] = await words(request, "further", LONGEST_PROBLEM + 1)
    return form


async def _all(request: web.Request, name: str, most: int) -> list[str]:
    """The texts of a form that have this name, each on one line."""
    found = (await request.post()).getall(name, [])
    return [one_line(text)[:most].strip() for text in found if isinstance(text, str)][:_MOST_PROBLEMS]


def changes_in(form: Form, visit: Visit) -> tuple[Change, ...]:
    """What a form has other than the record."""
    found = [Change(field, form[field.value]) for field in _PLAIN if form[field.value]]
    if form["categories"]:
        found.append(Change(Field.CATEGORIES, ",".join(sorted(set(form["categories"])))))
    for problem, text in enumerate(form["problems"], 1):
        found.append(Change(Field.PROBLEM, "" if str(problem) in form["struck"] else text, problem))
    if form["further"]:
        found.append(Change(Field.PROBLEM, form["further"]))
    return tuple(one for one in found if one.value != one_line(value_of(visit, one)).strip())


def _edited(name: str, edit: _Edit) -> _Deed:
    """A deed that only those may do who may edit the record."""

    def deed(visit: Visit, form: Form, message: Message, work: UnitOfWork) -> Reply | None:
        numbers = [visit.number or 0, *([form["other"]] if name == "merge" else [])]
        found = visits_named(numbers, message, work)
        return edit(found, form, message, work) if isinstance(found, tuple) else turn_down(found, message, work)

    return deed


def _amend(found: Sequence[Visit], form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    changes = changes_in(form, found[0])
    if not changes:
        return Reply(NO_CHANGE, about=NOBODYS)
    return edits.change(found[0], changes, message, work, form["reason"])


def _withdraw(found: Sequence[Visit], form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    return edits.withdraw(found, message, work, form["reason"])


def _restore(found: Sequence[Visit], form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    return edits.restore(found, message, work, form["reason"])


def _merge(found: Sequence[Visit], form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    return edits.merge(found, message, work, form["reason"])


def _split(found: Sequence[Visit], form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    return edits.split(found[0], [Piece(name) for name in form["pieces"]], message, work, form["reason"])


def _sign(visit: Visit, form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    if not _may_sign(visit, message, work):
        return refuse(OWN_GROUP, message, work)
    return signatures.sign_visits([visit], visit.group, message, work)


def _unsign(visit: Visit, form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    if not _may_sign(visit, message, work):
        return refuse(OWN_GROUP, message, work)
    return signatures.unsign_visits([visit.number or 0], visit.group, message, work)


def _may_sign(visit: Visit, message: Message, work: UnitOfWork) -> bool:
    person = work.roster.person[message.sender]
    return person.role in work.campaign.signing.roles and person.group == visit.group


def _mark(visit: Visit, form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    return _marked(visit, True, form, message, work)


def _unmark(visit: Visit, form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    return _marked(visit, False, form, message, work)


def _marked(visit: Visit, urgent: bool, form: Form, message: Message, work: UnitOfWork) -> Reply | None:
    if not visit.links:
        return edits.withdraw([visit], message, work)  # which says that it does not stand
    work.alerts.read_on_duty(visit_alert_name(visit.number or 0), message.sender, message.id)
    return Reply(marked_text(mark([visit], urgent, message, work, form["reason"]), urgent), about=NOBODYS)


_DEEDS: Mapping[str, tuple[str, _Deed]] = {
    "amend": ("更正", _edited("amend", _amend)),
    "withdraw": ("撤销", _edited("withdraw", _withdraw)),
    "restore": ("恢复", _edited("restore", _restore)),
    "merge": ("合并", _edited("merge", _merge)),
    "split": ("拆分", _edited("split", _split)),
    "sign": ("签字", _sign),
    "unsign": ("撤销签字", _unsign),
    "mark": ("标紧急", _mark),
    "unmark": ("取消紧急", _unmark),
}
