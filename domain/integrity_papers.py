"""What each person tells of for a round: 行前教育, 提醒谈话, 承诺书 before it, 自查表 after it (seed 002, 五(四))."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendars import at_time
from domain.commands import plain_request
from domain.due_rules import When
from domain.lexicons import Lexicon
from domain.obligation_rules import ObligationRule
from domain.rosters import Group, Round
from domain.slots import Slot

REMIND = "integrity_papers"
_LONGEST = 40  # characters of words that say it is done
_ROUND = re.compile(r"第?([\d一二三四五六七八九])轮")
_DIGITS = "一二三四五六七八九"
_DAY = timedelta(days=1)
_DONE = (
    r"(?:我|本人)?(?:的)?(?:第?[\d一二三四五六七八九]轮次?的?)?(?:{names})我?"
    r"(?:已经?|都)?(?:签|交|填|报|参加|完成|办)[好完过了毕字]{{0,3}}[.! ]{{0,3}}"
)


@dataclass(frozen=True, slots=True)
class Due:
    """What the rule of that key asks of everybody for a round."""

    paper: str
    round: int


def paper_told(text: str, rules: Sequence[ObligationRule], lexicon: Lexicon) -> ObligationRule | None:
    """What somebody says he has done, and says nothing else."""
    plain = plain_request(text)
    if len(plain) > _LONGEST:
        return None
    return next((rule for rule in rules if _words_of(rule, lexicon).fullmatch(plain)), None)


def _words_of(rule: ObligationRule, lexicon: Lexicon) -> re.Pattern[str]:
    """Those of the lexicon; of what it does not know, its names with a word that says that it is done."""
    if rule.key in lexicon.tables["commands"]["words"]:
        return lexicon.any_of("commands", "words", rule.key)
    names = "|".join(re.escape(name.lower()) for name in (rule.name, rule.short, *rule.words))
    return re.compile(_DONE.format(names=names))


def round_named(text: str) -> int | None:
    """The round that words name (第2轮)."""
    match = _ROUND.search(plain_request(text))
    if match is None:
        return None
    return int(match[1]) if match[1].isdecimal() else _DIGITS.index(match[1]) + 1


def dues_on(rule: ObligationRule, day: date, rounds: Sequence[Round]) -> tuple[Due, ...]:
    """The rounds that may be meant on a day, the likeliest first.

    What is due before a round is of the one to come as soon as it is asked for, then of the one that goes on; what is
    due after it of the last that has ended, then of the one that goes on.
    """
    ended = [r for r in rounds if r.end < day][-1:]
    going = [r for r in rounds if r.start <= day <= r.end]
    likely = _coming(rule, day, rounds) + going if rule.due.when is When.ROUND_START else ended + going
    return tuple(Due(rule.key, r.number) for r in likely)


def owed_on(day: date, rounds: Sequence[Round], rules: Sequence[ObligationRule]) -> tuple[Due, ...]:
    """What everybody should have told of by that day, or is being reminded of: the newest of each."""
    found: list[Due] = []
    for rule in rules:
        before = rule.due.when is When.ROUND_START
        found += dues_on(rule, day, rounds)[:1] if before else _of([r for r in rounds if r.end < day][-1:], rule)
    return tuple(found)


def reminded_on(day: date, rounds: Sequence[Round], rules: Sequence[ObligationRule]) -> Iterator[tuple[datetime, Due]]:
    """What people are reminded of on a day, and when."""
    for r in rounds:
        for rule in rules:
            due_on = r.start - _DAY if rule.due.when is When.ROUND_START else r.end
            for reminder in rule.reminders:
                if day == due_on + timedelta(days=reminder.days):
                    yield at_time(day, reminder.at), Due(rule.key, r.number)


def reminder_slots(
    day: date, rounds: Sequence[Round], rules: Sequence[ObligationRule], groups: Sequence[Group]
) -> list[Slot]:
    """One a moment, round and group."""
    moments = dict.fromkeys((at, due.round) for at, due in reminded_on(day, rounds, rules))
    return [Slot(REMIND, f"{number}/{group.key}", at, at) for at, number in moments for group in groups]


def _coming(rule: ObligationRule, day: date, rounds: Sequence[Round]) -> list[Round]:
    """The rounds before whose beginning it is asked for by that day."""
    ahead = timedelta(days=min((reminder.days for reminder in rule.reminders), default=0)) - _DAY
    return [r for r in rounds if r.start + ahead <= day < r.start]


def _of(rounds: Sequence[Round], rule: ObligationRule) -> list[Due]:
    return [Due(rule.key, r.number) for r in rounds]
