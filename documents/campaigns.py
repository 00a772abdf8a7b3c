"""What a campaign profile says, in plain words: for `lanshao campaign check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from documents.lines import OUTCOMES, day_name
from domain.calendars import days_from
from domain.campaigns import Campaign
from domain.due_rules import Deadline, When, deadlines
from domain.obligation_rules import Bearer, ObligationRule

_WEEKDAYS = "一二三四五六日"
_OF_ROUNDS = frozenset({When.ROUND_START, When.ROUND_END})
_LISTED = 12  # deadlines of one report; more are counted
BEARERS: Mapping[Bearer, str] = {
    Bearer.GROUP: "各核查组",
    Bearer.PERSON: "每个人",
    Bearer.TEAM: "各小组",
    Bearer.HOST_CITY: "各进驻市",
    Bearer.SENDING_CITY: "各派员市",
    Bearer.UNIT: "各派员单位",
    Bearer.CAMPAIGN: "整个行动一份",
}


def profile_text(campaign: Campaign) -> str:
    """Everything of a profile that a clerk would look up in the scheme, a line each."""
    return "\n".join((*_course_lines(campaign), *_daily_lines(campaign), *_report_lines(campaign), *_doubts(campaign)))


def outside_text(day: date, first: date, last: date) -> str:
    """A line below figures, or below what was ordered, for a day on which the campaign is not on."""
    return f"{day_name(day)}是非行动期（行动{day_name(first)}至{day_name(last)}）。"


def _course_lines(campaign: Campaign) -> Iterator[str]:
    yield f"行动：{campaign.name}（{campaign.key}）"
    yield f"依据：{campaign.plan}"
    yield f"起止：{_span(campaign.start, campaign.end, campaign)}"
    for r in campaign.rounds:
        yield f"第{r.number}轮次：{_span(r.start, r.end, campaign)}"
    for stage in campaign.stages:
        yield f"第{stage.number}阶段（{stage.name}）：{stage.start} 至 {stage.end}"


def _span(first: date, last: date, campaign: Campaign) -> str:
    days = list(days_from(first, last))
    worked = sum(campaign.calendar.is_working(day) for day in days)
    return f"{first} 至 {last}，{len(days)} 天，其中工作日 {worked} 天"


def _daily_lines(campaign: Campaign) -> Iterator[str]:
    quota = campaign.quota
    least = f"点位不少于 {quota.visits} 个，其中工业企业不少于 {quota.industrial} 家"
    yield f"每个小组（{quota.team_size} 人）每天：{least}"
    if campaign.evidence_outcomes:
        outcomes = "、".join(OUTCOMES[outcome] for outcome in sorted(campaign.evidence_outcomes))
        yield f"现场证据（{outcomes}）：视频 {campaign.evidence_videos} 段、照片 {campaign.evidence_photos} 张"
    yield f"每天上报：{campaign.deadline:%H:%M} 前，休息日也报"
    for rule in campaign.papers:
        yield f"　{_paper(rule)}"
    reminders = "、".join(f"{clock:%H:%M}" for clock in campaign.reminders)
    yield f"提示：{reminders or '不提示'}；统计：{campaign.tally_at:%H:%M}"
    yield f"静默：{campaign.quiet_from:%H:%M} 至 {campaign.quiet_to:%H:%M}"


def _paper(rule: ObligationRule) -> str:
    minima = ((rule.minimum_characters, "字"), (rule.minimum_photos, "张照片"))
    wanted = "、".join(f"不少于 {least} {unit}" for least, unit in minima if least)
    return f"{rule.name}（群里称{rule.short}）" + (f"：{wanted}" if wanted else "")


def _report_lines(campaign: Campaign) -> Iterator[str]:
    course = campaign.course()
    for rule in campaign.reports:
        found = deadlines(rule.due, course)
        if not found and rule.due.when in _OF_ROUNDS:
            continue
        yield f"定期上报 {rule.name}（{BEARERS[rule.bearer]}）：" + ("按事情发生的那天算" if not found else "")
        yield from (f"　{_due(deadline)}" for deadline in found[:_LISTED])
        if len(found) > _LISTED:
            yield f"　……共 {len(found)} 次，最后一次 {_due(found[-1])}"


def _due(deadline: Deadline) -> str:
    """One deadline: what it covers, and when it is due."""
    before = "24:00" if deadline.at.date() > deadline.day else f"{deadline.at:%H:%M}"
    covers = f"{deadline.first} 至 {deadline.last}" if deadline.first < deadline.last else f"{deadline.first}"
    note = ""
    if deadline.note:
        moved = deadline.day != deadline.planned
        note = f"（{deadline.planned} 是{deadline.note}，{'已按档案移动' if moved else '照常'}）"
    doubt = "" if deadline.is_known else "（那年的调休还不知道，可能变）"
    return f"{day_text(deadline.day)} {before} 前，报 {covers} 的{note}{doubt}"


def day_text(day: date) -> str:
    """2020-11-10（周二）."""
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"


def _doubts(campaign: Campaign) -> Iterator[str]:
    """What never falls due, and what the calendar does not know of the years of the campaign and of what is due."""
    course = campaign.course()
    last = max((d.day for rule in campaign.reports for d in deadlines(rule.due, course)), default=campaign.end)
    unknown = [year for year in range(campaign.start.year, last.year + 1) if year not in campaign.calendar.known]
    if idle := [r.name for r in campaign.reports if r.due.when in _OF_ROUNDS and not deadlines(r.due, course)]:
        yield f"注意：没有写轮次（rounds）；名册里也没有的话，永远不会到期：{'、'.join(idle)}"
    if unknown:
        years = "、".join(str(year) for year in unknown)
        yield f"注意：{years} 年的调休没有记录，工作日先按周一至周五和法定节日算。"
        yield "　国务院公布后用 [[calendar]] 写上调休，再写 calendar_known = [年份]。"
