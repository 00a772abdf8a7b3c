"""台账: every problem of a round or of some days as an Excel file, with its sums and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from documents.file_names import file_name
from documents.lines import (
    BY_CHAT,
    OUTCOMES,
    as_of_name,
    clock_of,
    day_name,
    one_line,
    percent,
    shorten,
    team_name,
    tick,
)
from documents.papers import group_name_of
from documents.workbooks import Cell, Columns, Sheet
from domain.period_tallies import CategoryCount, Figures, GroupFigures
from domain.problem_lists import Marks
from domain.report_periods import Period
from domain.rosters import Roster
from domain.visits import UNTOUCHED, Visit

_ALL = "合计"
#: Photos of a visit that a row shows.
MOST_PHOTOS = 3
NO_PHOTO, NOT_MADE = "无", "未生成"
_UNTOLD = "（没有写明问题）"

COLUMNS: Columns = (
    ("编号", 7),
    ("日期", 11),
    ("轮次", 6),
    ("核查组", 12),
    ("小组", 7),
    ("点位", 28),
    ("县区", 12),
    ("工业企业", 9),
    ("类别", 12),
    ("问题（组员原话）", 56),
    ("结果", 12),
    ("检查方式", 10),
    ("紧急", 6),
    ("管控期间", 10),
    ("照片", 6),
    ("视频", 6),
    ("报送人", 10),
    ("报送时间", 10),
    ("更正过", 8),
    ("群消息编号", 24),
    *((f"图{n}", 15) for n in range(1, MOST_PHOTOS + 1)),
)
_SUMS: Columns = (
    ("范围", 26),
    ("检查点位", 10),
    ("记录", 8),
    ("工业企业", 10),
    ("问题点位", 10),
    ("存在问题", 10),
    ("立行立改", 10),
    ("需整改交办", 12),
    ("涉嫌违法", 10),
    ("违法点位", 10),
    ("紧急", 8),
    ("问题发现率", 12),
)
_DEFINITIONS = (
    ("一行", "一个问题一行；一处查出几个问题就有几行，编号相同"),
    ("记录", "群里报的一次检查"),
    ("检查点位", "同一小组同一天同一点位计一次；第二天再查另计，所以各天日报相加等于本表"),
    ("工业企业", "检查点位里的工业企业"),
    ("问题点位", "至少有一个问题的检查点位"),
    ("存在问题", "逐条计；结果是立行立改、交办、涉嫌违法而没有写出问题的，计一个"),
    ("立行立改、需整改交办、涉嫌违法", "按记录的结果计"),
    ("违法点位", "有涉嫌违法记录的检查点位，不多于问题点位和存在问题；轮次报告的第四个数"),
    ("紧急", "标为紧急的记录"),
    ("问题发现率", "有问题的记录÷全部记录"),
    ("更正过", "有人按编号更正、合并或拆分过的写“是”"),
    ("照片、视频", "不同的文件各计一次；图是缩小的样张，原件另存"),
)


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """One day of a ledger; by number `evidence`, (photos, videos), and `photos`, the cells for pictures."""

    visits: Sequence[Visit]
    marks: Marks
    evidence: Mapping[int, tuple[int, int]]
    photos: Mapping[int, Sequence[Cell]]


def ledger_rows(day: LedgerDay, roster: Roster, categories: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    """A row for each problem of the day, by group as the roster has them, then by team and number."""
    order = {group.key: n for n, group in enumerate(roster.groups)}
    for visit in sorted(day.visits, key=lambda v: (order.get(v.group, 99), v.team or 99, v.number or 0)):
        told = [(one_line(f.text), categories.get(f.category, f.category)) for f in visit.findings]
        for text, category in told or [(_UNTOLD, "")] * visit.problems:
            yield _row(visit, text, category, day, roster)


def _row(visit: Visit, text: str, category: str, day: LedgerDay, roster: Roster) -> Sequence[Cell]:
    number = visit.number or 0
    of_round, author = roster.round_on(visit.day), roster.known.get(visit.author)
    photos, videos = day.evidence.get(number, (0, 0))
    return [
        number,
        visit.day.isoformat(),
        of_round.number if of_round else "",
        group_name_of(visit.group, roster),
        team_name(visit.team),
        one_line(visit.place),
        visit.county or "",
        tick(visit.industrial),
        category,
        text,
        OUTCOMES[visit.outcome],
        day.marks.checks.get(number, ""),
        tick(visit.urgent),
        day.marks.controls.get(number, ""),
        photos,
        videos,
        author.name if author else "",
        clock_of(visit.reported_at),
        tick(visit.hand != UNTOUCHED),
        " ".join(one_line(key) for key in visit.message_ids),
        *_pictures(day.photos.get(number, ())),
    ]


def _pictures(photos: Sequence[Cell]) -> list[Cell]:
    shown = list(photos[:MOST_PHOTOS]) or [NO_PHOTO]
    return [*shown, *[""] * (MOST_PHOTOS - len(shown))]


def sums_sheet(title: str, rows: Iterable[Sequence[Cell]]) -> Sheet:
    return Sheet("合计", title, _SUMS, rows)


def sum_rows(
    total: Figures,
    groups: Sequence[GroupFigures],
    days: Sequence[tuple[date, Figures]],
    kinds: Sequence[CategoryCount],
    categories: Mapping[str, str],
) -> Iterator[Sequence[Cell]]:
    """The whole, then each group where there are several, each day, and each kind of problem."""
    yield _figures(_ALL, total)
    if len(groups) > 1:
        yield from (_figures(group.name, group.total) for group in groups)
    yield from (_figures(day_name(day), figures) for day, figures in days)
    for kind in kinds:
        name = f"类别：{categories.get(kind.key, kind.key)}"
        yield [name, "", "", "", kind.points, kind.problems, *[""] * (len(_SUMS) - 6)]


def _figures(name: str, found: Figures) -> Sequence[Cell]:
    counts = (
        found.points,
        found.visits,
        found.industrial,
        found.problem_points,
        found.problems,
        found.corrected,
        found.handover,
        found.violations,
        found.filings,
        found.urgent,
    )
    return [one_line(name), *counts, percent(found.discovery_rate)]


def definitions_sheet(remarks: Iterable[str]) -> Sheet:
    """What the words mean; `remarks` are told of this very ledger."""
    rows = [*_DEFINITIONS, *(("说明", remark) for remark in (f"{BY_CHAT}。", *remarks))]
    return Sheet("说明", "各项怎么数", (("项目", 32), ("意思", 90)), rows)


def few_photos_remark(most: int) -> str:
    """Said where a ledger would be too large with all its pictures."""
    return f"记录较多，每处只放{most}张样张。" if most else "记录较多，没有放样张；分天、分组要台账就有。"


def period_name(period: Period) -> str:
    """第2轮, 11月6日至11月20日, 11月6日."""
    if period.round is not None:
        return f"第{period.round}轮"
    return (
        day_name(period.first) if period.first == period.last else f"{day_name(period.first)}至{day_name(period.last)}"
    )


def ledger_title(period: Period, groups: Sequence[str], roster: Roster, as_of: datetime) -> str:
    """【问题台账】青石组 第2轮（11月6日至11月23日） 截至11月20日15:10."""
    whose = shorten(group_name_of(groups[0], roster), 40) if len(groups) == 1 else "各组"
    days = f"（{day_name(period.first)}至{day_name(period.last)}）" if period.round is not None else ""
    return f"【问题台账】{whose} {period_name(period)}{days} 截至{as_of_name(period.last, as_of)}"


def ledger_file_name(period: Period, groups: Sequence[str], roster: Roster) -> str:
    """问题台账青石组第2轮.xlsx."""
    whose = group_name_of(groups[0], roster) if len(groups) == 1 else "各组"
    return file_name(f"问题台账{whose}{period_name(period)}", ".xlsx")


def ledger_text(period: Period) -> str:
    return f"{period_name(period)}问题台账，见附表。{BY_CHAT}。"


def without_ledger_text(period: Period) -> str:
    return f"{period_name(period)}台账没有做成，请分天再要一次，例：台账 {day_name(period.first)}"
