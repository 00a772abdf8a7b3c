"""核查清单 青石: a dispatcher has places checked one by one; 清单情况 tells how far that has come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from documents.checklists import (
    MARK_HOW,
    NO_LIST,
    NOT_HERE,
    NOT_READ,
    NOT_YET,
    NOTHING_PUSHED,
    ONLY_DISPATCHERS,
    TOO_MANY,
    WHICH_GROUP,
    bad_file_text,
    marked_text,
    no_such_item_text,
    no_such_visit_text,
    order_text,
    progress_line,
    progress_text,
    waiting_line,
    why_not_text,
)
from domain.calendars import day_of
from domain.checklists import MOST_ITEMS, Checklist, Item, Mark, items_in, items_of
from domain.instructions import NEVER_OUT, Status
from domain.messages import Kind, Message, spoken
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, SERVED, SPEAKING_ROLES, Role
from domain.scopes import Refused
from domain.targets import groups_named
from handlers.asking import (
    answer,
    asks_for,
    keep_to_dispatchers,
    request_in,
    scope_in,
    speaker_and_room,
    turn_down,
    where_to,
)
from handlers.consents import give
from handlers.issuing import WHERE_ORDERED
from handlers.routing import Router
from storage.checklist_states import lists_of, progress_in
from storage.work import UnitOfWork

router = Router()

JOB = "read_checklist"
_HEAD = re.compile(r"核查清单([^:：\n]{0,40})(?:[:：\n]|$)")
_READ_AT_MOST = 30_000  # characters
_FILE_BEFORE = timedelta(minutes=30)
_MARK = re.compile(r"清单\s*l?\s*(\d{1,4})\s*[,:]?\s*第?\s*(\d{1,4})\s*[条项处]?\s*[,:]?\s*(.*)$")
_CHECKED = re.compile(r"(?:已?查过?了?|已查)\s*[,:]?\s*(?:#|编号)?\s*(\d{1,6})?")
_SKIPPED = re.compile(r"不查\s*[,:(]?\s*(?:原因[是:]?)?(.*?)\)?$")
_AGAIN = re.compile(r"(?:没查|未查|恢复|取消)")
_LONGEST_REASON = 80


@router.on(Purpose.COMMAND, when=asks_for("checklist"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("checklist",))
def push_list(message: Message, work: UnitOfWork) -> Reply | None:
    """A list under the words, or in the file that the speaker has posted before them or quotes."""
    text = spoken(message.text)[:_READ_AT_MOST]
    head = _HEAD.search(text)
    groups, unknown = groups_named(head[1].lower() if head else "", work.roster, work.lexicon)
    if head is None or len(groups) != 1 or unknown:
        return answer(WHICH_GROUP, message, work, about=NOBODYS)
    body = text[head.end() :].strip()
    if body:
        told = _push(groups[0], items_in(body, work.roster.group[groups[0]]), message, work)
        return answer(told, message, work, about=groups)
    file = _file_meant(message, work)
    if file is None:
        return answer(NO_LIST, message, work, about=NOBODYS)
    sha256 = work.inbox.sha256_of(file.id)
    if sha256 is None:
        return answer(NOT_YET, message, work, about=NOBODYS)
    work.jobs.ask(JOB, message.id, {"sha256": sha256, "group": groups[0], "message": message.id})
    return None


def list_read(payload: Mapping[str, Any], result: Mapping[str, Any], work: UnitOfWork) -> None:
    """The table was read in a worker process: push what is in it, as its dispatcher asked."""
    message, group = work.inbox.message(payload["message"]), work.roster.group.get(payload["group"])
    sender = work.roster.person.get(message.sender) if message is not None else None
    if message is None or group is None or sender is None or sender.role is not Role.DISPATCHER:
        return
    if result["error"]:
        told = bad_file_text(result["error"])
    else:
        told = _push(group.key, items_of(result["rows"], group, work.lexicon), message, work)
    room, contact = where_to(message, work, about=[group.key])
    once, about = Once(work.campaign.key, JOB, room or contact or "", message.id), frozenset({group.key})
    work.outbox.owe(Post(once, PostKind.ANSWER, room, contact, told, answers=message.id, about=about))


@router.on(Purpose.COMMAND, when=asks_for("checklist"))
def refuse_list(message: Message, work: UnitOfWork) -> Reply | None:
    return keep_to_dispatchers(ONLY_DISPATCHERS, NOT_HERE, message, work)


@router.on(Purpose.COMMAND, when=asks_for("checklist_state"), roles=SERVED, serves=("checklist_state",))
def tell_state(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    speaker, _ = speaker_and_room(message, work)
    pushed = lists_of(scope.groups, work)
    texts = []
    for key in scope.groups:
        told = [(one, progress_in(one, work, suggests=len(scope.groups) == 1)) for one in pushed if one.group == key]
        if told and len(scope.groups) == 1:
            texts.append(progress_text(work.roster.group[key], told, day_of(message.at), work.now))
        elif told:
            texts.append(progress_line(work.roster.group[key], told))
    if speaker.role is Role.DISPATCHER:
        texts += [waiting_line(one) for one in lists_of(scope.groups, work, {Status.WAITING})]
    return answer("\n".join(texts) or NOTHING_PUSHED, message, work, about=scope.groups, private=scope.private)


@router.on(
    Purpose.COMMAND,
    when=asks_for("checklist_mark"),
    roles=SPEAKING_ROLES | DISPATCHERS,
    serves=("checklist_mark",),
)
def mark_item(message: Message, work: UnitOfWork) -> Reply | None:
    """查过 #45, 不查 with the reason, or 没查: what holds whatever visits come."""
    named = _MARK.search(request_in(message, work))
    if named is None:
        return answer(MARK_HOW, message, work, about=NOBODYS)
    speaker, number, place = work.roster.person[message.sender], int(named[1]), int(named[2])
    pushed = _list_for(speaker.role is Role.DISPATCHER, speaker.group, number, work)
    if isinstance(pushed, str):
        return answer(pushed, message, work, about=NOBODYS)
    item = next((one for one in pushed.items if one.number == place), None)
    if item is None:
        return answer(no_such_item_text(number, place), message, work, about=NOBODYS)
    mark = _mark_in(named[3], pushed, item, message, work)
    if isinstance(mark, str):
        return answer(mark, message, work, about=[pushed.group])
    work.checklists.mark(number, mark)
    detail = {"item": item.number, "checked": mark.checked, "visit": mark.visit, "reason": mark.reason}
    work.audit.append(message.sender, "checklist.mark", str(number), {**detail, "message": message.id})
    text = marked_text(number, item, checked=mark.checked, visit=mark.visit, reason=mark.reason)
    return answer(text, message, work, about=[pushed.group])


def _push(group: str, items: tuple[Item, ...], message: Message, work: UnitOfWork) -> str:
    """Give the instruction that carries the list, and keep its places: what the dispatcher is told."""
    if not items or len(items) > MOST_ITEMS:
        return TOO_MANY if items else NOT_READ
    number = work.checklists.next_number()
    told = give(message, order_text(number, items), (group,), work, sensitive=True)
    instruction = work.instructions.of_message(message.id)[-1].number
    work.checklists.add(Checklist(number, group, instruction, message.sender, message.at, items))
    detail = {"group": group, "items": len(items), "instruction": instruction}
    work.audit.append(message.sender, "checklist.push", str(number), detail)
    return told


def _file_meant(message: Message, work: UnitOfWork) -> Message | None:
    """The file that is quoted, else the latest that the speaker has posted there."""
    quoted = work.inbox.message(message.quote) if message.quote else None
    if quoted is not None and quoted.kind is Kind.FILE and quoted.sender == message.sender:
        return quoted
    lately = work.inbox.newest(message.room, message.sender, message.at - _FILE_BEFORE, message.at, most=10)
    return next((one for one in lately if one.kind is Kind.FILE), None)


def _list_for(is_dispatcher: bool, group: str | None, number: int, work: UnitOfWork) -> Checklist | str:
    """The list of that number, as far as the speaker may know of it."""
    pushed = work.checklists.get(number)
    given = work.instructions.get(pushed.instruction) if pushed is not None else None
    is_out = given is not None and given.status not in NEVER_OUT
    if pushed is None or not (is_dispatcher or (pushed.group == group and is_out)):
        return no_such_item_text(number, None)
    return pushed


def _mark_in(said: str, pushed: Checklist, item: Item, message: Message, work: UnitOfWork) -> Mark | str:
    """What is set of the item, or why nothing is."""
    mark = Mark(item.number, False, None, "", message.sender, message.at)
    skipped, checked = _SKIPPED.match(said), _CHECKED.match(said)
    if skipped:
        reason = skipped[1].strip()[:_LONGEST_REASON]
        return replace(mark, reason=reason) if reason else why_not_text(pushed.number, item.number)
    if _AGAIN.match(said):
        return mark
    if checked is None:
        return MARK_HOW
    visit = work.visits.named_by(int(checked[1])) if checked[1] else None
    if checked[1] and (visit is None or visit.group != pushed.group or not visit.links):
        return no_such_visit_text(int(checked[1]))
    return replace(mark, checked=True, visit=visit.number if visit is not None else None)
