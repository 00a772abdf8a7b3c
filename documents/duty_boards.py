"""上报情况: how each group stands with all that is owed, in words and as a picture for a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from documents.instruction_boards import Board as Picture
from documents.instruction_boards import Cell, Row
from documents.lines import BY_CHAT, as_of_name, clock_of, counted, day_name, gap_text, shorten
from documents.papers import STATES, due_name, group_name, minutes_text, name_of, standing_text
from documents.roll_calls import Board
from domain.obligations import Duty
from domain.rosters import Person
from domain.verdicts import UNSEEN, Standing, State

_SHORT = {State.RETURNED, State.UNCONFIRMED, State.UNSIGNED, State.READING}
_WORDS = {
    State.MAILED: "已邮",
    State.DELIVERED: "已登记",
    State.DECLARED: "已交",
    State.UNSIGNED: "待签字",
    State.NOT_DUE: "未见",
    State.MISSING: "未见",
}
_ON_PAGE = {State.NOT_DUE: "未到时限", State.UNSIGNED: "待组长签字", State.DELIVERED: "已登记"}
_LEAST = 3  # groups that are read in words; more stand in the picture


def duty_board_text(board: Board, day: date, now: datetime) -> str:
    """A line for each group where they are few; of many how they stand with each duty, and who is open."""
    head = f"【上报情况】{day_name(day)} 截至{as_of_name(day, now)}，{BY_CHAT}："
    if len(board) <= _LEAST:
        lines = [f"{group_name(group)} {'；'.join(_said(s, day) for s in standings)}" for group, standings in board]
    else:
        lines = [_of_duty([standings[i] for _, standings in board], board, day) for i in range(len(board[0][1]))]
    return "\n".join([head, *lines])


def duty_board_payload(board: Board, day: date, now: datetime) -> dict[str, Any]:
    """What the picture is drawn from (documents/instruction_boards.py), as plain JSON; who lacks most comes first."""
    rows = [Row(group_name(g), _alerts(s) > 0, tuple(cell_of(one) for one in s)) for g, s in board]
    rows.sort(key=lambda row: -sum(cell.tone == "alert" for cell in row.cells))
    heads = board[0][1]
    columns = tuple((name_of(s), f"{due_name(s.period, day)}前", 2) for s in heads)
    subtitle = f"{day_name(day)} · 截至 {as_of_name(day, now)}"
    picture = Picture("上报情况", subtitle, (), columns, tuple(rows), f"没有见到的排在前面。{BY_CHAT}。")
    return {"instruction_board": asdict(picture)}


def nothing_owed_text(day: date) -> str:
    return f"{day_name(day)}没有要报的。"


def shown(duties: Sequence[Duty], most: int) -> list[Duty]:
    """What has room side by side: the day's papers, and of the others those that fall due last."""
    daily = [duty for duty in duties if duty.rule.is_daily][:most]
    others = [duty for duty in duties if not duty.rule.is_daily]
    return daily + others[max(0, len(others) - most + len(daily)) :]


def cell_words(standing: Standing, day: date, people: Mapping[str, Person]) -> tuple[str, str]:
    """How one stands, in a word, and what there is to say of it: when it came, what it lacks, who excused it why."""
    word = _ON_PAGE.get(standing.state, STATES[standing.state])
    when = as_of_name(day, standing.at) if standing.at is not None else ""
    if standing.state is State.EXCUSED:
        by = f"{shorten(people[standing.by].name, 16)}：" if standing.by in people else ""
        return word, f"{by}{shorten(standing.reason, 60)}"
    if standing.window is not None:
        return word, gap_text(standing.window.since, standing.window.until)
    if standing.state is State.RETURNED:
        return word, "；".join(standing.faults)
    late = f"，晚{minutes_text(standing.minutes_late)}" if standing.state is State.LATE else ""
    return word, f"{when}{late}"


def _said(standing: Standing, day: date) -> str:
    due = "" if standing.period.due_on == day else f"（{due_name(standing.period, day)}前）"
    return f"{name_of(standing)}{due} {standing_text(standing)}"


def _of_duty(standings: Sequence[Standing], board: Board, day: date) -> str:
    """附件2（20:00前）：已见12个组；群内未见：青石组、白河组."""
    names = [group_name(group) for group, _ in board]
    by_word: dict[str, list[str]] = {}
    for name, standing in zip(names, standings, strict=True):
        by_word.setdefault(STATES[standing.state], []).append(name)
    parts = [f"{word} {counted(found)}" for word, found in by_word.items()]
    return f"{name_of(standings[0])}（{due_name(standings[0].period, day)}前）：{'；'.join(parts)}"


def _alerts(standings: Sequence[Standing]) -> int:
    return sum(standing.state in UNSEEN for standing in standings)


def cell_of(standing: Standing) -> Cell:
    """How it stands, in a word."""
    word = _WORDS.get(standing.state, STATES[standing.state])
    if standing.state in UNSEEN:
        return Cell(word, "alert")
    if standing.state in _SHORT:
        return Cell(word, "short")
    if standing.state is State.EXCUSED:
        return Cell(word, "muted")
    if standing.state is State.LATE:
        return Cell(f"迟{minutes_text(standing.minutes_late)}", "short")
    clock = f"{clock_of(standing.at)} " if standing.at is not None and standing.rule.is_daily else ""
    return Cell(f"{clock}{word}", "done")
