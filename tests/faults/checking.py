"""What is wrong in a history: every check gives its findings as sentences, and asserts nothing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from bot.transports.wechaty_files import RETRY_PAUSES
from domain.echoes import AGAIN
from domain.paces import REST_SECONDS
from tests.faults.histories import History, Owed, Said

IMPORTANT = ("instruction", "reminder", "roll_call", "roll_call_board", "tally", "blind_window")
ATTEMPTS_AT_A_FILE = len(RETRY_PAUSES) + 1
NAMED_WITHIN = 20.0  # seconds to which a window is true
ON_ITS_WAY = 15.0  # seconds in which a send may still come that was asked together with a refused one
Check = Callable[[History], Iterator[str]]
#: A long text is said in parts; without calls and marks they put together are the text.
_PART = re.compile(
    rf"(?:@[^\u2005]+\u2005)*(?P<again>{AGAIN})?（(?P<number>\d+)/(?P<count>\d+)）(?P<piece>.*)", re.DOTALL
)


def lost_messages(history: History) -> Iterator[str]:
    """Said, kept under none of its ids, and no blind window names the time."""
    kept = {message.id for message in history.kept}
    for first, ids in ids_of(history).items():
        if not ids & kept:
            said = next(s for s in history.said if s.id == first)
            if not _is_blind(said.at, history):
                told = "announced" if said.announced else "never announced"
                yield f"{said.id} ({said.kind}, {told}) of {said.at:%H:%M:%S} is lost, and no blind window names it"


def lost_after_commit(history: History) -> Iterator[str]:
    """The bot logged that it keeps the message, which it does after the commit; and the inbox has not got it."""
    for message_id in sorted(history.acknowledged - {message.id for message in history.kept}):
        yield f"{message_id} was committed and is gone"


def needless_windows(history: History) -> Iterator[str]:
    """A blind window over a time at which the bot had long been hearing: it would hide whatever was lost there."""
    most = NAMED_WITHIN + history.tolerance.total_seconds() + 2 * history.lag  # keeping, and noting that it was kept
    for since, until in history.windows:
        for begun, ended in history.heard:
            both = min(ended, until.timestamp() if until else ended) - max(begun, since.timestamp())
            if both > most:
                yield f"the window from {since:%H:%M:%S} covers {both:.0f} s in which the bot could hear"


def invented_messages(history: History) -> Iterator[str]:
    """Kept as a member's word, though nobody said it; or kept twice."""
    said = {message.id for message in history.said}
    for message_id, times in Counter(m.id for m in history.kept).items():
        if times > 1:
            yield f"{message_id} is kept {times} times"
    for message in history.kept:
        if message.id not in said and message.state != "own":
            yield f"{message.id} is kept as a member's word, and nobody said it"


def unhandled_messages(history: History) -> Iterator[str]:
    """Kept, and nothing came of it; or its file is not there, and the gateway neither refused it nor broke off."""
    said = {message.id: message for message in history.said}
    for message in history.kept:
        if message.state in ("kept", "failed"):
            yield f"{message.id} is {message.state}, not handled"
        origin = said.get(message.id)
        if origin is None or not origin.sha256:
            continue
        if message.file_state == "kept" and message.sha256 != origin.sha256:
            yield f"the file of {message.id} is another one"
        is_given_up = message.file_state == "lost" and origin.broken_file >= ATTEMPTS_AT_A_FILE
        if message.file_state != "kept" and not origin.refused_file and not is_given_up:
            yield f"the file of {message.id} is {message.file_state}, and the gateway never refused it"


def double_effects(history: History) -> Iterator[str]:
    """Of a message under several ids more than one counts."""
    counting = {m.id for m in history.kept if m.state not in ("repeat", "own")}
    unknowable = {said.id for said in history.said if said.refused_file}  # whether it is the same nobody can tell
    for first, ids in ids_of(history).items():
        counted = (ids & counting) - unknowable
        if len(counted) > 1:
            yield f"{first} counts {len(counted)} times: {', '.join(sorted(counted))}"


def wrong_answers(history: History) -> Iterator[str]:
    """A command that counts and is not answered exactly once, or an instruction not owed exactly once to a room."""
    counting = {message.id for message in history.kept if message.state == "handled"}
    answers = Counter(post.answers for post in history.owed if not _is_made_anew(post))
    for first, ids in ids_of(history).items():
        said = next(s for s in history.said if s.id == first)
        times = sum(answers[message_id] for message_id in ids)
        if said.calls and times != (1 if ids & counting else 0):
            yield f"{first} is answered {times} times"
        for room in said.for_rooms if ids & counting else ():
            told = [post for post in history.owed if post.kind == "instruction" and post.where == room]
            several = sum(said.order in post.text and not _is_made_anew(post) for post in told)
            if several != 1:
                yield f"the instruction of {first} is owed {several} times to {room}"


def wrong_visits(history: History) -> Iterator[str]:
    """A report in no visit or in two, a place visited twice, or a visit that nobody reported."""
    visits_of: dict[str, list[int]] = defaultdict(list)
    for visit in history.visits:
        for message_id in visit.messages:
            visits_of[message_id].append(visit.number)
    states = {message.id: message.state for message in history.kept}
    for said in history.said:
        numbers = visits_of[said.id]
        if len(numbers) > 1:
            yield f"{said.id} is in the visits {numbers}"
        if said.place and states.get(said.id) == "handled" and not numbers:
            yield f"{said.id} reports {said.place} and is in no visit"
    places = {said.place for said in history.said if said.place}
    for place in places:
        numbers = [visit.number for visit in history.visits if visit.place == place and visit.messages]
        if len(numbers) > 1:
            yield f"{place} is visited twice: {numbers}"
    for visit in history.visits:
        if visit.messages and visit.place not in places:
            yield f"visit {visit.number} of {visit.place!r} was reported by nobody"


def double_posts(history: History) -> Iterator[str]:
    """Seen by the members more often than owed; what is said again must be marked as such."""
    owed: Counter[tuple[str, str]] = Counter()
    for post in history.owed:
        for part in _parts(post):
            owed[post.where, part] += 1
    seen: Counter[tuple[str, str]] = Counter()
    for sight in history.seen:
        seen[sight.where, sight.text or sight.sha256] += 1
    for (where, what), times in seen.items():
        most = _most_like(where, what, owed)
        if times > most:
            yield f"{times} times, and owed {most} times, in {where}: {what[:60]!r}"


def lost_posts(history: History) -> Iterator[str]:
    """Owed and not done with at the end; held sent and never seen; important, and neither seen nor asked about."""
    seen = {(sight.where, sight.text or sight.sha256) for sight in history.seen}
    for post in history.owed:
        if post.state not in ("sent", "failed") and not (history.is_night and post.state == "owed" and not post.urgent):
            yield f"post {post.id} ({post.kind}) is {post.state} at the end"
        missing = _unseen(post, seen)
        if post.state == "sent" and missing:
            yield f"post {post.id} ({post.kind}) is held sent, and the members never saw {missing[0][:40]!r}"
        elif _is_made_anew(post):
            continue
        elif post.state == "failed" and missing and post.kind in IMPORTANT and not _was_asked(post, history):
            yield f"post {post.id} ({post.kind}) was given up, and nobody was asked: {post.reason}"


def wrong_order(history: History) -> Iterator[str]:
    """In a room, one message kept before another, though the bot was told of it only later."""
    said = {message.id: message for message in history.said}
    kept = [said[message.id] for message in sorted(history.kept, key=lambda m: m.seq) if message.id in said]
    latest: dict[str, Said] = {}
    for message in kept:
        line = message.room or message.who
        before = latest.get(line)
        if before is not None and max(message.announced, default=0) < min(before.announced, default=0):
            yield f"{before.id} is kept before {message.id}, which was announced first"
        else:
            latest[line] = message


def posts_out_of_order(history: History) -> Iterator[str]:
    """Two ordinary posts of a room, each taken at the first attempt, seen the wrong way round.

    Only texts that are like no other can be told apart.
    """
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, sight in enumerate(history.seen):
        places[sight.where, sight.text].append(place)
    same = Counter((post.where, post.text) for post in history.owed)
    latest: dict[str, tuple[int, Owed]] = {}
    for post in history.owed:
        there = places[post.where, post.text]
        again = post.attempts != 1 or post.text.startswith(AGAIN)
        if len(there) != 1 or same[post.where, post.text] != 1 or post.urgent or again or post.reason:
            continue
        place, before = there[0], latest.get(post.where)
        if before is not None and place < before[0]:
            yield f"post {post.id} was seen before post {before[1].id} in {post.where}"
        latest[post.where] = max(before or (place, post), (place, post), key=lambda pair: pair[0])


def broken_records(history: History) -> Iterator[str]:
    """The audit chain, and the counters."""
    yield from history.chain_faults
    for name, (counter, rows) in sorted(history.numbers.items()):
        if counter != rows:
            yield f"the counter {name} stands at {counter}, and there are {rows}"


def too_fast(history: History) -> Iterator[str]:
    """More than the ceiling that the bot keeps to, or no rest after 频繁."""
    times = [sight.at for sight in history.seen]
    for earlier, later in zip(times, times[40:], strict=False):
        if later - earlier < 59.0:
            yield f"41 posts within {later - earlier:.1f} s"
            return
    for scolded_at in history.scolded_at:
        spoken = [at for at in times if scolded_at + ON_ITS_WAY < at < scolded_at + REST_SECONDS - ON_ITS_WAY]
        if spoken:
            yield f"{len(spoken)} posts within {spoken[-1] - scolded_at:.0f} s after the platform said 频繁"


CHECKS: Mapping[str, Check] = {
    "lost messages": lost_messages,
    "lost after the commit": lost_after_commit,
    "needless windows": needless_windows,
    "invented messages": invented_messages,
    "unhandled messages and files": unhandled_messages,
    "double effects": double_effects,
    "wrong answers": wrong_answers,
    "wrong visits": wrong_visits,
    "double posts": double_posts,
    "lost posts": lost_posts,
    "wrong order in": wrong_order,
    "wrong order out": posts_out_of_order,
    "broken records": broken_records,
    "too fast": too_fast,
}


def findings(history: History) -> dict[str, list[str]]:
    """What each check found, nothing where all is well."""
    return {name: list(check(history)) for name, check in CHECKS.items()}


def ids_of(history: History) -> dict[str, set[str]]:
    """All ids of a message, by the first."""
    ids: dict[str, set[str]] = defaultdict(set)
    for said in history.said:
        ids[said.of or said.id].add(said.id)
    return ids


def _is_blind(at: datetime, history: History) -> bool:
    return any(
        since - history.tolerance <= at and (until is None or at <= until + history.tolerance)
        for since, until in history.windows
    )


def _is_made_anew(post: Owed) -> bool:
    """Withdrawn, because it had waited so long that another was made in its place."""
    return post.reason == "stale"


def _parts(post: Owed) -> list[str]:
    texts = [post.text] if post.text else []
    if post.text.startswith(AGAIN):
        texts.append(post.text.removeprefix(AGAIN))
    return [*texts, *post.media]


def _unseen(post: Owed, seen: set[tuple[str, str]]) -> list[str]:
    """What of a post nobody saw; of words that were said again one saying is enough."""
    words = {post.text, post.text.removeprefix(AGAIN)} - {""}
    is_heard = not words or any(_is_said(part, post.where, sight) for part in words for sight in seen)
    is_heard = is_heard or _is_said_in_parts(post.text.removeprefix(AGAIN), post.where, seen)
    pictures = [part for part in post.media if (post.where, part) not in seen]
    return pictures if is_heard else [post.text, *pictures]


def _most_like(where: str, what: str, owed: Counter[tuple[str, str]]) -> int:
    """How often that may be seen: names that are called stand in front of a text, and a long one comes in parts."""
    part = _PART.fullmatch(what)
    if part is not None:
        again = part["again"] or ""
        whole = [text for place, text in owed if place == where and text.startswith(again) and part["piece"] in text]
        return sum(owed[where, text] for text in whole)
    exact = owed[where, what]
    if exact or not what.startswith("@"):
        return exact
    return sum(times for (place, text), times in owed.items() if place == where and text and what.endswith(text))


def _is_said(part: str, where: str, sight: tuple[str, str]) -> bool:
    return sight[0] == where and (sight[1] == part or (sight[1].startswith("@") and sight[1].endswith(part)))


def _is_said_in_parts(text: str, where: str, seen: set[tuple[str, str]]) -> bool:
    parts = [part for place, said in seen if place == where and (part := _PART.fullmatch(said))]
    for count in {int(part["count"]) for part in parts}:
        at = 0
        for number in range(1, count + 1):
            pieces = [p["piece"] for p in parts if int(p["count"]) == count and int(p["number"]) == number]
            at += max((len(piece) for piece in pieces if text.startswith(piece, at)), default=0)
        if at == len(text):
            return True
    return False


def _was_asked(post: Owed, history: History) -> bool:
    asked = [other for other in history.owed if other.kind == "unknown_send" and f"|{post.id}/" in other.once]
    seen = {(sight.where, sight.text) for sight in history.seen}
    return any(_is_said(part, question.where, s) for question in asked for part in _parts(question) for s in seen)
