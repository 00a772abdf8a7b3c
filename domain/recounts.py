"""An independent recount (核算) of who handed what in by when: slow, plain, and from the scheme's words alone.

It knows nothing of the engine that gives the bot's verdicts, and nothing of its rows: it reads what really happened
(domain/simulations). A house test keeps it so.

The words it goes by (seed 002, 五(三)): 每天晚上8点前将附件2、附件3上报; 附件3 不得低于150字、至少3张现场照片; 每轮次
工作结束后3个工作日内将暗访核查报告由核查组组长签字后上报. 前 is strictly before, by when a message was sent. A duty
may be discharged by mail: then its own people say so, or a dispatcher does; one may be let off, or have nothing and say
so. Nobody is accused of what the bot could not hear, until he was told of it and has had his time to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.simulations import Act, Deed, Due, Form, Outage, Terms

_ZONE = ZoneInfo("Asia/Shanghai")
_SPEAK = ("leader", "liaison")


class Verdict(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    NIL = "nil"  # 无: in time
    EXCUSED = "excused"
    MAILED = "mailed"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    RETURNED = "returned"
    UNSIGNED = "unsigned"  # there, but for the leader's signature
    MISSING = "missing"
    UNCONFIRMED = "unconfirmed"


OPEN = frozenset({Verdict.RETURNED, Verdict.UNSIGNED, Verdict.MISSING, Verdict.UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class Counted:
    """The verdict on one paper; `minutes` late."""

    verdict: Verdict
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """All that happened. `told` says when a group's room was told of an outage: (group, number of the outage)."""

    acts: Mapping[tuple[str, str], tuple[Act, ...]]
    outages: tuple[Outage, ...]
    terms: Terms
    told: Mapping[tuple[str, int], datetime] = field(default_factory=dict)


def by_group_and_period(acts: Iterable[Act]) -> dict[tuple[str, str], tuple[Act, ...]]:
    """The acts by the group and the day or round whose papers they are about."""
    found: dict[tuple[str, str], tuple[Act, ...]] = {}
    for act in acts:
        if act.period:
            found[act.group, act.period] = (*found.get((act.group, act.period), ()), act)
    return found


def dues_of(day: date, terms: Terms) -> tuple[Due, ...]:
    """What each group owes for a day."""
    at, end = datetime.combine(day, terms.deadline, tzinfo=_ZONE), _midnight(day + timedelta(days=1))
    return tuple(Due(paper, day.isoformat(), at, _midnight(day), end) for paper in terms.daily)


def count(group: str, due: Due, sent_before: datetime, known_at: datetime, record: Record) -> Counted:
    """How a group stands with one paper by what was sent before one moment and had reached the bot by another."""
    counted = _handed_in(group, due, sent_before, known_at, record)
    is_asked = counted.verdict in OPEN or counted.verdict is Verdict.LATE
    return Counted(Verdict.EXCUSED) if is_asked and _is_excused(group, due, known_at, record) else counted


def _is_excused(group: str, due: Due, known_at: datetime, record: Record) -> bool:
    """Whether the last word of a dispatcher is that it is not owed; there is none of what had come in time."""
    last: tuple[datetime, bool] | None = None
    for act in record.acts.get((group, due.period), ()):
        at = act.words.heard_at
        if due.paper not in act.papers or act.deed not in (Deed.EXCUSE, Deed.RESTORE) or at is None or at >= known_at:
            continue
        stands = _handed_in(group, due, at, at, record).verdict
        is_needed = stands in OPEN or stands is Verdict.LATE
        if (act.deed is Deed.RESTORE or is_needed) and (last is None or at > last[0]):
            last = at, act.deed is Deed.EXCUSE
    return last is not None and last[1]


def _handed_in(group: str, due: Due, sent_before: datetime, known_at: datetime, record: Record) -> Counted:
    """The same by what was handed in or declared alone."""
    best: tuple[datetime, Verdict] | None = None
    is_returned = False
    for act in record.acts.get((group, due.period), ()):
        if not _counts(act, due.paper, sent_before, known_at, record):
            continue
        verdict = _good_for(act, due.paper, known_at, record.terms)
        is_returned = is_returned or verdict is None
        if verdict is not None and (best is None or _goes_before((act.words.sent_at, verdict), best, due)):
            best = act.words.sent_at, verdict
    signed = _signed_at(group, due, sent_before, known_at, record) if due.signed else datetime.min.replace(tzinfo=_ZONE)
    if best is not None and (signed is not None or best[1] is not Verdict.IN_TIME):
        sent = best[0] if signed is None or best[1] is not Verdict.IN_TIME else max(best[0], signed)
        return _timed(sent, best[1], group, due, record)
    if any(_may_hide(n, group, due, sent_before, known_at, record) for n in range(len(record.outages))):
        return Counted(Verdict.UNCONFIRMED)
    if best is not None:
        return Counted(Verdict.UNSIGNED)
    return Counted(Verdict.RETURNED if is_returned else Verdict.MISSING)


def _signed_at(group: str, due: Due, sent_before: datetime, known_at: datetime, record: Record) -> datetime | None:
    """When the leader signed what has to be signed; None: not by then."""
    for act in record.acts.get((group, due.period), ()):
        heard = act.words.heard_at
        if act.deed is not Deed.SIGN or act.role != "leader" or heard is None or heard >= known_at:
            continue
        if act.words.sent_at < sent_before:
            return act.words.sent_at
    return None


def _goes_before(one: tuple[datetime, Verdict], other: tuple[datetime, Verdict], due: Due) -> bool:
    """The earlier one decides; but a paper that comes in time goes before a 无."""
    if (one[1] is Verdict.NIL) != (other[1] is Verdict.NIL):
        nil, paper = (one, other) if one[1] is Verdict.NIL else (other, one)
        in_time = paper[1] is not Verdict.IN_TIME or paper[0] < due.at
        return one is (paper if in_time or paper[0] < nil[0] else nil)
    return one[0] < other[0]


def _counts(act: Act, paper: str, sent_before: datetime, known_at: datetime, record: Record) -> bool:
    """Whether the act is about the paper, by who may, known, and not taken back."""
    known = act.words.heard_at
    if paper not in act.papers or known is None or known >= known_at or act.words.sent_at >= sent_before:
        return False
    if act.deed is Deed.RECORD_DELIVERED:
        return act.role == "dispatcher"
    if act.deed not in (Deed.HAND_IN, Deed.TELL_MAILED, Deed.ANSWER) or act.role not in _SPEAK:
        return False
    if act.deed is Deed.ANSWER and not _is_asked(act, known, record):
        return False
    backs = [a for a in record.acts[act.group, act.period] if a.takes_back == act.number]
    return not any(b.words.heard_at is not None and b.words.heard_at < known_at for b in backs)


def _good_for(act: Act, paper: str, known_at: datetime, terms: Terms) -> Verdict | None:
    """What the act makes of its paper; None where the paper does not reach its minima."""
    if act.deed is Deed.TELL_MAILED:
        return Verdict.MAILED
    if act.deed is Deed.RECORD_DELIVERED:
        return Verdict.DELIVERED
    if act.deed is Deed.ANSWER:
        return Verdict.ANSWERED
    if act.is_nil:
        return Verdict.NIL
    characters, photos = next((c, p) for name, c, p in terms.minima if name == paper)
    faces = set(act.faces)
    if act.form is Form.WORDS:
        heard = [p.heard_at is not None and p.heard_at < known_at for p in act.photos]
        faces = {face for face, is_heard in zip(act.faces, heard, strict=True) if is_heard}
    return Verdict.IN_TIME if act.characters >= characters and len(faces) >= photos else None


def _timed(sent: datetime, verdict: Verdict, group: str, due: Due, record: Record) -> Counted:
    """In time or late by whole minutes; what was asked for again after an outage over the deadline is not late."""
    if verdict not in (Verdict.IN_TIME, Verdict.NIL) or sent < due.at:
        return Counted(verdict)
    for n, outage in enumerate(record.outages):
        closed = closes_at(n, group, record)
        if max(outage.since, due.opens) < min(outage.until, due.at) and (closed is None or sent <= closed):
            return Counted(Verdict.IN_TIME)
    return Counted(Verdict.LATE, max(1, int((sent - due.at) / timedelta(minutes=1))))


def closes_at(number: int, group: str, record: Record) -> datetime | None:
    """When a group has had its time to answer for what may be hidden; None while it has not been told."""
    outage, terms = record.outages[number], record.terms
    if not is_told(outage, terms):  # one of the night closes by itself, but not before anybody was awake to answer
        return (quiet_end(outage.until, terms) or outage.until) + terms.blind_hold
    told = record.told.get((group, number))
    return None if told is None else told + terms.blind_hold


def is_told(outage: Outage, terms: Terms) -> bool:
    """Rooms are told of an outage that was long enough, and not wholly in the quiet hours."""
    is_night = quiet_end(outage.since, terms)
    return outage.until - outage.since >= terms.blind_least and (is_night is None or is_night < outage.until)


def _is_asked(act: Act, known: datetime, record: Record) -> bool:
    """Whether an outage of that day is open for the group when it answers."""
    day = act.words.sent_at.astimezone(_ZONE).date()
    due = dues_of(day, record.terms)[0]
    return any(_may_hide(n, act.group, due, due.closes, known, record) for n in range(len(record.outages)))


def _may_hide(number: int, group: str, due: Due, before: datetime, known_at: datetime, record: Record) -> bool:
    """Whether something sent for it, before that moment, may be hidden in an outage that is still open."""
    outage = record.outages[number]
    closed = closes_at(number, group, record)
    is_open = outage.since <= known_at and (closed is None or known_at < closed)
    return is_open and max(outage.since, due.opens) < min(before, outage.until, due.closes)


def quiet_end(at: datetime, terms: Terms) -> datetime | None:
    """When the quiet hours end in which a time lies."""
    local = at.astimezone(_ZONE)
    if local.time() >= terms.quiet_from:
        return datetime.combine(local.date() + timedelta(days=1), terms.quiet_to, tzinfo=_ZONE)
    return datetime.combine(local.date(), terms.quiet_to, tzinfo=_ZONE) if local.time() < terms.quiet_to else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=_ZONE)
