"""签字 #12: the leader signs what the group found, or a round's report, or takes it back; 未签字 tells what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from documents.acknowledgements import has_own_line
from documents.corrections import not_standing_text, too_many_text
from documents.explanations import NO_SUCH_VISIT
from documents.signatures import (
    NOT_SIGNED,
    NOT_UNSIGNED,
    OTHER_DAY,
    OWN_GROUP,
    SIGN_WHAT,
    WHICH_ROUND,
    Unsigned,
    earlier_text,
    no_such_round_text,
    nothing_to_sign_text,
    report_meant_text,
    round_signed_text,
    signature_line,
    signed_text,
    unsigned_text,
    who_signs_text,
    withdrawn_text,
)
from domain.calendars import day_of
from domain.commands import intent_of, plain_request, said_to_bot
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, SPEAKING_ROLES, Group, Role
from domain.scopes import Refused, Scope, scope_of
from domain.signatures import Signature, Subject, changed_since, fields_of, is_same_day
from domain.signing_orders import SigningOrder, signing_order, unsigning_order
from domain.targets import Targets, targets_of
from domain.visits import Visit
from handlers.asking import answer, asks_for, refuse, scope_in, speaker_and_room, turn_down
from handlers.routing import Condition, Router
from storage.work import UnitOfWork

router = Router()

_Reading = Callable[[str, Role, Iterable[Group], Lexicon], SigningOrder | None]

#: Said of one of our numbers, or as our reminder asks for it: it is for us, though nobody called us.
_OF_OURS = re.compile(
    r"\s{0,8}(?:(?:撤销|取消|撤回)\s{0,2})?签[字名]\s{0,4}"
    r"(?:[#＃]\s{0,2}\d|第[\d一二三四五六七八九]{1,2}轮次?(?:暗访)?(?:核查)?报告)"
)
_MOST = 30  # visits; each is read by itself


def signs(*names: str) -> Condition:
    """签字, by one who may sign, said to the bot or plainly of a number of its own."""

    def signing(message: Message, work: UnitOfWork) -> bool:
        if message.kind is not Kind.TEXT:
            return False
        if work.roster.person[message.sender].role not in work.campaign.signing.roles:
            return False
        is_for_us = message.is_addressed or (_OF_OURS.match(message.text) and not has_own_line(message.text))
        intent = intent_of(_said(message, work), work.lexicon, addressed=True) if is_for_us else None
        return intent is not None and intent.name in names

    return signing


@router.on(Purpose.COMMAND, when=signs("sign"), roles=SPEAKING_ROLES, serves=("sign",))
def sign(message: Message, work: UnitOfWork) -> Reply | None:
    """What is named is signed; words that say anything besides sign nothing."""
    order, scope = _ordered(signing_order, message, work)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    if order is None:
        return answer(NOT_SIGNED, message, work, about=NOBODYS)
    group = scope.groups[0]
    if order.round is not None and not order.report:
        return answer(report_meant_text(order.round), message, work, about=NOBODYS)
    if order.report:
        return _sign_round(order, group, message, work)
    if not order.numbers and not order.ranges:
        if order.dated or order.everything:
            return sign_day(scope.day, group, message, work, everything=order.everything)
        return answer(SIGN_WHAT, message, work, about=NOBODYS)
    named = _visits_named(order, scope.day if order.dated else None, group, work)
    if isinstance(named, str):
        return _turn_down(named, message, work)
    return sign_visits(named, group, message, work)


@router.on(Purpose.COMMAND, when=signs("unsign"), roles=SPEAKING_ROLES, serves=("unsign",))
def take_signature_back(message: Message, work: UnitOfWork) -> Reply | None:
    """What the group's leader signed is signed no more; the row stays, 来源 tells of it."""
    order, scope = _ordered(unsigning_order, message, work)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    group = scope.groups[0]
    number = _round_meant(order, group, message, work) if order is not None and order.report else None
    if number is not None:
        return _withdraw(Subject.ROUND, group, [number], message, work)
    if order is None or order.report or order.round is not None or order.everything:
        return answer(NOT_UNSIGNED, message, work, about=NOBODYS)
    if not order.numbers and not order.ranges:
        visits = work.visits.of_day(scope.day, group) if order.dated else []
        named: list[Visit | None] | str = [*visits] if order.dated else NOT_UNSIGNED
    else:
        named = _visits_named(order, scope.day if order.dated else None, group, work)
    if isinstance(named, str):
        return _turn_down(named, message, work)
    numbers = [visit.number or 0 for visit in named if visit is not None]
    return _withdraw(Subject.VISIT, group, numbers, message, work)


@router.on(Purpose.COMMAND, when=asks_for("unsign"))
def refuse_taking_back(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(who_signs_text(work.campaign.signing.roles), message, work)


@router.on(Purpose.COMMAND, when=asks_for("sign"))
def refuse_signing(message: Message, work: UnitOfWork) -> Reply | None:
    text = who_signs_text(work.campaign.signing.roles)
    if _order(signing_order, message, work) is None:  # talk of a signature: nothing was tried
        return answer(text, message, work, about=NOBODYS)
    return refuse(text, message, work)


@router.on(Purpose.COMMAND, when=asks_for("unsigned"), roles=SPEAKING_ROLES | DISPATCHERS, serves=("unsigned",))
def tell_unsigned(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    groups = [(work.roster.group[key], unsigned_on(scope.day, key, work)) for key in scope.groups]
    earlier = work.signatures.unsigned_before(scope.day, scope.groups, work.campaign.signing.outcomes)
    text = unsigned_text(groups, earlier, scope.day, work.now)
    return answer(text, message, work, about=scope.groups, private=scope.private)


def signed_line(visit: Visit, work: UnitOfWork) -> str:
    """Who signed a visit, what was changed since, and when it was taken back; "" where nobody ever did."""
    number = visit.number or 0
    signature = work.signatures.of_visit(number) or work.signatures.last_of_visit(number)
    return signature_line(signature, changed_since(signature, visit), work.roster.known) if signature else ""


def withdraw_signatures(message_id: str, work: UnitOfWork) -> None:
    """The words that signed something were taken back: it is signed no more."""
    if work.signatures.take_back(message_id):
        work.audit.append("bot", "sign.take_back", message_id, {})


def _said(message: Message, work: UnitOfWork) -> str:
    return said_to_bot(message.text, work.lexicon)


def _order(read: _Reading, message: Message, work: UnitOfWork) -> SigningOrder | None:
    role = work.roster.person[message.sender].role
    return read(plain_request(_said(message, work)), role, work.roster.groups, work.lexicon)


def _ordered(read: _Reading, message: Message, work: UnitOfWork) -> tuple[SigningOrder | None, Scope | Refused]:
    """The order, None where the words are none, and whose figures it is about."""
    order, request = _order(read, message, work), plain_request(_said(message, work))
    targets = targets_of(request, work.roster, day_of(message.at), work.lexicon) if order is not None else Targets()
    targets = replace(targets, teams=(), own=False, everyone=False)
    if order is not None and not order.dated:
        targets = replace(targets, day=None, bad_day="")
    speaker, room = speaker_and_room(message, work)
    return order, scope_of(speaker, room, targets, work.roster, day_of(message.at))


def _turn_down(why: str, message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(why, message, work) if why == OWN_GROUP else answer(why, message, work, about=NOBODYS)


def _visits_named(order: SigningOrder, day: date | None, group: str, work: UnitOfWork) -> list[Visit | None] | str:
    """The visits of the numbers (None: there is none such), of ranges those of the group; or why none is meant."""
    numbers = [number for first, last in order.ranges for number in range(first, min(last, first + _MOST) + 1)]
    if len(order.numbers) + len(numbers) > _MOST:
        return too_many_text(_MOST)
    named = [work.visits.named_by(number) for number in order.numbers]
    if any(visit is not None and visit.group != group for visit in named):
        return OWN_GROUP
    within = [visit for number in numbers if (visit := work.visits.named_by(number)) and visit.group == group]
    found = [*named, *(visit for visit in within if visit.links)]
    return OTHER_DAY if day is not None and any(visit is not None and visit.day != day for visit in found) else found


def _round_meant(order: SigningOrder, group: str, message: Message, work: UnitOfWork) -> int | None:
    """The round that is named; where none is, the one begun whose report is not signed, if there is but one."""
    if order.round is not None:
        return order.round
    begun = [one.number for one in work.roster.rounds if one.start <= day_of(message.at)]
    unsigned = [number for number in begun if work.signatures.of_round(group, number) is None]
    return unsigned[0] if len(unsigned) == 1 else begun[0] if len(begun) == 1 else None


def _withdraw(subject: Subject, group: str, numbers: Sequence[int], message: Message, work: UnitOfWork) -> Reply | None:
    ended = work.signatures.withdraw(subject, group, numbers)
    if ended:
        told = ",".join(map(str, ended)) if subject is Subject.VISIT else f"{group} {ended[0]}"
        work.audit.append(message.sender, "sign.withdraw", told, {"message": message.id, "subject": subject})
    text = withdrawn_text(ended, numbers[0] if subject is Subject.ROUND else None)
    return answer(text, message, work, about=[group])


def _sign_round(order: SigningOrder, group: str, message: Message, work: UnitOfWork) -> Reply | None:
    number = _round_meant(order, group, message, work)
    if number is None:
        return answer(WHICH_ROUND, message, work, about=NOBODYS)
    return sign_round(number, group, message, work)


def sign_round(number: int, group: str, message: Message, work: UnitOfWork) -> Reply | None:
    """The group's report of a round that has begun is signed by who sent the message, once."""
    if number not in (one.number for one in work.roster.rounds if one.start <= day_of(message.at)):
        return answer(no_such_round_text(number), message, work, about=NOBODYS)
    name, known = work.roster.person[message.sender].name, work.signatures.of_round(group, number)
    if known is None:
        work.signatures.add([_signature(Subject.ROUND, number, group, message, {})])
        work.audit.append(message.sender, "sign.round", f"{group} {number}", {"message": message.id})
    elif known.signer in work.roster.known:
        name = work.roster.known[known.signer].name
    return answer(round_signed_text(number, name, again=known is not None), message, work, about=[group])


def sign_day(day: date, group: str, message: Message, work: UnitOfWork, *, everything: bool = False) -> Reply | None:
    """What is to be signed of a day; where everything was to be signed, tell of what is left of the days before."""
    visits, rule = [visit for visit, _ in unsigned_on(day, group, work)], work.campaign.signing
    earlier = work.signatures.unsigned_before(day, [group], rule.outcomes) if everything else []
    tail = f"\n{earlier_text(earlier)}" if earlier else ""
    if visits:
        return sign_visits(visits, group, message, work, tail)
    had = any(visit.outcome in rule.outcomes for visit in work.visits.of_day(day, group))
    return answer(nothing_to_sign_text(day, rule.outcomes, had=had) + tail, message, work, about=[group])


def unsign_visits(numbers: Sequence[int], group: str, message: Message, work: UnitOfWork) -> Reply | None:
    """The group's signatures of these visits count no more."""
    return _withdraw(Subject.VISIT, group, numbers, message, work)


def sign_visits(
    named: Sequence[Visit | None], group: str, message: Message, work: UnitOfWork, tail: str = ""
) -> Reply | None:
    """Visits of the group (None: there is none such) are signed by who says the message, as they are now."""
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
    return answer(text + tail, message, work, about=[group])


def _keep(visits: Mapping[int, Visit], group: str, message: Message, work: UnitOfWork) -> None:
    if not visits:
        return
    signed = [_signature(Subject.VISIT, n, group, message, fields_of(visit)) for n, visit in visits.items()]
    work.signatures.add(signed)
    work.audit.append(message.sender, "sign.visits", ",".join(map(str, visits)), {"message": message.id})


def _signature(subject: Subject, number: int, group: str, message: Message, fields: Mapping[str, str]) -> Signature:
    return Signature(subject, number, group, message.sender, message.at, message.id, fields)


def count_unsigned(day: date, groups: Iterable[str], work: UnitOfWork) -> dict[str, int]:
    """{group: how many of `unsigned_on` there are}, without reading the visits that nobody has signed."""
    keys, outcomes = set(groups), work.campaign.signing.outcomes
    found = work.signatures.unsigned_on(day, keys, outcomes)
    visits = [v for v in work.visits.signed_of_day(day) if v.group in keys and v.outcome in outcomes]
    signed = work.signatures.of_visits(visit.number or 0 for visit in visits)
    for visit in visits:
        if changed_since(signed[visit.number or 0], visit):
            found[visit.group] = found.get(visit.group, 0) + 1
    return found


def unsigned_on(day: date, group: str, work: UnitOfWork) -> Unsigned:
    """The group's visits of the day that are to be signed, or to be signed again, each with what was changed since."""
    visits = [visit for visit in work.visits.of_day(day, group) if visit.outcome in work.campaign.signing.outcomes]
    signed = work.signatures.of_visits(visit.number or 0 for visit in visits)
    changes = [
        (visit, changed_since(signature, visit) if (signature := signed.get(visit.number or 0)) else None)
        for visit in visits
    ]
    return [(visit, changed or ()) for visit, changed in changes if changed is None or changed]
