"""清单: what was found, visit by visit, as chat text and as the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from documents.lines import (
    BY_CHAT,
    OUTCOMES,
    PHONE_LINE,
    clock_of,
    day_name,
    one_line,
    shorten,
    team_name,
    tick,
    urgent_mark,
)
from documents.papers import group_name_of
from documents.tallies import head_line
from domain.problem_lists import ListKind, Marks
from domain.rosters import Roster
from domain.visits import Visit

TITLES = {
    ListKind.VISITS: "点位清单",
    ListKind.PROBLEMS: "问题清单",
    ListKind.VIOLATIONS: "涉嫌违法清单",
    ListKind.HANDOVERS: "交办清单",
    ListKind.CORRECTED: "立行立改清单",
}
_NO_COUNTY = "未注明县区"
_FACT = 160  # half-widths of one problem in a list on a phone

#: Headings of the table and the width of each column in characters.
COLUMNS = (
    ("编号", 6),
    ("日期", 10),
    ("核查组", 10),
    ("小组", 6),
    ("点位", 30),
    ("县区", 12),
    ("工业企业", 8),
    ("回头看", 7),
    ("管控期间", 9),
    ("检查方式", 9),
    ("结果", 11),
    ("紧急", 6),
    ("问题数", 7),
    ("问题（组员原话）", 60),
    ("类别", 20),
    ("照片", 6),
    ("视频", 6),
    ("报送时间", 9),
    ("报送人", 10),
)


def title_of(kind: ListKind, check: str, *, in_control: bool) -> str:
    """管控期间问题清单; `check` is the kind of check that it is confined to, "" for all."""
    return f"{'管控期间' * in_control}{check}{TITLES[kind]}"


def problem_list_text(
    title: str,
    visits: Sequence[Visit],
    marks: Marks,
    roster: Roster,
    day: date,
    as_of: datetime,
    *,
    by_county: bool = False,
) -> str:
    """The list for a phone: by group, then by county or by team; a problem a line."""
    problems = sum(visit.problems for visit in visits)
    counts = f"{len(visits)}处" + (f"，问题{problems}个" if problems else "")
    lines = [head_line(title, day, as_of), counts if visits else "群内未见"]
    several = len({visit.group for visit in visits}) > 1
    for visit, group, county in _in_order(visits, roster, by_county=by_county):
        lines += [shorten(group, PHONE_LINE)] * several * bool(group)
        lines += [shorten(county, PHONE_LINE)] * bool(county)
        lines += _visit_lines(visit, marks, with_county=not by_county)
    return "\n".join([*lines, BY_CHAT])


def _in_order(visits: Sequence[Visit], roster: Roster, *, by_county: bool) -> list[tuple[Visit, str, str]]:
    """Each visit with the heading of its group and of its county, where a new one begins."""
    keys = [group.key for group in roster.groups]

    def group_of(visit: Visit) -> tuple[int, str]:
        return (keys.index(visit.group) if visit.group in keys else len(keys), visit.group)

    def part_of(visit: Visit) -> tuple[bool, str]:
        return (visit.county is None, visit.county or _NO_COUNTY) if by_county else (False, "")

    ordered = sorted(visits, key=lambda v: (group_of(v), part_of(v), v.team or 99, v.number or 0))
    found = []
    for (_, key), of_group in groupby(ordered, group_of):
        heading = group_name_of(key, roster)
        for (_, county), members in groupby(of_group, part_of):
            for visit in members:
                found.append((visit, heading, county))
                heading = county = ""
    return found


def _visit_lines(visit: Visit, marks: Marks, *, with_county: bool) -> list[str]:
    county = f"（{shorten(visit.county, 16)}）" if with_county and visit.county else ""
    head = f"{urgent_mark(visit)}#{visit.number} {team_name(visit.team)} {shorten(visit.place, 40)}{county}"
    numbered = len(visit.findings) > 1
    facts = [f"　{f'({n}) ' if numbered else ''}{shorten(f.text, _FACT)}" for n, f in enumerate(visit.findings, 1)]
    told = [OUTCOMES[visit.outcome], *["管控期间"] * (visit.number in marks.controls)]
    told += [check] if (check := marks.checks.get(visit.number or 0)) else []
    return [f"{head}：{'，'.join(told)}", *facts]


def table_rows(
    visits: Sequence[Visit],
    marks: Marks,
    counts: Mapping[int, tuple[int, int]],
    roster: Roster,
    categories: Mapping[str, str],
) -> list[list[str | int]]:
    """The same visits as rows of COLUMNS; every cell is text or a number. `counts` are (photos, videos)."""
    rows: list[list[str | int]] = []
    for visit, _, _ in _in_order(visits, roster, by_county=False):
        photos, videos = counts.get(visit.number or 0, (0, 0))
        author = roster.known.get(visit.author)
        facts = [f"{n}. {one_line(finding.text)}" for n, finding in enumerate(visit.findings, 1)]
        kinds = [name for key, name in categories.items() if key in visit.categories]
        rows.append(
            [
                visit.number or 0,
                visit.day.isoformat(),
                group_name_of(visit.group, roster),
                team_name(visit.team),
                one_line(visit.place),
                visit.county or "",
                tick(visit.industrial),
                tick(visit.lookback),
                marks.controls.get(visit.number or 0, ""),
                marks.checks.get(visit.number or 0, ""),
                OUTCOMES[visit.outcome],
                tick(visit.urgent),
                visit.problems,
                "\n".join(facts),
                "、".join(kinds),
                photos,
                videos,
                clock_of(visit.reported_at),
                author.name if author else "",
            ]
        )
    return rows


def file_name_of(title: str, groups: Sequence[str], roster: Roster, day: date) -> str:
    """青石组问题清单1020.xlsx; all groups together are named 各组."""
    whose = group_name_of(groups[0], roster) if len(groups) == 1 else "各组"
    return f"{whose}{title}{day:%m%d}.xlsx"


def file_text(title: str, visits: Sequence[Visit], day: date) -> str:
    return f"{day_name(day)}{title}，{len(visits)}处，见附表。{BY_CHAT}。"


def without_file_text(title: str) -> str:
    return f"{title}的表没有做成，请稍后再要一次。"
