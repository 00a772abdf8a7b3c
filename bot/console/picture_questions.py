"""照片疑问: which records share a picture, what else the pictures give cause to ask, and what was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, viewer_of
from bot.console.forms import groups_seen, keep_to
from bot.console.live import follow
from bot.console.pages import page, render
from documents.lines import one_line
from documents.papers import group_name_of
from documents.picture_questions import ANSWERS, question_text
from documents.picture_remarks import remarked_text
from domain.picture_questions import Answer, PictureQuestion
from domain.picture_remarks import RemarkedRecord, by_record
from domain.rosters import DISPATCHERS
from storage.work import UnitOfWork

MOST_TOLD = 200  # messages whose pictures were remarked on
MOST_ANSWERED = 100


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question in words; `files` are what is shown of both, each with the kind of its message."""

    number: int
    text: str
    files: Sequence[tuple[str, str]]
    answer: str
    who: str


async def pictures_page(request: web.Request) -> web.Response:
    keep_to(DISPATCHERS, request)
    seen = groups_seen(request)
    return page(request, "pictures.html", **await desk_of(request).read(lambda work: _listed(seen, work)))


async def pictures_live(request: web.Request) -> web.StreamResponse:
    keep_to(DISPATCHERS, request)
    seen, role = groups_seen(request), viewer_of(request).person.role
    return await follow(request, ("pictures", role, seen), lambda work: render("_pictures.html", _listed(seen, work)))


def _listed(seen: Sequence[str], work: UnitOfWork) -> dict[str, Any]:
    """What `_pictures.html` shows: by the group of the later picture, the newest first."""
    by_group: defaultdict[str, list[Doubt]] = defaultdict(list)
    for question in reversed(work.picture_questions.open(seen)):
        by_group[group_name_of(question.pair.later.record.group, work.roster)].append(_doubt(question, work))
    answered = work.picture_questions.answered(seen, MOST_ANSWERED)
    told_at = "、".join(f"{at:%H:%M}" for at in work.campaign.pictures.told_at)
    return {
        "open": by_group,
        "answered": [_doubt(question, work) for question in reversed(answered)],
        "most": MOST_ANSWERED,
        "told": _remarked(work),
        "told_at": told_at,
    }


def _remarked(work: UnitOfWork) -> dict[str, list[tuple[int, str]]]:
    """By group, number of the record and what is said of its pictures; the newest record first."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    remarked = sorted(by_record(work.picture_remarks.told(MOST_TOLD)), key=_newest, reverse=True)
    for one in remarked:
        found[group_name_of(one.record.group, work.roster)].append((one.record.number, remarked_text(one)))
    return found


def _newest(one: RemarkedRecord) -> Any:
    return one.remarks[-1].picture.sent_at, one.record.number


def _doubt(question: PictureQuestion, work: UnitOfWork) -> Doubt:
    pair, known = question.pair, work.roster.known
    files = [(one.sha256, one.kind.value) for one in (pair.earlier, pair.later)]
    answer = "" if question.answer is None else ANSWERS[Answer(question.answer)]
    who = one_line(known[question.answered_by].name) if question.answered_by in known else ""
    return Doubt(question.number, question_text(question, work.roster), files, answer, who)
