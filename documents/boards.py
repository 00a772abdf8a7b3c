"""Boards: the evening tally as a picture for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from documents.drawing import (
    ALERT,
    BAND,
    BAND_MUTED,
    DONE,
    INK,
    MARGIN,
    MUTED,
    PAPER,
    RULE,
    SHORT,
    SHORT_PAPER,
    STRIPE,
    TRACK,
    WIDTH,
    Sheet,
    font,
    wrap,
)
from documents.lines import BY_CHAT, as_of_name, day_name, percent, team_name
from documents.tallies import MET, definitions
from domain.campaigns import Quota
from domain.tallies import DayTally, GroupTally, Ranked, TeamTally, rank

TITLE, BODY, FIGURE = 52, 34, 60
_INNER = WIDTH - 2 * MARGIN
#: More visits than this are not drawn one by one.
_BLOCKS = 16
#: Pixels between two large figures: at least, at most.
_GAP, _WIDEST_GAP = 28, 72
_BAND, _FIGURES, _HEADING, _TEAM_ROW, _GROUP_ROW, _FOOT_LINE = 184, 176, 72, 104, 124, 50

#: Left edge and width of each column.
_TEAM_COLUMNS = {
    "team": (48, 116),
    "points": (168, 312),
    "industrial": (520, 230),
    "findings": (770, 90),
    "violations": (900, 132),
}
_GROUP_COLUMNS = {
    "place": (48, 60),
    "group": (124, 200),
    "rate": (332, 200),
    "done": (556, 128),
    "points": (684, 84),
    "industrial": (768, 88),
    "findings": (856, 88),
    "violations": (944, 88),
}
_COUNT_HEADINGS = (
    ("检查", "点位", "points"),
    ("工业", "企业", "industrial"),
    ("问题", "", "findings"),
    ("涉嫌", "违法", "violations"),
)
_WEEKDAYS = "一二三四五六日"


def draw_group_board(tally: DayTally, group: str, quota: Quota) -> bytes:
    """A group's own board: its figures, then each team against the quota. PNG, 1080 px wide.

    Raises KeyError for a group that the tally does not have.
    """
    own = tally.of(group)
    if own is None:
        raise KeyError(group)
    notes = _group_notes(own, quota)
    sheet = Sheet(_BAND + _FIGURES + _HEADING + _TEAM_ROW * len(own.teams) + _foot_height(notes))
    _band(sheet, own.name, tally)
    figures = (("检查点位", own.points), ("工业企业", own.industrial), ("问题", own.findings))
    counts = [(name, str(value), INK) for name, value in figures]
    _figures(sheet, _BAND, [*counts, *_grave(own.violations, own.urgent), _rate_figure(own.discovery_rate)])
    y = _BAND + _FIGURES
    _heading(sheet, y)
    for i, team in enumerate(own.teams):
        _team_row(sheet, y + _HEADING + i * _TEAM_ROW, team, quota, i % 2 == 1)
    _foot(sheet, notes)
    return sheet.png()


def draw_command_board(tally: DayTally, quota: Quota) -> bytes:
    """The command room's board: all groups ranked by discovery rate. PNG, 1080 px wide."""
    ranked = rank(tally)
    notes = _command_notes(tally, quota)
    heading = _HEADING + 40
    sheet = Sheet(_BAND + _FIGURES + heading + _GROUP_ROW * len(ranked) + _foot_height(notes))
    _band(sheet, "各组检查情况评比", tally)
    groups = tally.groups
    visits, found = sum(g.visits for g in groups), sum(g.with_finding for g in groups)
    teams = [team for group in groups for team in group.numbered]
    met = sum(not any(team.short(quota)) for team in teams)
    figures = [
        ("检查点位", str(sum(g.points for g in groups)), INK),
        ("工业企业", str(sum(g.industrial for g in groups)), INK),
        ("问题", str(sum(g.findings for g in groups)), INK),
        *_grave(sum(g.violations for g in groups), sum(g.urgent for g in groups)),
        _rate_figure(Fraction(found, visits) if visits else None),
        (f"{MET}小组", f"{met}/{len(teams)}", INK),
    ]
    _figures(sheet, _BAND, figures)
    y = _BAND + _FIGURES
    _ranking_heading(sheet, y, heading)
    for i, row in enumerate(ranked):
        _group_row(sheet, y + heading + i * _GROUP_ROW, row, quota, i % 2 == 1)
    _foot(sheet, notes)
    return sheet.png()


def board_payload(tally: DayTally, quota: Quota, group: str | None) -> dict[str, Any]:
    """What a board is drawn from, as plain JSON: a group's own, or (None) the command room's."""
    shown = tally if group is None else tally.only([group])
    return {
        "board": {
            "group": group,
            "day": shown.day.isoformat(),
            "as_of": shown.as_of.isoformat(),
            "quota": asdict(quota),
            "groups": [asdict(g) for g in shown.groups],
        }
    }


def board_groups(payload: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the groups that are on a board."""
    return frozenset(group["key"] for group in payload["board"]["groups"])


def draw_from(payload: Mapping[str, Any]) -> bytes:
    """The PNG of a `board_payload`; for a worker process."""
    board = payload["board"]
    groups = tuple(
        GroupTally(g["key"], g["name"], g["city"], tuple(TeamTally(**team) for team in g["teams"]))
        for g in board["groups"]
    )
    tally = DayTally(date.fromisoformat(board["day"]), datetime.fromisoformat(board["as_of"]), groups)
    quota = Quota(**board["quota"])
    if board["group"] is None:
        return draw_command_board(tally, quota)
    return draw_group_board(tally, board["group"], quota)


def _band(sheet: Sheet, title: str, tally: DayTally) -> None:
    sheet.box(0, 0, WIDTH, _BAND, BAND)
    sheet.text(MARGIN, 72, title, TITLE, PAPER, bold=True, width=_INNER)
    when = f"{day_name(tally.day)} 星期{_WEEKDAYS[tally.day.weekday()]} · 截至 {as_of_name(tally.day, tally.as_of)}"
    sheet.text(MARGIN, 136, when, BODY, BAND_MUTED, width=_INNER)


def _figures(sheet: Sheet, y: int, figures: list[tuple[str, str, str]]) -> None:
    """A row of large figures with their names below, each as wide as it needs, all equally far apart."""
    names = [font(32).getlength(name) for name, _, _ in figures]

    def widths(size: int) -> list[float]:
        lengths = (font(size, True).getlength(figure) for _, figure, _ in figures)
        return [max(pair) for pair in zip(lengths, names, strict=True)]

    least = _GAP * (len(figures) - 1)
    size = next((n for n in range(FIGURE, 32, -2) if sum(widths(n)) + least <= _INNER), 32)
    gap = min(_WIDEST_GAP, (_INNER - sum(widths(size))) / max(1, len(figures) - 1))
    left = float(MARGIN)
    for (name, figure, colour), width in zip(figures, widths(size), strict=True):
        sheet.text(left, y + 70, figure, size, colour, bold=True, width=width + 1)
        sheet.text(left, y + 128, name, 32, MUTED, width=width + 1)
        left += width + gap
    sheet.box(MARGIN, y + _FIGURES - 2, _INNER, 2, RULE)


def _rate_figure(rate: Fraction | None) -> tuple[str, str, str]:
    return "发现率", percent(rate), INK


def _grave(violations: int, urgent: int) -> list[tuple[str, str, str]]:
    """涉嫌违法 always, 紧急 only where there is any."""
    figures = [("涉嫌违法", str(violations), ALERT if violations else INK)]
    if urgent:
        figures.append(("紧急", str(urgent), ALERT))
    return figures


def _heading(sheet: Sheet, y: int) -> None:
    middle = y + _HEADING / 2
    for name, column in (("小组", "team"), ("点位", "points"), ("工业企业", "industrial")):
        sheet.text(_TEAM_COLUMNS[column][0], middle, name, 32, MUTED)
    for name, column in (("问题", "findings"), ("涉嫌违法", "violations")):
        x, width = _TEAM_COLUMNS[column]
        sheet.text(x + width, middle, name, 32, MUTED, align="right")


def _team_row(sheet: Sheet, y: int, team: TeamTally, quota: Quota, striped: bool) -> None:
    if striped:
        sheet.box(0, y, WIDTH, _TEAM_ROW, STRIPE)
    middle = y + _TEAM_ROW / 2
    x, width = _TEAM_COLUMNS["team"]
    name = team_name(team.team) + ("中止" if team.stopped else "")
    sheet.text(x, middle, name, 38, bold=True, width=width)
    points, industrial = team.asked(quota)
    owed = (quota.visits, quota.industrial) if team.team is not None else (0, 0)
    _measure(sheet, "points", y, team.points, owed[0], points)
    _measure(sheet, "industrial", y, team.industrial, owed[1], industrial)
    for column, value, colour in (("findings", team.findings, INK), ("violations", team.violations, ALERT)):
        x, width = _TEAM_COLUMNS[column]
        sheet.text(x + width, middle, str(value), 38, colour if value else MUTED, bold=value > 0, align="right")


def _measure(sheet: Sheet, column: str, y: int, value: int, owed: int, missing: int) -> None:
    """value/owed with a bar of one block each, and 差n in a pill where something is missing."""
    x, width = _TEAM_COLUMNS[column]
    figure = f"{value}/{owed}" if owed else str(value)
    sheet.text(x, y + 38, figure, 38, SHORT if missing else INK, bold=True)
    if missing:
        word = f"差{missing}"
        length = font(32, True).getlength(word) + 28
        sheet.pill(x + width - length, y + 17, length, 44, SHORT_PAPER)
        sheet.text(x + width - length / 2, y + 38, word, 32, SHORT, bold=True, align="middle")
    if owed:
        _blocks(sheet, x, y + 72, width, min(value, owed), owed)


def _blocks(sheet: Sheet, x: int, y: int, width: int, done: int, owed: int) -> None:
    """One block for each visit owed, hollow where it is missing; many of them become one bar."""
    if owed > _BLOCKS:
        _bar(sheet, x, y, width, Fraction(done, owed), DONE)
        return
    step = (width + 6) / owed
    for i in range(owed):
        left = round(x + i * step)
        across = round(x + (i + 1) * step) - 6 - left
        sheet.pill(left, y, across, 16, DONE if i < done else SHORT, 4)
        if i >= done:
            sheet.pill(left + 2, y + 2, across - 4, 12, SHORT_PAPER, 3)


def _bar(sheet: Sheet, x: int, y: int, width: int, share: Fraction | None, colour: str) -> None:
    sheet.pill(x, y, width, 14, TRACK)
    if share:
        sheet.pill(x, y, max(14, float(share) * width), 14, colour)


def _ranking_heading(sheet: Sheet, y: int, height: int) -> None:
    x, _ = _GROUP_COLUMNS["place"]
    sheet.text(x, y + height / 2, "名次", 32, MUTED)
    for name, column in (("组", "group"), ("问题发现率", "rate"), ("完成率", "done")):
        sheet.text(_GROUP_COLUMNS[column][0], y + height / 2, name, 32, MUTED)
    for first, second, column in _COUNT_HEADINGS:
        x, width = _GROUP_COLUMNS[column]
        sheet.text(x + width, y + height / 2 - (21 if second else 0), first, 32, MUTED, align="right")
        sheet.text(x + width, y + height / 2 + 21, second, 32, MUTED, align="right")


def _group_row(sheet: Sheet, y: int, ranked: Ranked, quota: Quota, striped: bool) -> None:
    group, middle = ranked.group, y + _GROUP_ROW / 2
    if striped:
        sheet.box(0, y, WIDTH, _GROUP_ROW, STRIPE)
    _place(sheet, y, ranked, group.is_small(quota))
    x, width = _GROUP_COLUMNS["group"]
    sheet.text(x, y + 42, group.city, 38, bold=True, width=width)
    met = sum(not any(team.short(quota)) for team in group.numbered)
    short = met < len(group.numbered)
    sheet.text(x, y + 88, f"{'▲' if short else '✓'}{MET}{met}/{len(group.numbered)}", 32, SHORT if short else DONE)
    _share(sheet, "rate", y, group.discovery_rate, f"{group.with_finding}/{group.visits}", BAND)
    if group.visits and group.is_small(quota):
        x, _ = _GROUP_COLUMNS["rate"]
        sheet.text(x + font(40, True).getlength(percent(group.discovery_rate)) + 4, y + 32, "＊", 32, SHORT, bold=True)
    _share(sheet, "done", y, group.completion(quota), "", DONE)
    counts = (("points", group.points), ("industrial", group.industrial), ("findings", group.findings))
    for column, value in (*counts, ("violations", group.violations)):
        x, width = _GROUP_COLUMNS[column]
        grave = column == "violations" and value > 0
        colour = ALERT if grave else INK if value else MUTED
        sheet.text(x + width, middle, str(value), 36, colour, bold=grave, align="right")


def _place(sheet: Sheet, y: int, ranked: Ranked, is_small: bool) -> None:
    x, _ = _GROUP_COLUMNS["place"]
    middle = y + _GROUP_ROW / 2
    if not ranked.group.visits:
        sheet.text(x + 30, middle, "—", 38, MUTED, align="middle")
        return
    first = ranked.place <= 3 and not is_small
    sheet.pill(x, middle - 30, 60, 60, BAND if first else TRACK)
    sheet.text(x + 30, middle, str(ranked.place), 36, PAPER if first else INK, bold=True, align="middle")


def _share(sheet: Sheet, column: str, y: int, share: Fraction | None, basis: str, colour: str) -> None:
    x, width = _GROUP_COLUMNS[column]
    length = sheet.text(x, y + 46, percent(share), 40, INK if share else MUTED, bold=True)
    if length + font(32).getlength(basis) + 12 <= width:
        sheet.text(x + width, y + 46, basis, 32, MUTED, align="right")
    _bar(sheet, x, y + 84, width, share, colour)


def _group_notes(group: GroupTally, quota: Quota) -> list[str]:
    notes = [f"每个小组每天点位{quota.visits}个，其中工业企业{quota.industrial}家。"]
    if group.visits != group.points:
        notes.append(f"记录{group.visits}条；一个小组同一天同一点位计一次。")
    return [*notes, f"{BY_CHAT}。"]


def _command_notes(tally: DayTally, quota: Quota) -> list[str]:
    counted = any(group.visits for group in tally.groups)
    notes = [f"{line}。" for line in definitions(quota)] if counted else ["各组群内未见点位记录。"]
    if any(group.visits and group.is_small(quota) for group in tally.groups):
        notes.append(f"＊检查点位不足{quota.visits}个，发现率仅供参考。")
    return [*notes, f"{BY_CHAT}。"]


def _foot_lines(notes: list[str]) -> list[str]:
    return [line for note in notes for line in wrap(note, 32, _INNER)]


def _foot_height(notes: list[str]) -> int:
    return 60 + _FOOT_LINE * len(_foot_lines(notes))


def _foot(sheet: Sheet, notes: list[str]) -> None:
    lines = _foot_lines(notes)
    y = sheet.image.height - 32 - _FOOT_LINE * len(lines)
    sheet.box(MARGIN, y - 12, _INNER, 2, RULE)
    for i, line in enumerate(lines):
        sheet.text(MARGIN, y + _FOOT_LINE * (i + 0.5) + 4, line, 32, MUTED)
