"""What is printed of a made-up campaign: a line a round, and whether all verdicts were right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from documents.lines import width_of
from domain.campaigns import Campaign
from domain.recounts import Verdict
from domain.rosters import Roster
from domain.simulations import Plan
from domain.simulations.figures import DECLARED, RoundFigures

_COMPARED = {
    "roll_calls": "点名",
    "boards": "总表",
    "settled": "复核",
    "reminders": "提示",
    "steps": "逐级告知",
    "looks": "未报",
    "explained": "为什么",
    "tellings": "离线说明",
    "once": "每条一次",
    "mentions": "点到的人",
    "rooms": "哪个群",
}
_SHOWN = 10  # wrong verdicts that are told in full


@dataclass(frozen=True, slots=True)
class Said:
    """How much the bot said in a round: reminders, and all posts in the groups' rooms a room and day."""

    reminders: int
    a_room_and_day: float


_HEAD = (
    *("轮次", "天数", "应报", "按时", "报无", "迟报", "中位分钟", "邮报登记"),
    *("待补", "未见", "免交", "待确认", "已复核", "提示", "每群每天条数"),
)


def simulation_head(campaign: Campaign, roster: Roster, plan: Plan, seed: int, posts: int) -> str:
    """What was played."""
    teams, people = sum(len(g.teams) for g in roster.groups), sum(p.group is not None for p in roster.people)
    size = f"{len(roster.groups)}个组 {teams}个小组 {people}人"
    played = f"{len(plan.days)}天，{size}，离线{len(plan.outages)}次，机器人发出{posts}条"
    return f"{campaign.name}（{campaign.key}），种子 {seed}：{played}"


def simulation_table(rounds: Sequence[tuple[RoundFigures, Said]]) -> str:
    """The figures in columns."""
    rows = [_HEAD, *(_row(figures, said) for figures, said in rounds)]
    widths = [max(width_of(row[n]) for row in rows) for n in range(len(_HEAD))]
    return "\n".join("  ".join(_right(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def simulation_verdict(compared: Mapping[str, int], wrong: Sequence[str], seconds: float) -> str:
    """What was compared, what was wrong, and the time of the processor."""
    counts = "，".join(f"{_COMPARED[key]} {compared.get(key, 0)}" for key in _COMPARED)
    lines = [f"与核算逐条比对：{counts}", f"不一致：{len(wrong)}", *(f"  {text}" for text in wrong[:_SHOWN])]
    return "\n".join([*lines, f"处理器时间：{seconds:.0f}秒"])


def _row(figures: RoundFigures, said: Said) -> tuple[str, ...]:
    verdicts = figures.verdicts
    counts = [figures.number, figures.days, figures.due, verdicts.get(Verdict.IN_TIME, 0), verdicts.get(Verdict.NIL, 0)]
    counts += [verdicts.get(Verdict.LATE, 0), round(median(figures.minutes)) if figures.minutes else 0]
    counts += [sum(verdicts.get(verdict, 0) for verdict in DECLARED)]
    counts += [verdicts.get(v, 0) for v in (Verdict.RETURNED, Verdict.MISSING, Verdict.EXCUSED)]
    counts += [figures.unconfirmed, figures.settled, said.reminders]
    return (*map(str, counts), f"{said.a_room_and_day:.1f}")


def _right(cell: str, width: int) -> str:
    return " " * (width - width_of(cell)) + cell
