"""Answers for which a worker process makes something first: a picture, a table, a paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from documents.lines import shorten
from domain.messages import Message
from domain.posts import Once, Post, PostKind
from handlers.asking import where_to
from storage.work import UnitOfWork

_LONGEST_TITLE = 60  # half-widths


def have_made(
    job: str,
    text: str,
    made_of: Mapping[str, Any],
    message: Message,
    work: UnitOfWork,
    *,
    about: Collection[str],
    private: bool = False,
    file_name: str = "",
    without: str = "",
) -> None:
    """Ask for a job of this kind; its file is the answer to the message, said with `text`.

    `made_of` is the payload that the craft takes (JSON). `file_name` is "" for a picture; `without` is said where
    the file could not be made, and is "" where the text tells as much.
    """
    if message.at_desk:
        title = file_name or shorten(text.partition("\n")[0], _LONGEST_TITLE)
        work.desk_requests.ask(message.id, 1, message.sender, title, about)
    room, contact = where_to(message, work, about=about, private=private)
    said = {"text": text, "without": without or text, "file_name": file_name}
    to = {"job": job, "room": room, "contact": contact, "message": message.id, "about": sorted(about)}
    work.jobs.ask(job, message.id, {"answer": {**to, **said}, **made_of})


def post_made(payload: Mapping[str, Any], media: tuple[str, ...], work: UnitOfWork) -> None:
    """Owe who asked the answer, with the file if it could be made (`media`: its hash); at the console it waits."""
    to = payload["answer"]
    said = to["text"] if media else to["without"]
    if work.desk_requests.settle(to["message"], 1, said, "".join(media), to["file_name"]):
        return
    once = Once(work.campaign.key, to["job"], to["room"] or to["contact"], to["message"])
    names = (to["file_name"],) if media and to["file_name"] else ()
    post = Post(
        once,
        PostKind.ANSWER,
        to["room"],
        to["contact"],
        said,
        media,
        answers=to["message"],
        about=frozenset(to["about"]),
        file_names=names,
    )
    work.outbox.owe(post)
