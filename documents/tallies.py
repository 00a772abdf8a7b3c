"""The day's figures as chat text: progress, counties, the evening tally, the daily report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from documents.lines import (
    BY_CHAT,
    PHONE_LINE,
    as_of_name,
    day_name,
    percent,
    shorten,
    team_name,
)
from documents.papers import paper_lines
from domain.calendars import day_of
from domain.campaigns import Quota
from domain.rosters import Roster
from domain.tallies import CountyTally, DayTally, GroupTally, Ranked, TeamTally, by_county, rank
from domain.verdicts import Standing
from domain.visits import Visit

#: What a team is called that has reached its quota, everywhere.
MET = "达标"

#: More groups than this are told by their sums; below it every team has a line.
_GROUPS_IN_FULL = 2


def progress_text(tally: DayTally, groups: Sequence[str], teams: Sequence[int] | None, quota: Quota) -> str:
    """What any counting question is answered with: the named groups, or only some of their teams."""
    chosen = [group for group in tally.groups if group.key in groups]
    lines = [head_line("进度", tally.day, tally.as_of)]
    if len(chosen) > _GROUPS_IN_FULL and teams is None:
        lines += [line for group in chosen for line in group_lines(group, quota)]
        lines += [*sum_lines("合计", chosen), met_line(chosen, quota)]
        return "\n".join([*lines, BY_CHAT])
    for group in chosen:
        lines += [shorten(group.name, PHONE_LINE), *_progress_of(group, teams, quota)]
    if len(chosen) > 1 and teams is None:
        lines += sum_lines("总计", chosen)
    return "\n".join([*lines, BY_CHAT])


def county_text(visits: Iterable[Visit], roster: Roster, groups: Sequence[str], day: date, as_of: datetime) -> str:
    """Points and problems by county, for the named groups."""
    counties = by_county(visits, day)
    lines = [head_line("各县区", day, as_of)]
    for key in groups:
        rows = [county for county in counties if county.group == key]
        group = roster.group.get(key)
        lines.append(shorten(group.name if group else key, PHONE_LINE))
        lines += [_county_line(row) for row in rows] or ["群内未见点位"]
        if rows:
            points, findings = sum(row.points for row in rows), sum(row.findings for row in rows)
            lines.append(f"合计 点位{points} 问题{findings} 涉嫌违法{sum(row.violations for row in rows)}")
    return "\n".join([*lines, BY_CHAT])


def group_tally_text(tally: DayTally, group: str, quota: Quota, papers: Iterable[Standing] = ()) -> str:
    """The evening tally for a group's own room: its teams, what is short, its papers."""
    own = tally.of(group)
    head = head_line(_title(tally), tally.day, tally.as_of)
    if own is None or not own.visits:
        body = ["群内未见点位记录"]
    else:
        body = _progress_of(own, None, quota)
        body += [met_line([own], quota), *control_line([own])]
        body.append(f"问题发现率{percent(own.discovery_rate)} 完成率{percent(own.completion(quota))}")
    name = [shorten(own.name, PHONE_LINE)] if own else []
    return "\n".join([head, *name, *body, *paper_lines(papers), BY_CHAT])


def command_tally_text(tally: DayTally, quota: Quota) -> str:
    """The evening tally for the command room: all groups and their ranking, with definitions."""
    head = head_line(_title(tally), tally.day, tally.as_of)
    if not any(group.visits for group in tally.groups):
        return "\n".join([head, "各组群内未见点位记录", BY_CHAT])
    lines = [head, *sum_lines("合计", tally.groups), met_line(tally.groups, quota), *control_line(tally.groups)]
    lines += ["", "【评比】按问题发现率"]
    for ranked in rank(tally):
        if ranked.group.visits:
            lines += _ranking_lines(ranked, quota)
    silent = [shorten(group.city, 12) for group in tally.groups if not group.visits]
    if silent:
        lines.append(f"群内未见点位：{'、'.join(silent)}")
    return "\n".join([*lines, *definitions(quota), BY_CHAT])


def definitions(quota: Quota) -> list[str]:
    """What the words of a ranking mean, one a line."""
    return [
        "发现率＝有问题的记录÷全部记录",
        f"{MET}＝小组点位{quota.visits}个、其中工业{quota.industrial}家",
        "完成率＝各小组点位、工业取低者，再平均",
    ]


def _title(tally: DayTally) -> str:
    return "今日统计" if tally.day == day_of(tally.as_of) else "统计"


def head_line(title: str, day: date, as_of: datetime) -> str:
    """【日报】10月20日 截至20:30."""
    return f"【{title}】{day_name(day)} 截至{as_of_name(day, as_of)}"


def _progress_of(group: GroupTally, teams: Sequence[int] | None, quota: Quota) -> list[str]:
    rows = [team for team in group.teams if teams is None or team.team in teams]
    lines = [_team_line(team, quota) for team in rows]
    if teams is None:
        lines += sum_lines("合计", [group])
    return [*lines, *_short_lines(rows, quota)]


def _short_lines(rows: Sequence[TeamTally], quota: Quota) -> list[str]:
    """还差：4组工业1；7组点位2. Nothing where the rows above say it as well: all teams are short, or none."""
    short = [team for team in rows if any(team.asked(quota))]
    asked = [team for team in rows if team.team is not None and not team.stopped]
    if not short or (len(short) > 1 and all(team in short for team in asked)):
        return []
    names = [team_name(team.team) if len(rows) > 1 else "" for team in short]
    return [f"还差：{'；'.join(name + _short(team, quota) for name, team in zip(names, short, strict=True))}"]


def _team_line(team: TeamTally, quota: Quota) -> str:
    points, industrial = f"点位{team.points}", f"工业{team.industrial}"
    if team.team is not None:
        points, industrial = f"{points}/{quota.visits}", f"{industrial}/{quota.industrial}"
    more = (f" 紧急{team.urgent}" if team.urgent else "") + (" 中止" if team.stopped else "")
    return f"{team_name(team.team)} {points} {industrial} 问题{team.findings} 涉嫌违法{team.violations}{more}"


def _short(team: TeamTally, quota: Quota) -> str:
    points, industrial = team.asked(quota)
    return "、".join([f"点位{points}"] * bool(points) + [f"工业{industrial}"] * bool(industrial))


def sum_lines(word: str, groups: Sequence[GroupTally]) -> list[str]:
    """What several groups have together, on two lines."""
    points, visits = sum(g.points for g in groups), sum(g.visits for g in groups)
    again = f"（记录{visits}条）" if visits != points else ""
    return [
        f"{word} 点位{points}{again} 工业{sum(g.industrial for g in groups)}",
        f"问题{sum(g.findings for g in groups)} 涉嫌违法{sum(g.violations for g in groups)}"
        f" 紧急{sum(g.urgent for g in groups)}",
    ]


def group_lines(group: GroupTally, quota: Quota, with_short: bool = True) -> list[str]:
    """One group\'s counts, and on a second line its teams that are short."""
    counts = f"点位{group.points} 工业{group.industrial} 问题{group.findings} 涉嫌违法{group.violations}"
    lines = [f"{shorten(group.city, 12)} {counts}"]
    short = [str(team.team) for team in group.numbered if any(team.asked(quota))]
    if short and with_short:
        all_short = len(short) == len(group.numbered)
        lines.append(f"　均未{MET}" if all_short else f"　未{MET}：{'、'.join(short)}组")
    stopped = [str(team.team) for team in group.numbered if team.stopped]
    return [*lines, f"　中止：{'、'.join(stopped)}组"] if stopped else lines


def met_line(groups: Sequence[GroupTally], quota: Quota) -> str:
    """How many teams have done their day\'s work."""
    teams = [team for group in groups for team in group.numbered]
    met = sum(not any(team.short(quota)) for team in teams)
    return f"{MET}小组 {met}/{len(teams)}"


def control_line(groups: Sequence[GroupTally]) -> list[str]:
    """What was seen inside control periods; nothing where there was none."""
    visits = sum(group.controlled for group in groups)
    return [f"其中管控期间 记录{visits} 问题{sum(g.controlled_findings for g in groups)}"] if visits else []


def _ranking_lines(ranked: Ranked, quota: Quota) -> list[str]:
    group = ranked.group
    rate = f"{percent(group.discovery_rate)}（{group.with_finding}/{group.visits}）"
    note = "点位少，仅供参考" if group.is_small(quota) else ""
    return [
        f"{ranked.place} {shorten(group.city, 12)} {rate}{note}",
        f"　企业{group.industrial}家 完成率{percent(group.completion(quota))}",
    ]


def _county_line(row: CountyTally) -> str:
    violations = f" 涉嫌违法{row.violations}" if row.violations else ""
    name = shorten(row.county or "未注明县区", 16)
    return f"{name} 点位{row.points} 工业{row.industrial} 问题{row.findings}{violations}"
