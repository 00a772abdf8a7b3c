"""签字 #12: the leader signs what the group found, or a round's report; 未签字 tells what is still to be signed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from documents.acknowledgements import has_own_line
from documents.corrections import not_standing_text, too_many_text
from documents.explanations import NO_SUCH_VISIT
from documents.signatures import (
    OWN_GROUP,
    SIGN_WHAT,
    Unsigned,
    no_such_round_text,
    nothing_to_sign_text,
    round_signed_text,
    signature_line,
    signed_text,
    unsigned_text,
    who_signs_text,
)
from domain.calendars import day_of
from domain.commands import intent_of, plain_request, said_to_bot
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, SPEAKING_ROLES
from domain.scopes import Refused, scope_of
from domain.signatures import Signature, Subject, changed_since, fields_of, is_same_day, signing_order
from domain.targets import targets_of
from domain.visits import Visit
from handlers.asking import answer, asks_for, refuse, scope_in, speaker_and_room, turn_down
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

#: Said of one of our numbers, or as our reminder asks for it: it is for us, though nobody called us.
_OF_OURS = re.compile(r"\s{0,8}签字\s{0,4}(?:[#＃]\s{0,2}\d|第[\d一二三四五六七八九]{1,2}轮次?(?:暗访)?(?:核查)?报告)")
_MOST = 30  # visits; each is read by itself


def signs(message: Message, work: UnitOfWork) -> bool:
    """签字, by one who may sign, said to the bot or plainly of a number of its own."""
    if message.kind is not Kind.TEXT or work.roster.person[message.sender].role not in work.campaign.signing.roles:
        return False
    is_for_us = message.is_addressed or (_OF_OURS.match(message.text) and not has_own_line(message.text))
    intent = intent_of(_said(message, work), work.lexicon, addressed=True) if is_for_us else None
    return intent is not None and intent.name == "sign"


@router.on(Purpose.COMMAND, when=signs, roles=SPEAKING_ROLES, serves=("sign",))
def sign(message: Message, work: UnitOfWork) -> Reply | None:
    request = plain_request(_said(message, work))
    targets = replace(targets_of(request, work.roster, day_of(message.at), work.lexicon), teams=(), own=False)
    speaker, room = speaker_and_room(message, work)
    scope = scope_of(speaker, room, targets, work.roster, day_of(message.at))
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    group, order = scope.groups[0], signing_order(request, dated=targets.day is not None)
    if order.round is not None:
        return _sign_round(order.round, group, message, work)
    if targets.day is not None and not order.numbers and not order.ranges:
        return _sign_day(targets.day, group, message, work)
    numbers = [number for first, last in order.ranges for number in range(first, min(last, first + _MOST) + 1)]
    if len(order.numbers) + len(numbers) > _MOST:
        return answer(too_many_text(_MOST), message, work, about=NOBODYS)
    named = [work.visits.named_by(number) for number in order.numbers]
    if any(visit is not None and visit.group != group for visit in named):
        return refuse(OWN_GROUP, message, work)
    within = [visit for number in numbers if (visit := work.visits.named_by(number)) and visit.group == group]
    return _sign_visits([*named, *(visit for visit in within if visit.links)], group, message, work)


@router.on(Purpose.COMMAND, when=asks_for("sign"))
def refuse_signing(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(who_signs_text(work.campaign.signing.roles), message, work)


@router.on(Purpose.COMMAND, when=asks_for("unsigned"), roles=SPEAKING_ROLES | DISPATCHERS, serves=("unsigned",))
def tell_unsigned(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    groups = [(work.roster.group[key], _unsigned(scope.day, key, work)) for key in scope.groups]
    earlier = work.signatures.unsigned_before(scope.day, scope.groups, work.campaign.signing.outcomes)
    text = unsigned_text(groups, earlier, scope.day, work.now)
    return answer(text, message, work, about=scope.groups, private=scope.private)


def signed_line(visit: Visit, work: UnitOfWork) -> str:
    """Who signed a visit and what was changed since; "" where nobody did."""
    signature = work.signatures.of_visit(visit.number or 0)
    return signature_line(signature, changed_since(signature, visit), work.roster.known) if signature else ""


def withdraw_signatures(message_id: str, work: UnitOfWork) -> None:
    """The words that signed something were taken back: it is signed no more."""
    if work.signatures.take_back(message_id):
        work.audit.append("bot", "sign.take_back", message_id, {})


def _said(message: Message, work: UnitOfWork) -> str:
    return said_to_bot(message.text, work.lexicon)


def _sign_round(number: int, group: str, message: Message, work: UnitOfWork) -> Reply | None:
    begun = [one.number for one in work.roster.rounds if one.start <= day_of(message.at)]
    if number not in begun:
        return answer(no_such_round_text(number), message, work, about=NOBODYS)
    name, known = work.roster.person[message.sender].name, work.signatures.of_round(group, number)
    if known is None:
        work.signatures.add([_signature(Subject.ROUND, number, group, message, {})])
        work.audit.append(message.sender, "sign.round", f"{group} {number}", {"message": message.id})
    elif known.signer in work.roster.known:
        name = work.roster.known[known.signer].name
    return answer(round_signed_text(number, name, again=known is not None), message, work, about=[group])


def _sign_day(day: date, group: str, message: Message, work: UnitOfWork) -> Reply | None:
    visits = [visit for visit, _ in _unsigned(day, group, work)]
    if visits:
        return _sign_visits(visits, group, message, work)
    rule = work.campaign.signing
    had = any(visit.outcome in rule.outcomes for visit in work.visits.of_day(day, group))
    return answer(nothing_to_sign_text(day, rule.outcomes, had=had), message, work, about=[group])


def _sign_visits(named: Sequence[Visit | None], group: str, message: Message, work: UnitOfWork) -> Reply | None:
    visits = {visit.number or 0: visit for visit in named if visit is not None}
    if None in named or not visits:
        return answer(NO_SUCH_VISIT if None in named else SIGN_WHAT, message, work, about=NOBODYS)
    gone = next((visit for visit in visits.values() if not visit.links), None)
    if gone is not None:
        return answer(not_standing_text(gone), message, work, about=[group])
    before = {
        number: signature
        for number, signature in work.signatures.of_visits(visits).items()
        if not changed_since(signature, visits[number])
    }
    new = {number: visit for number, visit in visits.items() if number not in before}
    _keep(new, group, message, work)
    rule, due_at = work.campaign.signing, work.campaign.due_at
    late = [n for n, visit in new.items() if not is_same_day(message.at, visit.day, due_at(visit.day), rule)]
    text = signed_text(list(new), before, late, work.roster.person[message.sender].name)
    return answer(text, message, work, about=[group])


def _keep(visits: Mapping[int, Visit], group: str, message: Message, work: UnitOfWork) -> None:
    if not visits:
        return
    signed = [_signature(Subject.VISIT, n, group, message, fields_of(visit)) for n, visit in visits.items()]
    work.signatures.add(signed)
    work.audit.append(message.sender, "sign.visits", ",".join(map(str, visits)), {"message": message.id})


def _signature(subject: Subject, number: int, group: str, message: Message, fields: Mapping[str, str]) -> Signature:
    return Signature(subject, number, group, message.sender, message.at, message.id, fields)


def _unsigned(day: date, group: str, work: UnitOfWork) -> Unsigned:
    """The group's visits of the day that are to be signed, or to be signed again, each with what was changed since."""
    visits = [visit for visit in work.visits.of_day(day, group) if visit.outcome in work.campaign.signing.outcomes]
    signed = work.signatures.of_visits(visit.number or 0 for visit in visits)
    changes = [
        (visit, changed_since(signature, visit) if (signature := signed.get(visit.number or 0)) else None)
        for visit in visits
    ]
    return [(visit, changed or ()) for visit, changed in changes if changed is None or changed]
