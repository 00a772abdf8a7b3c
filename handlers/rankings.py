"""评比: groups ranked by three metrics, a copy for the public, what each person has done."""

from __future__ import annotations

from datetime import date

from documents.ledgers import period_name
from documents.rankings import (
    CONTRIBUTIONS,
    NOT_HERE,
    ONLY_DISPATCHERS,
    contribution_rows,
    contributions_file_name,
    contributions_text,
    contributions_title,
    not_made_text,
    own_ranking_text,
    public_file_name,
    public_text,
    ranking_text,
)
from documents.round_reports import NO_PERIOD, bad_period_text
from domain.calendars import day_of
from domain.messages import Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rankings import contenders_of
from domain.report_periods import Period, period_on
from domain.rosters import DISPATCHERS, SERVED, Role
from domain.scopes import Refused, scope_of
from domain.stops import stopped_on
from domain.tallies import DayTally, with_stops
from domain.targets import Targets
from handlers.asking import answer, asks_for, keep_to_dispatchers, period_asked, speaker_and_room, turn_down
from handlers.issuing import WHERE_ORDERED
from handlers.made_answers import have_made
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

TABLE, PUBLIC = "write_table", "write_public_copy"


@router.on(Purpose.COMMAND, when=asks_for("ranking"), roles=SERVED, serves=("ranking",))
def tell_ranking(message: Message, work: UnitOfWork) -> Reply | None:
    """A dispatcher hears all places; anybody else the figures of his own group, without a place."""
    period = _period(message, work)
    if isinstance(period, str):
        return answer(period, message, work, about=NOBODYS)
    speaker, room = speaker_and_room(message, work)
    quota, every = work.campaign.quota, tuple(group.key for group in work.roster.groups)
    if speaker.role is Role.DISPATCHER:
        return answer(ranking_of(period, work), message, work, about=every)
    scope = scope_of(speaker, room, Targets(), work.roster, day_of(message.at))
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    days = [day.only(scope.groups) for day in days_of(period, work)]
    texts = [own_ranking_text(own, period, work.now, quota) for own in contenders_of(days, quota)]
    return answer("\n\n".join(texts), message, work, about=scope.groups) if texts else None


@router.on(
    Purpose.COMMAND, when=asks_for("public_copy"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("public_copy",)
)
def write_public_copy(message: Message, work: UnitOfWork) -> Reply | None:
    """A file for the dispatcher alone: nothing is ever made public by us."""
    period = _period(message, work)
    if isinstance(period, str):
        return answer(period, message, work, about=NOBODYS)
    groups = tuple(group.key for group in work.roster.groups)
    days = {"first": period.first.isoformat(), "last": period.last.isoformat(), "round": period.round}
    have_made(
        PUBLIC,
        public_text(period),
        {**days, "groups": groups, "as_of": work.now.isoformat(), "snapshot": True},
        message,
        work,
        about=groups,
        private=True,
        file_name=public_file_name(period),
        without=not_made_text(f"{period_name(period)}公示稿"),
    )
    work.audit.append(message.sender, "public_copy.export", message.id, days)
    return None


@router.on(
    Purpose.COMMAND,
    when=asks_for("contributions"),
    roles=DISPATCHERS,
    rooms=WHERE_ORDERED,
    serves=("contributions",),
)
def tell_contributions(message: Message, work: UnitOfWork) -> Reply | None:
    """A table for the dispatcher alone, also where he asked in the command room."""
    period = _period(message, work)
    if isinstance(period, str):
        return answer(period, message, work, about=NOBODYS)
    found = work.tallies.contributions(period.first, _end(period, work))
    table = {"title": contributions_title(period, work.now), "columns": CONTRIBUTIONS}
    have_made(
        TABLE,
        contributions_text(period),
        {**table, "rows": contribution_rows(found, work.roster)},
        message,
        work,
        about=tuple(group.key for group in work.roster.groups),
        private=True,
        file_name=contributions_file_name(period.first, period.last),
        without=not_made_text("人员贡献"),
    )
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    work.audit.append(message.sender, "contributions.export", message.id, days)
    return None


@router.on(Purpose.COMMAND, when=asks_for("public_copy", "contributions"))
def keep_from_others(message: Message, work: UnitOfWork) -> Reply | None:
    return keep_to_dispatchers(ONLY_DISPATCHERS, NOT_HERE, message, work)


def ranking_of(period: Period, work: UnitOfWork) -> str:
    """All groups' places, for who may hear of all."""
    quota = work.campaign.quota
    return ranking_text(contenders_of(days_of(period, work), quota), period, work.now, quota)


def _period(message: Message, work: UnitOfWork) -> Period | str:
    """The days asked for, else the round that goes on; or what is wrong with them."""
    period = period_asked(message, work) or period_on(day_of(message.at), work.roster.rounds)
    if isinstance(period, Period):
        return period
    return bad_period_text(period) if period else NO_PERIOD


def days_of(period: Period, work: UnitOfWork) -> list[DayTally]:
    """The days of a period that have begun, as they were counted, with the teams whose check was broken off."""
    stops = work.stops.open()
    return [
        with_stops(day, stopped_on(day.day, stops)) for day in work.tallies.of_days(period.first, _end(period, work))
    ]


def _end(period: Period, work: UnitOfWork) -> date:
    return min(period.last, day_of(work.now))
