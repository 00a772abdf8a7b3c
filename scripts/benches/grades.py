"""Grades: how much of a day's records is right, field by field, against the right answer that lies beside the day."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]
Answer = Mapping[str, Any]
Pairs = Sequence[tuple[Record, Record]]

FIELDS = ("group", "team", "date", "place", "county", "industrial", "lookback", "outcome", "urgent", "photos", "videos")


def grade(gold: Answer, given: Answer) -> dict[str, float]:
    """Shares from 0 to 1 by name, as the format of the transcripts defines them; `false_records` is a number."""
    wanted, records = gold["records"], given["records"]
    pairs = _matched(wanted, records)
    shared = sum(len(_ids(one) & _ids(other)) for one, other in pairs)
    same = [_ids(one) == _ids(other) for one, other in pairs]
    right = [_right_fields(one, other) for one, other in pairs]
    grades = {
        "record_f1": _f1(sum(same), len(wanted), len(records)),
        "link_f1": _f1(shared, sum(len(_ids(one)) for one in wanted), sum(len(_ids(one)) for one in records)),
    }
    grades |= {field: _share(sum(field in fields for fields in right), wanted) for field in FIELDS}
    grades["categories"] = _categories_f1(pairs, wanted, records)
    grades["problems"] = _share(sum(one.get("problems") == other["problems"] for one, other in pairs), wanted)
    whole = {*FIELDS, "categories"}
    all_right = sum(messages and fields >= whole for messages, fields in zip(same, right, strict=True))
    grades["all_right"] = _share(all_right, wanted)
    chatter = set(gold.get("chatter", ()))
    grades["false_records"] = float(sum(bool(_ids(one)) and _ids(one) <= chatter for one in records))
    return grades


def _matched(wanted: Sequence[Record], records: Sequence[Record]) -> Pairs:
    """Records paired one to one: where they share most messages, then where the place's name is the same."""
    likenesses = []
    for number, one in enumerate(wanted):
        for other_number, other in enumerate(records):
            if shared := len(_ids(one) & _ids(other)):
                alike = shared / len(_ids(one) | _ids(other)) + 0.5 * (_plain(one["place"]) == _plain(other["place"]))
                likenesses.append((-alike, number, other_number))
    pairs: dict[int, int] = {}
    for _, number, other_number in sorted(likenesses):
        if number not in pairs and other_number not in pairs.values():
            pairs[number] = other_number
    return [(wanted[one], records[other]) for one, other in pairs.items()]


def _right_fields(wanted: Record, given: Record) -> set[str]:
    right = {field for field in FIELDS if _plain(wanted.get(field)) == _plain(given.get(field))}
    return right | ({"categories"} if set(wanted["categories"]) == set(given["categories"]) else set())


def _ids(record: Record) -> set[str]:
    return set(record["messages"])


def _plain(value: object) -> object:
    """Text without spaces and punctuation; other values as they are."""
    if not isinstance(value, str):
        return value
    return "".join(c for c in unicodedata.normalize("NFKC", value) if c.isalnum())


def _categories_f1(pairs: Pairs, wanted: Sequence[Record], given: Sequence[Record]) -> float:
    hits = sum(len(set(one["categories"]) & set(other["categories"])) for one, other in pairs)
    return _f1(hits, *(sum(len(set(one["categories"])) for one in records) for records in (wanted, given)))


def _f1(hits: float, wanted: float, given: float) -> float:
    return 2 * hits / (wanted + given) if wanted + given else 1.0


def _share(hits: int, wanted: Sequence[Record]) -> float:
    return hits / len(wanted) if wanted else 1.0
