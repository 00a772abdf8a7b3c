"""日报 Word, 第2轮核查报告, 阶段性报告, 通报, 专题报告: papers that are counted anew from the records of their days."""

from __future__ import annotations

from dataclasses import replace

from documents.file_names import file_name
from documents.lines import day_name
from documents.papers import group_name_of
from documents.round_reports import (
    ADVICE_HOW,
    NO_PERIOD,
    ONE_GROUP,
    advice_noted_text,
    bad_period_text,
)
from documents.signatures import signature_line
from domain.calendars import day_of
from domain.made_papers import PaperKind
from domain.messages import Message
from domain.papers import short_city
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.report_periods import BadPeriod, Period, period_in, period_on
from domain.rosters import DISPATCHERS, SERVED, SPEAKING_ROLES, Role
from domain.round_advices import RoundAdvice, advice_in
from domain.scopes import Refused, Scope, scope_of
from handlers.asking import answer, asks_for, intent_in, request_in, speaker_and_room, targets_in, turn_down
from handlers.paper_files import Wanted, have_written
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_TITLES = {
    PaperKind.DAILY_REPORT: "日报",
    PaperKind.ROUND_REPORT: "核查报告",
    PaperKind.STAGE_REPORT: "阶段性报告",
    PaperKind.BULLETIN: "通报（草稿）",
    PaperKind.THEMATIC_REPORT: "专题报告（草稿）",
}


@router.on(Purpose.COMMAND, when=asks_for("daily_report_paper"), roles=SERVED, serves=("daily_report_paper",))
def write_daily_report(message: Message, work: UnitOfWork) -> Reply | None:
    return _write(PaperKind.DAILY_REPORT, None, message, work)


@router.on(Purpose.COMMAND, when=asks_for("bulletin"), roles=DISPATCHERS, serves=("bulletin",))
def write_bulletin(message: Message, work: UnitOfWork) -> Reply | None:
    """The ranking of a day, all groups; a draft for the dispatchers alone."""
    return _write(PaperKind.BULLETIN, None, message, work, everyone=True)


@router.on(Purpose.COMMAND, when=asks_for("stage_report"), roles=SPEAKING_ROLES | DISPATCHERS, serves=("stage_report",))
def write_stage_report(message: Message, work: UnitOfWork) -> Reply | None:
    period = _period(message, work)
    if not isinstance(period, Period):
        return answer(bad_period_text(period) if period else NO_PERIOD, message, work, about=NOBODYS)
    return _write(PaperKind.STAGE_REPORT, period, message, work)


@router.on(Purpose.COMMAND, when=asks_for("thematic_report"), roles=DISPATCHERS, serves=("thematic_report",))
def write_thematic_report(message: Message, work: UnitOfWork) -> Reply | None:
    """The whole campaign so far, all groups."""
    return _write(PaperKind.THEMATIC_REPORT, campaign_period(work), message, work, everyone=True)


@router.on(Purpose.COMMAND, when=asks_for("round_report"), roles=SPEAKING_ROLES | DISPATCHERS, serves=("round_report",))
def write_round_report(message: Message, work: UnitOfWork) -> Reply | None:
    """附件4, of one group; without a round the one that goes on, or the last."""
    period = _period(message, work) or period_on(day_of(message.at), work.roster.rounds)
    if not isinstance(period, Period) or period.round is None:
        text = bad_period_text(period) if isinstance(period, BadPeriod) else NO_PERIOD
        return answer(text, message, work, about=NOBODYS)
    return _write(PaperKind.ROUND_REPORT, period, message, work)


@router.on(Purpose.COMMAND, when=asks_for("round_advice"), roles=frozenset({Role.LEADER}), serves=("round_advice",))
def note_advice(message: Message, work: UnitOfWork) -> Reply | None:
    """The leader's 工作建议; what is said again replaces it."""
    group, intent = work.roster.person[message.sender].group, intent_in(message, work)
    number, text = advice_in(intent.rest if intent else "")
    today = day_of(message.at)
    now = period_on(today, work.roster.rounds)
    number = number or (now.round if now else None)
    begun = [one.number for one in work.roster.rounds if one.start <= today]
    if not text or group is None or number is None or number not in begun:
        return answer(ADVICE_HOW, message, work, about=NOBODYS)
    was = work.round_advices.of_round(number, group)
    work.round_advices.add(RoundAdvice(group, number, text, message.sender, message.at, message.id))
    work.audit.append(message.sender, "round.advise", f"{group} {number}", {"message": message.id})
    return answer(advice_noted_text(number, text, again=was is not None), message, work, about=[group])


def _period(message: Message, work: UnitOfWork) -> Period | BadPeriod | None:
    return period_in(request_in(message, work), work.roster.rounds, day_of(message.at))


def _scope(message: Message, work: UnitOfWork, *, dated: bool) -> Scope | Refused:
    """Whose figures; of a period (not `dated`) the days are not those of the scope."""
    speaker, room = speaker_and_room(message, work)
    targets = replace(targets_in(message, work), teams=(), own=False)
    if not dated:
        targets = replace(targets, day=None, bad_day="")
    return scope_of(speaker, room, targets, work.roster, day_of(message.at))


def _write(
    kind: PaperKind, period: Period | None, message: Message, work: UnitOfWork, *, everyone: bool = False
) -> Reply | None:
    """Have a paper written of the groups that the speaker asks for and may have; `period` None: of the day named."""
    scope = _scope(message, work, dated=period is None)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    groups = tuple(group.key for group in work.roster.groups) if everyone else scope.groups
    if kind is PaperKind.ROUND_REPORT and len(groups) != 1:
        return answer(ONE_GROUP, message, work, about=NOBODYS)
    have_period_paper(kind, period or Period(scope.day, scope.day), groups, message, work, private=scope.private)
    return None


def have_period_paper(
    kind: PaperKind,
    period: Period,
    groups: tuple[str, ...],
    message: Message,
    work: UnitOfWork,
    *,
    private: bool = False,
) -> None:
    """Have a paper written of these groups and days, as far as they have come; a round's report is of one group."""
    days = replace(period, last=min(period.last, day_of(message.at)))
    whose = short_city(work.roster.group[groups[0]]) if len(groups) == 1 else "各组"
    when = f"第{days.round}轮" if days.round else f"{days.first:%m%d}" + f"-{days.last:%m%d}" * (days.first < days.last)
    named = f"第{days.round}轮" if days.round else day_name(days.first)
    named += f"至{day_name(days.last)}" if not days.round and days.first < days.last else ""
    title = f"{named}{_TITLES[kind]} {group_name_of(groups[0], work.roster) if len(groups) == 1 else '各组'}"
    wanted = Wanted(
        kind=kind,
        title=title,
        file_name=file_name(f"{_TITLES[kind]}-{whose}-{when}", ".docx"),
        fields={},
        about=frozenset(groups),
        group=groups[0] if len(groups) == 1 else None,
        day=days.first if days.first == days.last else None,
        round=days.round,
        count=_count(days, groups, work),
    )
    have_written(wanted, message, work, private=private)


def campaign_period(work: UnitOfWork) -> Period:
    """The whole campaign."""
    rounds = work.roster.rounds or work.campaign.rounds
    return Period(rounds[0].start if rounds else work.campaign.start, rounds[-1].end if rounds else work.campaign.end)


def _count(days: Period, groups: tuple[str, ...], work: UnitOfWork) -> dict[str, object]:
    advice = signed = None
    if days.round is not None and len(groups) == 1:
        advice = work.round_advices.of_round(days.round, groups[0])
        signed = work.signatures.of_round(groups[0], days.round)
    return {
        "groups": list(groups),
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "round": days.round,
        "advice": advice.text if advice else "",
        "signed": signature_line(signed, (), work.roster.known).removeprefix("签字：") if signed else "",
    }
