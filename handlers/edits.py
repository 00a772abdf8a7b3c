"""A visit is set right by hand, whoever asks and however: chat commands and the console's forms do it by these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from documents.corrections import (
    ALREADY_ONE,
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
from domain.assemblies import Assembled
from domain.assembling.hands import Piece, changed, joined, parted, put_back, taken_out
from domain.assembling.histories import retold
from domain.calendars import day_of
from domain.edit_orders import BadEdit, fault_of
from domain.edits import Act, Change, Denial, Edit, denial, misfit, value_of
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.reading.defects import find_defects
from domain.reading.texts import canonical
from domain.visits import Visit
from handlers.asking import answer, refuse
from handlers.visits import record
from storage.work import UnitOfWork

MOST_PIECES = 6
MOST_VISITS = 10  # each costs some milliseconds, and other groups wait meanwhile


def visits_named(
    numbers: Sequence[int], message: Message, work: UnitOfWork, *, follow: bool = True
) -> tuple[Visit, ...] | Denial | str:
    """The visits of these numbers, if the speaker may edit them all; else why not."""
    if len(numbers) > MOST_VISITS:
        return too_many_text(MOST_VISITS)
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


def turn_down(why: Denial | str, message: Message, work: UnitOfWork) -> Reply | None:
    if isinstance(why, Denial):
        return refuse(denial_text(why), message, work)
    return answer(why, message, work, about=NOBODYS)


def change(
    visit: Visit, changes: tuple[Change, ...] | BadEdit, message: Message, work: UnitOfWork, reason: str = ""
) -> Reply | None:
    """Set fields and problems of a visit: all of them, or none where one of them cannot be."""
    if not visit.links:
        return _say(not_standing_text(visit), [visit], message, work)
    group, categories = work.roster.group[visit.group], work.campaign.categories
    bad = changes if isinstance(changes, BadEdit) else fault_of(changes, group, categories)
    if not isinstance(changes, BadEdit) and bad is None and (fault := misfit(visit, changes)) is not None:
        bad = BadEdit(fault)
    if isinstance(changes, BadEdit) or bad is not None:
        return _say(bad_edit_text(bad, group, categories) if bad else "", [visit], message, work)
    before = [(one, value_of(visit, one)) for one in changes]
    new = changed(
        visit, changes, lambda one: retold(one, work.visits, group, work.lexicon), lambda said: _category(said, work)
    )
    edits = [_edit(visit, Act.CHANGE, message, change=one, was=was, reason=reason) for one, was in before]
    _commit((new,), edits, message, work)
    return _say(changed_text(new, before, categories), (new,), message, work)


def withdraw(visits: Sequence[Visit], message: Message, work: UnitOfWork, reason: str = "") -> Reply | None:
    """They count no longer, and can be put back."""
    gone = next((visit for visit in visits if not visit.links), None)
    if gone is not None:
        return _say(not_standing_text(gone), visits, message, work)
    out = tuple(taken_out(visit) for visit in visits)
    _commit(out, [_edit(visit, Act.WITHDRAW, message, reason=reason) for visit in out], message, work)
    return _say(withdrawn_text(out), out, message, work)


def restore(visits: Sequence[Visit], message: Message, work: UnitOfWork, reason: str = "") -> Reply | None:
    """They count again, but for what was merged or has no words left."""
    said = []
    for visit in visits:
        back = put_back(visit, work.inbox.is_recalled)
        if back != visit:
            _commit((back,), [_edit(visit, Act.RESTORE, message, reason=reason)], message, work)
        said.append(not_restored_text(visit) if back == visit else restored_text(back))
    return _say("\n".join(said), visits, message, work)


def merge(visits: Sequence[Visit], message: Message, work: UnitOfWork, reason: str = "") -> Reply | None:
    """All into the lowest number; the others lead to it from now on."""
    if len(visits) < 2:
        return turn_down(ALREADY_ONE, message, work)
    gone = next((visit for visit in visits if not visit.links), None)
    if gone is not None:
        return _say(not_standing_text(gone), visits, message, work)
    if len({(visit.group, visit.day) for visit in visits}) > 1:
        return _say(NOT_TOGETHER, visits, message, work)
    first, *others = sorted(visits, key=lambda visit: visit.number or 0)
    whole = reduce(lambda one, other: joined(one, other)[0], others, first)
    rest = [joined(first, other)[1] for other in others]
    edits = [_edit(other, Act.MERGE, message, other=first.number, reason=reason) for other in others]
    _commit((whole, *rest), edits, message, work)
    return _say(merged_text(whole, [other.number or 0 for other in others]), (whole, *rest), message, work)


def split(visit: Visit, pieces: Sequence[Piece], message: Message, work: UnitOfWork, reason: str = "") -> Reply | None:
    """The first piece keeps the number and the pictures, but for one that the message quotes."""
    if not visit.links:
        return _say(not_standing_text(visit), [visit], message, work)
    if not 2 <= len(pieces) <= MOST_PIECES:
        return turn_down(SPLIT_HOW, message, work)
    parts = parted(visit, pieces, message.quote, work.roster.group[visit.group])
    written = record(Assembled(visits=parts), work)
    edits = [_edit(visit, Act.SPLIT, message, other=part.number, reason=reason) for part in written[1:]]
    _note(edits, message, work)
    moved = any(link.message_id == message.quote for link in written[1].links)
    return _say(split_text(written, moved), written, message, work)


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


def _say(text: str, visits: Iterable[Visit], message: Message, work: UnitOfWork) -> Reply | None:
    """The answer, in the room where the group's affairs may be heard; what is said there is not said again."""
    about = list(visits)
    reply = answer(text, message, work, about={visit.group for visit in about})
    if reply is not None and message.room is not None:
        for visit in about:
            said = work.visits.said_of(visit.number or 0) if visit.room == message.room else None
            if said is not None and not still_holds(said.statement, visit):
                work.visits.note_said(visit.number or 0, statement_of(visit), said.revision)
    return reply
