"""日报: the day's report of one group or of all together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from documents.lines import BY_CHAT, OUTCOMES, PHONE_LINE, clock_of, day_name, shorten, team_name, urgent_mark
from documents.tallies import control_line, group_lines, head_line, met_line, sum_lines
from domain.calendars import day_of
from domain.campaigns import Quota
from domain.period_tallies import by_category
from domain.tallies import DayTally, GroupTally, counted
from domain.visits import Outcome, Visit

WHEN = "没看懂什么时候发，请写成：明天7点发日报"
WHICH_FIRST = "没找到是哪一条，请写点位名称或编号，例：日报里#12放第一条"


def daily_reports_text(
    tally: DayTally,
    visits: Sequence[Visit],
    categories: Mapping[str, str],
    quota: Quota,
    *,
    apart: bool = False,
    first: Sequence[int] = (),
) -> str:
    """The 日报 of all the tally's groups together, or a report of its own for each of them.

    `first` are numbers of visits that are to head their list.
    """
    parts = [tally.only([group.key]) for group in tally.groups] if apart else [tally]
    return "\n\n".join(daily_report_text(part, visits, categories, quota, first) for part in parts)


def daily_report_text(
    tally: DayTally, visits: Iterable[Visit], categories: Mapping[str, str], quota: Quota, first: Sequence[int] = ()
) -> str:
    """日报: counts by group, kinds of problem, then every 涉嫌违法, urgent ones first. One group alone is named."""
    known = {group.key: group for group in tally.groups}
    of_day = [visit for visit in counted(visits, tally.day) if visit.group in known]
    name = [shorten(group.name, PHONE_LINE) for group in tally.groups] if len(tally.groups) == 1 else []
    lines = [head_line("日报", tally.day, tally.as_of), *name, *sum_lines("合计", tally.groups)]
    lines += [met_line(tally.groups, quota), *control_line(tally.groups)]
    if len(tally.groups) > 1:
        lines += [line for group in tally.groups for line in group_lines(group, quota, with_short=False)]
    kinds = by_category(of_day)
    if kinds:
        order = [*categories, *(kind.key for kind in kinds)]
        told = sorted(kinds, key=lambda kind: (-kind.points, order.index(kind.key)))
        lines += [
            "",
            "问题类别（点位数）",
            "、".join(f"{categories.get(kind.key, kind.key)}{kind.points}" for kind in told),
        ]
    serious = [v for v in of_day if v.urgent or v.outcome is Outcome.VIOLATION or v.number in first]
    if serious:
        groups = list(known)
        serious.sort(key=lambda v: (_place_in(first, v), not v.urgent, groups.index(v.group), v.number or 0))
        lines += ["", "涉嫌违法及紧急", *(_serious_line(visit, known[visit.group]) for visit in serious)]
    return "\n".join([*lines, BY_CHAT])


def _place_in(first: Sequence[int], visit: Visit) -> int:
    return first.index(visit.number) if visit.number in first else len(first)


def later_text(at: datetime, day: date, *, private: bool) -> str:
    """好的，11月8日07:00发11月7日日报."""
    return f"好的，{day_name(day_of(at))}{clock_of(at)}{'私信您' if private else '在本群发'}{day_name(day)}日报。"


def _serious_line(visit: Visit, group: GroupTally) -> str:
    where = f"{shorten(group.city, 12)}{team_name(visit.team)} {shorten(visit.place, 28)}"
    outcome = "" if visit.outcome is Outcome.VIOLATION else f"，{OUTCOMES[visit.outcome]}"
    return f"{urgent_mark(visit)}#{visit.number} {where}（{shorten(visit.county or '县区未注明', 16)}）{outcome}"
