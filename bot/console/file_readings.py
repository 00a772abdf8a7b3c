"""What pages show of what a machine read of files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.media import is_available
from documents.file_readings import Told, told_of
from documents.picture_hints import hint_text, like_text
from documents.picture_remarks import remark_text
from domain.file_readings import READ_KINDS
from domain.messages import Kind
from domain.picture_questions import Answer, PictureQuestion
from storage.work import UnitOfWork


class Sent(Protocol):
    """A file as a message brought it; `sha256` is None where it has not come."""

    @property
    def message_id(self) -> str: ...

    @property
    def sent_at(self) -> datetime: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def sha256(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file (None: nothing is, of its kind), and which copies there are for looking and listening."""

    told: Told | None = None
    has_sheet: bool = False
    is_playable: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to ask about a picture: in few words, in full, and where to look into it ("": here)."""

    text: str
    whole: str
    path: str = ""
    is_open: bool = True


def read_of(files: Sequence[Sent], work: UnitOfWork) -> list[Read]:
    """For each of these files, in their order."""
    known = work.file_readings.known(one.sha256 for one in files if one.sha256)
    unread = [one.message_id for one in files if one.sha256 not in known]
    awaited = work.reading_jobs.awaited(unread) if is_available() else ()
    found = []
    for one in files:
        reading = known.get(one.sha256 or "")
        told = told_of(reading, one.sent_at, is_awaited=one.message_id in awaited) if one.kind in READ_KINDS else None
        found.append(Read(told, bool(reading and reading.sheet), bool(reading and reading.playable)))
    return found


def hints_of(files: Sequence[Sent], work: UnitOfWork, record: int | None = None) -> Mapping[str, Sequence[Hint]]:
    """By message, what there is to ask about its picture, as one of this record (None: of any). For dispatchers."""
    found: defaultdict[str, list[Hint]] = defaultdict(list)
    for message_id, remarks in work.picture_remarks.of_messages(one.message_id for one in files).items():
        found[message_id] += (
            Hint(hint_text(remark), remark_text(remark))
            for remark in remarks
            if record in (None, remark.picture.record.number)
        )
    for question in work.picture_questions.of_files({one.sha256 for one in files if one.sha256}):
        for picture in (question.pair.earlier, question.pair.later):
            if question.answer is not Answer.DROPPED and record in (None, picture.record.number):
                found[picture.message_id].append(_asked(question, picture.record.number))
    return {message_id: list(dict.fromkeys(hints)) for message_id, hints in found.items()}


def _asked(question: PictureQuestion, number: int) -> Hint:
    text = like_text(question, number)
    return Hint(text, text, f"/pictures/{question.number}", question.answer is None)
