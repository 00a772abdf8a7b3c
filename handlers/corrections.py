"""更正 #12 …: a visit is set right by hand by those who may: its team, its leader or liaison, the dispatchers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce

from documents.acknowledgements import has_own_line
from documents.corrections import (
    ALREADY_ONE,
    MERGE_HOW,
    NOT_TOGETHER,
    SAY_THE_NUMBER,
    SPLIT_HOW,
    bad_edit_text,
    changed_text,
    denial_text,
    merged_text,
    not_restored_text,
    not_standing_text,
    restored_text,
    split_text,
    too_many_text,
    withdrawn_text,
)
from documents.explanations import NO_SUCH_VISIT
from domain.acknowledgements import statement_of, still_holds
from domain.answers import numbers_asked
from domain.assemblies import Assembled
from domain.assembling.hands import Piece, changed, joined, parted, put_back, taken_out
from domain.assembling.histories import retold
from domain.calendars import day_of
from domain.commands import intent_of, said_to_bot
from domain.edit_orders import BadEdit, changes_in, names_in, numbers_in, outcome_in, reason_in
from domain.edits import Act, Denial, Edit, denial, misfit, value_of
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.reading.defects import find_defects
from domain.reading.texts import canonical
from domain.readings import read
from domain.rosters import SERVED
from domain.visits import Visit
from handlers.asking import answer, refuse
from handlers.routing import Condition, Router
from handlers.visits import record
from storage.work import UnitOfWork

router = Router()

_ACTS = re.compile("更正|撤销|恢复|合并|拆分")
#: Said of one of our numbers: it is for us, though nobody called us.
_OF_OURS = re.compile(r"\s{0,8}(?:更正|撤销|恢复|合并|拆分)\s{0,4}[#＃]\s{0,2}\d")
#: Said under a post of ours: of the one visit that it speaks of.
_OF_POST = re.compile(r"\s{0,8}(更正|撤销|恢复|拆分)(?![\s:：,，]{0,4}(?:[#＃\d]|编号))[\s:：,，]{0,4}")
_MOST_PIECES = 6
_MOST_VISITS = 10  # each costs some milliseconds, and other groups wait meanwhile


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
        return _turn_down(visits, message, work)
    visit = visits[0]
    group, categories = work.roster.group[visit.group], work.campaign.categories
    if not visit.links:
        return _say(not_standing_text(visit), visits, message, work)
    changes = changes_in(_said(message, work), group, categories, work.lexicon)
    fault = None if isinstance(changes, BadEdit) else misfit(visit, changes)
    if fault is not None or isinstance(changes, BadEdit):
        bad = changes if isinstance(changes, BadEdit) else BadEdit(fault) if fault else None
        return _say(bad_edit_text(bad, group, categories) if bad else "", visits, message, work)
    before = [(change, value_of(visit, change)) for change in changes]
    new = changed(
        visit, changes, lambda one: retold(one, work.visits, group, work.lexicon), lambda said: _category(said, work)
    )
    edits = [_edit(visit, Act.CHANGE, message, change=change, was=was) for change, was in before]
    _commit((new,), edits, message, work)
    return _say(changed_text(new, before, categories), (new,), message, work)


@router.on(Purpose.COMMAND, when=orders("withdraw_visit"), roles=SERVED, serves=("withdraw_visit",))
def withdraw_visit(message: Message, work: UnitOfWork) -> Reply | None:
    """撤销 #12 (重复): it counts no longer, and can be put back."""
    visits = _named(message, work)
    if not isinstance(visits, tuple):
        return _turn_down(visits, message, work)
    gone = next((visit for visit in visits if not visit.links), None)
    if gone is not None:
        return _say(not_standing_text(gone), visits, message, work)
    reason = reason_in(_said(message, work)) if len(visits) == 1 else ""
    out = tuple(taken_out(visit) for visit in visits)
    _commit(out, [_edit(visit, Act.WITHDRAW, message, reason=reason) for visit in out], message, work)
    return _say(withdrawn_text(out), out, message, work)


@router.on(Purpose.COMMAND, when=orders("restore_visit"), roles=SERVED, serves=("restore_visit",))
def restore_visit(message: Message, work: UnitOfWork) -> Reply | None:
    visits = _named(message, work, follow=False)
    if not isinstance(visits, tuple):
        return _turn_down(visits, message, work)
    said = []
    for visit in visits:
        back = put_back(visit, work.inbox.is_recalled)
        if back != visit:
            _commit((back,), [_edit(visit, Act.RESTORE, message)], message, work)
        said.append(not_restored_text(visit) if back == visit else restored_text(back))
    return _say("\n".join(said), visits, message, work)


@router.on(Purpose.COMMAND, when=orders("merge_visits"), roles=SERVED, serves=("merge_visits",))
def merge_visits(message: Message, work: UnitOfWork) -> Reply | None:
    """合并 #12 #15: all into the lowest number; the others lead to it from now on."""
    visits = _named(message, work)
    if not isinstance(visits, tuple):
        return _turn_down(visits, message, work)
    if len(numbers_in(_said(message, work))) < 2 or len(visits) < 2:
        return _turn_down(ALREADY_ONE if len(numbers_in(_said(message, work))) > 1 else MERGE_HOW, message, work)
    gone = next((visit for visit in visits if not visit.links), None)
    if gone is not None:
        return _say(not_standing_text(gone), visits, message, work)
    if len({(visit.group, visit.day) for visit in visits}) > 1:
        return _say(NOT_TOGETHER, visits, message, work)
    first, *others = sorted(visits, key=lambda visit: visit.number or 0)
    whole = reduce(lambda one, other: joined(one, other)[0], others, first)
    rest = [joined(first, other)[1] for other in others]
    edits = [_edit(other, Act.MERGE, message, other=first.number) for other in others]
    _commit((whole, *rest), edits, message, work)
    return _say(merged_text(whole, [other.number or 0 for other in others]), (whole, *rest), message, work)


@router.on(Purpose.COMMAND, when=orders("split_visit"), roles=SERVED, serves=("split_visit",))
def split_visit(message: Message, work: UnitOfWork) -> Reply | None:
    """拆分 #12：甲厂；乙厂: the first keeps the number and the pictures, but for one that is quoted."""
    visits = _named(message, work, most=1)
    if not isinstance(visits, tuple):
        return _turn_down(visits, message, work)
    visit = visits[0]
    if not visit.links:
        return _say(not_standing_text(visit), visits, message, work)
    pieces = [_piece(said, visit, work) for said in names_in(_said(message, work))]
    if not 2 <= len(pieces) <= _MOST_PIECES:
        return _turn_down(SPLIT_HOW, message, work)
    parts = parted(visit, pieces, message.quote, work.roster.group[visit.group])
    written = record(Assembled(visits=parts), work)
    edits = [_edit(visit, Act.SPLIT, message, other=part.number) for part in written[1:]]
    _note(edits, message, work)
    moved = any(link.message_id == message.quote for link in written[1].links)
    return _say(split_text(written, moved), written, message, work)


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
    numbers = numbers_in(_said(message, work))[:most]
    if len(numbers) > _MOST_VISITS:
        return too_many_text(_MOST_VISITS)
    speaker, visits = work.roster.person[message.sender], {}
    for number in numbers:
        visit = work.visits.named_by(number) if follow else work.visits.get(number)
        if visit is None or visit.group not in work.roster.group:
            return NO_SUCH_VISIT
        denied = denial(speaker, visit, day_of(message.at))
        if denied is not None:
            return denied
        visits[visit.number] = visit
    return tuple(visits.values()) or SAY_THE_NUMBER


def _turn_down(why: Denial | str, message: Message, work: UnitOfWork) -> Reply | None:
    if isinstance(why, Denial):
        return refuse(denial_text(why), message, work)
    return answer(why, message, work, about=NOBODYS)


def _piece(said: str, visit: Visit, work: UnitOfWork) -> Piece:
    """A place with what is said of it beside its name."""
    name, *told = [part for part in re.split("[，：]", said) if part]
    outcomes = [outcome_in(part, work.lexicon) for part in told]
    facts = [part for part, outcome in zip(told, outcomes, strict=True) if outcome is None]
    reading = read("，".join((name, *facts)), work.roster.group[visit.group], work.lexicon, visit.day)[0]
    outcome = next((one for one in outcomes if one is not None), reading.outcome if facts else None)
    return Piece(name, outcome, reading.findings if facts else ())


def _category(said: str, work: UnitOfWork) -> str:
    found = find_defects(canonical(said), work.lexicon).findings
    return found[0].category if found else "other"


def _edit(visit: Visit, act: Act, message: Message, **more: object) -> Edit:
    return Edit(visit.number or 0, act, message.sender, message.at, message.id, **more)  # type: ignore[arg-type]


def _commit(visits: Sequence[Visit], edits: Sequence[Edit], message: Message, work: UnitOfWork) -> None:
    record(Assembled(visits=tuple(visits)), work)
    _note(edits, message, work)


def _note(edits: Sequence[Edit], message: Message, work: UnitOfWork) -> None:
    work.edits.add(edits)
    numbers = ",".join(dict.fromkeys(str(edit.number) for edit in edits))
    fields = [str(edit.change.field) for edit in edits if edit.change]
    detail = {"message": message.id, "fields": fields, "others": [edit.other for edit in edits if edit.other]}
    work.audit.append(message.sender, f"visits.{edits[0].act}", numbers, detail)


def _say(text: str, visits: Sequence[Visit], message: Message, work: UnitOfWork) -> Reply | None:
    """The answer, in the room where the group's affairs may be heard; what is said there is not said again."""
    reply = answer(text, message, work, about={visit.group for visit in visits})
    if reply is not None and message.room is not None:
        for visit in visits:
            said = work.visits.said_of(visit.number or 0) if visit.room == message.room else None
            if said is not None and not still_holds(said.statement, visit):
                work.visits.note_said(visit.number or 0, statement_of(visit), said.revision)
    return reply
