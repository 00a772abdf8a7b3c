"""打包 青石: what a group handed in for a day, as one archive; 发送邮件 青石: the same, sent by mail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from documents.packages import (
    HOW_TO_MAIL,
    HOW_TO_PACK,
    MAILING,
    NOT_MADE,
    NOT_MAILED,
    NOT_SIGNED,
    NOTHING_MAILED,
    WHICH_GROUP,
    came_text,
    mail_failed_text,
    mail_sent_text,
    mail_states_text,
    mail_unknown_text,
    manifest_head,
    missing_text,
    nothing_to_pack_text,
    package_name,
    packed_text,
    packing_text,
    sent_before_text,
)
from domain.duty_channels import duty_channel
from domain.integrity_papers import round_named
from domain.messages import Message
from domain.obligations import Duty, day_duties, duties_of
from domain.package_orders import is_understood
from domain.packages import IN_CHAT, Mail, MailState, Member, Occasion, Package, content_of, members_of
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, SPEAKING_ROLES, Group, RoomKind
from domain.scopes import Refused, Scope
from handlers.asking import answer, asks_for, request_in, scope_in, speaker_and_room, turn_down
from handlers.made_answers import have_made, post_made
from handlers.routing import Router
from storage.standings import attempts_for, board_of, signed_at
from storage.work import UnitOfWork

router = Router()

JOB = "write_package"
WHO = SPEAKING_ROLES | DISPATCHERS
_AGAIN = re.compile("重发|重新|再发")
_POSTED_AT_MOST = 90_000_000  # bytes; a larger one stays on the disk


@router.on(Purpose.COMMAND, when=asks_for("pack"), roles=WHO, serves=("pack",))
def pack(message: Message, work: UnitOfWork) -> Reply | None:
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    if not _is_understood(message, work):
        return answer(HOW_TO_PACK, message, work, about=NOBODYS)
    occasion = _occasion(scope, message, work)
    if len(scope.groups) > 1:
        return pack_all(scope.groups, occasion, message, work)
    return _pack_one(scope.groups[0], occasion, message, work)


@router.on(Purpose.COMMAND, when=asks_for("send_mail"), roles=WHO, serves=("send_mail",))
def send_mail(message: Message, work: UnitOfWork) -> Reply | None:
    """One mail a set of files: the same files are sent again only where that is said (重发)."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    if not _is_understood(message, work):
        return answer(HOW_TO_MAIL, message, work, about=NOBODYS)
    if len(scope.groups) > 1:
        return answer(WHICH_GROUP, message, work, about=NOBODYS)
    group, again = work.roster.group[scope.groups[0]], _AGAIN.search(request_in(message, work)) is not None
    return mail_papers(group, _occasion(scope, message, work), message, work, again=again)


@router.on(Purpose.COMMAND, when=asks_for("mail_state"), roles=WHO, serves=("mail_state",))
def tell_mail_states(message: Message, work: UnitOfWork) -> Reply | None:
    """What became of the mails of a day."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    mails = work.packages.latest_of(scope.day)
    text = mail_states_text([(work.roster.group[key], mails.get(key)) for key in scope.groups], scope.day)
    return answer(text, message, work, about=scope.groups, private=scope.private)


def _is_understood(message: Message, work: UnitOfWork) -> bool:
    return is_understood(request_in(message, work), work.roster.groups, work.lexicon)


def _occasion(scope: Scope, message: Message, work: UnitOfWork) -> Occasion:
    """The round that is named, else the day."""
    number = round_named(request_in(message, work))
    return Occasion(round=number) if number is not None else Occasion(scope.day)


def _pack_one(key: str, occasion: Occasion, message: Message, work: UnitOfWork, mail: str = "") -> Reply | None:
    group = work.roster.group[key]
    members, missing = _members(group, occasion, work), _missing(group, occasion, work)
    if not members:
        text = NOTHING_MAILED * bool(mail) + nothing_to_pack_text(group, occasion, missing)
        return answer(text, message, work, about=[key])
    _, room = speaker_and_room(message, work)
    private = room is None or room.kind is not RoomKind.COMMAND
    payload = _payload(group, occasion, members, message.sender, missing, work) | {"mail": mail}
    name = payload["file_name"]
    have_made(JOB, NOT_MADE, payload, message, work, about=[key], private=private, file_name=name, without=NOT_MADE)
    work.audit.append(message.sender, "package.ask", message.id, {"group": key, "of": occasion.mark, "mail": mail})
    return None


def mail_papers(group: Group, occasion: Occasion, message: Message, work: UnitOfWork, *, again: bool) -> Reply | None:
    """Pack what a group handed in and mail it; the same files once more only where that is wanted (`again`)."""
    known = None if again else work.packages.of_content(group.key, content_of(_members(group, occasion, work)))
    if known is not None:
        return answer(sent_before_text(known, group), message, work, about=[group.key])
    return _pack_one(group.key, occasion, message, work, mail="again" if again else "once")


def pack_all(groups: Sequence[str], occasion: Occasion, message: Message, work: UnitOfWork) -> Reply | None:
    """The archives of groups, by key, lie on the disk, and one answer tells of all."""
    told, without = [], []
    for key in groups:
        group = work.roster.group[key]
        members, missing = _members(group, occasion, work), _missing(group, occasion, work)
        if not members:
            without.append(group)
            continue
        payload = _payload(group, occasion, members, message.sender, missing, work)
        work.jobs.ask(JOB, f"{message.id}/{key}", payload | {"mail": "", "answer": None})
        told.append((group, missing))
    detail = {"groups": list(groups), "of": occasion.mark}
    work.audit.append(message.sender, "package.ask", message.id, detail)
    return answer(packing_text(told, without, occasion), message, work, about=groups)


def package_made(payload: Mapping[str, Any], result: Mapping[str, Any] | None, work: UnitOfWork) -> None:
    """The archive lies on the disk (None: it could not be made): note it, then post it or have it sent."""
    if result is None:
        return post_made(payload, (), work) if payload["answer"] else None
    package = _package(payload, result, work)
    work.packages.add(package)
    work.audit.append(package.asked_by, "package", package.file_name, {"sha256": package.sha256})
    if payload["mail"] and not package.lost:
        return _owe_mail(package, payload, work)
    group = work.roster.group.get(package.group)
    if payload["answer"] and group is not None:
        is_small = package.size <= _POSTED_AT_MOST
        text = packed_text(package, group, payload["missing"], sum(one["draft"] for one in payload["members"]))
        text += NOT_MAILED if payload["mail"] else ""
        told = {**payload["answer"], "text": text, "without": text}
        post_made({"answer": told}, (package.sha256,) if is_small else (), work)


def mail_settled(number: int, work: UnitOfWork) -> None:
    """Tell who asked for a mail what became of it; what is unknown or failed is for whoever is on duty too."""
    mail = work.packages.mail(number)
    package, group = work.packages.get(mail.package), work.roster.group.get(mail.group)
    if group is None:
        return
    text = {
        MailState.SENT: mail_sent_text,
        MailState.UNKNOWN: mail_unknown_text,
    }.get(mail.state, mail_failed_text)(mail, package, group)
    detail = {"state": mail.state, "fault": mail.fault, "package": package.sha256, "mail": mail.message_id}
    work.audit.append("bot", "mail", str(number), detail)
    _tell(mail, text, [(None, mail.asked_by)], work)
    if mail.state is not MailState.SENT:
        told = [one for one in duty_channel(work.roster, work.guards.closed_to(())) if one[1] != mail.asked_by]
        _tell(mail, text, told, work)


def _tell(mail: Mail, text: str, to: Sequence[tuple[str | None, str | None]], work: UnitOfWork) -> None:
    for room, contact in to:
        if room is None and contact not in work.roster.person:
            continue
        once = Once(work.campaign.key, "mail", f"{mail.number}/{room or contact}", mail.state.value)
        about = frozenset({mail.group})
        work.outbox.owe(Post(once, PostKind.ANSWER, room, contact, text, about=about))


def _owe_mail(package: Package, payload: Mapping[str, Any], work: UnitOfWork) -> None:
    known = work.packages.of_content(package.group, package.content) if payload["mail"] == "once" else None
    if known is None:
        asked = payload["answer"]["message"]
        work.packages.owe_mail(package, package.asked_by, asked)
        work.desk_requests.settle(asked, 1, MAILING, package.sha256, package.file_name.rpartition("/")[2])
        return
    text = sent_before_text(known, work.roster.group[package.group])
    post_made({"answer": {**payload["answer"], "without": text}}, (), work)


def _package(payload: Mapping[str, Any], result: Mapping[str, Any], work: UnitOfWork) -> Package:
    return Package(
        number=payload["number"],
        group=payload["group"],
        day=date.fromisoformat(payload["day"]) if payload["day"] else None,
        round=payload["round"],
        file_name=f"{payload['folder']}/{payload['file_name']}",
        sha256=result["sha256"],
        size=result["size"],
        content=payload["content"],
        files=tuple((name, sha256, size) for name, sha256, size in result["files"]),
        lost=tuple(result["lost"]),
        asked_by=payload["asked_by"],
        made_at=work.now,
    )


def _payload(
    group: Group, occasion: Occasion, members: Sequence[Member], asked_by: str, missing: str, work: UnitOfWork
) -> dict[str, Any]:
    """What the worker makes the archive of, and what is noted of it."""
    number = work.packages.next_number()
    return {
        "number": number,
        "group": group.key,
        "day": occasion.day.isoformat() if occasion.day is not None else "",
        "round": occasion.round,
        "folder": occasion.mark,
        "file_name": package_name(group, occasion, number),
        "head": manifest_head(group, occasion, work.now),
        "members": [{**asdict(member), "at": came_text(member)} for member in members],
        "content": content_of(members),
        "missing": missing,
        "asked_by": asked_by,
    }


def _members(group: Group, occasion: Occasion, work: UnitOfWork) -> list[Member]:
    duties = _duties(occasion, work)
    shorts = {duty.rule.key: duty.rule.short for duty in duties}
    handed_in = [attempt for duty in duties for attempt in attempts_for(duty, group.key, work)]
    made = (
        work.papers.of_day(occasion.day, group.key)
        if occasion.day is not None
        else work.papers.of_round(occasion.round or 0, group.key)
    )
    return members_of(
        group, occasion, handed_in, made, shorts, lambda one: (work.inbox.message(one), work.inbox.sha256_of(one))
    )


def _missing(group: Group, occasion: Occasion, work: UnitOfWork) -> str:
    """Of which papers nothing was handed in through the chat, and how each stands."""
    duties = _duties(occasion, work)
    ((_, standings),) = board_of(duties, work.now, work, [group])
    handed_in = [attempt for duty in duties for attempt in attempts_for(duty, group.key, work)]
    had = {one.paper for one in handed_in if one.accepted and one.message_ids and one.channel in IN_CHAT}
    unsigned = any(duty.rule.signed and signed_at(duty, group.key, work) is None for duty in duties)
    told = missing_text(standings, [duty.rule.short for duty in duties if duty.rule.key in had])
    return told + (NOT_SIGNED if unsigned else "")


def _duties(occasion: Occasion, work: UnitOfWork) -> tuple[Duty, ...]:
    """The papers that are due for a day, or for a round."""
    if occasion.day is not None:
        return day_duties(occasion.day, work.campaign)
    rules = (rule for rule in work.campaign.group_papers if not rule.is_daily)
    duties = (duty for rule in rules for duty in duties_of(rule, work.campaign, work.roster))
    return tuple(duty for duty in duties if duty.period.round == occasion.round)
