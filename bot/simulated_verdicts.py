"""Holds what the bot said in a made-up campaign against the recount of what really happened."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.simulating import Look, Played
from documents.papers import STATES, group_name
from domain.calendars import at_time
from domain.campaigns import Campaign
from domain.posts import Post, PostKind
from domain.recounts import (
    OPEN,
    Record,
    Verdict,
    by_group_and_day,
    call_at,
    count,
    is_told,
    reminded_at,
)
from domain.rosters import Group, Roster
from domain.simulations import Plan
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
    State.MISSING: Verdict.MISSING,
    State.UNCONFIRMED: Verdict.UNCONFIRMED,
}
WORDS = {STATES[state]: verdict for state, verdict in _MEANS.items()}
_SPLIT = re.compile("；(?![^（]*）)")
_MINUTES = re.compile(r"(?:(\d+)小时)?(\d+)分钟")

Said = set[tuple[str, str, Verdict, int]]  # (group's short name, paper's short name, verdict, minutes late)


@dataclass(slots=True)
class Findings:
    """What the comparison came to: `wrong` verdicts in words, what was compared, and the figures by round."""

    wrong: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)


class Comparison:
    """One campaign that was played, against what really happened."""

    def __init__(self, plan: Plan, played: Played, campaign: Campaign, roster: Roster) -> None:
        self.plan, self.campaign, self.roster = plan, campaign, roster
        self.shorts = {rule.short: rule.key for rule in campaign.papers}
        self.posts: dict[PostKind, list[SentPost]] = defaultdict(list)
        for sent in played.posts:
            self.posts[sent.post.kind].append(sent)
        self.looks = played.looks
        self.record = Record(by_group_and_day(plan.acts), plan.outages, terms_of(campaign))
        self.found = Findings()

    def run(self) -> Findings:
        self._tellings()
        calls = self._by_room_and_due(PostKind.ROLL_CALL)
        boards = self._by_room_and_due(PostKind.ROLL_CALL_BOARD)
        for day in self.plan.days:
            self._roll_call(day, calls, boards)
            self._reminders(day)
        for look in self.looks:
            self._look(look)
        self._rooms()
        return self.found

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

    def _roll_call(
        self,
        day: date,
        calls: Mapping[tuple[str, str], list[SentPost]],
        boards: Mapping[tuple[str, str], list[SentPost]],
    ) -> None:
        due, at = self._due(day), call_at(day, self.record)
        for group in self.roster.groups:
            posts = calls.get((room_of(group.key), due.isoformat()), [])
            first = [sent for sent in posts if sent.post.once.revision == 0]
            called = _owed(self._counted(group, day, due, at)) if at is not None else set()
            if not self._is_once(first, at if called else None, f"{day} {group.key} 点名"):
                continue
            said = self._said_in(first[0].post, group)
            self._same("roll_calls", _untimed(called), said, f"{day} 点名：{first[0].post.text}")
            self._mentions(first[0].post, group, called)
            waits = any(one[2] is Verdict.UNCONFIRMED for one in called)
            self._settled(day, group, [sent for sent in posts if sent.post.once.revision], waits, at)
        self._board(day, at, [s for s in boards.get((COMMAND, due.isoformat()), []) if s.post.once.revision == 0])

    def _is_once(self, posts: list[SentPost], at: datetime | None, what: str) -> bool:
        times = [sent.sent_at for sent in posts]
        self._expect("once", times == ([] if at is None else [at]), f"{what}：应在 {at}，实际 {times}")
        return len(times) == 1 and at is not None

    def _settled(self, day: date, group: Group, posts: list[SentPost], expected: bool, at: datetime | None) -> None:
        """What was unconfirmed is settled once, when the group has had its time to answer."""
        last = at_time(self.plan.days[-1], datetime.max.time())
        if expected and not posts and at is not None and at > last - timedelta(days=1):
            return
        self._expect("once", len(posts) == int(expected), f"{day} {group.key} 复核 {len(posts)} 次")
        for sent in posts:
            counted = self._counted(group, day, sent.sent_at + timedelta(seconds=1), sent.sent_at)
            said = self._said_in(sent.post, group)
            self._same("settled", _untimed(_owed(counted)), said, f"{day} 复核：{sent.post.text}")

    def _board(self, day: date, at: datetime | None, posts: list[SentPost]) -> None:
        if not self._is_once(posts, at, f"{day} 总表") or at is None:
            return
        expected: Said = set()
        for group in self.roster.groups:
            called = self._counted(group, day, self._due(day), at)
            expected |= {one for one in _owed(called) if one[2] is not Verdict.IN_TIME}
            arrived = self._counted(group, day, at + timedelta(seconds=1), at)
            expected |= {one for one in arrived if one[2] is Verdict.LATE}
            owed = _owed(called)
            if owed and all(one[2] in (Verdict.IN_TIME, Verdict.NIL) for one in owed):
                expected.add((group_name(group), "", Verdict.IN_TIME, 0))
        self._same("boards", expected, self._sections(posts[0].post.text), f"{day} 总表：{posts[0].post.text}")

    # --- reminders -------------------------------------------------------------------------------

    def _reminders(self, day: date) -> None:
        posts = self._by_room_and_due(PostKind.REMINDER)
        for number, clock in enumerate(sorted(self.campaign.reminders)):
            at = reminded_at(day, number, self.record)
            for group in self.roster.groups:
                sent = posts.get((room_of(group.key), at_time(day, clock).isoformat()), [])
                counted = self._counted(group, day, at, at) if at is not None else set()
                owed = {one for one in counted if one[2] in OPEN}
                if self._is_once(sent, at if owed else None, f"{day} {group.key} {clock} 提示"):
                    self._same(
                        "reminders", owed, self._said_in(sent[0].post, group), f"{day} 提示：{sent[0].post.text}"
                    )
                    self._mentions(sent[0].post, group, owed)

    # --- how a day stands when a dispatcher asks ---------------------------------------------------

    def _look(self, look: Look) -> None:
        """未报 names what is open and what is late; what it does not name is there."""
        expected: Said = set()
        for group in self.roster.groups:
            counted = self._counted(group, look.day, look.at, look.at)
            expected |= {one for one in counted if one[2] in OPEN or one[2] is Verdict.LATE}
        self._same("looks", expected, self._sections(look.text), f"{look.day} 在 {look.at} 问未报：{look.text}")

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

    def _due(self, day: date) -> datetime:
        return at_time(day, self.campaign.deadline)

    def _counted(self, group: Group, day: date, sent_before: datetime, known_at: datetime | None) -> Said:
        assert known_at is not None
        found: Said = set()
        for short, paper in self.shorts.items():
            counted = count(group.key, day, paper, sent_before, known_at, self.record)
            found.add((group_name(group), short, counted.verdict, counted.minutes))
        return found

    def _in_room(self, kind: PostKind, room: str) -> Iterator[SentPost]:
        return (sent for sent in self.posts[kind] if sent.post.room == room)

    def _by_room_and_due(self, kind: PostKind) -> dict[tuple[str, str], list[SentPost]]:
        found: dict[tuple[str, str], list[SentPost]] = defaultdict(list)
        for sent in self.posts[kind]:
            found[sent.post.room or "", sent.post.once.due].append(sent)
        return found

    def _said_in(self, post: Post, group: Group) -> Said:
        """What a group's own post says of each paper."""
        names = "|".join(map(re.escape, self.shorts))
        words = "|".join(map(re.escape, WORDS))
        pattern = re.compile(f"((?:(?:{names})、?)+) (?:({words}))")
        said: Said = set()
        for shorts, word in pattern.findall(post.text):
            said |= {(group_name(group), short, WORDS[word], 0) for short in shorts.split("、")}
        return said

    def _sections(self, text: str) -> Said:
        """What a board says: a line a verdict, an entry a group; groups with all in time are only named."""
        said: Said = set()
        names = "|".join(map(re.escape, self.shorts))
        for line in text.split("\n"):
            head, _, rest = line.partition("：")
            if head.startswith("按时"):
                said |= {(name, "", Verdict.IN_TIME, 0) for name in rest.split("、")}
            for entry in _SPLIT.split(rest) if head in WORDS else ():
                group, _, papers = entry.partition(" ")
                for short, more in re.findall(f"({names})(（[^）]*）)?", papers):
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
