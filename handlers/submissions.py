"""A leader or liaison hands a paper in: noted at once, judged as its photos and its file come.

A form passes as it is. A case in a Word file is read by slow work, and so is a Word file whose name says
nothing: it may be either. A case in words is joined by the photos that follow it and answered when it has
settled (schedules/submissions.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from documents.papers import (
    FILE_LOST,
    OTHER_CITY,
    alike_text,
    fault_text,
    group_to_name,
    paper_answer,
    paper_answer_text,
)
from documents.word_papers import payload_of
from domain.calendars import day_of, minutes_late
from domain.descriptions import description_of, nonspace, rows_of
from domain.different_photos import Different, different_photos
from domain.messages import Kind, Message, spoken
from domain.obligation_rules import ObligationRule
from domain.obligations import (
    PAPER_ANSWER_RULE,
    PHOTOS,
    Duty,
    day_duty,
    is_campaign_day,
    paper_answer_at,
    shortfalls,
    standing_of,
)
from domain.paper_days import named_day, paper_day
from domain.paper_names import paper_names
from domain.papers import is_caption, may_be_paper, named_by_rule, paper_of, says_nil
from domain.picture_remarks import poor_quality
from domain.posts import PostKind, Reply
from domain.purposes import Purpose
from domain.quiet_hours import where_to_answer
from domain.rosters import SPEAKING_ROLES, Group
from domain.scopes import may_be_heard
from domain.slots import Slot
from domain.submissions import Channel, Paper, Submission, attempt_of
from domain.verdicts import is_pending
from handlers.asking import answer
from handlers.routing import Router
from storage.standings import duty_meant
from storage.work import UnitOfWork

router = Router()

PICTURES = frozenset({Kind.IMAGE, Kind.VIDEO})
LOOK_BACK = 30  # messages of the sender between a case and a photo of it
MOST_PICTURES = 100  # of one case; each further one would be counted against all before it


def hands_paper_in(message: Message, work: UnitOfWork) -> bool:
    return _paper(message, work) is not None


def follows_case(message: Message, work: UnitOfWork) -> bool:
    return message.kind in PICTURES and _open_case(message, work) is not None


@router.on(Purpose.SUBMISSION, when=hands_paper_in, roles=SPEAKING_ROLES)
def keep_paper(message: Message, work: UnitOfWork) -> Reply | None:
    """Note the attempt. A form is answered at once; a case when it has been read or has settled."""
    paper = _paper(message, work)
    assert paper is not None  # hands_paper_in said so
    attempt = _attempt(message, paper, work)
    if paper != Paper.TYPICAL_CASE:
        may_be_nil = message.kind is Kind.TEXT and work.campaign.rule_of(paper).nil
        is_nil = may_be_nil and says_nil(spoken(message.text), work.lexicon)
        channel = Channel.NIL if is_nil else Channel.CHAT
        return _answer_form(replace(attempt, accepted=True, channel=channel), message, work)
    if message.kind is Kind.FILE:
        work.submissions.add(attempt)
        file_arrived(message.id, work)
        return None
    judged = _judge_words(attempt, work)
    _plan_answer(replace(judged, number=work.submissions.add(judged)), message, work)
    return None


@router.on(Purpose.SUBMISSION, when=follows_case, roles=SPEAKING_ROLES)
def add_picture(message: Message, work: UnitOfWork) -> Reply | None:
    """A photo or video that follows a case told in words belongs to it; the case is judged anew."""
    case = _open_case(message, work)
    assert case is not None  # follows_case said so
    judged = _judge_words(replace(case, message_ids=(*case.message_ids, message.id)), work)
    work.submissions.replace(judged)
    _plan_answer(judged, message, work, is_news=judged.accepted != case.accepted or not judged.accepted)
    return None


def file_arrived(message_id: str, work: UnitOfWork) -> None:
    """The message's file is in the media store: have a case that waits for it read, or its photos counted anew."""
    attempt = _found_again(work.submissions.of_message(message_id), work)
    sha256 = work.inbox.sha256_of(message_id)
    if sha256 is None or (attempt is not None and attempt.channel is not Channel.CHAT):
        return
    if is_pending(attempt) if attempt is not None else _is_worth_reading(message_id, work):
        message = work.inbox.message(message_id)
        group = payload_of(_group(message, work)) if message is not None else None
        names = paper_names(work.campaign.group_papers)
        payload = {"sha256": sha256, "message_id": message_id, "group": group, "names": names}
        work.jobs.ask("read_word", message_id, payload)
    elif attempt is not None and attempt.paper == Paper.TYPICAL_CASE and _is_told_in_words(attempt, work):
        work.submissions.replace(_judge_words(attempt, work))


def photo_read(message_id: str, work: UnitOfWork) -> None:
    """A machine has read the message's file: a case told in words is judged anew, and its sender told what is news.

    Once it was due it stays as it was judged: nobody is late by what a machine reads afterwards.
    """
    attempt = work.submissions.of_message(message_id)
    if attempt is None or attempt.paper != Paper.TYPICAL_CASE or attempt.channel is not Channel.CHAT:
        return
    if not _is_told_in_words(attempt, work) or work.now >= _due_at(attempt, work):
        return
    judged = _judge_words(attempt, work)
    if judged == attempt:
        return
    work.submissions.replace(judged)
    if judged.faults != attempt.faults and not work.timetable.waits(PAPER_ANSWER_RULE, str(attempt.number)):
        work.timetable.plan(Slot(PAPER_ANSWER_RULE, str(attempt.number), work.now, work.now))


def file_lost(message_id: str, work: UnitOfWork) -> None:
    """The message's file will not come: its sender is asked to send it again. A form does not pass without it."""
    form = work.submissions.of_message(message_id)
    if form is not None and form.paper != Paper.TYPICAL_CASE and form.channel is Channel.CHAT and form.accepted:
        work.submissions.replace(replace(form, accepted=False))
    word_read(message_id, {"error": FILE_LOST}, work)


def word_read(message_id: str, result: Mapping[str, Any], work: UnitOfWork) -> None:
    """Judge an attempt by what documents.word_papers.judge_word made of its file, and answer it.

    A file whose name said nothing is a paper if its words are one; else it stays what it was, unanswered.
    """
    attempt = work.submissions.of_message(message_id)
    if attempt is None and not result.get("error") and _is_worth_reading(message_id, work):
        attempt = _found_paper(message_id, result, work)
    if attempt is None or not is_pending(attempt):
        return
    judged = _judge_file(attempt, result, work)
    work.submissions.replace(judged)
    windows = work.blind_windows.excusing(judged)
    rule = work.campaign.pictures
    looks = [poor_quality(side, sharpness, rule) for side, sharpness in result.get("looks", ())]
    work.outbox.owe(paper_answer(judged, _kept(judged, work), work.campaign, work.roster, work.now, windows, looks))


def _found_again(attempt: Submission | None, work: UnitOfWork) -> Submission | None:
    """The attempt; one whose file had been given up is as it was before: a form passes, a case waits to be read."""
    if attempt is None or attempt.faults != (FILE_LOST,):
        return attempt
    found = replace(attempt, accepted=attempt.paper != Paper.TYPICAL_CASE, faults=())
    work.submissions.replace(found)
    if found.accepted:
        work.outbox.owe(paper_answer(found, _kept(found, work), work.campaign, work.roster, work.now))
    return found


def _is_worth_reading(message_id: str, work: UnitOfWork) -> bool:
    """Whether a file that was not taken for a paper by its name may be one by its words."""
    message = work.inbox.message(message_id)
    sender = work.roster.person.get(message.sender) if message is not None else None
    if message is None or sender is None or (message.room is not None and message.room not in work.roster.room):
        return False
    may_be = may_be_paper(message, sender, work.lexicon, _group(message, work))
    return may_be and not work.inbox.is_recalled(message_id)


def _found_paper(message_id: str, result: Mapping[str, Any], work: UnitOfWork) -> Submission | None:
    """The attempt that a file is by its words, kept but not judged yet."""
    message = work.inbox.message(message_id)
    if message is None or not result["paper"]:
        return None
    attempt = _attempt(message, Paper(result["paper"]), work)
    work.inbox.settle(message_id, Purpose.SUBMISSION)
    work.audit.append(message.sender, Purpose.SUBMISSION.value, message_id, {"handler": "word_read"})
    return replace(attempt, number=work.submissions.add(attempt))


def withdraw_paper(message_id: str, work: UnitOfWork) -> None:
    """The message was taken back: it leaves its attempt; without its paper the attempt counts for nothing."""
    while (attempt := work.submissions.of_message(message_id)) is not None:
        left = tuple(kept for kept in attempt.message_ids if kept != message_id)
        if message_id == attempt.message_ids[0]:
            work.submissions.replace(replace(attempt, message_ids=()))
        else:
            work.submissions.replace(_judge_words(replace(attempt, message_ids=left), work))


def _paper(message: Message, work: UnitOfWork) -> str | None:
    sender = work.roster.person[message.sender]
    room = work.roster.room.get(message.room) if message.room is not None else None
    found: str | None = paper_of(message, sender, room, work.lexicon, _group(message, work))
    rules = work.campaign.group_papers
    if found is None and message.kind is Kind.FILE and sender.role in SPEAKING_ROLES and sender.group is not None:
        found = named_by_rule(message.file_name or message.text, rules, work.lexicon)
    rule = next((rule for rule in rules if rule.key == found), None)
    return found if rule is not None and (rule.is_daily or _duty_meant(rule, message, work) is not None) else None


def _duty_meant(rule: ObligationRule, message: Message, work: UnitOfWork) -> Duty | None:
    """What a paper that is not of every day is for; None where nothing of the kind has begun."""
    group = _group(message, work)
    return duty_meant(rule, message.file_name or message.text, message.at, group, work) if group is not None else None


def _group(message: Message, work: UnitOfWork) -> Group | None:
    return work.roster.group.get(work.roster.person[message.sender].group or "")


def _due_at(attempt: Submission, work: UnitOfWork) -> datetime:
    """When the attempt was due; when it came, where that cannot be told any more."""
    rule = work.campaign.rule_of(attempt.paper)
    if rule.is_daily:
        return day_duty(rule, attempt.day).period.due_at
    message = work.inbox.message(attempt.message_ids[0])
    duty = _duty_meant(rule, message, work) if message is not None else None
    return duty.period.due_at if duty is not None else attempt.at


def _attempt(message: Message, paper: str, work: UnitOfWork) -> Submission:
    """The attempt that a message begins, not judged yet."""
    group, rule = _group(message, work), work.campaign.rule_of(paper)
    duty = None if rule.is_daily else _duty_meant(rule, message, work)
    day = _day_meant(message, paper, group, work) if group is not None and rule.is_daily else day_of(message.at)
    due_at = duty.period.due_at if duty is not None else day_duty(rule, day).period.due_at
    late = minutes_late(message.at, due_at)
    attempt = attempt_of(message, group.key if group else "", paper, Channel.CHAT, minutes_late=late)
    return replace(attempt, day=day, period=duty.period.key if duty is not None else "")


def _day_meant(message: Message, paper: str, group: Group, work: UnitOfWork) -> date:
    """The day whose paper a message hands in."""

    def is_open(day: date) -> bool:
        standings = standing_of(group, day, work.submissions.of_day(day, group.key), work.campaign, message.at)
        owed = [s for s in standings if s.rule.key == paper and not s.is_settled]
        return bool(owed) and is_campaign_day(day, work.campaign, work.roster)

    is_file = message.kind is Kind.FILE
    words = (message.file_name or message.text) if is_file else spoken(message.text).strip().split("\n", 1)[0][:100]
    return paper_day(message.at, named_day(words, day_of(message.at)), work.campaign, is_open, is_sure=is_file)


def _answer_form(form: Submission, message: Message, work: UnitOfWork) -> Reply | None:
    kept = replace(form, number=work.submissions.add(form))
    is_private = not may_be_heard(work.roster, kept.room, [kept.group])
    room, _ = where_to_answer(None if is_private else kept.room, kept.sender, work.now, work.campaign)
    named = group_to_name(kept, room, work.roster)
    text = paper_answer_text(kept, _kept(kept, work), work.campaign, named, work.blind_windows.excusing(kept))
    return answer(text, message, work, about=[kept.group], kind=PostKind.PAPER_ANSWER)


def _kept(attempt: Submission, work: UnitOfWork) -> list[Submission]:
    """All that its group has handed in for that day, or that period."""
    if not attempt.period:
        return work.submissions.of_day(attempt.day, attempt.group)
    return [kept for kept in work.submissions.of_period(attempt.period) if kept.group == attempt.group]


def _open_case(message: Message, work: UnitOfWork) -> Submission | None:
    """The case told in words that a picture of the same sender, there and then, belongs to.

    Nothing else of his may stand between them but pictures and a short caption.
    """
    cases = _cases_of(message, work)
    if not cases:
        return None
    since = message.at - work.campaign.visit_settle
    for earlier in work.inbox.newest(message.room, message.sender, since, message.at, most=LOOK_BACK):
        if earlier.id == message.id:
            continue
        attempt = cases.get(earlier.id)
        if attempt is not None:
            is_full = len(attempt.message_ids) > MOST_PICTURES
            return attempt if _is_told_in_words(attempt, work) and not is_full else None
        if earlier.kind not in PICTURES and not (earlier.kind is Kind.TEXT and is_caption(earlier.text, work.lexicon)):
            return None
    return None


def _cases_of(message: Message, work: UnitOfWork) -> dict[str, Submission]:
    """The cases that the sender has handed in lately, by each of their messages."""
    group = work.roster.person[message.sender].group
    days = [day_of(message.at) - timedelta(days=back) for back in range(3)]  # one told after midnight is yesterday's
    kept = [attempt for day in days for attempt in work.submissions.of_day(day, group)]
    return {
        message_id: attempt
        for attempt in sorted(kept, key=lambda attempt: attempt.number or 0)
        if (attempt.sender, attempt.paper, attempt.channel) == (message.sender, Paper.TYPICAL_CASE, Channel.CHAT)
        for message_id in attempt.message_ids
    }


def _is_told_in_words(attempt: Submission, work: UnitOfWork) -> bool:
    first = work.inbox.message(attempt.message_ids[0]) if attempt.message_ids else None
    return first is not None and first.kind is Kind.TEXT


def _judge_words(attempt: Submission, work: UnitOfWork) -> Submission:
    """The attempt with its words and different photos counted; a photo not fetched or read yet counts as one."""
    text = work.inbox.message(attempt.message_ids[0])
    characters = nonspace(description_of(rows_of(spoken(text.text) if text else ""), work.lexicon))
    kept = [work.inbox.message(message_id) for message_id in attempt.message_ids]
    images = [message.id for message in kept if message is not None and message.kind is Kind.IMAGE]
    files = [work.inbox.sha256_of(image) or image for image in images]
    same = ((one.earlier, one.later) for one in work.file_readings.like(files))
    return _judged(attempt, characters, different_photos(files, same), (), work)


def _judge_file(attempt: Submission, result: Mapping[str, Any], work: UnitOfWork) -> Submission:
    if result.get("error"):
        return replace(attempt, accepted=False, faults=(str(result["error"]),))
    if attempt.paper != Paper.TYPICAL_CASE:
        return replace(attempt, accepted=True)
    extra = (OTHER_CITY,) if result["other_city"] else ()
    photos = [str(place) for place in range(1, int(result["photos"]) + 1)]
    same = ((str(one), str(other)) for one, other in result.get("alike", ()))
    return _judged(attempt, int(result["characters"]), different_photos(photos, same), extra, work)


def _judged(
    attempt: Submission, characters: int, photos: Different, extra: tuple[str, ...], work: UnitOfWork
) -> Submission:
    """Which photos look the same is told where there are too few."""
    short = shortfalls(work.campaign.rule_of(attempt.paper), characters, photos.count)
    is_short = photos.alike and any(shortfall.what == PHOTOS for shortfall in short)
    faults = (*map(fault_text, short), *((alike_text(photos.alike),) if is_short else ()), *extra)
    return replace(attempt, characters=characters, photos=photos.count, accepted=not faults, faults=faults)


def _plan_answer(attempt: Submission, last: Message, work: UnitOfWork, *, is_news: bool = True) -> None:
    """Answer once the attempt has settled; a picture that comes after the answer and is news brings another."""
    run_at = paper_answer_at(attempt, last.at, work.campaign)
    if not work.timetable.move(Slot(PAPER_ANSWER_RULE, str(attempt.number), attempt.at, run_at)) and is_news:
        work.timetable.move(Slot(PAPER_ANSWER_RULE, str(attempt.number), last.at, max(run_at, last.at)))
