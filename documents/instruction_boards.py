"""Who has answered, as a picture for a phone: one instruction by team, or several of a day side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from documents.amendments import status_words
from documents.drawing import (
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
    WIDTH,
    Sheet,
)
from documents.instruction_tallies import words_of
from documents.lines import BY_CHAT, as_of_name, clock_of, day_name
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.instruction_tallies import GroupAnswers, InstructionTally, silent_first
from domain.instructions import Status
from domain.rosters import Roster

MOST = 4  # instructions side by side
_BAND, _FIGURES, _HEADING, _ROW, _FOOT = 184, 168, 96, 92, 92
_NAME = 224  # pixels of the column with the group's name
_BLOCK, _MOST_BLOCKS = 56, 8  # of the teams, each with its number
#: `alert`: nothing was heard; `short`: something is still owed. Both stand in a pill.
_TONES = {"ink": INK, "done": DONE, "alert": SHORT, "short": SHORT, "muted": MUTED}


@dataclass(frozen=True, slots=True)
class Cell:
    """`blocks` are teams, each with its own tone; without them `text` stands there."""

    text: str
    tone: str = "ink"
    blocks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    silent: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What is drawn: `columns` are (heading, what stands below it, its share of the width)."""

    title: str
    subtitle: str
    figures: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str, int], ...]
    rows: tuple[Row, ...]
    note: str


def instruction_board_payload(tallies: Sequence[InstructionTally], roster: Roster, now: datetime) -> dict[str, Any]:
    """What the board is drawn from, as plain JSON. Of more than MOST instructions the last ones are drawn."""
    board = _of_one(tallies[0], roster, now) if len(tallies) == 1 else _of_several(tallies, roster, now)
    return {"instruction_board": asdict(board)}


def draw_instruction_board(payload: Mapping[str, Any]) -> bytes:
    """The PNG of an `instruction_board_payload`; for a worker process."""
    board = payload["instruction_board"]
    figures = _FIGURES if board["figures"] else 0
    sheet = Sheet(_BAND + figures + _HEADING + _ROW * len(board["rows"]) + _FOOT)
    sheet.box(0, 0, WIDTH, _BAND, BAND)
    sheet.text(MARGIN, 70, board["title"], 52, PAPER, bold=True, width=WIDTH - 2 * MARGIN)
    sheet.text(MARGIN, 136, board["subtitle"], 34, BAND_MUTED, width=WIDTH - 2 * MARGIN)
    _figures(sheet, board["figures"])
    lefts = _lefts(board["columns"])
    _headings(sheet, _BAND + figures, board["columns"], lefts)
    for i, row in enumerate(board["rows"]):
        _row(sheet, _BAND + figures + _HEADING + i * _ROW, row, lefts, i % 2 == 1)
    sheet.text(MARGIN, sheet.image.height - _FOOT / 2, board["note"], 32, MUTED, width=WIDTH - 2 * MARGIN)
    return sheet.png()


def _of_one(tally: InstructionTally, roster: Roster, now: datetime) -> Board:
    """Of one instruction: its leader or liaison, each team, and what was told."""
    instruction = tally.instruction
    teams = [(team, group) for group in tally.groups for team in group.teams]
    figures = [
        ("已回", f"{len(tally.received)}/{len(tally.groups)}组"),
        ("小组", f"{sum(team in group.received for team, group in teams)}/{len(teams)}"),
    ]
    columns = [("组长", "联络员", 2), ("小组", "", 6)]
    if tally.wants_feedback:
        figures.append(("反馈", f"{len(tally.told)}/{len(tally.groups)}组"))
        issued_on = day_of(instruction.issued_at)
        figures += [("反馈时限", as_of_name(issued_on, instruction.due_at))] if instruction.due_at else []
        columns.append(("反馈", "", 2))
    state = status_words(instruction)
    return Board(
        f"指令 {instruction.number}" + (f"（{state}）" if state else ""),
        f"{words_of(instruction)} · 截至 {as_of_name(day_of(instruction.issued_at), now)}",
        tuple(figures),
        tuple(columns),
        tuple(
            Row(group_name_of(group.key, roster), not group.received, _cells(group, tally))
            for group in silent_first(tally)
        ),
        f"没有回的排在前面。{BY_CHAT}。",
    )


def _cells(group: GroupAnswers, tally: InstructionTally) -> tuple[Cell, ...]:
    if group.waits:
        return (Cell("待发", "muted"), *[Cell("")] * (2 if tally.wants_feedback else 1))
    leader = Cell("收到", "done") if None in group.received else Cell("—", "muted")
    missing = "muted" if group.received else "alert"  # a leader answers for the group
    blocks = tuple((team, "done" if team in group.received else missing) for team in group.teams)
    count = f"{len(group.teams_received)}/{len(group.teams)}"
    cells = [leader, Cell("", blocks=blocks) if len(blocks) <= _MOST_BLOCKS else Cell(count)]
    if tally.wants_feedback:
        cells.append(_feedback_cell(group))
    return tuple(cells)


def _feedback_cell(group: GroupAnswers) -> Cell:
    return Cell(clock_of(group.feedbacks[-1].at), "done") if group.feedbacks else Cell("待反馈", "short")


def _of_several(tallies: Sequence[InstructionTally], roster: Roster, now: datetime) -> Board:
    """Of several: a column each; the groups that lack most come first."""
    shown = tallies[-MOST:]
    keys = {key: None for tally in shown for key in tally.instruction.groups}
    cells = {key: tuple(_cell(tally.of(key), tally) for tally in shown) for key in keys}
    order = sorted(keys, key=lambda key: [-_count(cells[key], tone) for tone in ("alert", "short")])
    day = day_of(tallies[0].instruction.issued_at)
    left_out = f"只画最近{MOST}条。" if len(tallies) > len(shown) else ""
    return Board(
        "指令情况",
        f"{day_name(day)} · 截至 {as_of_name(day, now)}",
        (),
        tuple((t.instruction.number, _below(t), 2) for t in shown),
        tuple(Row(group_name_of(key, roster), _count(cells[key], "alert") > 0, cells[key]) for key in order),
        f"{left_out}数字是已回的小组。{BY_CHAT}。",
    )


def _count(cells: Sequence[Cell], tone: str) -> int:
    return sum(cell.tone == tone for cell in cells)


def _below(tally: InstructionTally) -> str:
    return status_words(tally.instruction)[:3] or f"已回{len(tally.received)}/{len(tally.groups)}"


def _cell(group: GroupAnswers | None, tally: InstructionTally) -> Cell:
    """How one group stands to one instruction, in a word; what holds no more lacks nothing."""
    if group is None:
        return Cell("·", "muted")
    holds = tally.instruction.status is Status.ISSUED
    if group.waits:
        return Cell("待发", "muted")
    if not group.received:
        return Cell("未见", "alert") if holds else Cell("—", "muted")
    if tally.instruction.due_at and not group.feedbacks and holds:
        return Cell("待反馈", "short")
    if group.feedbacks:
        return Cell("已反馈", "done")
    teams = f" {len(group.teams_received)}/{len(group.teams)}" if group.teams else ""
    return Cell("收到" + teams, "done")


def _figures(sheet: Sheet, figures: Sequence[Sequence[str]]) -> None:
    step = (WIDTH - 2 * MARGIN) / max(1, len(figures))
    for i, (name, figure) in enumerate(figures):
        left = MARGIN + i * step
        size = 54 if len(figures) < 4 else 44
        sheet.text(left, _BAND + 66, figure, size, INK, bold=True, width=step - 12)
        sheet.text(left, _BAND + 122, name, 32, MUTED, width=step - 12)
    if figures:
        sheet.box(MARGIN, _BAND + _FIGURES - 2, WIDTH - 2 * MARGIN, 2, RULE)


def _lefts(columns: Sequence[Sequence[Any]]) -> list[tuple[float, float]]:
    """Left edge and width of each column behind the name."""
    whole, left, lefts = WIDTH - 2 * MARGIN - _NAME, float(MARGIN + _NAME), []
    for _, _, share in columns:
        width = whole * share / sum(column[2] for column in columns)
        lefts.append((left, width - 16))
        left += width
    return lefts


def _headings(sheet: Sheet, y: int, columns: Sequence[Sequence[Any]], lefts: Sequence[tuple[float, float]]) -> None:
    sheet.text(MARGIN, y + _HEADING / 2, "组", 32, MUTED)
    for (first, second, _), (left, width) in zip(columns, lefts, strict=True):
        sheet.text(left, y + _HEADING / 2 - (20 if second else 0), first, 32, MUTED, width=width)
        sheet.text(left, y + _HEADING / 2 + 20, second, 32, MUTED, width=width)


def _row(sheet: Sheet, y: int, row: Mapping[str, Any], lefts: Sequence[tuple[float, float]], striped: bool) -> None:
    if striped:
        sheet.box(0, y, WIDTH, _ROW, STRIPE)
    middle = y + _ROW / 2
    colour = SHORT if row["silent"] else INK
    sheet.text(MARGIN, middle, row["name"], 38, colour, bold=True, width=_NAME - 16)
    for cell, (left, width) in zip(row["cells"], lefts, strict=True):
        if cell["blocks"]:
            _teams(sheet, left, middle, width, cell["blocks"])
        else:
            is_short = cell["tone"] in ("alert", "short")
            if is_short:
                sheet.pill(left - 12, middle - 28, min(width, 24 + 34 * len(cell["text"])), 56, SHORT_PAPER)
            sheet.text(left, middle, cell["text"], 34, _TONES[cell["tone"]], bold=is_short, width=width)


def _teams(sheet: Sheet, left: float, middle: float, width: float, blocks: Sequence[Sequence[Any]]) -> None:
    """A block for each team with its number: full where it has answered, hollow where not."""
    across = min(_BLOCK, (width - 24) / len(blocks) - 8)
    for i, (team, tone) in enumerate(blocks):
        x, answered = left + i * (across + 8), tone == "done"
        sheet.pill(x, middle - 26, across, 52, _TONES[tone], 8)
        if not answered:
            sheet.pill(x + 3, middle - 23, across - 6, 46, SHORT_PAPER if tone == "alert" else PAPER, 6)
        colour = PAPER if answered else _TONES[tone]
        sheet.text(x + across / 2, middle, str(team), 32, colour, bold=True, align="middle")
