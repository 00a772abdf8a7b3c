"""为什么 青石 附件3: how an obligation stands, by which rule, and everything that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from documents.lines import BY_CHAT, as_of_name, clock_of, day_name, gap_text, shorten
from documents.papers import STATES, due_name, duty_name, late_text, standing_text
from domain.blind_windows import BlindWindow
from domain.calendars import day_of
from domain.duty_calls import CallKind, DutyCall
from domain.excuses import Excuse
from domain.obligation_rules import ObligationRule
from domain.rosters import Person
from domain.submissions import Channel, Submission
from domain.verdicts import Standing, State, is_pending, is_withdrawn

HOW = "请写明组和材料。例：为什么 青石 典型案例；为什么 青石 典型案例 11月7日"
HOW_OWN = "请写明是哪件材料。例：为什么 典型案例；为什么 典型案例 11月7日"
NOT_OWED = "那天没有这件要报的。"
_NAME, _WORDS = 16, 60  # half-widths
_CALLS = {CallKind.REMINDER: "提示", CallKind.ROLL_CALL: "点名"}
_TOLD = {"leader": "告知组长", "liaison": "告知联络员", "dispatcher": "告知指挥调度组"}
_CHANNELS = {
    Channel.NIL: STATES[State.NIL],
    Channel.MAIL: STATES[State.MAILED],
    Channel.DISPATCHER: STATES[State.DELIVERED],
    Channel.ANSWER: STATES[State.DECLARED],
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a verdict rests on: all attempts, what was excused, when it was signed, deafness, who was told and when."""

    attempts: Sequence[Submission]
    excuses: Sequence[Excuse]
    signed_at: datetime | None
    windows: Sequence[BlindWindow]
    calls: Sequence[DutyCall]


def verdict_text(standing: Standing, group: str, grounds: Grounds, people: Mapping[str, Person]) -> str:
    """`group` is the group's name; `people` may have left."""
    period = standing.period
    name = duty_name(standing.rule, period)
    which = f"{day_name(period.first)}{name}" if standing.rule.is_daily else name
    lines = [f"{group} {which}：{standing_text(standing)}", _rule_line(standing)]
    lines += list(_attempt_lines(standing, grounds.attempts, people)) or ["群内没有见到报来的。"]
    if grounds.signed_at is not None:
        lines.append(f"{_when(grounds.signed_at, standing)} 组长签字")
    lines += [_excuse_line(excuse, standing, people) for excuse in grounds.excuses]
    lines += [_window_line(window, standing) for window in grounds.windows]
    if grounds.calls:
        lines.append("；".join(dict.fromkeys(_call(call, standing) for call in grounds.calls)))
    return "\n".join([*lines, f"{BY_CHAT}，按发出的时刻算。"])


def _rule_line(standing: Standing) -> str:
    """依据：方案五(三)，10月21日20:00前发出算按时，至少150字、3张照片."""
    rule, period = standing.rule, standing.period
    parts = [f"方案{rule.article}"] if rule.article else []
    due = due_name(period, period.due_on)
    parts.append(f"{day_name(period.due_on)}{due}前发出算按时")
    return f"依据：{'，'.join([*parts, *_asked(rule)])}"


def _asked(rule: ObligationRule) -> list[str]:
    least = [f"{rule.minimum_characters}字"] * bool(rule.minimum_characters)
    least += [f"{rule.minimum_photos}张照片"] * bool(rule.minimum_photos)
    found = [f"至少{'、'.join(least)}"] if least else []
    return found + ["组长签字后算"] * rule.signed + ["没有的可以报无"] * rule.nil


def _attempt_lines(standing: Standing, attempts: Iterable[Submission], people: Mapping[str, Person]) -> Iterator[str]:
    for attempt in sorted(attempts, key=lambda one: (one.at, one.number or 0)):
        decides = attempt.number is not None and attempt.number == standing.attempt
        mark = "（以这件为准）" if decides else ""
        yield f"{_when(attempt.at, standing)} {_who(attempt.sender, people)} {_attempt(attempt)}{mark}"


def _attempt(attempt: Submission) -> str:
    if is_withdrawn(attempt):
        return "报来，后撤回，不算"
    if attempt.channel in _CHANNELS:
        late = f"，{late_text(attempt.minutes_late)}" if attempt.minutes_late else ""
        return f"{_CHANNELS[attempt.channel]}{late}"
    measured = [f"{attempt.characters}字"] * (attempt.characters is not None)
    measured += [f"{attempt.photos}张照片"] * (attempt.photos is not None)
    if is_pending(attempt):
        result = "还在核对"
    elif attempt.accepted:
        result = "符合要求" + (f"，{late_text(attempt.minutes_late)}" if attempt.minutes_late else "")
    else:
        result = f"还差：{'；'.join(attempt.faults)}"
    return "，".join(["报来" + "、".join(measured), result])


def _excuse_line(excuse: Excuse, standing: Standing, people: Mapping[str, Person]) -> str:
    over = "，已收回" if excuse.is_over else ""
    who, why = _who(excuse.by, people), shorten(excuse.reason, _WORDS)
    return f"{_when(excuse.at, standing)} {who} {STATES[State.EXCUSED]}：{why}{over}"


def _window_line(window: BlindWindow, standing: Standing) -> str:
    if window.is_open:
        return f"{gap_text(window.since, window.until)}，其间发的可能没收到，暂不认定"
    closed = f"，{_when(window.closes_at, standing)}起照常认定" if window.closes_at is not None else ""
    return f"{gap_text(window.since, window.until)}{closed}"


def _call(call: DutyCall, standing: Standing) -> str:
    return f"{_when(call.at, standing)} {_TOLD[call.told] if call.told else _CALLS[call.kind]}"


def _when(at: datetime, standing: Standing) -> str:
    """19:40, with its day where that is not the day on which it is due."""
    return as_of_name(standing.period.due_on, at) if day_of(at) != standing.period.due_on else clock_of(at)


def _who(person: str, people: Mapping[str, Person]) -> str:
    return shorten(people[person].name, _NAME) if person in people else "名册外"
