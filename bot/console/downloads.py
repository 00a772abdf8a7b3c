"""Files that are made when somebody wants them: Word papers, workbooks, pictures.

For whoever writes a page from which one can be asked for:

    async def want_ledger(request: web.Request) -> web.Response:      # POST, with csrf and token
        def run(message: Message, work: UnitOfWork) -> str:           # on the writer's thread, within 50 ms
            ...                                                       # what the chat's handler does: have_made(…),
            return ""                                                 # have_written(…) with this message; or why not
        return await ask_for(request, "台账", {"round": 2}, run)

or, where the words are the page's own and none a person typed, `return await ask_in_words(request, "第2轮核查报告")`.

The same job row is written as for the chat. Because the message is of the desk (`Message.at_desk`), `have_made` and
`have_written` note a request beside it (`work.desk_requests`), and what the job makes is put there instead of being
sent to the asker. It is listed at /papers (正在做, 做好了, 没做成 and why), live, for the asker alone; its file is at
/papers/asked/{number}. A Word paper is on record as ever, whoever asked: /papers/{number} gives it to those who may
see its group, and /papers lists it with its 截至.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import PurePath
from typing import Any

from aiohttp import web

from bot.console.custody import note_exported, note_seen
from bot.console.desks import desk_of, tell, viewer_of
from bot.console.files import disposition
from bot.console.forms import groups_seen, words
from bot.console.live import follow
from bot.console.pages import page, render
from documents.file_names import file_name
from documents.word_papers import read_word
from domain.desk_requests import DeskRequest, RequestState
from domain.made_papers import MadePaper, kinds_for
from domain.messages import Message
from domain.rosters import Person
from domain.scopes import groups_of
from storage.work import UnitOfWork

HERE = "/papers"
MOST = 30  # papers on record that are listed
MOST_WAITING = 12  # of one person: everybody's are made one after the other
ENOUGH = "要的文件还没做完，做好几份再要。"
BEING_MADE = "正在做，做好了列在这里。"
GONE = "文件按保存期限已经删去，请再要一份。"
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".zip": "application/zip",
}

Ask = Callable[[Message, UnitOfWork], str]


async def papers_page(request: web.Request) -> web.Response:
    """What one has asked for, and the papers on record that one may have."""
    person = viewer_of(request).person
    values = await desk_of(request).read(lambda work: _listed(person, work))
    return page(request, "papers.html", here="/bulletins", **values)


async def papers_live(request: web.Request) -> web.StreamResponse:
    """What one has asked for, as it is made."""
    person, groups = viewer_of(request).person, groups_seen(request)

    def fragment(work: UnitOfWork) -> str:
        return render("_papers.html", _listed(person, work))

    return await follow(request, ("papers", person.id, groups), fragment)


async def give_paper(request: web.Request) -> web.StreamResponse:
    """A Word paper on record, whoever asked for it."""
    paper = await _paper(request)
    return await give_file(request, "paper", str(paper.number), paper.sha256, paper.file_name)


async def paper_words(request: web.Request) -> web.Response:
    """A Word paper's words, for who would look at it before he sends or takes it."""
    paper = await _paper(request)
    try:
        path = desk_of(request).media.path(paper.sha256)
    except FileNotFoundError:
        raise web.HTTPNotFound(text=GONE) from None
    await note_seen(request, "paper", str(paper.number))
    found = await asyncio.get_running_loop().run_in_executor(None, read_word, path)
    blocks = [(key, list(rows)) for key, rows in groupby(found["rows"], lambda row: len(row) > 1)]
    return page(request, "paper_words.html", here="/bulletins", paper=paper, blocks=blocks, found=found)


async def give_request(request: web.Request) -> web.StreamResponse:
    """What one has asked for oneself."""
    person, number = viewer_of(request).person, int(request.match_info["number"])
    found = await desk_of(request).read(lambda work: work.desk_requests.get(number, person.id, _groups(person, work)))
    if found is None or not found.sha256:
        raise web.HTTPNotFound
    return await give_file(
        request, "request", str(number), found.sha256, found.file_name or file_name(found.title, ".png")
    )


async def ask_for(
    request: web.Request, name: str, decided: Mapping[str, Any], run: Ask, back: str = HERE
) -> web.Response:
    """Answer a form that asks for a file. `run` is as `Desk.act` takes it; what it gives is why nothing is made.

    Leads to where the file will be listed, or `back` with the reason.
    """
    await _check_waiting(request)
    token = await words(request, "token")
    return _led(request, await desk_of(request).act(viewer_of(request), name, token, decided, run), back)


async def ask_in_words(request: web.Request, command: str, back: str = HERE) -> web.Response:
    """The same by a command as it is said in private to the bot. No word of it may be what a person typed."""
    await _check_waiting(request)
    token = await words(request, "token")
    return _led(request, await desk_of(request).say(viewer_of(request), command, token), back)


async def _check_waiting(request: web.Request) -> None:
    """Whoever has asked for enough is led to what waits."""
    person = viewer_of(request).person
    asked = await desk_of(request).read(lambda work: work.desk_requests.of(person.id, _groups(person, work)))
    if sum(one.state is RequestState.WAITING for one in asked) >= MOST_WAITING:
        tell(request, ENOUGH)
        raise web.HTTPSeeOther(HERE)


async def give_file(request: web.Request, kind: str, subject: str, sha256: str, name: str) -> web.StreamResponse:
    """A file of the store, to be saved under its name; on record in the audit log as this `kind` and `subject`."""
    try:
        path = desk_of(request).media.path(sha256)
    except FileNotFoundError:
        raise web.HTTPNotFound(text=GONE) from None
    await note_exported(request, kind, subject, {"sha256": sha256})
    ending = PurePath(name).suffix if PurePath(name).suffix in TYPES else ""
    return web.FileResponse(
        path,
        headers={
            "Content-Type": TYPES.get(ending, "application/octet-stream"),
            "Content-Disposition": disposition(name, shown=False),
        },
    )


async def _paper(request: web.Request) -> MadePaper:
    """The paper of this number on record, as far as he may see it. Raises HTTPNotFound."""
    person, number = viewer_of(request).person, int(request.match_info["number"])

    def ask(work: UnitOfWork) -> MadePaper | None:
        return work.papers.readable(number, _groups(person, work), kinds_for(person.role))

    paper = await desk_of(request).read(ask)
    if paper is None:
        raise web.HTTPNotFound(text="没有这份文稿，或者不是您能看的")
    return paper


def _led(request: web.Request, reason: str | None, back: str) -> web.Response:
    tell(request, reason or BEING_MADE)
    raise web.HTTPSeeOther(back if reason else HERE)


def _listed(person: Person, work: UnitOfWork) -> dict[str, Any]:
    groups = _groups(person, work)
    requests: list[DeskRequest] = work.desk_requests.of(person.id, groups)
    papers = work.papers.latest(groups, kinds_for(person.role), MOST)
    names = {one.asked_by: one.asked_by for one in papers}
    names |= {key: work.roster.known[key].name for key in names if key in work.roster.known}
    return {"requests": requests, "papers": papers, "names": names}


def _groups(person: Person, work: UnitOfWork) -> tuple[str, ...]:
    return groups_of(person, work.roster)
