"""Papers of a day or a period that are counted anew from its records: the values of their templates.

Each number is counted from the rows of that moment, by domain/period_tallies.py, in a worker process; a paper says of
when they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from documents.handover_forms import in_order
from documents.lines import BY_CHAT, OUTCOMES, clock_of, day_name, one_line, percent, team_name, urgent_mark
from documents.papers import group_name_of
from documents.tallies import definitions
from domain.calendars import day_of
from domain.campaigns import Quota
from domain.made_papers import PaperKind
from domain.period_tallies import Figures, PeriodTally, period_tally_of
from domain.rosters import Roster
from domain.tallies import GroupTally
from domain.visits import Finding, Outcome, Visit

ADVICE_OWED = "【待组长填写】"
UNSIGNED = "【待签】"
_EXAMPLES = 12  # places with each kind of problem, the gravest first; the rest is counted
_PROMINENT = 3  # kinds that a report names first
_SERIOUS = 30  # records of 涉嫌违法 that a report of several groups lists
_GRAVITY = (Outcome.VIOLATION, Outcome.HANDOVER, Outcome.CORRECTED)


@dataclass(frozen=True)
class Counted:
    """What a paper is counted from: all visits of its days and groups, and what it is to say besides.

    `groups` are keys; `categories` the names of kinds of problem by key. `advice` is the leader's, `signed` says who
    signed ("": nobody).
    """

    kind: PaperKind
    campaign: str
    first: date
    last: date
    round: int | None
    groups: tuple[str, ...]
    visits: tuple[Visit, ...]
    roster: Roster
    categories: Mapping[str, str]
    quota: Quota
    as_of: datetime
    advice: str = ""
    signed: str = ""


def tally_of_paper(counted: Counted) -> PeriodTally:
    """The figures of the paper's own groups."""
    roster = counted.roster
    only = Roster(
        roster.campaign,
        roster.rounds,
        tuple(group for group in roster.groups if group.key in counted.groups),
        roster.rooms,
        roster.people,
    )
    return period_tally_of(counted.visits, only, counted.first, counted.last, counted.as_of)


def text_of(title: str, tally: PeriodTally, counted: Counted) -> str:
    """第2轮核查报告 青石组（截至…）：点位…. What is still to be filled in is said."""
    total = tally.total
    figures = f"点位{total.points}，问题点位{total.problem_points}，问题{total.problems}，涉嫌违法点位{total.filings}"
    owed = []
    if counted.kind is PaperKind.ROUND_REPORT:
        owed = ["工作建议待组长填写"] * (not counted.advice) + ["组长未签字"] * (not counted.signed)
    state = f"{'、'.join(owed)}。" if owed else ""
    return f"{title}（截至{_moment(counted.as_of)}）：{figures}。{state}{BY_CHAT}，请核对。"


def fields_of(counted: Counted, tally: PeriodTally) -> dict[str, Any]:
    """The values of the period's templates; all of them get the same."""
    own = counted.roster.group.get(counted.groups[0]) if len(counted.groups) == 1 else None
    kinds = _kinds(counted, tally)
    return {
        "campaign": one_line(counted.campaign),
        "whose": one_line(own.name) if own is not None else "各暗访核查组",
        "city": one_line(own.city) if own is not None else "全部驻市",
        "round": f"第{counted.round}轮" if counted.round else "",
        "date": f"{counted.first.year}年{day_name(counted.first)}",
        "period": _period(counted.first, counted.last),
        "days": len(tally.days),
        "groups_count": len(counted.groups),
        **_numbers(tally.total),
        "prominent": "、".join(kind["name"] for kind in kinds[:_PROMINENT]) or "无",
        "kinds": kinds,
        "groups": [_group_row(name, figures) for name, figures in _by_group(tally, counted)],
        "teams": [_group_row(team_name(team), figures) for g in tally.groups if own for team, figures in g.teams],
        "by_day": [_day_row(day.day, day.groups) for day in tally.days],
        "cities": [_group_row(one_line(one.city or "未注明"), one.total) for one in tally.cities],
        "counties": [_county_row(one, counted) for one in tally.counties if one.visits],
        **_serious(counted),
        **_rankings(tally, counted),
        "remarks": _remarks(tally.total),
        "advice": [one_line(line) for line in counted.advice.split("\n") if line.strip()] or [ADVICE_OWED],
        "signed": counted.signed or UNSIGNED,
        "definitions": _definitions(),
        "as_of": _moment(counted.as_of),
        "basis": BY_CHAT,
    }


def _numbers(figures: Figures) -> dict[str, Any]:
    names = ("points", "industrial", "problem_points", "problems", "filings", "corrected", "handover", "violations")
    return {
        **{name: getattr(figures, name) for name in names},
        "urgent": figures.urgent,
        "records": figures.visits,
        "rate": percent(figures.discovery_rate),
    }


def _remarks(total: Figures) -> str:
    """其他需说明的情况: what became of the problems, and what the points are of."""
    if not total.visits:
        return "群内未见点位记录。"
    urgent = f"；紧急{total.urgent}条" if total.urgent else ""
    handled = f"立行立改{total.corrected}条、需整改交办{total.handover}条、涉嫌违法{total.violations}条"
    return f"其中工业企业{total.industrial}家，问题发现率{percent(total.discovery_rate)}；{handled}{urgent}。"


def _kinds(counted: Counted, tally: PeriodTally) -> list[dict[str, Any]]:
    """Kinds of problem, most places first, each with its gravest places and what was found there."""
    found: defaultdict[str, dict[int, tuple[Visit, list[str]]]] = defaultdict(dict)
    for visit in in_order(_counted_visits(counted), counted.roster):
        for finding in visit.findings:
            told = found[finding.category].setdefault(visit.number or 0, (visit, []))
            told[1].append(_fact(finding))
    rows = []
    for number, count in enumerate((one for one in tally.categories if found[one.key]), 1):
        gravest = sorted(found[count.key].values(), key=lambda each: _gravity(each[0]))
        examples = [_example(n, visit, facts, counted) for n, (visit, facts) in enumerate(gravest[:_EXAMPLES], 1)]
        rows.append(
            {
                "number": _chinese(number),
                "name": one_line(counted.categories.get(count.key, count.key)),
                "points": count.points,
                "problems": count.problems,
                "examples": examples,
                "more": len(gravest) - len(examples),
            }
        )
    return rows


def _gravity(visit: Visit) -> int:
    return _GRAVITY.index(visit.outcome) if visit.outcome in _GRAVITY else len(_GRAVITY)


def _fact(finding: Finding) -> str:
    return one_line(finding.text).rstrip("。；;，,. ")


def _example(number: int, visit: Visit, facts: Sequence[str], counted: Counted) -> dict[str, Any]:
    return {
        "number": number,
        "record": visit.number or 0,
        "group": group_name_of(visit.group, counted.roster) if len(counted.groups) > 1 else "",
        "place": one_line(visit.place),
        "county": one_line(visit.county or "县区未注明"),
        "day": day_name(visit.day),
        "text": "；".join(facts),
        "outcome": OUTCOMES[visit.outcome],
    }


def _counted_visits(counted: Counted) -> list[Visit]:
    return [visit for visit in counted.visits if visit.links and counted.first <= visit.day <= counted.last]


def _by_group(tally: PeriodTally, counted: Counted) -> Iterable[tuple[str, Figures]]:
    return ((group_name_of(group.key, counted.roster), group.total) for group in tally.groups)


def _group_row(name: str, figures: Figures) -> dict[str, Any]:
    return {"name": name, **_numbers(figures)}


def _day_row(day: date, groups: Sequence[GroupTally]) -> dict[str, Any]:
    """A day's figures, by the names that they have in the daily report."""
    return {
        "day": day_name(day),
        "points": sum(group.points for group in groups),
        "industrial": sum(group.industrial for group in groups),
        "problem_points": sum(team.problem_points for group in groups for team in group.teams),
        "problems": sum(group.findings for group in groups),
        "filings": sum(team.filings for group in groups for team in group.teams),
    }


def _county_row(one: Any, counted: Counted) -> dict[str, Any]:
    return {
        "group": group_name_of(one.group, counted.roster),
        "county": one_line(one.county or "县区未注明"),
        "points": one.points,
        "problems": one.findings,
        "violations": one.violations,
    }


def _serious(counted: Counted) -> dict[str, Any]:
    """涉嫌违法 and urgent records, urgent ones first; the rest is counted."""
    found = [visit for visit in _counted_visits(counted) if visit.urgent or visit.outcome is Outcome.VIOLATION]
    ordered = sorted(in_order(found, counted.roster), key=lambda visit: not visit.urgent)
    rows = [
        {
            "number": number,
            "record": visit.number or 0,
            "mark": urgent_mark(visit),
            "group": group_name_of(visit.group, counted.roster) if len(counted.groups) > 1 else "",
            "team": team_name(visit.team),
            "place": one_line(visit.place),
            "county": one_line(visit.county or "县区未注明"),
            "day": day_name(visit.day),
            "problems": "；".join(map(_fact, visit.findings)) or "见群内原话",
        }
        for number, visit in enumerate(ordered, 1)
    ]
    return {"serious": rows[:_SERIOUS], "serious_more": max(0, len(rows) - _SERIOUS), "serious_count": len(rows)}


def _rankings(tally: PeriodTally, counted: Counted) -> dict[str, Any]:
    """The three metrics of the period's last day (seed 000, 第十八条): equal values share a place."""
    day = tally.days[-1] if tally.days else None
    groups = [group for group in day.groups if group.numbered] if day else []
    quota = counted.quota
    points = _places({group.key: Fraction(group.points) if group.visits else None for group in groups})
    rates = _places({group.key: group.discovery_rate for group in groups})
    done = _places({group.key: group.completion(quota) if group.visits else None for group in groups})
    rows = [
        {
            "name": group_name_of(group.key, counted.roster),
            "points": group.points,
            "points_place": points[group.key],
            "rate": percent(group.discovery_rate) + "＊" * bool(group.visits and group.is_small(quota)),
            "rate_of": f"{group.with_finding}/{group.visits}",
            "rate_place": rates[group.key],
            "done": percent(group.completion(quota)),
            "done_place": done[group.key],
        }
        for group in groups
    ]
    rows.sort(key=lambda row: (row["rate_place"] == _NO_PLACE, row["rate_place"]))
    small = any(group.visits and group.is_small(quota) for group in groups)
    note = f"＊检查点位不足{quota.visits}个，发现率仅供参考。" if small else ""
    ranked = ["检查点位＝各小组当天不同的检查地点之和", *definitions(quota), "数值相同的名次相同，没有点位记录的不排名"]
    return {"ranking": rows, "ranking_note": note, "ranking_definitions": "；".join(ranked) + "。"}


_NO_PLACE = "—"


def _places(values: Mapping[str, Fraction | None]) -> dict[str, Any]:
    """The place of each, from 1, the highest first; — where there is no value."""
    known = [value for value in values.values() if value is not None]
    return {
        key: _NO_PLACE if value is None else 1 + sum(other > value for other in known) for key, value in values.items()
    }


def _definitions() -> str:
    return (
        "检查点位：各小组每天不同的检查地点，同一小组同一天同一地点计一个；问题点位：其中至少有一个问题的；"
        "存在问题：逐个问题计数；建议移交的：其中涉嫌环境违法的点位。"
    )


def _period(first: date, last: date) -> str:
    return day_name(first) if first == last else f"{day_name(first)}至{day_name(last)}"


def _moment(at: datetime) -> str:
    return f"{day_name(day_of(at))}{clock_of(at)}"


def _chinese(number: int) -> str:
    """一, 二 … 二十: how the parts of an official paper are numbered."""
    digits = "零一二三四五六七八九十"
    if number <= 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"
