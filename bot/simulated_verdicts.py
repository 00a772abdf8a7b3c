"""Holds what the bot said in a made-up campaign against the recount of what really happened."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from bot.simulating import Explained, Look, Played
from documents.papers import STATES, group_name
from domain.calendars import at_time
from domain.campaigns import Campaign
from domain.posts import Post, PostKind
from domain.recount_times import (
    call_at,
    reminded_at,
    reminder_times,
    report_dues,
    report_reminder_times,
    step_at,
    told_at,
)
from domain.recounts import OPEN, Record, Verdict, by_group_and_period, count, dues_of, is_told
from domain.rosters import Group, Role, Roster
from domain.simulations import Deed, Due, Plan
from domain.simulations.casts import COMMAND, room_of, speakers
from domain.simulations.plans import terms_of
from domain.verdicts import State
from storage.outbox import SentPost

_MEANS = {
    State.SEEN: Verdict.IN_TIME,
    State.LATE: Verdict.LATE,
    State.NIL: Verdict.NIL,
    State.MAILED: Verdict.MAILED,
    State.DELIVERED: Verdict.DELIVERED,
    State.DECLARED: Verdict.ANSWERED,
    State.RETURNED: Verdict.RETURNED,
    State.UNSIGNED: Verdict.UNSIGNED,
    State.MISSING: Verdict.MISSING,
    State.UNCONFIRMED: Verdict.UNCONFIRMED,
}
WORDS = {STATES[state]: verdict for state, verdict in _MEANS.items()}
EXPLAINED = {**WORDS, STATES[State.EXCUSED]: Verdict.EXCUSED}
_SPLIT = re.compile("；(?![^（]*）)")
_MINUTES = re.compile(r"(?:(\d+)小时)?(\d+)分钟")

Said = set[tuple[str, str, Verdict, int]]  # (group's short name, paper's short name, verdict, minutes late)

Steps = dict[tuple[str, datetime, int], Said]  # by person or room, when, and minutes after the deadline


@dataclass(frozen=True, slots=True)
class FallingDue:
    """What falls due at one moment, when is reminded of it, and who is told of it afterwards."""

    dues: tuple[Due, ...]
    reminders: Sequence[datetime]
    ladder: Sequence[tuple[int, str, tuple[str, ...]]]

    @property
    def at(self) -> datetime:
        return self.dues[0].at


@dataclass(slots=True)
class Findings:
    """What the comparison came to: `wrong` verdicts in words, what was compared, and the figures by round."""

    wrong: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)


class Comparison:
    """One campaign that was played, against what really happened."""

    def __init__(self, plan: Plan, played: Played, campaign: Campaign, roster: Roster) -> None:
        self.plan, self.campaign, self.roster = plan, campaign, roster
        self.posts: dict[PostKind, list[SentPost]] = defaultdict(list)
        for sent in played.posts:
            self.posts[sent.post.kind].append(sent)
        self.looks, self.explained = played.looks, played.explained
        self.end = max((look.at for look in played.looks), default=at_time(plan.days[-1], datetime.max.time()))
        self.record = Record(by_group_and_period(plan.acts), plan.outages, terms_of(campaign))
        self.found = Findings()

    def run(self) -> Findings:
        self._tellings()
        for falling_due in self._all_due():
            self._roll_call(falling_due)
            self._reminders(falling_due)
            self._steps(falling_due)
        for look in self.looks:
            self._look(look)
        for explained in self.explained:
            self._explanation(explained)
        self._moves()
        self._rooms()
        return self.found

    def _all_due(self) -> Iterator[FallingDue]:
        """What falls due on the days that were played: of each day, and of each round."""
        terms = self.record.terms
        for day in self.plan.days if terms.daily else ():
            yield FallingDue(dues_of(day, terms), reminder_times(day, terms), terms.ladder)
        for report in terms.reports:
            for day, due in report_dues(report, [r.end for r in self.plan.rounds]):
                if day in self.plan.days:
                    ladder = tuple((minutes, to, (due.paper,)) for minutes, to in report.ladder)
                    yield FallingDue((due,), report_reminder_times(day, report), ladder)

    # --- the times of deafness -------------------------------------------------------------------

    def _tellings(self) -> None:
        """Each group's room is told of each outage worth it, once; from then its time to answer runs."""
        told: dict[tuple[str, int], datetime] = {}
        for group in self.roster.groups:
            left = [n for n, outage in enumerate(self.plan.outages) if is_told(outage, self.record.terms)]
            for sent in self._in_room(PostKind.BLIND_WINDOW, room_of(group.key)):
                these = [n for n in left if self.plan.outages[n].until <= sent.sent_at]
                self._expect("tellings", bool(these), f"{group.key} 多说了一次离线：{sent.post.text}")
                told.update({(group.key, n): sent.sent_at for n in these})
                left = [n for n in left if n not in these]
            last = at_time(self.plan.days[-1], datetime.max.time())
            gone = [n for n in left if self.plan.outages[n].until + timedelta(hours=9) < last]
            self._expect("tellings", not gone, f"{group.key} 没有说明离线：{[self.plan.outages[n] for n in gone]}")
        self.record = replace(self.record, told=told)

    # --- the roll-call ---------------------------------------------------------------------------

    def _roll_call(self, due: FallingDue) -> None:
        at = self._played(call_at(due.at, self.record))
        calls = self._by_room(PostKind.ROLL_CALL, due)
        for group in self.roster.groups:
            posts = calls.get(room_of(group.key), [])
            first = [sent for sent in posts if sent.post.once.revision == 0]
            called = _owed(self._counted(group, due.dues, due.at, at)) if at is not None else set()
            if not self._is_once(first, at if called else None, f"{due.at} {group.key} 点名"):
                continue
            said = self._said_in(first[0].post.text, group)
            self._same("roll_calls", _untimed(called), said, f"{due.at} 点名：{first[0].post.text}")
            self._mentions(first[0].post, group, called)
            waits = any(one[2] is Verdict.UNCONFIRMED for one in called)
            self._settled(due, group, [sent for sent in posts if sent.post.once.revision], waits, at)
        boards = self._by_room(PostKind.ROLL_CALL_BOARD, due).get(COMMAND, [])
        self._board(due, at, [sent for sent in boards if sent.post.once.revision == 0])

    def _is_once(self, posts: list[SentPost], at: datetime | None, what: str) -> bool:
        times = [sent.sent_at for sent in posts]
        self._expect("once", times == ([] if at is None else [at]), f"{what}：应在 {at}，实际 {times}")
        return len(times) == 1 and at is not None

    def _settled(
        self, due: FallingDue, group: Group, posts: list[SentPost], expected: bool, at: datetime | None
    ) -> None:
        """What was unconfirmed is settled once, when the group has had its time to answer."""
        if expected and not posts and at is not None and at > self.end - timedelta(days=1):
            return
        for sent in posts:
            counted = self._counted(group, due.dues, sent.sent_at + timedelta(seconds=1), sent.sent_at)
            said = self._said_in(sent.post.text, group)
            self._same("settled", _untimed(_owed(counted)), said, f"{due.at} 复核：{sent.post.text}")
        self._expect("once", len(posts) == int(expected), f"{due.at} {group.key} 复核 {len(posts)} 次")

    def _board(self, due: FallingDue, at: datetime | None, posts: list[SentPost]) -> None:
        if not self._is_once(posts, at, f"{due.at} 总表") or at is None:
            return
        expected: Said = set()
        for group in self.roster.groups:
            owed = _owed(self._counted(group, due.dues, due.at, at))
            expected |= {one for one in owed if one[2] is not Verdict.IN_TIME}
            arrived = self._counted(group, due.dues, at + timedelta(seconds=1), at)
            expected |= {one for one in arrived if one[2] is Verdict.LATE}
            if owed and all(one[2] in (Verdict.IN_TIME, Verdict.NIL) for one in owed):
                expected.add((group_name(group), "", Verdict.IN_TIME, 0))
        self._same("boards", expected, self._sections(posts[0].post.text), f"{due.at} 总表：{posts[0].post.text}")

    # --- reminders, and who is told after the deadline -----------------------------------------------

    def _reminders(self, due: FallingDue) -> None:
        for number, planned in enumerate(due.reminders):
            posts = self._by_room(PostKind.REMINDER, due, planned)
            at = self._played(reminded_at(due.reminders, number, due.at, self.record))
            for group in self.roster.groups:
                sent = posts.get(room_of(group.key), [])
                counted = self._counted(group, due.dues, at, at) if at is not None else set()
                owed = {one for one in counted if one[2] in OPEN}
                if self._is_once(sent, at if owed else None, f"{planned} {group.key} 提示"):
                    said = self._said_in(sent[0].post.text, group)
                    self._same("reminders", owed, said, f"{planned} 提示：{sent[0].post.text}")
                    self._mentions(sent[0].post, group, owed)

    def _steps(self, due: FallingDue) -> None:
        """Each step of the ladder goes to exactly who it is for, of exactly what is open then."""
        expected = self._expected_steps(due)
        said: Steps = defaultdict(set)
        for sent in self.posts[PostKind.LADDER]:
            if sent.post.once.due == due.at.isoformat():
                whom, minutes, *_ = sent.post.once.subject.split("/")
                for group in self.roster.groups:
                    lines = [line for line in sent.post.text.split("\n") if f"{group_name(group)} " in line]
                    said[whom, sent.sent_at, int(minutes)] |= self._said_in("\n".join(lines), group)
        for key in sorted({*expected, *said}):
            self._same("steps", expected[key], said[key], f"{due.at} 逐级告知 {key}")

    def _expected_steps(self, due: FallingDue) -> Steps:
        expected: Steps = defaultdict(set)
        for minutes, to, papers in due.ladder:
            first = step_at(due.at, minutes, self.record)
            for group in self.roster.groups if first is not None else ():
                for one in (one for one in due.dues if one.paper in papers):
                    at = self._played(told_at(group.key, one, first, self.record)) if first is not None else None
                    if at is not None:
                        counted = _untimed(self._counted(group, [one], at + timedelta(seconds=1), at))
                        for whom in self._told(to, group):
                            expected[whom, at, minutes] |= counted
        return expected

    def _told(self, to: str, group: Group) -> list[str]:
        if to == Role.DISPATCHER:
            return [COMMAND]
        return [person.id for person in self.roster.members(group.key) if person.role == to]

    # --- how a day stands when a dispatcher asks ---------------------------------------------------

    def _look(self, look: Look) -> None:
        """未报 names what is open and what is late; what it does not name is there."""
        expected: Said = set()
        for group in self.roster.groups:
            counted = self._counted(group, dues_of(look.day, self.record.terms), look.at, look.at)
            expected |= {one for one in counted if one[2] in OPEN or one[2] is Verdict.LATE}
        self._same("looks", expected, self._sections(look.text), f"{look.day} 在 {look.at} 问未报：{look.text}")

    def _explanation(self, explained: Explained) -> None:
        """The first line tells the verdict, with its minutes, in its finest words."""
        head = explained.text.split("\n")[0]
        words = "|".join(sorted(map(re.escape, EXPLAINED), key=len, reverse=True))
        found = re.search(f"：(?:[0-9]{{2}}:[0-9]{{2}})?({words})(.*)", head)
        group = self.roster.group[explained.group]
        due = next(due for due in dues_of(explained.day, self.record.terms) if due.paper == explained.paper)
        said: Said = set()
        if found is not None:
            said = {(group_name(group), self._name(due), EXPLAINED[found[1]], _minutes(found[2]))}
        counted = self._counted(group, [due], explained.at, explained.at)
        self._same("explained", counted, said, f"{explained.day} 为什么：{explained.text}")

    def _moves(self) -> None:
        """Each group's room hears once of a round that was moved."""
        count_of = sum(act.deed is Deed.MOVE_ROUND for act in self.plan.acts)
        for group in self.roster.groups:
            told = list(self._in_room(PostKind.ROUND_CHANGE, room_of(group.key)))
            self._expect("once", len(told) == count_of, f"{group.key} 轮次调整说了 {len(told)} 次")

    # --- who hears what ----------------------------------------------------------------------------

    def _rooms(self) -> None:
        """Nothing about a group is said in another's room."""
        names = {group.key: group.city.removesuffix("市") for group in self.roster.groups}
        for posts in self.posts.values():
            for sent in posts:
                room = self.roster.room.get(sent.post.room or "")
                if room is None or room.group is None:
                    continue
                others = [key for key, name in names.items() if key != room.group and name in sent.post.text]
                right = not others and sent.post.about <= {room.group}
                self._expect("rooms", right, f"{room.group} 的群里说了 {others}：{sent.post.text}")

    def _mentions(self, post: Post, group: Group, counted: Said) -> None:
        """Leader and liaison are called on where something is open, and nobody else ever."""
        is_open = any(one[2] in OPEN for one in counted)
        wanted = {person.id for person in speakers(self.roster, group.key)} if is_open else set()
        self._expect("mentions", set(post.mentions) == wanted, f"{group.key} 点了 {post.mentions}，应点 {wanted}")

    # --- reading and comparing ---------------------------------------------------------------------

    def _played(self, at: datetime | None) -> datetime | None:
        """None for what would have come after the end."""
        return at if at is None or at <= self.end else None

    def _counted(
        self, group: Group, dues: Sequence[Due], sent_before: datetime | None, known_at: datetime | None
    ) -> Said:
        assert sent_before is not None and known_at is not None
        found: Said = set()
        for due in dues:
            counted = count(group.key, due, sent_before, known_at, self.record)
            found.add((group_name(group), self._name(due), counted.verdict, counted.minutes))
        return found

    def _name(self, due: Due) -> str:
        short = self.campaign.rule_of(due.paper).short
        return short if "round-" not in due.period else f"第{due.period.removeprefix('round-')}轮次{short}"

    def _in_room(self, kind: PostKind, room: str) -> Iterator[SentPost]:
        return (sent for sent in self.posts[kind] if sent.post.room == room)

    def _by_room(self, kind: PostKind, due: FallingDue, planned: datetime | None = None) -> dict[str, list[SentPost]]:
        """The posts of that kind about it, by room; reminders are known by when they were planned."""
        found: dict[str, list[SentPost]] = defaultdict(list)
        for sent in self.posts[kind]:
            if sent.post.once.due == (planned or due.at).isoformat():
                found[sent.post.room or ""].append(sent)
        return found

    @cached_property
    def _names(self) -> str:
        """A pattern of what papers are called."""
        shorts = "|".join(re.escape(rule.short) for rule in self.campaign.group_papers)
        return f"(?:第[0-9]+轮次)?(?:{shorts})"

    def _said_in(self, text: str, group: Group) -> Said:
        """What a group's own post says of each paper."""
        words = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
        pattern = re.compile(f"((?:{self._names}、?)+) ({words})")
        said: Said = set()
        for shorts, word in pattern.findall(text):
            said |= {(group_name(group), short, WORDS[word], 0) for short in shorts.split("、")}
        return said

    def _sections(self, text: str) -> Said:
        """What a board says: a line a verdict, an entry a group; groups with all in time are only named."""
        said: Said = set()
        for line in text.split("\n"):
            head, _, rest = line.partition("：")
            if head.startswith("按时"):
                said |= {(name, "", Verdict.IN_TIME, 0) for name in rest.split("、")}
            for entry in _SPLIT.split(rest) if head in WORDS else ():
                group, _, papers = entry.partition(" ")
                for short, more in re.findall(f"({self._names})(（[^）]*）)?", papers):
                    said.add((group, short, WORDS[head], _minutes(more)))
        return said

    def _same(self, what: str, expected: Said, said: Said, where: str) -> None:
        self.found.compared[what] += max(len(expected), 1)
        if expected != said:
            ours, bots = sorted(expected - said), sorted(said - expected)
            self.found.wrong.append(f"核算 {ours}，机器人 {bots}。{where}")

    def _expect(self, what: str, is_right: bool, otherwise: str) -> None:
        self.found.compared[what] += 1
        if not is_right:
            self.found.wrong.append(otherwise)


def _owed(counted: Said) -> Said:
    """Without what is excused, which nobody names."""
    return {one for one in counted if one[2] is not Verdict.EXCUSED}


def _untimed(counted: Said) -> Said:
    """Where the minutes are not told."""
    return {(group, short, verdict, 0) for group, short, verdict, _ in counted}


def _minutes(words: str) -> int:
    """（20:18，1小时5分钟）: 65."""
    found = _MINUTES.search(words)
    return int(found[1] or 0) * 60 + int(found[2]) if found else 0
