"""The day's record as data: what was read, in the shape of a transcript's expected.json, and every post."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.calendars import SHANGHAI
from domain.messages import Message
from domain.posts import Post
from domain.purposes import Purpose
from domain.submissions import Channel, Submission
from domain.visits import Visit


def record_of(visit: Visit, photos: int, videos: int, order: Mapping[str, int]) -> dict[str, Any]:
    """One visit as a record; its messages in the order in which they arrived."""
    return {
        "messages": sorted(set(visit.message_ids), key=lambda m: (order.get(m, 0), m)),
        "group": visit.group,
        "team": visit.team,
        "date": visit.day.isoformat(),
        "place": visit.place,
        "county": visit.county,
        "industrial": visit.industrial,
        "lookback": visit.lookback,
        "outcome": visit.outcome.value,
        "urgent": visit.urgent,
        "categories": sorted(visit.categories),
        "problems": len(visit.findings),
        "photos": photos,
        "videos": videos,
    }


def submission_of(submission: Submission) -> dict[str, Any]:
    """One attempt to hand a paper in, as it was seen in the chat."""
    return {
        "group": submission.group,
        "kind": submission.paper,
        "date": submission.day.isoformat(),
        "messages": list(submission.message_ids),
        "accepted": submission.accepted,
        "late": submission.minutes_late > 0,
    }


def predicted_json(
    records: Sequence[dict[str, Any]],
    kept: Sequence[tuple[Message, Purpose, bool]],
    submissions: Iterable[Submission],
) -> str:
    """The whole answer; `kept` is (message, purpose, recalled) in the order of arrival.

    Chatter is what adds nothing to a record, command, question or submission; a recalled message
    and its notice belong nowhere.
    """
    seen = [s for s in submissions if s.channel in (Channel.CHAT, Channel.NIL) and s.message_ids]
    used = {m for record in records for m in record["messages"]}
    used.update(m for submission in seen for m in submission.message_ids)
    answer: dict[str, Any] = {"records": list(records), "chatter": [], "commands": [], "questions": []}
    names = {Purpose.COMMAND: "commands", Purpose.QUESTION: "questions"}
    for message, purpose, recalled in kept:
        if message.id in used or recalled or purpose is Purpose.RECALL:
            continue
        answer[names.get(purpose, "chatter")].append(message.id)
    answer["submissions"] = [submission_of(submission) for submission in seen]
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def post_line(post: Post, sent_at: datetime) -> str:
    """One outbound post as a JSON line; `to` is the person when it went to nobody's room."""
    line: dict[str, Any] = {
        "at": sent_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "room": post.room,
        "kind": post.kind.value,
        "text": post.text,
        "media": list(post.media),
        "mentions": list(post.mentions),
        "once": str(post.once),
        "to": post.contact,
        "answers": post.answers,
    }
    return json.dumps(line, ensure_ascii=False)
