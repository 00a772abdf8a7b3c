"""What is said about papers: what one lacks, that it came, that it was mailed. Courteous, and as short as can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.calendars import SHANGHAI
from domain.campaigns import Campaign, PaperRule
from domain.obligations import CHARACTERS, Shortfall
from domain.papers import short_city
from domain.rosters import Group
from domain.submissions import Submission

OTHER_CITY = "文内写的不是本市核查组，请核对"
FILE_LOST = "文件没有收全，请重发"

_SHORTFALLS = {CHARACTERS: "违法内容描述{have}字，至少{need}字", "photos": "照片{have}张，至少{need}张"}


def group_name(group: Group) -> str:
    """开封市 -> 开封组."""
    return f"{short_city(group)}组"


def clock_of(at: datetime) -> str:
    """19:52, by the clock in Shanghai."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def deadline_name(campaign: Campaign) -> str:
    return f"{campaign.deadline:%H:%M}"


def fault_text(shortfall: Shortfall) -> str:
    """照片2张，至少3张."""
    return _SHORTFALLS[shortfall.what].format(have=shortfall.have, need=shortfall.need)


def late_text(minutes: int) -> str:
    """迟18分钟, and by days and hours where minutes would have to be reckoned."""
    return f"迟{minutes}分钟" if minutes < 60 else f"迟{minutes // 60}小时{minutes % 60}分钟"


def paper_answer_text(submission: Submission, rule: PaperRule, group: Group | None) -> str:
    """The answer to one attempt. `group` is named where several groups read along."""
    who = f"{group_name(group)} " if group else ""
    if not submission.accepted:
        return f"{who}{rule.short} 还差：{'；'.join(submission.faults)}。改好请重报。"
    when = clock_of(submission.at)
    if submission.minutes_late:
        return f"{who}{rule.short} 收到，{when}，{late_text(submission.minutes_late)}，按群内报送统计。"
    return f"{who}{rule.short} 收到，{when}。"


def mailed_text(group: Group, rules: Sequence[PaperRule], at: datetime, by: str, minutes_late: int) -> str:
    """已记：开封组 附件2、附件3，邮件报送 19:52（张三报）."""
    late = f"，{late_text(minutes_late)}" if minutes_late else ""
    return f"已记：{group_name(group)} {paper_names(rules)}，邮件报送 {clock_of(at)}（{by}报）{late}。"


def delivered_text(entries: Sequence[tuple[Group, Sequence[PaperRule]]], at: datetime, by: str) -> str:
    """What a dispatcher has recorded as delivered; `entries` without papers were settled before."""
    changed = [f"{group_name(group)} {paper_names(rules)}" for group, rules in entries if rules]
    settled = [group_name(group) for group, rules in entries if not rules]
    parts = [f"已记：{'；'.join(changed)}，已交（{by} {clock_of(at)} 登记）。"] if changed else []
    if settled:
        parts.append(f"{'、'.join(settled)}此前已收到或已登记。")
    return "".join(parts)


def which_group_text(groups: Sequence[Group]) -> str:
    """Asks a dispatcher which group was meant; without groups (they may not be named here), to say it elsewhere."""
    if not groups:
        return "请在指挥调度群或私聊里登记。"
    return f"没看出是哪个组。现有：{'、'.join(map(group_name, groups))}。例：已交 {group_name(groups[0])} 附件3"


def paper_names(rules: Sequence[PaperRule]) -> str:
    return "、".join(rule.short for rule in rules)
