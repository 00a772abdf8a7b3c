"""The roll-call at the deadline and 未报: what was seen in the groups, in words that blame nobody.

The duty is discharged by mail, which the bot does not see: so 群内未见 and 按群内报送统计.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from documents.papers import clock_of, deadline_name, group_name, late_text
from domain.calendars import day_of
from domain.campaigns import Campaign
from domain.obligations import Standing, State
from domain.rosters import Group

Board = Sequence[tuple[Group, tuple[Standing, ...]]]

BY_CHAT = "按群内报送统计"
HOW_TO_SETTLE = "如已邮件报送，请组长或联络员回复“已邮”。"

_SEEN = {
    State.SEEN: "已见",
    State.LATE: "已见",
    State.MAILED: "邮件报送已记",
    State.DELIVERED: "已交（已登记）",
    State.READING: "已收到，正在核对",
}


def roll_call_text(
    standings: Sequence[Standing], arrived: Sequence[Standing], campaign: Campaign, *, again: bool = False
) -> str:
    """A group's roll-call. `standings` are as of the deadline, `arrived` as of now; `again`: sent late (补发)."""
    head = _head(campaign, again)
    if not any(standing.is_open for standing in standings):
        return f"{head}{_all_there(standings)}，辛苦了。"
    now = {standing.rule.paper: standing for standing in arrived}
    lines = [_open_line(standing, now.get(standing.rule.paper)) for standing in standings if standing.is_open]
    lines += [f"{s.rule.short} {_SEEN[s.state]}" for s in standings if not s.is_open]
    return "\n".join([f"{head}{BY_CHAT}：", *lines, HOW_TO_SETTLE])


def board_text(board: Board, arrived: Board, campaign: Campaign, *, again: bool = False) -> str:
    """All groups for the command room: missing first, then returned, late with minutes, then the rest."""
    late = dict((group.key, standings) for group, standings in arrived)
    lines = [f"{_head(campaign, again)}{BY_CHAT}："]
    lines += _section("群内未见", board, _missing_words)
    lines += _section("群内未见合格件", board, _returned_words)
    lines += _section(f"{deadline_name(campaign)}后到", [(g, late.get(g.key, ())) for g, _ in board], _late_words)
    lines += _section("正在核对", board, lambda standings: _shorts(standings, State.READING))
    lines += _section("邮件报送", board, lambda standings: _shorts(standings, State.MAILED, State.DELIVERED))
    there = [group_name(group) for group, standings in board if all(s.state is State.SEEN for s in standings)]
    if there:
        lines.append(f"按时见到 {len(there)} 个组：{'、'.join(there)}")
    return "\n".join(lines)


def missing_text(groups: Board, campaign: Campaign, at: datetime) -> str:
    """The answer to 未报, as of `at`. With one group it speaks of its papers, with more it names the groups."""
    head = f"截至{clock_of(at)}，{BY_CHAT}："
    if len(groups) == 1:
        return (
            head + "；".join(_paper_words(standing) for standing in groups[0][1]) + "。" + _until(groups, campaign, at)
        )
    lines = _section("群内未见", groups, _missing_words)
    lines += _section("待补", groups, _returned_words)
    lines += _section("迟到", groups, _late_words)
    if not any(standing.is_open for _, standings in groups for standing in standings):
        lines.append("各组附件均已见到或登记。")
    rest = _until(groups, campaign, at)
    return "\n".join([head, *lines, *([rest] if rest else [])])


def _head(campaign: Campaign, again: bool) -> str:
    return f"【{deadline_name(campaign)} 报送】{'（补发）' if again else ''}"


def _all_there(standings: Sequence[Standing]) -> str:
    """附件2、附件3 已见, those of one kind together."""
    parts: dict[str, list[str]] = {}
    for standing in standings:
        parts.setdefault(_SEEN[standing.state], []).append(standing.rule.short)
    return "，".join(f"{'、'.join(shorts)} {words}" for words, shorts in parts.items())


def _open_line(standing: Standing, now: Standing | None) -> str:
    after = ""
    if now is not None and not now.is_open and now.at is not None:
        after = f"（{clock_of(now.at)}已到，{late_text(now.minutes_late)}）" if now.minutes_late else ""
    if standing.state is State.RETURNED and standing.at is not None:
        return f"{standing.rule.short} 群内未见合格件：{clock_of(standing.at)}所报{'；'.join(standing.faults)}{after}"
    return f"{standing.rule.short} 群内未见{after}"


def _paper_words(standing: Standing) -> str:
    """附件3 已见（19:52）."""
    short, state = standing.rule.short, standing.state
    if state is State.MISSING:
        return f"{short} 群内未见"
    if state is State.RETURNED:
        return f"{short} 待补（{'；'.join(standing.faults)}）"
    when = clock_of(standing.at) if standing.at else ""
    late = f"，{late_text(standing.minutes_late)}" if standing.minutes_late else ""
    return f"{short} {_SEEN[state]}（{when}{late}）"


def _until(groups: Board, campaign: Campaign, at: datetime) -> str:
    """When it is due, while something is open and the deadline lies ahead."""
    is_open = any(standing.is_open for _, standings in groups for standing in standings)
    return f"{deadline_name(campaign)}前请报。" if is_open and at < campaign.due_at(day_of(at)) else ""


def _section(title: str, board: Board, words: Callable[[Iterable[Standing]], str]) -> list[str]:
    """One line that names the groups for which there are words; none when there are none."""
    entries = [f"{group_name(group)} {said}" for group, standings in board if (said := words(standings))]
    return [f"{title}：{'；'.join(entries)}"] if entries else []


def _missing_words(standings: Iterable[Standing]) -> str:
    return _shorts(standings, State.MISSING)


def _returned_words(standings: Iterable[Standing]) -> str:
    return "、".join(f"{s.rule.short}（{'；'.join(s.faults)}）" for s in standings if s.state is State.RETURNED)


def _late_words(standings: Iterable[Standing]) -> str:
    late = (s for s in standings if s.state in (State.LATE, State.MAILED) and s.minutes_late and s.at is not None)
    return "、".join(f"{s.rule.short}（{clock_of(s.at)}，{late_text(s.minutes_late)}）" for s in late if s.at)


def _shorts(standings: Iterable[Standing], *states: State) -> str:
    return "、".join(standing.rule.short for standing in standings if standing.state in states)
