"""The dispatchers' web pages: one file a page, all of them in one literal list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.app import App
from bot.console.analyses import analysis_page
from bot.console.audits import CHECKS, Checks, audit_live, audit_page, check_audit, trace_asked, trace_page
from bot.console.bindings import bindings_page, confirm
from bot.console.bulletin_drafts import (
    approve_bulletin,
    bulletin_live,
    bulletin_page,
    bulletin_picture,
    drop_bulletin,
    edit_bulletin,
    send_bulletin,
)
from bot.console.bulletins import bulletins_live, bulletins_page, make_bulletin, preview_bulletin, want_paper
from bot.console.comparisons import answer_asked, compare_page, question_page
from bot.console.deeds import amend_page, do_deed
from bot.console.desks import DESK, Desk
from bot.console.doors import Door
from bot.console.downloads import give_paper, give_request, paper_words, papers_live, papers_page
from bot.console.duties import change_duty, duty_page
from bot.console.evidence import evidence_live, evidence_page
from bot.console.files import original, playable_copy, small_copy
from bot.console.guards import MOST_BYTES, dress, guards
from bot.console.instruction_forms import (
    agree_to_instruction,
    drop_instruction,
    edit_instruction,
    new_instruction,
    preview_instruction,
    send_instruction,
    track_instruction,
    void_instruction,
)
from bot.console.instructions import instruction_live, instruction_page, instructions_live, instructions_page
from bot.console.ledgers import ledgers_page, want_ledger, want_list
from bot.console.live import LIVE, Live, Paces
from bot.console.origins import PUBLIC
from bot.console.overviews import overview_live, overview_page, read_alert
from bot.console.pages import STATIC
from bot.console.picture_questions import pictures_live, pictures_page
from bot.console.places import place_page
from bot.console.records import record_live, record_page
from bot.console.roster_changes import add_page, add_person, change_person, move_round, person_page, settle_round
from bot.console.roster_imports import (
    DRAFTS,
    Drafts,
    confirm_import,
    drop_import,
    import_page,
    read_file,
    template_file,
)
from bot.console.rosters import handover_page, roster_page
from bot.console.seats import seated
from bot.console.submissions import (
    pack_papers,
    package_file,
    send_mail,
    sign_records,
    submissions_live,
    submissions_page,
    unsigned_page,
)
from bot.console.visits import visits_live, visits_page
from bot.readers import Readers
from storage.media import MediaStore

CLOSE_SECONDS = 1.0  # for who is just being answered
REST_SECONDS = 2.0  # for the rest of a form that was refused, so that the answer is heard
HEADER_SECONDS = 30.0  # for a request's head to come, also for the next one on the same line
NUMBERED = r"/instructions/{number:\d{4}-\d{1,4}}"
BULLETIN = r"/bulletins/{number:\d{1,9}}"

ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/", overview_page),
    web.get("/overview/live", overview_live),
    web.post("/alerts/read", read_alert),
    web.get("/visits", visits_page),
    web.get("/visits/live", visits_live),
    web.get(r"/visits/{number:\d{1,9}}", record_page),
    web.get(r"/visits/{number:\d{1,9}}/live", record_live),
    web.get(r"/visits/{number:\d{1,9}}/amend", amend_page),
    web.post(r"/visits/{number:\d{1,9}}/{deed:amend|withdraw|restore|merge|split|sign|unsign|mark|unmark}", do_deed),
    web.get("/visits/analysis", analysis_page),
    web.get("/visits/places/{place}", place_page),
    web.get("/evidence", evidence_page),
    web.get("/evidence/live", evidence_live),
    web.get("/evidence/compare", compare_page),
    web.get("/pictures", pictures_page),
    web.get("/pictures/live", pictures_live),
    web.get(r"/pictures/{number:\d{1,9}}", question_page),
    web.post(r"/pictures/{number:\d{1,9}}/answer", answer_asked),
    web.get("/media/{sha256}", original),
    web.get("/media/{sha256}/playable", playable_copy),
    web.get("/thumbs/{sha256}", small_copy),
    web.get("/papers", papers_page),
    web.get("/papers/live", papers_live),
    web.get(r"/papers/{number:\d{1,9}}", give_paper),
    web.get(r"/papers/{number:\d{1,9}}/words", paper_words),
    web.get(r"/papers/asked/{number:\d{1,9}}", give_request),
    web.get("/submissions", submissions_page),
    web.get("/submissions/live", submissions_live),
    web.get("/submissions/ledgers", ledgers_page),
    web.post("/submissions/ledgers/workbook", want_ledger),
    web.post("/submissions/ledgers/list", want_list),
    web.get("/submissions/{day}/unsigned/{group}", unsigned_page),
    web.get("/submissions/{day}/package/{group}", package_file),
    web.post("/submissions/{day}/pack", pack_papers),
    web.post("/submissions/{day}/mail", send_mail),
    web.post("/submissions/{day}/sign/{group}", sign_records),
    web.get("/submissions/{group}/{rule}/{period}", duty_page),
    web.post("/submissions/{group}/{rule}/{period}/{deed:excuse|restore|deliver|sign}", change_duty),
    web.get("/instructions", instructions_page),
    web.get("/instructions/live", instructions_live),
    web.get("/instructions/new", new_instruction),
    web.post("/instructions/edit", edit_instruction),
    web.post("/instructions/preview", preview_instruction),
    web.post("/instructions", send_instruction),
    web.post("/instructions/track", track_instruction),
    web.get(NUMBERED, instruction_page),
    web.get(NUMBERED + "/live", instruction_live),
    web.post(NUMBERED + "/void", void_instruction),
    web.post(NUMBERED + "/agree", agree_to_instruction),
    web.post(NUMBERED + "/drop", drop_instruction),
    web.get("/bulletins", bulletins_page),
    web.get("/bulletins/live", bulletins_live),
    web.get("/bulletins/preview", preview_bulletin),
    web.post("/bulletins", make_bulletin),
    web.post("/bulletins/papers", want_paper),
    web.get(BULLETIN, bulletin_page),
    web.get(BULLETIN + "/live", bulletin_live),
    web.get(BULLETIN + "/picture", bulletin_picture),
    web.post(BULLETIN + "/edit", edit_bulletin),
    web.post(BULLETIN + "/approve", approve_bulletin),
    web.post(BULLETIN + "/drop", drop_bulletin),
    web.post(BULLETIN + "/send", send_bulletin),
    web.get("/roster", roster_page),
    web.get("/roster/import", import_page),
    web.post("/roster/import", read_file),
    web.post("/roster/import/confirm", confirm_import),
    web.post("/roster/import/drop", drop_import),
    web.get("/roster/template.xlsx", template_file),
    web.get("/roster/bindings", bindings_page),
    web.post(r"/roster/bindings/{number:\d{1,4}}", confirm),
    web.get("/roster/person", person_page),
    web.post("/roster/person/{deed:replace|remove|unbind}", change_person),
    web.get("/roster/add/{group}", add_page),
    web.post("/roster/add/{group}", add_person),
    web.get("/roster/handover/{group}", handover_page),
    web.post("/roster/rounds", move_round),
    web.post("/roster/rounds/{deed:agree|drop}", settle_round),
    web.get("/audit", audit_page),
    web.get("/audit/live", audit_live),
    web.post("/audit/check", check_audit),
    web.get("/audit/visits", trace_asked),
    web.get(r"/audit/visits/{number:\d{1,9}}", trace_page),
)


def console_app(desk: Desk, door: Door, paces: Paces | None = None, public: str | None = None) -> web.Application:
    """The pages of one running bot, behind one door; `paces` are those of its live parts.

    `public` is the host under which a proxy shows it to other machines by https.
    """
    console = web.Application(middlewares=guards(door), client_max_size=MOST_BYTES)
    console.on_response_prepare.append(dress)
    if public is not None:
        console[PUBLIC] = public
    console[DESK] = desk
    console[CHECKS] = checks = Checks(desk)
    console.on_shutdown.append(checks.close)
    console[DRAFTS] = Drafts()
    console[LIVE] = live = Live(desk, door, paces)
    console.on_shutdown.append(live.close)
    console.add_routes([*ROUTES, *door.routes, web.static("/static", STATIC)])
    return console


@asynccontextmanager
async def open_console(
    app: App,
    media: MediaStore,
    door: Door,
    host: str,
    port: int,
    public: str | None = None,
) -> AsyncIterator[bool]:
    """Serve the console until the end of the block; whether it is. A port that is taken stops no bot.

    `public` is as of `console_app`.
    """
    readers = Readers(app)
    console = console_app(Desk(app, readers, media), door, public=public)
    runner = web.AppRunner(
        console,
        access_log=None,
        shutdown_timeout=CLOSE_SECONDS,
        keepalive_timeout=HEADER_SECONDS,
        lingering_time=REST_SECONDS,
    )
    await runner.setup()
    try:
        async with seated(runner, host, port) as is_open:
            yield is_open
    finally:
        await runner.cleanup()
        readers.close()
