"""Campaign profiles (行动档案): the numbers and words of a scheme, as a checked value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.calendars import at_time
from domain.consultations import QuestionRule
from domain.integrity_papers import IntegrityPaper, IntegrityRule
from domain.posts import PostKind
from domain.rosters import Round
from domain.submissions import Paper
from domain.visits import Outcome

LEAST_KEPT_DAYS = 30


class ProfileError(ValueError):
    """A profile that cannot be played under; the text names the key and what it should be."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a team of `team_size` owes a day: visits, of them industrial enterprises."""

    team_size: int
    visits: int
    industrial: int


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A paper owed daily by each group; minima are 0 where the scheme sets none.

    `template` is what is given to who asks for one, with 〔市〕〔月〕〔日〕 to be filled in; "" where there is none.
    """

    paper: Paper
    name: str
    short: str
    minimum_characters: int
    minimum_photos: int
    template: str = ""


@dataclass(frozen=True, slots=True)
class TrustRule:
    """When who is who is in doubt, and how the list of what is to be confirmed goes out."""

    unknown_percent: int  # above it, of those who spoke lately in a room, or of the roster
    least_senders: int  # fewer tell nothing
    window: timedelta
    gather: timedelta  # after a change, before the list; after a confirmation, before what was said before is read
    repeat: timedelta  # between two lists


@dataclass(frozen=True, slots=True)
class UrgentRule:
    """How an urgent alert that nobody has acknowledged is said again."""

    repeat: timedelta
    most_repeats: int
    together: timedelta  # so long after an emergency what its team says further is of it
    elsewhere: timedelta  # unread for so long it goes to the second channel
    unsent: timedelta  # or not gone out for so long
    most_additions: int  # of one emergency so many cries, and so many pins, are passed on; more are counted


@dataclass(frozen=True, slots=True)
class ControlLevel:
    """A level of 重污染天气预警: its name, the words that name it, and the instruction that begins it, a template."""

    name: str
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ControlRule:
    """What control periods there are. `lifted` is the template of the instruction that ends one.

    A template has 〔级别〕, 〔起〕 and 〔止〕 to be filled in.
    """

    levels: Mapping[str, ControlLevel]
    lifted: str
    longest: timedelta
    furthest_ahead: timedelta
    furthest_back: timedelta


@dataclass(frozen=True, slots=True)
class Campaign:
    """One scheme. All clocks are Shanghai clocks; durations are timedeltas."""

    key: str
    name: str
    start: date
    end: date
    rounds: tuple[Round, ...]
    quota: Quota
    evidence_outcomes: frozenset[Outcome]
    evidence_videos: int
    evidence_photos: int
    deadline: time
    settle: timedelta
    reminders: tuple[time, ...]
    late_grace: timedelta
    papers: tuple[PaperRule, ...]
    tally_at: time
    acknowledge: str
    visit_settle: timedelta
    gather: timedelta
    list_most: int  # visits that one acknowledgement lists
    remark_gap: timedelta  # between two remarks on one visit
    chase: timedelta  # since its last message: for so long a visit is reminded of what it lacks
    words_wait: timedelta  # after a voice message, before words are asked for
    quiet_from: time
    quiet_to: time
    receipt_wait: timedelta
    consent_wait: timedelta  # for a second dispatcher's 同意
    offer_wait: timedelta  # before it is offered to count the 收到 of an instruction posted by hand
    offer_lasts: timedelta
    order_templates: Mapping[str, str]  # by the kind of check that such an instruction asks for
    blind_least: timedelta
    blind_hold: timedelta
    keep_media: timedelta | None  # None: for good
    keep_messages: timedelta | None
    guard_held: frozenset[PostKind]
    guard_stale: timedelta
    check_days: int  # for so many days an instruction of 集中检查 or 重点检查 holds
    refusals_gather: timedelta  # of one person: so long they are told together
    trust: TrustRule
    control: ControlRule
    urgent: UrgentRule
    questions: QuestionRule
    integrity: IntegrityRule
    categories: Mapping[str, str]

    def due_at(self, day: date) -> datetime:
        """When the day's papers are due."""
        return at_time(day, self.deadline)

    def rule_of(self, paper: Paper) -> PaperRule:
        return next(rule for rule in self.papers if rule.paper is paper)


def parse_profile(table: Mapping[str, Any]) -> Campaign:
    """A campaign from a profile's TOML table.

    Raises ProfileError that names the missing or wrong key. Rounds must follow one another
    without gap or overlap, from the campaign's start to its end (seed 002, 一).
    """
    rounds = tuple(
        Round(_whole(r, "number", f"rounds[{i}]."), _day(r, "start", f"rounds[{i}]."), _day(r, "end", f"rounds[{i}]."))
        for i, r in enumerate(_list(table, "rounds"), 1)
    )
    start, end = _day(table, "start"), _day(table, "end")
    check_rounds(rounds, start, end)
    quota, evidence, deadline = _sub(table, "quota"), _sub(table, "evidence"), _sub(table, "deadline")
    manners, blind, guard = _sub(table, "manners"), _sub(table, "blind"), _sub(table, "guard")
    orders = _sub(table, "instructions")
    acknowledge = _text(manners, "acknowledge", "manners.")
    if acknowledge not in ("findings", "all", "none"):
        raise ProfileError(f"manners.acknowledge 应为 findings、all 或 none，现为 {acknowledge!r}")
    try:
        outcomes = frozenset(Outcome(value) for value in evidence.get("outcomes", ()))
    except ValueError as error:
        raise ProfileError(f"evidence.outcomes：{error}") from None
    return Campaign(
        key=_text(table, "key"),
        name=_text(table, "name"),
        start=start,
        end=end,
        rounds=rounds,
        quota=Quota(*(_whole(quota, key, "quota.") for key in ("team_size", "visits", "industrial"))),
        evidence_outcomes=outcomes,
        evidence_videos=_whole(evidence, "video", "evidence."),
        evidence_photos=_whole(evidence, "photo", "evidence."),
        deadline=_clock(deadline, "at", "deadline."),
        settle=timedelta(seconds=_whole(deadline, "settle_seconds", "deadline.")),
        reminders=tuple(_clocks(deadline, "reminders", "deadline.")),
        late_grace=timedelta(hours=_whole(deadline, "late_grace_hours", "deadline.")),
        papers=tuple(_paper(paper, i) for i, paper in enumerate(_list(table, "papers"), 1)),
        tally_at=_clock(_sub(table, "tally"), "at", "tally."),
        acknowledge=acknowledge,
        visit_settle=timedelta(minutes=_whole(manners, "settle_minutes", "manners.")),
        gather=timedelta(minutes=_whole(manners, "gather_minutes", "manners.")),
        list_most=_whole(manners, "list_most", "manners."),
        remark_gap=timedelta(minutes=_whole(_sub(table, "coach"), "gap_minutes", "coach.")),
        chase=timedelta(minutes=_whole(_sub(table, "coach"), "chase_minutes", "coach.")),
        words_wait=timedelta(minutes=_whole(_sub(table, "coach"), "words_minutes", "coach.")),
        quiet_from=_clock(manners, "quiet_from", "manners."),
        quiet_to=_clock(manners, "quiet_to", "manners."),
        receipt_wait=timedelta(minutes=_whole(manners, "receipt_minutes", "manners.")),
        consent_wait=timedelta(hours=_whole(orders, "consent_hours", "instructions.")),
        offer_wait=timedelta(minutes=_whole(orders, "offer_minutes", "instructions.")),
        offer_lasts=timedelta(hours=_whole(orders, "offer_hours", "instructions.")),
        order_templates=_order_templates(orders),
        blind_least=timedelta(minutes=_whole(blind, "minutes", "blind.")),
        blind_hold=timedelta(minutes=_whole(blind, "hold_minutes", "blind.")),
        keep_media=_keep(table, "media_days"),
        keep_messages=_keep(table, "message_days"),
        guard_held=_post_kinds(guard, "held", "guard."),
        guard_stale=timedelta(hours=_whole(guard, "stale_hours", "guard.")),
        check_days=_whole(_sub(table, "instructions"), "check_days", "instructions."),
        refusals_gather=timedelta(minutes=_whole(guard, "refusal_minutes", "guard.", least=1)),
        trust=_trust(_sub(table, "trust")),
        control=_control(_sub(table, "control")),
        urgent=_urgent(_sub(table, "urgent")),
        questions=_questions(_sub(table, "questions")),
        integrity=_integrity(_sub(table, "integrity")),
        categories={
            _text(c, "key", f"categories[{i}]."): _text(c, "name", f"categories[{i}].")
            for i, c in enumerate(_list(table, "categories"), 1)
        },
    )


def _order_templates(table: Mapping[str, Any]) -> Mapping[str, str]:
    texts = {}
    for i, one in enumerate(_list({"templates": [], **table}, "templates"), 1):
        at = f"instructions.templates[{i}]."
        texts[_text(one, "kind", at)] = _text(one, "text", at).strip()
    return texts


def check_rounds(rounds: tuple[Round, ...], start: date, end: date) -> None:
    """Raises ProfileError unless each day from start to end belongs to exactly one round."""
    expected = start
    for r in rounds:
        if r.start != expected or r.end < r.start:
            raise ProfileError(f"第{r.number}轮次应从 {expected} 开始且不早于开始日结束，现为 {r.start} 至 {r.end}")
        expected = r.end + timedelta(days=1)
    if expected != end + timedelta(days=1):
        raise ProfileError(f"轮次应排到 {end}，现排到 {expected - timedelta(days=1)}")


def _trust(table: Mapping[str, Any]) -> TrustRule:
    return TrustRule(
        _whole(table, "unknown_percent", "trust."),
        _whole(table, "least_senders", "trust."),
        timedelta(minutes=_whole(table, "window_minutes", "trust.")),
        timedelta(seconds=_whole(table, "gather_seconds", "trust.")),
        timedelta(minutes=_whole(table, "repeat_minutes", "trust.")),
    )


def _urgent(table: Mapping[str, Any]) -> UrgentRule:
    repeat = _whole(table, "repeat_minutes", "urgent.")
    if repeat == 0:
        raise ProfileError("urgent.repeat_minutes 应不小于1，不再说的写 most_repeats = 0")
    together = timedelta(minutes=_whole(table, "together_minutes", "urgent."))
    elsewhere = timedelta(minutes=_whole(table, "elsewhere_minutes", "urgent."))
    unsent = timedelta(seconds=_whole(table, "unsent_seconds", "urgent."))
    most_repeats = _whole(table, "most_repeats", "urgent.")
    most_additions = _whole(table, "most_additions", "urgent.")
    return UrgentRule(timedelta(minutes=repeat), most_repeats, together, elsewhere, unsent, most_additions)


def _questions(table: Mapping[str, Any]) -> QuestionRule:
    percent = _whole(table, "same_percent", "questions.", least=50)
    if percent > 100:
        raise ProfileError(f"questions.same_percent 应不大于100，现为 {percent}")
    again = timedelta(hours=_whole(table, "again_hours", "questions.", least=1))
    return QuestionRule(percent, again, timedelta(minutes=_whole(table, "photo_minutes", "questions.", least=1)))


def _integrity(table: Mapping[str, Any]) -> IntegrityRule:
    return IntegrityRule(
        {paper: _text(table, paper.value, "integrity.") for paper in IntegrityPaper},
        _clock(table, "at", "integrity."),
        _whole(table, "pledge_days", "integrity."),
        _whole(table, "selfcheck_days", "integrity.", least=1),
    )


_BLANK = re.compile("〔([^〔〕]*)〕")
_BLANKS = frozenset({"级别", "起", "止"})


def _control(table: Mapping[str, Any]) -> ControlRule:
    levels = {}
    for i, level in enumerate(_list(table, "levels"), 1):
        at = f"control.levels[{i}]."
        words = tuple(str(word).lower() for word in _need(level, "words", at, list, "若干说法"))
        key, name = _text(level, "key", at), _text(level, "name", at)
        levels[key] = ControlLevel(name, words, _template(level, "text", at))
    return ControlRule(
        levels,
        _template(table, "lifted", "control."),
        timedelta(days=_whole(table, "longest_days", "control.")),
        timedelta(days=_whole(table, "ahead_days", "control.")),
        timedelta(days=_whole(table, "back_days", "control.")),
    )


def _template(table: Mapping[str, Any], key: str, at: str) -> str:
    text = _text(table, key, at).strip()
    unknown = set(_BLANK.findall(text)) - _BLANKS
    if unknown:
        raise ProfileError(f"{at}{key} 只能用〔级别〕〔起〕〔止〕，现有〔{sorted(unknown)[0]}〕")
    return text


def _paper(table: Mapping[str, Any], i: int) -> PaperRule:
    at = f"papers[{i}]."
    try:
        paper = Paper(_text(table, "key", at))
    except ValueError:
        raise ProfileError(f"{at}key 应为 {'、'.join(Paper)} 之一，现为 {table['key']!r}") from None
    return PaperRule(
        paper,
        _text(table, "name", at),
        _text(table, "short", at),
        _whole({"minimum_characters": 0, **table}, "minimum_characters", at),
        _whole({"minimum_photos": 0, **table}, "minimum_photos", at),
        _text({"template": "", **table}, "template", at).strip(),
    )


def _post_kinds(table: Mapping[str, Any], key: str, at: str) -> frozenset[PostKind]:
    words = _need(table, key, at, list, "若干种发言")
    try:
        return frozenset(PostKind(word) for word in words)
    except ValueError as error:
        raise ProfileError(f"{at}{key}：{error}") from None


def _keep(table: Mapping[str, Any], key: str) -> timedelta | None:
    """For how long something is kept; 0 is for good. Less than a month would reach into work that goes on."""
    days = _whole(_sub(table, "retention"), key, "retention.")
    if 0 < days < LEAST_KEPT_DAYS:
        raise ProfileError(f"retention.{key} 应为 0（一直保存）或不少于 {LEAST_KEPT_DAYS} 天，现为 {days}")
    return timedelta(days=days) if days else None


def _need(table: Mapping[str, Any], key: str, at: str, kind: type, word: str) -> Any:
    value = table.get(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ProfileError(f"{at}{key} 应为{word}，现为 {value!r}")
    return value


def _sub(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return _need(table, key, "", Mapping, f"一节 [{key}]")  # type: ignore[no-any-return]


def _list(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return _need(table, key, "", list, f"若干节 [[{key}]]")  # type: ignore[no-any-return]


def _text(table: Mapping[str, Any], key: str, at: str = "") -> str:
    return _need(table, key, at, str, "文字")  # type: ignore[no-any-return]


def _whole(table: Mapping[str, Any], key: str, at: str = "", least: int = 0) -> int:
    value = _need(table, key, at, int, f"不小于{least}的整数")
    if value < least:
        raise ProfileError(f"{at}{key} 应为不小于{least}的整数，现为 {value!r}")
    return value  # type: ignore[no-any-return]


def _day(table: Mapping[str, Any], key: str, at: str = "") -> date:
    value = _need(table, key, at, date, "日期")
    if isinstance(value, datetime):
        raise ProfileError(f"{at}{key} 应为日期，不带时刻，现为 {value!r}")
    return value  # type: ignore[no-any-return]


def _clock(table: Mapping[str, Any], key: str, at: str = "") -> time:
    return _need(table, key, at, time, "时刻（如 20:00:00）")  # type: ignore[no-any-return]


def _clocks(table: Mapping[str, Any], key: str, at: str) -> list[time]:
    clocks = _need(table, key, at, list, "若干时刻")
    return [_clock({str(i): clock}, str(i), f"{at}{key} 第") for i, clock in enumerate(clocks, 1)]
