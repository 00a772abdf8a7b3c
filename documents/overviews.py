"""总览 as a page shows it: tiles of groups, alerts that wait, what is due; words and signs, no markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from documents.charts import Column, bar_chart, line_chart
from documents.duty_boards import cell_of
from documents.lines import clock_of, day_name, gap_text, shorten, team_name
from documents.papers import due_name, minutes_text, name_of, standing_text
from documents.tallies import MET
from domain.alerts import Alert, AlertKind
from domain.blind_windows import BlindWindow
from domain.calendars import SHANGHAI, day_of
from domain.campaigns import Campaign, Quota
from domain.obligations import Duty
from domain.overviews import DayCount, Pace, Snapshot, running_total
from domain.rosters import SPEAKING_ROLES, Roster
from domain.tallies import GroupTally, TeamTally
from domain.verdicts import Standing, State

GOOD, SHORT, OPEN, UNSURE, NEUTRAL = "good", "short", "open", "unsure", "neutral"
#: What a state is marked with beside its colour.
SIGNS = {GOOD: "✓", SHORT: "▲", OPEN: "○", UNSURE: "？", NEUTRAL: "–"}
_TONES = {"done": GOOD, "short": SHORT, "alert": SHORT, "muted": NEUTRAL}
_TONE_OF = {State.NOT_DUE: OPEN, State.UNCONFIRMED: UNSURE}
_PLACE = 40  # half-widths


@dataclass(frozen=True, slots=True)
class Mark:
    """Something with a state: its name, the word for its state, the tone; `more` in full, `key` to look it up by."""

    name: str
    word: str
    tone: str
    more: str = ""
    key: str = ""

    @property
    def sign(self) -> str:
        return SIGNS[self.tone]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team's day against the quota (0: none is owed)."""

    mark: Mark
    points: int
    industrial: int
    wanted: int
    wanted_industrial: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A group's day."""

    key: str
    city: str
    name: str
    visits: int
    points: int
    industrial: int
    problems: int
    violations: int
    urgent: int
    wanted: int
    wanted_industrial: int
    met: str
    is_met: bool
    teams: tuple[TeamRow, ...]
    papers: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class AlertCard:
    """What cannot wait: who has acknowledged it and who has not. `name` is what it is called by, `id` a page's."""

    name: str
    id: str
    title: str
    group: str
    at: datetime
    waits: str
    number: int | None  # of the visit that it is about
    read: str
    unread: str


def tile_of(group: GroupTally, standings: Sequence[Standing], quota: Quota, is_over: bool) -> Tile:
    """`is_over`: the day's deadline has passed, so what is short is said louder."""
    teams = tuple(_team_row(team, quota, is_over) for team in group.teams)
    owing = [team for team in group.numbered if not team.stopped]
    met = sum(not any(team.short(quota)) for team in owing)
    return Tile(
        key=group.key,
        city=shorten(group.city, 16),
        name=group.name,
        visits=group.visits,
        points=group.points,
        industrial=group.industrial,
        problems=group.findings,
        violations=group.violations,
        urgent=group.urgent,
        wanted=quota.visits * len(owing),
        wanted_industrial=quota.industrial * len(owing),
        met=f"{MET}{met}/{len(owing)}",
        is_met=met == len(owing),
        teams=teams,
        papers=tuple(_paper(standing) for standing in standings),
    )


def _team_row(team: TeamTally, quota: Quota, is_over: bool) -> TeamRow:
    owed = (0, 0) if team.team is None or team.stopped else (quota.visits, quota.industrial)
    return TeamRow(_team_mark(team, quota, is_over), team.points, team.industrial, *owed)


def _team_mark(team: TeamTally, quota: Quota, is_over: bool) -> Mark:
    """1组 差2 工业1; 1组 工业差1; 1组 达标; 1组 中止."""
    name = team_name(team.team)
    if team.stopped or team.team is None:
        return Mark(name, "中止" if team.stopped else "", NEUTRAL)
    points, industrial = team.asked(quota)
    if not points and not industrial:
        return Mark(name, MET, GOOD)
    lacks = [f"差{points}"] * bool(points)
    lacks += [f"工业{industrial}" if points else f"工业差{industrial}"] * bool(industrial)
    return Mark(name, " ".join(lacks), SHORT if is_over else OPEN)


def _paper(standing: Standing) -> Mark:
    cell = cell_of(standing)
    tone = _TONE_OF.get(standing.state) or _TONES[cell.tone]
    return Mark(
        name_of(standing), cell.text, tone, standing_text(standing), f"{standing.rule.key}/{standing.period.key}"
    )


def totals(tiles: Iterable[Tile]) -> Mapping[str, int]:
    """The sums over tiles."""
    shown = list(tiles)
    names = ("points", "industrial", "problems", "violations", "urgent", "wanted", "wanted_industrial")
    return {name: sum(getattr(tile, name) for tile in shown) for name in names}


def met_of(tiles: Iterable[Tile]) -> tuple[int, int]:
    """How many teams have met their quota, and how many owe one."""
    rows = [row for tile in tiles for row in tile.teams if row.wanted or row.wanted_industrial]
    return sum(row.mark.tone == GOOD for row in rows), len(rows)


def alert_card(alert: Alert, roster: Roster, now: datetime) -> AlertCard:
    group = roster.group.get(alert.group)
    chiefs = [p for p in roster.members(alert.group) if p.role in SPEAKING_ROLES and p.id != alert.author]
    read = [p.name for p in chiefs if p.id in alert.readers]
    unread = ["指挥调度组"] + [p.name for p in chiefs if p.id not in alert.readers]
    team = f" {team_name(alert.team)}" if alert.team is not None else ""
    return AlertCard(
        name=alert.name,
        id=alert.name.replace("#", "visit-"),
        title=alert.title,
        group=f"{group.city if group else alert.group}{team}",
        at=alert.at,
        waits=_length(max(0, int((now - alert.at).total_seconds()) // 60)),
        number=int(alert.name[1:]) if alert.kind is AlertKind.VISIT else None,
        read="、".join(read),
        unread="、".join(unread),
    )


def read_line(alert: Alert, roster: Roster) -> str:
    """What was acknowledged, by whom, when."""
    person = roster.known.get(alert.read_by or "")
    when = f" {clock_of(alert.read_at)}" if alert.read_at is not None else ""
    return f"{alert.title}（{person.name if person else '指挥调度组'}{when}已阅）"


def window_lines(windows: Iterable[BlindWindow]) -> list[str]:
    """14:03–14:41离线，15:20前的上报按待确认."""
    lines = []
    for window in sorted(set(windows), key=lambda one: (one.since, one.until is None)):
        until = f"，{clock_of(window.closes_at)}前" if window.closes_at is not None else "，"
        what = f"{until}没见到的按待确认" if window.is_open else "，已补齐"
        lines.append(f"{gap_text(window.since, window.until)}{what}")
    return list(dict.fromkeys(lines))


def countdown(duties: Sequence[Duty], now: datetime) -> tuple[str, str]:
    """(what is due when, how long until then) of the next deadline; the second is "" when all have passed."""
    dues = sorted({duty.period.due_at for duty in duties})
    due = next((due for due in dues if now < due), None)
    if due is None:
        return (f"今天 {_due_words(duties, dues[-1], now)} 的时限已过" if dues else ""), ""
    left = int((due - now).total_seconds() + 59) // 60
    return _due_words(duties, due, now), _length(left)


def _length(minutes: int) -> str:
    """42分钟, 2小时, 2小时5分钟."""
    return f"{minutes // 60}小时" if minutes and not minutes % 60 else minutes_text(minutes)


def _due_words(duties: Sequence[Duty], due: datetime, now: datetime) -> str:
    """20:00 附件2、附件3."""
    names = "、".join(duty.rule.short for duty in duties if duty.period.due_at == due)
    period = next(duty.period for duty in duties if duty.period.due_at == due)
    return f"{due_name(period, day_of(now))} {names}"


def caption(snapshot: Snapshot, cities: Mapping[str, str]) -> str:
    """10:22 青石市 1组 宏图砖厂."""
    team = f" {team_name(snapshot.team)}" if snapshot.team is not None else ""
    return f"{clock_of(snapshot.at)} {cities.get(snapshot.group, '')}{team} {shorten(snapshot.place, _PLACE)}"


def hour_charts(hours: Sequence[int], pace: Pace, now: datetime | None) -> tuple[str, str, list[tuple[str, int, int]]]:
    """(records of each hour, records so far against the pace, rows of both as a table); `now` where the day goes on."""
    until = 24.0 if now is None else _hour_of(now)
    busy = [hour for hour, count in enumerate(hours) if count]
    first = min([int(pace.begins), *busy])
    shown = range(first, max([ceil(pace.ends) - 1, *busy]) + 1)
    sums = running_total(hours)
    known = [hour for hour in shown if hour < until]
    each = pace.wanted / (pace.ends - pace.begins) if pace.ends > pace.begins else 0.0
    bars = bar_chart(
        "by-hour",
        "每小时记录",
        f"共{sums[-1]}条，每小时约需{each:.0f}条",
        [Column(f"{hour}时", (hours[hour],), now is not None and hour == int(until)) for hour in shown],
        each if pace.wanted else None,
    )
    so_far = [(0.0, 0), *((min(hour + 1, until) - first, sums[hour]) for hour in known)]
    line = line_chart(
        "so-far",
        "累计记录与要求的进度",
        f"累计{sums[-1]}条，到现在约需{pace.needed_by(until):.0f}个，全天{pace.wanted}个",
        [f"{hour}时" for hour in (first, *(hour + 1 for hour in shown))],
        so_far,
        [(hour - first, pace.needed_by(hour)) for hour in (first, *(hour + 1 for hour in shown))],
    )
    return bars, line, [(f"{hour}时", hours[hour], sums[hour]) for hour in known]


def _hour_of(moment: datetime) -> float:
    there = moment.astimezone(SHANGHAI)
    return there.hour + there.minute / 60


def day_chart(days: Sequence[DayCount], today: date) -> str:
    """Points and problems of each day of a round, or of a fortnight."""
    columns = [Column(f"{one.day.day}日", (one.points, one.problems), one.day == today) for one in days]
    so_far = sum(one.points for one in days), sum(one.problems for one in days)
    told = f"{day_name(days[0].day)}至{day_name(days[-1].day)}，点位{so_far[0]}个，问题{so_far[1]}个"
    return bar_chart("by-day", "每天点位与问题", told, columns)


def pace_of(campaign: Campaign, duties: Sequence[Duty], wanted: int) -> Pace:
    """From the end of the quiet hours to the day's deadline."""
    due = max((duty.period.due_at for duty in duties), default=None)
    ends = campaign.deadline if due is None else due.astimezone(SHANGHAI).time()
    begins = campaign.quiet_to
    return Pace(begins.hour + begins.minute / 60, ends.hour + ends.minute / 60 or 24.0, wanted)
