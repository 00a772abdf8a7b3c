"""Papers are asked of a worker, and posted with their file to who asked, where it may be heard."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.paper_files import not_made_text
from documents.typical_cases import case_text
from domain.made_papers import MadePaper, PaperKind
from domain.messages import Message
from domain.posts import Once, Post, PostKind
from domain.submissions import Paper
from domain.typical_cases import Lack
from handlers.asking import where_to
from storage.work import UnitOfWork

JOB = "write_paper"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that is to be made. `title` is what it is called in a line, `text` what is said with the file ("": told
    by its kind), `about` the keys of the groups that it is made of; `count` says what is counted anew for it, and then
    there are no `fields`; the rest as in MadePaper and `write_paper`.
    """

    kind: PaperKind
    title: str
    file_name: str
    fields: Mapping[str, Any]
    about: frozenset[str]
    group: str | None = None
    day: date | None = None
    round: int | None = None
    visits: Sequence[int] = ()
    photos: Sequence[str] = ()
    text: str = ""
    lack: Lack | None = None
    count: Mapping[str, Any] | None = None


def have_written(wanted: Wanted, message: Message, work: UnitOfWork, *, part: int = 1, private: bool = False) -> None:
    """Have it made; `part` tells apart the papers of one request."""
    if message.at_desk:
        work.desk_requests.ask(message.id, part, message.sender, wanted.title, wanted.about)
    room, contact = where_to(message, work, about=wanted.about, private=private)
    lack = wanted.lack
    work.jobs.ask(
        JOB,
        f"{message.id}/{part}",
        {
            "template": wanted.kind.value,
            "title": wanted.title,
            "file_name": wanted.file_name,
            "fields": wanted.fields,
            "photos": list(wanted.photos),
            "text": wanted.text,
            "count": wanted.count,
            "lack": [lack.strict, lack.wide, lack.need, lack.alike] if lack is not None else None,
            "group": wanted.group,
            "day": wanted.day.isoformat() if wanted.day else None,
            "round": wanted.round,
            "visits": list(wanted.visits),
            "about": sorted(wanted.about),
            "as_of": work.now.isoformat(),
            "asked_by": message.sender,
            "room": room,
            "contact": contact,
            "message": message.id,
            "part": part,
        },
    )


def post_paper(payload: Mapping[str, Any], sha256: str, shown: Collection[str], work: UnitOfWork) -> None:
    """Put the paper on record, and owe it to who asked; at the console it waits. `shown` are the photos in it."""
    day = payload["day"]
    work.papers.add(
        MadePaper(
            number=None,
            kind=PaperKind(payload["template"]),
            group=payload["group"],
            day=date.fromisoformat(day) if day else None,
            round=payload["round"],
            visits=tuple(payload["visits"]),
            sha256=sha256,
            file_name=payload["file_name"],
            made_at=work.now,
            as_of=datetime.fromisoformat(payload["as_of"]),
            asked_by=payload["asked_by"],
        )
    )
    _owe(payload, _text(payload, shown, work), work, sha256)


def post_without_paper(payload: Mapping[str, Any], work: UnitOfWork, fault: str = "") -> None:
    """The paper could not be made: say so, and what is wrong with its template, if that is it."""
    _owe(payload, not_made_text(payload["title"], fault), work)


def _text(payload: Mapping[str, Any], shown: Collection[str], work: UnitOfWork) -> str:
    if payload["lack"] is None:
        return str(payload["text"])
    rule = work.campaign.rule_of(Paper.TYPICAL_CASE)
    fields = payload["fields"]
    return case_text(payload["title"], fields, Lack(*payload["lack"]), shown, len(fields["photos"]), rule)


def _owe(payload: Mapping[str, Any], text: str, work: UnitOfWork, sha256: str = "") -> None:
    name = payload["file_name"]
    if work.desk_requests.settle(payload["message"], payload["part"], text, sha256, name):
        return
    to = payload["room"] or payload["contact"]
    once = Once(work.campaign.key, JOB, to, payload["message"], part=payload["part"])
    post = Post(
        once,
        PostKind.ANSWER,
        payload["room"],
        payload["contact"],
        text,
        answers=payload["message"],
        about=frozenset(payload["about"]),
        media=(sha256,) if sha256 else (),
        file_names=(name,) if sha256 else (),
    )
    work.outbox.owe(post)
