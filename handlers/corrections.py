"""更正 #12 …: a visit is set right by hand by those who may: its team, its leader or liaison, the dispatchers."""

from __future__ import annotations

import re

from documents.acknowledgements import has_own_line
from documents.corrections import MERGE_HOW
from domain.answers import numbers_asked
from domain.assembling.hands import Piece
from domain.commands import intent_of, said_to_bot
from domain.edit_orders import changes_in, names_in, numbers_in, outcome_in, reason_in
from domain.edits import Denial
from domain.messages import Kind, Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.readings import read
from domain.rosters import SERVED
from domain.visits import Visit
from handlers import edits
from handlers.edits import turn_down, visits_named
from handlers.routing import Condition, Router
from storage.work import UnitOfWork

router = Router()

_ACTS = re.compile("更正|撤销|恢复|合并|拆分")
#: Said of one of our numbers: it is for us, though nobody called us.
_OF_OURS = re.compile(r"\s{0,8}(?:更正|撤销|恢复|合并|拆分)\s{0,4}[#＃]\s{0,2}\d")
#: Said under a post of ours: of the one visit that it speaks of.
_OF_POST = re.compile(r"\s{0,8}(更正|撤销|恢复|拆分)(?![\s:：,，]{0,4}(?:[#＃\d]|编号))[\s:：,，]{0,4}")


def orders(name: str) -> Condition:
    """A route's condition: a command of this name, said to the bot or plainly of a number of its own."""

    def ordered(message: Message, work: UnitOfWork) -> bool:
        if message.kind is not Kind.TEXT or not (message.is_addressed or _ACTS.search(message.text)):
            return False
        text = _said(message, work)
        is_for_us = message.is_addressed or (_OF_OURS.match(text) and not has_own_line(message.text))
        intent = intent_of(text, work.lexicon, addressed=True) if is_for_us else None
        return intent is not None and intent.name == name

    return ordered


@router.on(Purpose.COMMAND, when=orders("amend_visit"), roles=SERVED, serves=("amend_visit",))
def amend_visit(message: Message, work: UnitOfWork) -> Reply | None:
    """更正 #12 县区 云台，结果 立行立改: all of it is done, or nothing."""
    visits = _named(message, work, most=1)
    if not isinstance(visits, tuple):
        return turn_down(visits, message, work)
    (visit,) = visits
    if not visit.links:
        return edits.change(visit, (), message, work)
    group, categories = work.roster.group[visit.group], work.campaign.categories
    return edits.change(visit, changes_in(_said(message, work), group, categories, work.lexicon), message, work)


@router.on(Purpose.COMMAND, when=orders("withdraw_visit"), roles=SERVED, serves=("withdraw_visit",))
def withdraw_visit(message: Message, work: UnitOfWork) -> Reply | None:
    """撤销 #12 (重复)"""
    visits = _named(message, work)
    if not isinstance(visits, tuple):
        return turn_down(visits, message, work)
    return edits.withdraw(visits, message, work, reason_in(_said(message, work)) if len(visits) == 1 else "")


@router.on(Purpose.COMMAND, when=orders("restore_visit"), roles=SERVED, serves=("restore_visit",))
def restore_visit(message: Message, work: UnitOfWork) -> Reply | None:
    visits = _named(message, work, follow=False)
    if not isinstance(visits, tuple):
        return turn_down(visits, message, work)
    return edits.restore(visits, message, work)


@router.on(Purpose.COMMAND, when=orders("merge_visits"), roles=SERVED, serves=("merge_visits",))
def merge_visits(message: Message, work: UnitOfWork) -> Reply | None:
    """合并 #12 #15"""
    visits = _named(message, work)
    if not isinstance(visits, tuple):
        return turn_down(visits, message, work)
    if len(numbers_in(_said(message, work))) < 2:
        return turn_down(MERGE_HOW, message, work)
    return edits.merge(visits, message, work)


@router.on(Purpose.COMMAND, when=orders("split_visit"), roles=SERVED, serves=("split_visit",))
def split_visit(message: Message, work: UnitOfWork) -> Reply | None:
    """拆分 #12：甲厂；乙厂"""
    visits = _named(message, work, most=1)
    if not isinstance(visits, tuple):
        return turn_down(visits, message, work)
    (visit,) = visits
    pieces = [_piece(said, visit, work) for said in names_in(_said(message, work))] if visit.links else []
    return edits.split(visit, pieces, message, work)


def _said(message: Message, work: UnitOfWork) -> str:
    """The order; one under a post of ours that speaks of a single visit names its number."""
    said = said_to_bot(message.text, work.lexicon)
    bare = _OF_POST.match(said) if message.quote else None
    post = work.outbox.by_platform_id(message.quote) if bare and message.quote else None
    numbers = set(numbers_asked(post.text)) if post is not None else set()
    return f"{bare[1]} #{numbers.pop()} {said[bare.end() :]}" if bare and len(numbers) == 1 else said


def _named(
    message: Message, work: UnitOfWork, *, follow: bool = True, most: int | None = None
) -> tuple[Visit, ...] | Denial | str:
    """The visits that the message names (the first `most`), if the speaker may edit them all; else why not."""
    return visits_named(numbers_in(_said(message, work))[:most], message, work, follow=follow)


def _piece(said: str, visit: Visit, work: UnitOfWork) -> Piece:
    """A place with what is said of it beside its name."""
    name, *told = [part for part in re.split("[，：]", said) if part]
    outcomes = [outcome_in(part, work.lexicon) for part in told]
    facts = [part for part, outcome in zip(told, outcomes, strict=True) if outcome is None]
    reading = read("，".join((name, *facts)), work.roster.group[visit.group], work.lexicon, visit.day)[0]
    outcome = next((one for one in outcomes if one is not None), reading.outcome if facts else None)
    return Piece(name, outcome, reading.findings if facts else ())
