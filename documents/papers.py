"""What is said about papers: what one lacks, that it came, that it was mailed. Courteous, and as short as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from documents.lines import BY_CHAT, clock_of, day_name, gap_text
from domain.blind_windows import BlindWindow
from domain.calendars import day_of
from domain.campaigns import Campaign
from domain.obligation_rules import ObligationRule
from domain.obligations import CHARACTERS, PAPER_ANSWER_RULE, Duty, Shortfall, day_duty, settled_before
from domain.papers import short_city
from domain.periods import Period, round_of
from domain.picture_remarks import RemarkKind
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import where_to_answer
from domain.rosters import Group, RoomKind, Roster
from domain.scopes import may_be_heard, whose
from domain.submissions import Channel, Submission
from domain.verdicts import Standing, State

OTHER_CITY = "文内写的不是本市核查组，请核对"
FILE_LOST = "文件没有收全，请重发"
LOOKS_SAME = "看上去是同一张"
HOW_TO_SIGN = "签字：组长回“签字 第{number}轮报告”。"
HOW_TO_DECLARE = "材料发了邮箱的，由组长或联络员在本组群、指挥调度群或私聊里说“已邮”；“已交”由指挥调度组登记。"
WHO_DECLARES = "“已邮”由组长、联络员说，“已交”由指挥调度组登记。"
WHICH_MAILED = "没有记。请写哪一件材料，例：{short}已邮；都邮了的，说“已邮”"
FILE_TOO_SLOW = "文件读取超时，请另存后重发"

#: One word for each state, wherever it is told.
STATES = {
    State.SEEN: "已见",
    State.LATE: "迟报",
    State.NIL: "已报无",
    State.MAILED: "告知已邮",
    State.DELIVERED: "调度组登记已交",
    State.READING: "正在核对",
    State.RETURNED: "待补",
    State.UNSIGNED: "已见，待组长签字",
    State.NOT_DUE: "群内未见",
    State.MISSING: "群内未见",
    State.DECLARED: "告知已交",
    State.UNCONFIRMED: "待确认",
    State.EXCUSED: "免交",
}

_MOST_ALIKE = 3  # photos, or pairs of them, that are named
_QUALITY = {RemarkKind.SMALL: "较小", RemarkKind.BLURRED: "不够清楚"}
_SHORTFALLS = {CHARACTERS: "违法内容描述{have}字，至少{need}字", "photos": "照片{have}张，至少{need}张"}


def group_name(group: Group) -> str:
    """开封市 -> 开封组."""
    return f"{short_city(group)}组"


def group_name_of(key: str, roster: Roster) -> str:
    """The same for a group's key; the key itself for a group that the roster no longer has."""
    return group_name(roster.group[key]) if key in roster.group else key


def due_name(period: Period, today: date) -> str:
    """20:00, or 11月10日24:00 where it is due on another day; doubtful where days off are not announced yet."""
    clock = clock_of(period.due_at) if day_of(period.due_at) == period.due_on else "24:00"
    told = clock if period.due_on == today else f"{day_name(period.due_on)}{clock}"
    return told if period.is_known else f"{told}（{period.due_on.year}年调休未公布，以通知为准）"


def duty_name(rule: ObligationRule, period: Period) -> str:
    """附件3, 第1轮次核查报告, 10月1日至12月31日工作进展."""
    if rule.is_daily:
        return rule.short
    if period.round is not None:
        return f"第{period.round}轮次{rule.short}"
    return f"{day_name(period.first)}至{day_name(period.last)}{rule.short}"


def name_of(standing: Standing) -> str:
    """What is owed, as it is called."""
    return duty_name(standing.rule, standing.period)


def fault_text(shortfall: Shortfall) -> str:
    """照片2张，至少3张."""
    return _SHORTFALLS[shortfall.what].format(have=shortfall.have, need=shortfall.need)


def alike_text(alike: Sequence[tuple[int, int]]) -> str:
    """机器比对，第1张和第3张看上去是同一张，请核对更换: which of the photos count once."""
    told = "，".join(f"第{one}张和第{other}张{LOOKS_SAME}" for one, other in alike[:_MOST_ALIKE])
    return f"机器比对，{told}，请核对更换"


def quality_text(looks: Sequence[RemarkKind | None]) -> str:
    """机器测得第2张照片较小、第3张照片不够清楚，宜换清楚的。 "" where all will do: it keeps no paper from passing."""
    told = [f"第{place}张照片{_QUALITY[kind]}" for place, kind in enumerate(looks, 1) if kind is not None]
    more = f"等{len(told)}张" if len(told) > _MOST_ALIKE else ""
    return f"机器测得{'、'.join(told[:_MOST_ALIKE])}{more}，宜换清楚的。" if told else ""


def minutes_text(minutes: int) -> str:
    """18分钟, and hours where minutes would have to be reckoned."""
    return f"{minutes}分钟" if minutes < 60 else f"{minutes // 60}小时{minutes % 60}分钟"


def late_text(minutes: int) -> str:
    """迟报18分钟."""
    return f"{STATES[State.LATE]}{minutes_text(minutes)}"


def standing_text(standing: Standing) -> str:
    """19:52已见, 20:18迟报18分钟, 20:05告知已邮, 待补（照片2张，至少3张）, 群内未见."""
    word = STATES[standing.state]
    if standing.state is State.RETURNED:
        return f"{word}（{'；'.join(standing.faults)}）"
    if standing.window is not None:
        return f"{word}（{gap_text(standing.window.since, standing.window.until)}）"
    if not standing.is_settled or standing.at is None or standing.state is State.EXCUSED:
        return word
    late = minutes_text(standing.minutes_late) if standing.state is State.LATE else ""
    return f"{clock_of(standing.at)}{word}{late}"


def paper_lines(papers: Iterable[Standing]) -> list[str]:
    """One line a paper: 附件2：19:52已见."""
    return [f"{name_of(paper)}：{standing_text(paper)}" for paper in papers]


def paper_answer_text(
    attempt: Submission,
    kept: Iterable[Submission],
    campaign: Campaign,
    group: Group | None = None,
    windows: Iterable[BlindWindow] = (),
) -> str:
    """The answer to one attempt; `kept` are the day's. `group` is named where several groups read along.

    What may have been handed in before, while the bot was deaf (`windows`), is not called late.

    What comes when the paper is settled already is a supplement: it is not told that it is late.
    """
    rule, number = campaign.rule_of(attempt.paper), round_of(attempt.period)
    of_round = "" if number is None else f"第{number}轮次"
    paper = (f"{group_name(group)} " if group else "") + of_round + rule.short
    faults, when = "；".join(attempt.faults), clock_of(attempt.at)
    first = settled_before(attempt, kept, campaign)
    if first is not None:
        said = f"收到，{when}" if attempt.accepted else f"还差：{faults}"
        return f"{paper} 补充件{said}（{_first_text(first)}）。"
    if not attempt.accepted:
        return f"{paper} 还差：{faults}。改好请重报。"
    window = _excuse(attempt, campaign, windows)
    if window is not None:
        gap = gap_text(window.since, window.until)
        return f"{paper} 收到，{when}；{gap}，是否按时{STATES[State.UNCONFIRMED]}，{BY_CHAT}。"
    nil = "报无，" if attempt.channel is Channel.NIL else ""
    if attempt.minutes_late:
        return f"{paper} 收到，{nil}{when}，{late_text(attempt.minutes_late)}，{BY_CHAT}。"
    signing = HOW_TO_SIGN.format(number=number) if rule.signed and number is not None else ""
    return f"{paper} 收到，{nil}{when}。{signing}"


def _excuse(attempt: Submission, campaign: Campaign, windows: Iterable[BlindWindow]) -> BlindWindow | None:
    """The time of deafness in which a late attempt may have come before."""
    if not attempt.minutes_late or attempt.period:
        return None
    period = day_duty(campaign.rule_of(attempt.paper), attempt.day).period
    return next((window for window in windows if window.excuses(attempt.at, period)), None)


def paper_answer(
    attempt: Submission,
    kept: Iterable[Submission],
    campaign: Campaign,
    roster: Roster,
    now: datetime,
    windows: Iterable[BlindWindow] = (),
    looks: Sequence[RemarkKind | None] = (),
) -> Post:
    """The post that answers an attempt, once for each of its states; `looks` are of its photos, in their order.

    To its sender alone at night, and for what was handed in where others may not hear of the group.
    """
    heard_in = attempt.room if may_be_heard(roster, attempt.room, whose([attempt])) else None
    room, contact = where_to_answer(heard_in, attempt.sender, now, campaign)
    once = Once(campaign.key, PAPER_ANSWER_RULE, str(attempt.number), attempt.message_ids[-1])
    return Post(
        once=replace(once, revision=_revision(attempt)),
        kind=PostKind.PAPER_ANSWER,
        room=room,
        contact=contact,
        text=paper_answer_text(attempt, kept, campaign, group_to_name(attempt, room, roster), windows)
        + quality_text(looks),
        answers=attempt.message_ids[0],
        about=whose([attempt]),
    )


def _revision(attempt: Submission) -> int:
    """A lost file may come after all, and photos may be found to be the same after the answer."""
    if FILE_LOST in attempt.faults:
        return 1
    return 2 if any(LOOKS_SAME in fault for fault in attempt.faults) else 0


def group_to_name(attempt: Submission, room: str | None, roster: Roster) -> Group | None:
    """The attempt's group, where its name is needed: in a room that several groups read."""
    where = roster.room.get(room or "")
    return roster.group.get(attempt.group) if where is not None and where.kind is not RoomKind.GROUP else None


def mailed_text(group: Group, duties: Sequence[Duty], at: datetime, by: str, day: date | None = None) -> str:
    """已记：开封组 附件2、附件3，19:52告知已邮（张三）, with the papers' `day` where they are not the day's own.

    When the mail itself went is not known: it is never late.
    """
    whose = "" if day is None or day == day_of(at) else day_name(day)
    return f"已记：{group_name(group)} {whose}{duty_names(duties)}，{clock_of(at)}{STATES[State.MAILED]}（{by}）。"


def declared_text(group: Group, duties: Sequence[Duty], at: datetime, by: str) -> str:
    """已记：青石组 附件2，14:50告知已交（温岚）."""
    return f"已记：{group_name(group)} {duty_names(duties)}，{clock_of(at)}{STATES[State.DECLARED]}（{by}）。"


def delivered_text(entries: Sequence[tuple[Group, Sequence[Duty]]], at: datetime, by: str) -> str:
    """What a dispatcher has recorded as delivered; `entries` without papers were settled before."""
    changed = [f"{group_name(group)} {duty_names(duties)}" for group, duties in entries if duties]
    settled = [group_name(group) for group, duties in entries if not duties]
    parts = [f"已记：{'；'.join(changed)}，{clock_of(at)}{STATES[State.DELIVERED]}（{by}）。"] if changed else []
    if settled:
        parts.append(f"{'、'.join(settled)}此前已收到或已登记。")
    return "".join(parts)


def which_group_text(groups: Sequence[Group], rules: Sequence[ObligationRule]) -> str:
    """Asks a dispatcher which group was meant; without groups (they may not be named here), to say it elsewhere."""
    if not groups:
        return "请在指挥调度群或私聊里登记。"
    example = " ".join(["已交", group_name(groups[0]), *(rule.short for rule in rules[-1:])])
    return f"没看出是哪个组。现有：{'、'.join(map(group_name, groups))}。例：{example}"


def duty_names(duties: Sequence[Duty]) -> str:
    """附件2、附件3."""
    return "、".join(duty_name(duty.rule, duty.period) for duty in duties)


def paper_names(rules: Sequence[ObligationRule]) -> str:
    """附件2、附件3."""
    return "、".join(rule.short for rule in rules)


def _first_text(first: Standing) -> str:
    """首次19:46, or how the paper was settled without being seen: 19:50告知已邮."""
    is_seen = first.state in (State.SEEN, State.LATE) and first.at is not None
    return f"首次{clock_of(first.at)}" if is_seen and first.at else standing_text(first)
