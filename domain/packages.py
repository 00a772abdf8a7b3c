"""Packages: what a group handed in for a day as one archive, for the mailbox of the scheme (seed 002, 五(三))."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.made_papers import MadePaper, PaperKind
from domain.messages import Kind, Message, spoken
from domain.papers import short_city
from domain.rosters import Group
from domain.submissions import Channel, Paper, Submission

#: Endings that a file keeps; of any other it is told by its first bytes, as of pictures.
_KEPT = (".docx", ".doc", ".wps", ".pdf", ".xlsx", ".xls")
_LONGEST_NAME = 60  # bytes that a group or a paper gives to a file's name
#: What came through the chat: its words and files are there.
IN_CHAT = frozenset({Channel.CHAT, Channel.NIL})
_PICTURES = frozenset({Kind.IMAGE, Kind.VIDEO})


class MailState(StrEnum):
    """What has become of a mail."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # it certainly did not go
    UNKNOWN = "unknown"  # it may have gone: never sent again by itself


class MailFault(StrEnum):
    """Why a mail did not go, or is not known to have gone."""

    UNSET = "unset"  # no mailbox is set up
    UNREACHABLE = "unreachable"  # no connection, or no TLS
    LOGIN = "login"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    NO_FILE = "no_file"
    CUT_OFF = "cut_off"  # the line broke after the mail was handed over, before it was taken
    STOPPED = "stopped"  # the bot itself stopped meanwhile


#: Which paper of the scheme a draft of the bot's is.
_OF_KIND = {
    PaperKind.TYPICAL_CASE: Paper.TYPICAL_CASE.value,
    PaperKind.HANDOVER_SLIP: Paper.HANDOVER_FORM.value,
    PaperKind.PROBLEM_LIST: Paper.HANDOVER_FORM.value,
    PaperKind.ROUND_REPORT: Paper.ROUND_REPORT.value,
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a package is of: the papers of a day, or of a round."""

    day: date | None = None
    round: int | None = None

    @property
    def mark(self) -> str:
        """How it stands in the name of a file."""
        return f"{self.day:%Y%m%d}" if self.day is not None else f"第{self.round}轮"


@dataclass(frozen=True, slots=True)
class Member:
    """One file to go into a package: stored bytes (`sha256`), or the `text` of a paper told in words.

    `name` is made of our own words; `ending` is "" where it is to be told by the bytes. `at` is when it was sent,
    or made where it is a `draft` of the bot's own.
    """

    name: str
    ending: str
    at: datetime
    sha256: str = ""
    text: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was made. `content` is the same for the same files; `files` are (name, SHA-256, bytes).

    `day` or `round` says what it is of (as in an Occasion). `lost` are the names of files that were not there any more.
    """

    number: int
    group: str
    day: date | None
    round: int | None
    file_name: str
    sha256: str
    size: int
    content: str
    files: tuple[tuple[str, str, int], ...]
    lost: tuple[str, ...]
    asked_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that carries a package. `asked_by` is a contact id, `answers` the message that asked for it."""

    number: int
    package: int
    group: str
    state: MailState
    asked_by: str
    answers: str
    asked_at: datetime
    attempts: int
    message_id: str = ""
    sent_at: datetime | None = None
    fault: MailFault | None = None


Found = tuple[Message | None, str | None]


def members_of(
    group: Group,
    occasion: Occasion,
    handed_in: Iterable[Submission],
    made: Iterable[MadePaper],
    shorts: Mapping[str, str],
    find: Callable[[str], Found],
) -> list[Member]:
    """What goes into a package of a group, in the order of coming.

    That is what passed of the papers that it has `handed_in` through the chat for the occasion, and of a paper of which
    nothing was, the newest drafts `made` by the bot. `shorts` are the short names of the papers that are meant;
    `find` gives a message with the hash of its file, if that came.
    """
    stem = f"{safe_name(short_city(group))}_{occasion.mark}"
    passed = [s for s in handed_in if s.group == group.key and s.accepted and s.message_ids and s.channel in IN_CHAT]
    members: list[Member] = []
    counts: dict[str, int] = {}
    for attempt in sorted((s for s in passed if s.paper in shorts), key=lambda s: (s.at, s.number or 0)):
        for message_id in attempt.message_ids:
            message, sha256 = find(message_id)
            name = f"{stem}_{safe_name(shorts[attempt.paper])}"
            member = _member(message, sha256, name, counts) if message is not None else None
            members += [member] if member is not None else []
    had = {attempt.paper for attempt in passed}
    for paper in _newest(made):
        key = _OF_KIND.get(paper.kind, "")
        if paper.group == group.key and key in shorts and key not in had:
            name = _numbered(f"{stem}_{safe_name(shorts[key])}稿", counts)
            members.append(Member(name, ".docx", paper.made_at, paper.sha256, draft=True))
    return members


def _newest(made: Iterable[MadePaper]) -> Iterable[MadePaper]:
    """Of papers made anew the last: cases and slips of the same visits, lists and reports of the same time."""
    single = (PaperKind.TYPICAL_CASE, PaperKind.HANDOVER_SLIP)
    return {(paper.kind, paper.visits if paper.kind in single else ()): paper for paper in made}.values()


def _member(message: Message, sha256: str | None, stem: str, counts: dict[str, int]) -> Member | None:
    if message.kind is Kind.TEXT:
        return Member(_numbered(stem, counts), ".txt", message.at, text=spoken(message.text).strip())
    if sha256 is None:
        return None
    if message.kind in _PICTURES:
        return Member(_numbered(f"{stem}_照片", counts), "", message.at, sha256)
    ending = next((kept for kept in _KEPT if message.file_name.lower().endswith(kept)), "")
    return Member(_numbered(stem, counts), ending, message.at, sha256)


def _numbered(stem: str, counts: dict[str, int]) -> str:
    counts[stem] = counts.get(stem, 0) + 1
    return f"{stem}_{counts[stem]}"


def safe_name(words: str) -> str:
    """Words of a roster or a profile as a part of a file's name: letters and digits only, 60 bytes at most."""
    plain = "".join(c for c in words if c.isalnum()).encode(errors="ignore")[:_LONGEST_NAME]
    return plain.decode(errors="ignore") or "组"


def content_of(members: Sequence[Member]) -> str:
    """SHA-256 of what is in a package, whenever it is made."""
    digest = hashlib.sha256()
    for member in members:
        digest.update(f"{member.name}\0{member.ending}\0{member.sha256}\0{member.text}\0\0".encode())
    return digest.hexdigest()
