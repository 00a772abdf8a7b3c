"""评比 of a period as chat text, its copy for the public, and what each person has done, for dispatchers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from documents.file_names import file_name
from documents.ledgers import period_name
from documents.lines import BY_CHAT, PHONE_LINE, as_of_name, percent, shorten, team_name
from documents.papers import group_name_of
from documents.workbooks import Cell, Columns, Sheet
from domain.campaigns import Quota
from domain.contributions import Contribution
from domain.period_tallies import CategoryCount
from domain.rankings import Contender, Metric, Place, ranked_by
from domain.report_periods import Period
from domain.rosters import Roster

ONLY_DISPATCHERS = "公示稿和人员贡献只给指挥调度组。"
NOT_HERE = "请在指挥调度群或私聊里要。"
_TITLES = {
    Metric.CHECKED: "检查数（点位÷应查）",
    Metric.DISCOVERY: "问题发现率",
    Metric.COMPLETION: "整体工作完成率",
}
_SMALL = "＊"
NO_RECTIFICATION = "整改率：整改销号还没有在群里统计，暂不排名"

CONTRIBUTIONS: Columns = (
    ("姓名", 10),
    ("核查组", 12),
    ("小组", 8),
    ("报送记录", 10),
    ("其中有问题", 12),
    ("报出问题", 10),
    ("涉嫌违法", 10),
    ("大案要案（标紧急的涉嫌违法）", 30),
)


def ranking_text(contenders: Sequence[Contender], period: Period, as_of: datetime, quota: Quota) -> str:
    """All groups by each metric."""
    lines = [_head("评比", period, as_of)]
    for metric in Metric:
        lines += ["", _TITLES[metric], *(_line(place, metric) for place in ranked_by(metric, contenders))]
    return "\n".join([*lines, "", *definitions(quota, contenders), BY_CHAT])


def own_ranking_text(own: Contender, period: Period, as_of: datetime, quota: Quota) -> str:
    """A group's own figures; of others nothing, and so no place."""
    lines = [_head("评比数据", period, as_of), shorten(own.name, PHONE_LINE)]
    lines += [f"{_TITLES[metric]} {share_text(own, metric)}" for metric in Metric]
    return "\n".join([*lines, *definitions(quota, [own]), BY_CHAT])


def definitions(quota: Quota, contenders: Iterable[Contender]) -> list[str]:
    """What the metrics mean, a line each."""
    lines = [
        f"应查＝小组数×天数×{quota.visits}；点位同一小组同一天计一次",
        "发现率＝有问题的记录÷全部记录",
        f"完成率＝各小组每天点位、工业（{quota.visits}、{quota.industrial}）取低者，再平均",
        "数值相同的名次相同，没有记录的不排",
        NO_RECTIFICATION,
    ]
    small = any(one.is_small and one.visits for one in contenders)
    return [*lines, f"{_SMALL}记录不足一个小组应查的点位数，仅供参考"] if small else lines


def _head(title: str, period: Period, as_of: datetime) -> str:
    return f"【{title}】{period_name(period)} 截至{as_of_name(period.last, as_of)}"


def _line(place: Place, metric: Metric) -> str:
    one = place.contender
    return f"{place.place or '—'} {shorten(one.city, 12)} {share_text(one, metric)}"


def share_text(one: Contender, metric: Metric) -> str:
    """92%（11/12）: a share, with what it is of."""
    share = one.shares.get(metric) if one.visits else None
    note = _SMALL if one.is_small and one.visits and metric is Metric.DISCOVERY else ""
    if metric is Metric.CHECKED:
        return f"{percent_over(one.points, one.owed)}（{one.points}/{one.owed}）"
    basis = f"（{one.with_finding}/{one.visits}）" if metric is Metric.DISCOVERY else ""
    return f"{percent(share)}{note}{basis}"


def percent_over(done: int, owed: int) -> str:
    """Done of what is owed in whole per cent, half up; it may be over 100."""
    return f"{(200 * done + owed) // (2 * owed)}%" if owed else "—"


def public_sheets(
    contenders: Sequence[Contender],
    kinds: Sequence[CategoryCount],
    categories: Mapping[str, str],
    period: Period,
    as_of: datetime,
) -> list[Sheet]:
    """The copy for the public: cities, rates and kinds of problem. No person, number or enterprise is in it."""
    title = _head("公示稿", period, as_of)
    rates: list[Sequence[Cell]] = [
        [place.place or "—", place.contender.city, share_text(place.contender, Metric.DISCOVERY)]
        for place in ranked_by(Metric.DISCOVERY, contenders)
    ]
    rows: list[Sequence[Cell]] = [
        [1 + sum(other.points > kind.points for other in kinds), categories.get(kind.key, kind.key), kind.points]
        for kind in kinds
    ]
    notes = ["草稿，由指挥调度组核定后公开；机器人不对外发布", "发现率＝有问题的记录÷全部记录", NO_RECTIFICATION]
    return [
        Sheet("问题发现率", title, [("名次", 8), ("驻地城市", 16), ("问题发现率", 24)], rates),
        Sheet("问题种类", title, [("名次", 8), ("种类", 24), ("点位数", 12)], rows),
        Sheet("说明", title, [("说明", 80)], [[note] for note in notes]),
    ]


def public_file_name(period: Period) -> str:
    return file_name(f"公示稿{period_name(period)}", ".xlsx")


def public_text(period: Period) -> str:
    return f"{period_name(period)}公示稿（草稿），见附表。只有城市、比率和问题种类，请核定后再公开。"


def contribution_rows(found: Sequence[Contribution], roster: Roster) -> list[list[str | int]]:
    """Everybody who reported, those with the most grave cases first."""
    order = sorted(found, key=lambda one: (-one.grave, -one.violations, -one.problems, -one.visits, one.person))
    rows: list[list[str | int]] = []
    for one in order:
        person = roster.known.get(one.person)
        whose = (
            (person.name, group_name_of(person.group or "", roster), team_name(person.team)) if person else ("", "", "")
        )
        rows.append([*whose, one.visits, one.with_finding, one.problems, one.violations, one.grave])
    return rows


def contributions_title(period: Period, as_of: datetime) -> str:
    return f"{_head('人员贡献', period, as_of)}（内部参考，不得外传）"


def contributions_text(period: Period) -> str:
    return f"{period_name(period)}人员贡献，见附表，仅供指挥调度组内部参考。记在第一个报的人名下。{BY_CHAT}。"


def contributions_file_name(first: date, last: date) -> str:
    return file_name(f"人员贡献{first:%m%d}-{last:%m%d}", ".xlsx")


def not_made_text(title: str) -> str:
    return f"{title}没有做成，请稍后再要一次。"
