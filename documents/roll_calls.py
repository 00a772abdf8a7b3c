"""The roll-call at the deadline and 未报: what was seen in the groups, in words that blame nobody.

The duty is discharged by mail, which the bot does not see: so 群内未见 and 按群内报送统计.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from documents.lines import AGAIN_LATE, BY_CHAT, as_of_name, clock_of, day_name, gap_text
from documents.papers import (
    STATES,
    due_name,
    group_name,
    minutes_text,
    name_of,
    paper_lines,
    standing_text,
)
from domain.calendars import day_of
from domain.periods import Period
from domain.rosters import Group
from domain.verdicts import UNSEEN, Standing, State

Board = Sequence[tuple[Group, tuple[Standing, ...]]]

HOW_TO_SETTLE = "如已邮件报送，请组长或联络员回复“{day}已邮”。"
HOW_TO_CONFIRM = "离线时报过的请重发；如已交，请组长或联络员回复“已交”。"


def roll_call_text(
    standings: Sequence[Standing],
    arrived: Sequence[Standing],
    today: date,
    *,
    again: bool = False,
    settled: bool = False,
) -> str:
    """A group's roll-call; "" where all is excused, which no roll-call names.

    `standings` are as of the deadline, `arrived` as of now; `again`: sent late (补发). `settled`: the second one, for
    what was unconfirmed in the first. All are due at one moment.
    """
    standings = [standing for standing in standings if standing.state is not State.EXCUSED]
    if not standings:
        return ""
    head = _head(standings[0].period, today, again, settled)
    if not any(standing.is_open for standing in standings):
        return f"{head}{_all_there(standings)}，辛苦了。"
    now = {standing.rule.key: standing for standing in arrived}
    lines = [_open_line(standing, now.get(standing.rule.key)) for standing in standings if standing.is_open]
    lines += [f"{name_of(s)} {STATES[s.state]}" for s in standings if not s.is_open]
    unconfirmed = any(standing.state is State.UNCONFIRMED for standing in standings)
    how = HOW_TO_CONFIRM if unconfirmed else _how_to_settle(standings[0], today)
    return "\n".join([f"{head}{BY_CHAT}：", *lines, how])


def board_text(
    board: Board,
    arrived: Board,
    today: date,
    *,
    again: bool = False,
    settled: bool = False,
) -> str:
    """All groups for the command room: missing first, then returned, late with minutes, then the rest."""
    late = dict((group.key, standings) for group, standings in arrived)
    period = next(standing.period for _, standings in board for standing in standings)
    lines = [f"{_head(period, today, again, settled)}{BY_CHAT}："]
    lines += _section(State.MISSING, board)
    lines += _section(State.RETURNED, board, _returned_words)
    lines += _section(State.UNSIGNED, board)
    lines += _section(State.LATE, [(g, late.get(g.key, ())) for g, _ in board], _late_words)
    lines += _section(State.UNCONFIRMED, board, _unconfirmed_words)
    for state in (State.READING, State.NIL, State.MAILED, State.DELIVERED, State.DECLARED):
        lines += _section(state, board)
    there = [group_name(group) for group, standings in board if _is_there(standings)]
    if there:
        lines.append(f"按时{STATES[State.SEEN]} {len(there)}个组：{'、'.join(there)}")
    return "\n".join(lines)


def missing_text(groups: Board, day: date, at: datetime) -> str:
    """The answer to 未报 for a day, as of `at`. One group is told of its papers, with more the groups are named."""
    which = f"{group_name(groups[0][0])} " if len(groups) == 1 else ""
    which += "" if day == day_of(at) else f"{day_name(day)}，"
    lines = [f"{which}截至{as_of_name(day, at)}，{BY_CHAT}："]
    if len(groups) == 1:
        lines += paper_lines(groups[0][1])
    else:
        lines += _section(State.MISSING, groups)
        lines += _section(State.RETURNED, groups, _returned_words)
        lines += _section(State.UNSIGNED, groups)
        lines += _section(State.UNCONFIRMED, groups, _unconfirmed_words)
        lines += _section(State.READING, groups)
        lines += _section(State.LATE, groups, _late_words)
        if all(standing.is_settled for _, standings in groups for standing in standings):
            lines.append("各组附件均已见到或登记。")
    dues = {s.period.due_at: s.period for _, standings in groups for s in standings if s.is_open}
    coming = [due_name(period, day) for due_at, period in sorted(dues.items()) if at < due_at]
    if coming:
        lines.append(f"{'、'.join(coming)}前请报。")
    return "\n".join(lines)


def _head(period: Period, today: date, again: bool, settled: bool) -> str:
    return f"【{due_name(period, today)} 报送】{'（复核）' if settled else ''}{AGAIN_LATE if again else ''}"


def _how_to_settle(standing: Standing, today: date) -> str:
    """What to say of papers that went by mail, with their day or name where it is not clear by itself."""
    if not standing.rule.is_daily:
        return HOW_TO_SETTLE.format(day=name_of(standing))
    return HOW_TO_SETTLE.format(day=day_name(standing.period.first) if standing.period.first != today else "")


def _all_there(standings: Sequence[Standing]) -> str:
    """附件2、附件3 已见, those of one kind together."""
    parts: dict[str, list[str]] = {}
    for standing in standings:
        parts.setdefault(STATES[standing.state], []).append(name_of(standing))
    return "，".join(f"{'、'.join(shorts)} {words}" for words, shorts in parts.items())


def _open_line(standing: Standing, now: Standing | None) -> str:
    after = f"（{standing_text(now)}）" if now is not None and not now.is_open else ""
    if standing.state is State.UNCONFIRMED:
        return f"{name_of(standing)} {standing_text(standing)}{after}"
    line = f"{name_of(standing)} {STATES[standing.state]}"
    if standing.state is State.RETURNED and standing.at is not None:
        line += f"：{clock_of(standing.at)}所报{'；'.join(standing.faults)}"
    return line + after


def _is_there(standings: Sequence[Standing]) -> bool:
    """Whether all that is owed was seen in time."""
    owed = [standing.state for standing in standings if standing.state is not State.EXCUSED]
    return bool(owed) and all(state in (State.SEEN, State.NIL) for state in owed)


def _shorts(standings: Iterable[Standing]) -> str:
    return "、".join(name_of(standing) for standing in standings)


def _section(state: State, board: Board, words: Callable[[Iterable[Standing]], str] = _shorts) -> list[str]:
    """One line that names the groups with papers in this state; none when there are none."""
    entries = []
    for group, standings in board:
        found = [s for s in standings if s.state is state or (state is State.MISSING and s.state in UNSEEN)]
        if found:
            entries.append(f"{group_name(group)} {words(found)}")
    return [f"{STATES[state]}：{'；'.join(entries)}"] if entries else []


def _returned_words(returned: Iterable[Standing]) -> str:
    return "、".join(f"{name_of(s)}（{'；'.join(s.faults)}）" for s in returned)


def _unconfirmed_words(unconfirmed: Iterable[Standing]) -> str:
    found = list(unconfirmed)
    window = found[0].window
    return _shorts(found) + (f"（{gap_text(window.since, window.until)}）" if window else "")


def _late_words(late: Iterable[Standing]) -> str:
    return "、".join(f"{name_of(s)}（{clock_of(s.at)}，{minutes_text(s.minutes_late)}）" for s in late if s.at)
