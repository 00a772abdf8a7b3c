"""Campaign profiles (行动档案): the numbers and words of a scheme, as a checked value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain.alerts import UrgentRule, parse_urgent
from domain.bulletins import BulletinRule, parse_bulletins
from domain.calendars import WorkCalendar, at_time, parse_calendar
from domain.checklists import ChecklistRule, parse_checklists
from domain.consultations import QuestionRule, parse_questions
from domain.controls import ControlRule, parse_control
from domain.due_rules import Course, DueRule, When
from domain.obligation_rules import Bearer, ObligationRule, Proof, parse_obligation
from domain.picture_remarks import NOTHING_TOLD, PictureRule, parse_pictures
from domain.posts import PostKind
from domain.profile_tables import ProfileError, Reading, Table, shown
from domain.roster_rules import RosterRule, parse_roster_rule
from domain.rosters import Round
from domain.round_changes import AdjustmentRule, parse_adjustment
from domain.signatures import SignatureRule, parse_signing
from domain.stages import Stage, parse_stage
from domain.trust import TrustRule, parse_trust
from domain.visits import Outcome

LEAST_KEPT_DAYS = 30
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_DAY = timedelta(days=1)


class Acknowledge(StrEnum):
    """Which visits are answered when they are told."""

    FINDINGS = "findings"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Quota:
    """What a team of `team_size` owes a day: visits, of them industrial enterprises."""

    team_size: int
    visits: int
    industrial: int


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each: what hangs on it may be remembered
class Campaign:
    """One scheme. All clocks are Shanghai clocks; durations are timedeltas. `plan` names the document it was set by."""

    key: str
    name: str
    plan: str
    start: date
    end: date
    rounds: tuple[Round, ...]
    stages: tuple[Stage, ...]
    quota: Quota
    evidence_outcomes: frozenset[Outcome]
    evidence_videos: int
    evidence_photos: int
    deadline: time
    settle: timedelta
    reminders: tuple[time, ...]
    late_grace: timedelta
    obligations: tuple[ObligationRule, ...]
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
    adjustment: AdjustmentRule
    signing: SignatureRule
    roster: RosterRule
    checklists: ChecklistRule
    bulletins: BulletinRule
    pictures: PictureRule
    categories: Mapping[str, str]
    calendar: WorkCalendar

    def due_at(self, day: date) -> datetime:
        """When the day's papers are due."""
        return at_time(day, self.deadline)

    def course(self, rounds: Sequence[Round] = ()) -> Course:
        """The days on which due rules are laid: from the first to the last of the rounds in force, else as written."""
        held = tuple(rounds) or self.rounds
        days = [day for r in held for day in (r.start, r.end)] or [self.start, self.end]
        return Course(min(days), max(days), held, self.stages, self.calendar)

    @property
    def papers(self) -> tuple[ObligationRule, ...]:
        """What each group hands in every day."""
        return tuple(rule for rule in self.group_papers if rule.is_daily)

    @property
    def reports(self) -> tuple[ObligationRule, ...]:
        """What is due now and then."""
        return tuple(rule for rule in self.obligations if not rule.is_daily)

    @property
    def group_papers(self) -> tuple[ObligationRule, ...]:
        """What each group hands in."""
        return tuple(rule for rule in self.obligations if rule.is_of_groups and rule.proof is Proof.PAPER)

    @property
    def personal(self) -> tuple[ObligationRule, ...]:
        """What each person tells of for a round."""
        return tuple(rule for rule in self.obligations if rule.bearer is Bearer.PERSON)

    def rule_of(self, key: str) -> ObligationRule:
        """The obligation of that key; what the campaign does not ask for (any more) is one without minima."""
        bare = ObligationRule(key, key, key, "", Bearer.GROUP, DueRule(When.DAILY, self.deadline), Proof.PAPER)
        return next((rule for rule in self.obligations if rule.key == key), bare)


def parse_profile(values: Mapping[str, Any], calendar: WorkCalendar | None = None) -> Campaign:
    """A campaign from a profile's TOML table; `calendar` knows the country's days off.

    Raises ProfileError with every missing, wrong and unknown key at once. Rounds must follow one another
    without gap or overlap, from the campaign's start to its end (seed 002, 一).
    """
    reading = Reading()
    campaign = read_campaign(Table(values, reading), calendar or WorkCalendar())
    if faults := reading.all_faults() or tuple(contradictions(campaign)):
        raise ProfileError(*faults)
    return campaign


def read_campaign(table: Table, calendar: WorkCalendar) -> Campaign:
    """The campaign in a profile's top table; what is wrong with it is noted there."""
    quota, evidence, deadline = table.sub("quota"), table.sub("evidence"), table.sub("deadline")
    manners, coach, orders = table.sub("manners"), table.sub("coach"), table.sub("instructions")
    blind, guard, retention = table.sub("blind"), table.sub("guard"), table.sub("retention")
    table.yes("default", default=False)
    return Campaign(
        key=table.text("key"),
        name=table.title("name"),
        plan=table.text("plan"),
        start=table.day("start"),
        end=table.day("end"),
        rounds=_rounds(table),
        stages=tuple(parse_stage(stage) for stage in table.tables("stages", required=False)),
        quota=Quota(quota.whole("team_size", least=1), quota.whole("visits"), quota.whole("industrial")),
        evidence_outcomes=evidence.choices("outcomes", Outcome),
        evidence_videos=evidence.whole("video"),
        evidence_photos=evidence.whole("photo"),
        deadline=deadline.clock("at"),
        settle=deadline.seconds("settle_seconds"),
        reminders=deadline.clocks("reminders"),
        late_grace=deadline.hours("late_grace_hours"),
        obligations=_obligations(table, deadline),
        tally_at=table.sub("tally").clock("at"),
        acknowledge=manners.choice("acknowledge", Acknowledge),
        visit_settle=manners.minutes("settle_minutes"),
        gather=manners.minutes("gather_minutes"),
        list_most=manners.whole("list_most"),
        remark_gap=coach.minutes("gap_minutes"),
        chase=coach.minutes("chase_minutes"),
        words_wait=coach.minutes("words_minutes"),
        quiet_from=manners.clock("quiet_from"),
        quiet_to=manners.clock("quiet_to"),
        receipt_wait=manners.minutes("receipt_minutes"),
        consent_wait=orders.hours("consent_hours"),
        offer_wait=orders.minutes("offer_minutes"),
        offer_lasts=orders.hours("offer_hours"),
        order_templates={one.text("kind"): one.text("text") for one in orders.tables("templates", required=False)},
        blind_least=blind.minutes("minutes"),
        blind_hold=blind.minutes("hold_minutes"),
        keep_media=_keep(retention, "media_days"),
        keep_messages=_keep(retention, "message_days"),
        guard_held=guard.choices("held", PostKind),
        guard_stale=guard.hours("stale_hours"),
        check_days=orders.whole("check_days"),
        refusals_gather=guard.minutes("refusal_minutes", least=1),
        trust=parse_trust(table.sub("trust")),
        control=parse_control(table.sub("control")),
        urgent=parse_urgent(table.sub("urgent")),
        questions=parse_questions(table.sub("questions")),
        adjustment=parse_adjustment(table.sub("adjustment")),
        signing=parse_signing(table.sub("signing")),
        roster=parse_roster_rule(table.sub("roster", required=False)),
        checklists=parse_checklists(table.sub("checklists")),
        bulletins=parse_bulletins(table.sub("bulletins", required=False)),
        pictures=parse_pictures(table.sub("pictures")) if table.has("pictures") else NOTHING_TOLD,
        categories={one.text("key"): one.text("name") for one in table.tables("categories")},
        calendar=_calendar(table, calendar),
    )


def contradictions(campaign: Campaign) -> Iterator[str]:
    """What each may be for itself, but not together; and a key that would not do as a name."""
    if not _KEY.fullmatch(campaign.key):
        yield f"key 应为英文字母、数字和横线，现为 {shown(campaign.key)}"
    if campaign.quota.industrial > campaign.quota.visits:
        yield f"quota.industrial 不能多于 visits（{campaign.quota.visits}），现为 {campaign.quota.industrial}"
    for clock in campaign.reminders:
        if clock >= campaign.deadline:
            yield f"deadline.reminders 应在 at（{campaign.deadline:%H:%M}）以前，现有 {clock:%H:%M}"
    start, end, at = campaign.quiet_from, campaign.quiet_to, campaign.deadline
    if start <= at < end if start <= end else not end <= at < start:
        yield f"deadline.at 落在静默时段（{start:%H:%M} 至 {end:%H:%M}）里，到时不能点名：请把 manners 的静默时段改开"


def _rounds(table: Table) -> tuple[Round, ...]:
    written = table.tables("rounds", required=False)
    rounds = tuple(Round(r.whole("number", least=1), r.day("start"), r.day("end")) for r in written)
    start, end = table.day("start"), table.day("end")
    if date.min in {start, end, *(day for r in rounds for day in (r.start, r.end))}:  # told already
        return rounds
    if end < start:
        table.fault("end", f"不能早于 start（{start}），现为 {end}")
    elif rounds:
        for fault in round_faults(rounds, start, end):
            table.fault("rounds", fault)
    return rounds


def round_faults(rounds: Iterable[Round], start: date, end: date) -> Iterator[str]:
    """What is wrong unless each day from start to end belongs to exactly one round, in their order."""
    expected = start
    for r in rounds:
        if r.start != expected:
            yield f"第{r.number}轮次应从 {expected} 开始，现为 {r.start}"
        if r.end < r.start:
            yield f"第{r.number}轮次不能早于 {r.start} 结束，现为 {r.end}"
        expected = r.end + _DAY
    if expected != end + _DAY:
        yield f"应排到 {end}，现排到 {expected - _DAY}"


def _obligations(table: Table, deadline: Table) -> tuple[ObligationRule, ...]:
    at, reminders = deadline.clock("at"), deadline.clocks("reminders")
    rules = tuple(parse_obligation(rule, at, reminders) for rule in table.tables("obligations"))
    stages = {stage.values.get("number") for stage in table.tables("stages", required=False)}
    for rule in rules:
        if rule.due.stage is not None and rule.due.stage not in stages:
            table.fault(f"obligations[{rule.key}].due.stage", f"没有第 {rule.due.stage} 阶段，[[stages]] 里要有")
    first: dict[str, str] = {}
    for rule in rules:
        if rule.short and first.setdefault(rule.short, rule.key) != rule.key:
            table.fault("obligations", f"{first[rule.short]} 和 {rule.key} 的 short 都是“{rule.short}”，分不清")
    return rules


def _keep(retention: Table, key: str) -> timedelta | None:
    """For how long something is kept; 0 is for good. Less than a month would reach into work that goes on."""
    kept = retention.days(key)
    if timedelta() < kept < timedelta(days=LEAST_KEPT_DAYS):
        retention.fault(key, f"应为 0（一直保存）或不少于 {LEAST_KEPT_DAYS} 天，现为 {kept.days}")
    return kept or None


def _calendar(table: Table, calendar: WorkCalendar) -> WorkCalendar:
    """The country's days, with what the profile says of some of them."""
    known = table.list_of("calendar_known", int, "年份") if table.has("calendar_known") else ()
    return parse_calendar(table.tables("calendar", required=False), known, calendar)
