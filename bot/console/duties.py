"""为什么: what one verdict rests on, and what can be done about it: 免交, 恢复, 已交, 签字."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.forms import carry_out, day_in, group_in, keep_to, words
from bot.console.pages import page
from bot.console.submissions import may_sign, signers, tone_of
from documents.papers import duty_name, group_name
from domain.calendars import day_of
from domain.messages import WITH_FILE, Kind, Message
from domain.obligations import Duty, day_duty, duties_of, is_campaign_day
from domain.posts import Reply
from domain.rosters import DISPATCHERS, Group, Role
from domain.submissions import Submission
from domain.verdicts import Standing, State, is_withdrawn
from handlers.declarations import deliver
from handlers.excuses import excuse, owed_by, restore
from handlers.signatures import sign_round
from handlers.verdicts import explained
from storage.standings import attempts_for, board_of
from storage.work import UnitOfWork

_FILES = {Kind.IMAGE: "照片", Kind.VIDEO: "视频", Kind.AUDIO: "录音"}
_LONGEST = 400  # characters of a reason
_Act = Callable[[Duty, Group, str, Message, UnitOfWork], Reply | None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was handed in: by whom, the words of its messages, its files as (name, SHA-256, "" until it has come)."""

    submission: Submission
    by: str
    texts: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    withdrawn: bool


async def duty_page(request: web.Request) -> web.Response:
    """What is known of one duty of one group."""
    key = group_in(request)

    def ask(work: UnitOfWork) -> dict[str, Any]:
        group, duty = work.roster.group[key], _duty_in(request, work)
        ((_, (standing,)),) = board_of([duty], work.now, work, [group])
        head, _, grounds = explained(duty, group, work).partition("\n")
        return {
            "group": group_name(group),
            "name": duty_name(duty.rule, duty.period),
            "day": _day_of(duty, work),
            "head": head,
            "grounds": grounds,
            "tone": tone_of(standing),
            "attempts": [_attempt(one, work) for one in attempts_for(duty, key, work)],
            "may": _may_do(standing, request),
            "longest": _LONGEST,
            "path": request.rel_url.raw_path,
        }

    return page(request, "duty.html", **await desk_of(request).read(ask))


async def change_duty(request: web.Request) -> web.Response:
    """One of what may be done about it, by who may; then its page again."""
    deed = request.match_info["deed"]
    roles = signers(request) if deed == "sign" else DISPATCHERS
    keep_to(roles, request)
    key, reason = group_in(request), await words(request, "reason", _LONGEST)
    duty = await desk_of(request).read(lambda work: _duty_in(request, work))

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        return _DEEDS[deed](duty, work.roster.group[key], reason, message, work)

    decided = {"group": key, "duty": duty.rule.key, "period": duty.period.key, "reason": reason}
    tell(request, await carry_out(request, _SAID[deed], decided, roles, act))
    raise web.HTTPSeeOther(request.rel_url.raw_path.removesuffix(f"/{deed}"))


def _excuse(duty: Duty, group: Group, reason: str, message: Message, work: UnitOfWork) -> Reply | None:
    return excuse([owed_by(group, duty)], reason, message, work)


def _restore(duty: Duty, group: Group, reason: str, message: Message, work: UnitOfWork) -> Reply | None:
    return restore([owed_by(group, duty)], message, work)


def _deliver(duty: Duty, group: Group, reason: str, message: Message, work: UnitOfWork) -> Reply | None:
    return deliver(duty, group, message, work)


def _sign(duty: Duty, group: Group, reason: str, message: Message, work: UnitOfWork) -> Reply | None:
    return sign_round(duty.period.round or 0, group.key, message, work)


_DEEDS: dict[str, _Act] = {"excuse": _excuse, "restore": _restore, "deliver": _deliver, "sign": _sign}
_SAID = {"excuse": "免交", "restore": "恢复", "deliver": "已交", "sign": "签字"}


def _may_do(standing: Standing, request: web.Request) -> frozenset[str]:
    """Which deeds are open to the viewer, as it stands."""
    may = set()
    if viewer_of(request).person.role is Role.DISPATCHER:
        if standing.state is State.EXCUSED:
            may.add("restore")
        elif standing.state is State.LATE or not standing.is_settled:
            may.add("excuse")
        if not standing.is_settled:
            may.add("deliver")
    if standing.state is State.UNSIGNED and may_sign(request):
        may.add("sign")
    return frozenset(may)


def _attempt(attempt: Submission, work: UnitOfWork) -> Attempt:
    messages = [message for id in attempt.message_ids if (message := work.inbox.message(id)) is not None]
    with_file = [message for message in messages if message.kind in WITH_FILE]
    files = [(m.file_name or _FILES.get(m.kind, "文件"), work.inbox.sha256_of(m.id)) for m in with_file]
    person = work.roster.known.get(attempt.sender)
    return Attempt(
        attempt,
        person.name if person is not None else "名册外",
        tuple(m.text for m in messages if m.kind is Kind.TEXT),
        tuple((name, sha256 or "") for name, sha256 in files),
        is_withdrawn(attempt),
    )


def _duty_in(request: web.Request, work: UnitOfWork) -> Duty:
    """The duty of the path. Raises HTTPNotFound for what nobody owes."""
    rule = next((r for r in work.campaign.group_papers if r.key == request.match_info["rule"]), None)
    period = request.match_info["period"]
    if rule is not None and rule.is_daily:
        day = day_in(period)
        if day is not None and is_campaign_day(day, work.campaign, work.roster):
            return day_duty(rule, day)
    elif rule is not None:
        for duty in duties_of(rule, work.campaign, work.roster):
            if duty.period.key == period:
                return duty
    raise web.HTTPNotFound


def _day_of(duty: Duty, work: UnitOfWork) -> date:
    """The day on whose board it stands."""
    return duty.period.first if duty.rule.is_daily else min(day_of(work.now), duty.period.due_on)
