"""为什么 青石 附件3: the rule, the attempts, what else a verdict rests on; told to whom the group may be told of."""

from __future__ import annotations

import re

from documents.excuses import no_such_day_text, no_such_group_text
from documents.papers import group_name
from documents.verdicts import HOW, HOW_OWN, NOT_OWED, Grounds, verdict_text
from domain.calendars import day_of
from domain.duty_namings import DutyNamed, duty_named
from domain.messages import Message
from domain.obligations import Duty, day_duty, is_campaign_day
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED, Group, Role
from domain.scopes import Refusal, Refused
from handlers.asking import answer, asks_for, intent_in, scope_in, speaker_and_room, turn_down
from handlers.routing import Router
from storage.standings import attempts_for, board_of, duty_meant, signed_at, windows_for
from storage.work import UnitOfWork

router = Router()

_VERBS = re.compile("为什么|为啥|凭什么|依据|查一下|怎么|我们|本组|我组|的|是")


@router.on(Purpose.COMMAND, when=asks_for("explain_duty"), roles=SERVED, serves=("explain_duty",))
def explain_duty(message: Message, work: UnitOfWork) -> Reply | None:
    """Of one paper of one group: the speaker's own, for a dispatcher of the one named or whose room it is."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        if scope.why is Refusal.FUTURE_DAY:
            return answer(NOT_OWED, message, work, about=NOBODYS)
        return turn_down(scope, message, work)
    speaker, _ = speaker_and_room(message, work)
    named = _named(message, work)
    if named.unknown or named.bad_day:
        text = no_such_group_text(named.unknown) if named.unknown else no_such_day_text(named.bad_day)
        return answer(text, message, work, about=NOBODYS)
    if len(scope.groups) != 1 or not named.rules:
        return answer(HOW if speaker.role is Role.DISPATCHER else HOW_OWN, message, work, about=NOBODYS)
    group = work.roster.group[scope.groups[0]]
    duties = [_duty(key, named, group, message, work) for key in named.rules]
    texts = [explained(duty, group, work) for duty in duties if duty is not None]
    return answer("\n\n".join(texts) or NOT_OWED, message, work, about=[group.key])


def explained(duty: Duty, group: Group, work: UnitOfWork) -> str:
    """The explanation of one duty of a group, as of now."""
    ((_, (standing,)),) = board_of([duty], work.now, work, [group])
    key, period = duty.rule.key, duty.period.key
    excuses = [e for e in work.excuses.of_period(period) if (e.rule, e.bearer) == (key, group.key)]
    windows = [w for w in windows_for([duty], work.now, group, work) if w.hides(duty.period, duty.period.closes_at)]
    grounds = Grounds(
        attempts_for(duty, group.key, work),
        excuses,
        signed_at(duty, group.key, work),
        windows,
        work.duty_calls.of(key, group.key, period),
    )
    return verdict_text(standing, group_name(group), grounds, work.roster.known)


def _named(message: Message, work: UnitOfWork) -> DutyNamed:
    intent = intent_in(message, work)
    words, today = intent.rest if intent else "", day_of(message.at)
    return duty_named(words, _VERBS, work.roster, work.campaign.group_papers, today, work.lexicon)


def _duty(key: str, named: DutyNamed, group: Group, message: Message, work: UnitOfWork) -> Duty | None:
    rule, day = work.campaign.rule_of(key), named.day or day_of(message.at)
    if rule.is_daily:
        return day_duty(rule, day) if is_campaign_day(day, work.campaign, work.roster) else None
    intent = intent_in(message, work)
    return duty_meant(rule, intent.rest if intent else "", message.at, group, work)
