"""Papers of many days: what they are counted from is read in small steps, so that nothing urgent waits behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.executor import Executor, Unit
from bot.workers import confined
from documents.paper_files import write_paper
from documents.period_papers import Counted, fields_of, tally_of_paper, text_of
from domain.calendars import day_of
from domain.made_papers import PaperKind
from domain.period_tallies import days_between
from domain.visits import UNTOUCHED, Visit
from storage.work import UnitOfWork


async def gathered(payload: Mapping[str, Any], executor: Executor) -> Counted:
    """The records that the paper of this payload tells of, as they are now: one group's day a unit of work."""
    wanted, as_of = payload["count"], datetime.fromisoformat(payload["as_of"])
    first, last = date.fromisoformat(wanted["first"]), date.fromisoformat(wanted["last"])
    visits: list[Visit] = []
    for day in days_between(first, min(last, day_of(as_of))):
        for group in wanted["groups"]:
            visits += await executor.run(Unit("paper", as_of, partial(_of_day, day, group))) or []
    scene = await executor.run(Unit("paper", as_of, lambda work: (work.campaign, work.roster)))
    assert scene is not None  # a unit that fails raises
    campaign, roster = scene
    return Counted(
        kind=PaperKind(payload["template"]),
        campaign=campaign.name,
        first=first,
        last=last,
        round=wanted["round"],
        groups=tuple(wanted["groups"]),
        visits=tuple(visit for visit in visits if visit.reported_at <= as_of),
        roster=roster,
        categories=dict(campaign.categories),
        quota=campaign.quota,
        as_of=as_of,
        advice=wanted["advice"],
        signed=wanted["signed"],
    )


def _of_day(day: date, group: str, work: UnitOfWork) -> list[Visit]:
    """The visits of a group's day, without what no paper counts: they go to another process."""
    return [replace(visit, links=visit.links[:1], hand=UNTOUCHED) for visit in work.visits.of_day(day, group)]


def write_counted(counted: Counted, title: str, own: Path | None) -> dict[str, Any]:
    """As `write_paper`, with the `text` that is said with the file. For a worker process: only filling in a template,
    which may be a stranger's, is confined; a whole campaign takes some seconds to count.
    """
    tally = tally_of_paper(counted)
    fields, text = fields_of(counted, tally), text_of(title, tally, counted)
    return {**confined(write_paper, counted.kind.value, own, fields, {}, counted.as_of), "text": text}
