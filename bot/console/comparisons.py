"""Two pictures side by side: two that were picked, or those of a question, which a dispatcher answers here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.console.custody import note_seen
from bot.console.desks import desk_of, tell, viewer_of
from bot.console.evidence import KINDS, RENDITIONS, Item, items_of
from bot.console.forms import carry_out, keep_to, words
from bot.console.pages import page
from documents.lines import one_line
from documents.picture_hints import alike_text
from documents.picture_questions import ANSWERS, answered_text, no_such_question_text, shown_text
from domain.messages import Message
from domain.picture_questions import Answer, PictureQuestion
from domain.posts import NOBODYS, Reply
from domain.rosters import DISPATCHERS
from domain.scopes import sight_of
from handlers.picture_questions import LONGEST_NOTE, answer_question
from storage.audit_entries import AuditEntries, Sought
from storage.work import UnitOfWork

_NAME = re.compile(r"[0-9a-f]{64}")
NOT_THERE = "没有这个文件，或者不是您能看的"
NO_QUESTION = "没有这条照片疑问，或者记录已经改过、不用再核实了"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given once: when, by whom, what, and his note."""

    at: datetime
    who: str
    what: str
    note: str


async def compare_page(request: web.Request) -> web.Response:
    """Two files side by side. Raises HTTPNotFound where one of them is not his to see."""
    picked = list(dict.fromkeys(request.query.getall("pick", [])))[:2]
    if len(picked) < 2 or not all(_NAME.fullmatch(one) for one in picked):
        return page(request, "compare.html", items=[], question=None)
    person = viewer_of(request).person

    def ask(work: UnitOfWork) -> dict[str, Any]:
        items = items_of(work.galleries.find(picked, sight_of(person, work.roster)), person, work)
        told: dict[str, Any] = {"items": items, "alike": None, "question": None}
        if person.role in DISPATCHERS and len(items) == 2:
            told["alike"] = _alike(picked, work)
            asked = [one for one in work.picture_questions.of_files(picked) if set(one.files) == set(picked)]
            told |= _told(asked[0], work) if asked else {}
        return told

    found = await desk_of(request).read(ask)
    if len(found["items"]) < 2:
        raise web.HTTPNotFound(text=NOT_THERE)
    return await _shown(request, found)


async def question_page(request: web.Request) -> web.Response:
    """The two pictures of a question, what was answered, and the form for it."""
    keep_to(DISPATCHERS, request)
    number, person = int(request.match_info["number"]), viewer_of(request).person

    def ask(work: UnitOfWork) -> dict[str, Any] | None:
        question = work.picture_questions.get(number)
        if question is None:
            return None
        messages = [question.pair.earlier.message_id, question.pair.later.message_id]
        items = items_of(work.galleries.sent(messages, sight_of(person, work.roster)), person, work)
        return {"items": items, "alike": _alike(question.files, work)} | _told(question, work)

    found = await desk_of(request).read(ask)
    if found is None:
        raise web.HTTPNotFound(text=NO_QUESTION)
    return await _shown(request, found)


async def answer_asked(request: web.Request) -> web.Response:
    """What a dispatcher found of a question, by its form; as by 照片疑问 in the chat."""
    keep_to(DISPATCHERS, request)
    number, said = int(request.match_info["number"]), await words(request, "found", 20)
    note = await words(request, "note", LONGEST_NOTE)
    if said not in set(Answer):
        raise web.HTTPBadRequest(text="请选一个结果")

    def run(message: Message, work: UnitOfWork) -> Reply:
        question = answer_question(number, Answer(said), note, work.roster.person[message.sender], work)
        return Reply(no_such_question_text(number) if question is None else answered_text(question), about=NOBODYS)

    decided = {"number": number, "found": said, "note": note}
    tell(request, await carry_out(request, "照片疑问", decided, DISPATCHERS, run))
    raise web.HTTPSeeOther("/pictures")


async def _shown(request: web.Request, found: dict[str, Any]) -> web.Response:
    items: Sequence[Item] = found["items"]
    for sha256 in dict.fromkeys(item.file.sha256 for item in items):
        await note_seen(request, "file", sha256)
    return page(request, "compare.html", **found, kinds=KINDS, renditions=RENDITIONS, longest=LONGEST_NOTE)


def _alike(files: Sequence[str], work: UnitOfWork) -> tuple[str, str]:
    one, other = files
    read = work.file_readings.known(files)
    hashes = tuple(read[name].hashes if name in read else None for name in (one, other))
    noted = (pair for pair in work.file_readings.like([one]) if {pair.earlier, pair.later} == {one, other})
    return alike_text((one, other), (hashes[0], hashes[1]), next(noted, None))


def _told(question: PictureQuestion, work: UnitOfWork) -> dict[str, Any]:
    """What the page says of a question."""
    given = _given(question, work) if question.answer is not None else []
    return {
        "question": question,
        "told": shown_text(question, work.roster),
        "answer": ANSWERS[question.answer] if question.answer is not None else "",
        "answers": ANSWERS,
        "given": given,
    }


def _given(question: PictureQuestion, work: UnitOfWork) -> list[Given]:
    """All answers that were given, the newest first."""
    subject = str(question.number)
    sought = Sought(actions=("picture.answer",), subject=subject, since=question.asked_at)
    known = work.roster.known
    return [
        Given(
            entry.at,
            one_line(known[entry.actor].name) if entry.actor in known else "名册外",
            ANSWERS[Answer(entry.detail["answer"])],
            one_line(str(entry.detail.get("note", ""))),
        )
        for entry in AuditEntries(work.connection).find(sought).entries
        if entry.subject == subject and entry.detail.get("answer") in set(Answer)
    ]
