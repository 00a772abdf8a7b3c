"""Whether one picture stands for two records (seed 000, 第三十条): a question to a person, and what he answers.

Only pictures that are the same file or look the same (domain/likenesses.py) and were sent as evidence by inspectors are
asked about. A picture that a team sends again for the same place, or that its other member copies, is none; nor is
what a leader forwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.likenesses import Likeness
from domain.picture_remarks import PictureRecord, PictureRule, SentPicture
from domain.rosters import Role, RoomKind, Roster


class Answer(StrEnum):
    """What a dispatcher found."""

    SAME = "same"  # 同一张，已核实
    DIFFERENT = "different"  # 不是同一张
    DROPPED = "dropped"  # 不再问


@dataclass(frozen=True, slots=True)
class PicturePair:
    """Two pictures of different records, the one sent earlier first; in bits that differ, None: the same file."""

    earlier: SentPicture
    later: SentPicture
    whole: int | None = None
    top: int | None = None


@dataclass(frozen=True, slots=True)
class PictureQuestion:
    """One pair of records, asked about once, with the first pair of their pictures; `pictures` are how many pairs.

    `answered_by` is a contact id. `number` counts the questions of a campaign.
    """

    number: int
    pair: PicturePair
    pictures: int
    asked_at: datetime
    answer: Answer | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
    note: str = ""

    @property
    def records(self) -> tuple[int, int]:
        """The numbers of both records, the earlier picture's first."""
        return self.pair.earlier.record.number, self.pair.later.record.number

    @property
    def files(self) -> tuple[str, str]:
        return self.pair.earlier.sha256, self.pair.later.sha256

    @property
    def groups(self) -> frozenset[str]:
        """The keys of the groups whose records they are."""
        return frozenset((self.pair.earlier.record.group, self.pair.later.record.group))


def pairs_among(
    fresh: Sequence[SentPicture],
    others: Sequence[SentPicture],
    likenesses: Iterable[Likeness],
    roster: Roster,
    rule: PictureRule,
) -> list[PicturePair]:
    """What is to be asked of `fresh` pictures, each against the earliest of all that is the same.

    `others` are all whose file several messages brought or that look like another, the fresh ones as well.
    """
    like = _bits_of(likenesses)
    by_file, records = defaultdict(list), _records_of([*fresh, *others])
    for picture in sorted(dict.fromkeys(others), key=lambda one: (one.sent_at, one.message_id, one.record.number)):
        by_file[picture.sha256].append(picture)
    found = []
    for later in fresh:
        alike = {later.sha256: (None, None), **like.get(later.sha256, {})}
        earlier = (one for sha256 in alike for one in by_file.get(sha256, ()) if one.sent_at < later.sent_at)
        asked = [one for one in earlier if is_asked(one, later, records, roster, rule)]
        if asked:
            first = min(asked, key=lambda one: (one.sent_at, one.message_id, one.record.number))
            found.append(PicturePair(first, later, *alike[first.sha256]))
    return sorted(found, key=lambda pair: (pair.later.sent_at, pair.later.message_id, pair.later.record.number))


def by_records(pairs: Iterable[PicturePair]) -> Mapping[tuple[int, int], list[PicturePair]]:
    """The pairs of pictures for each pair of records, the lower number first."""
    found: defaultdict[tuple[int, int], list[PicturePair]] = defaultdict(list)
    for pair in pairs:
        one, other = pair.earlier.record.number, pair.later.record.number
        found[min(one, other), max(one, other)].append(pair)
    return found


def is_asked(
    earlier: SentPicture,
    later: SentPicture,
    records: Mapping[str, Collection[int]],
    roster: Roster,
    rule: PictureRule,
) -> bool:
    """Whether two pictures that are the same are worth a question. `records` are those of each message."""
    if set(records.get(earlier.message_id, ())) & set(records.get(later.message_id, ())):
        return False
    if earlier.record.number == later.record.number:
        return False
    if not all(_is_evidence_of_inspector(one, roster) for one in (earlier, later)):
        return False
    if not _is_same_team(earlier, later):
        return True
    return not (_is_same_place(earlier.record, later.record) or _is_copy(earlier, later, rule))


def _is_evidence_of_inspector(picture: SentPicture, roster: Roster) -> bool:
    person, room = roster.known.get(picture.sender), roster.room.get(picture.room or "")
    is_command = room is not None and room.kind is RoomKind.COMMAND
    return person is not None and person.role is Role.INSPECTOR and not is_command


def _is_same_team(earlier: SentPicture, later: SentPicture) -> bool:
    one, other = earlier.record, later.record
    if one.group != other.group or one.team != other.team:
        return False
    return one.team is not None or earlier.sender == later.sender


def _is_same_place(one: PictureRecord, other: PictureRecord) -> bool:
    """Sent again for the same place of the same day (补发)."""
    keys = sorted((one.place_key, other.place_key), key=len)
    return one.day == other.day and bool(keys[0]) and keys[0] in keys[1]


def _is_copy(earlier: SentPicture, later: SentPicture, rule: PictureRule) -> bool:
    """What one of the team sends, the other sends as well."""
    return earlier.sender != later.sender and later.sent_at - earlier.sent_at <= rule.copies


def _bits_of(likenesses: Iterable[Likeness]) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    found: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in likenesses:
        found[one.earlier][one.later] = found[one.later][one.earlier] = (one.whole, one.top)
    return found


def _records_of(pictures: Iterable[SentPicture]) -> Mapping[str, Collection[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for picture in pictures:
        found[picture.message_id].add(picture.record.number)
    return found
