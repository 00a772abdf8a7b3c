"""The four kinds of value that both databases keep alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator

from domain.calendars import SHANGHAI
from domain.messages import storable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

#: A row's own number: SQLite only counts up by itself in a plain INTEGER key.
RowId = BigInteger().with_variant(Integer, "sqlite")


@lru_cache(maxsize=1 << 12)
def microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"a time without an offset: {at!r}")
    return (at - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=1 << 12)  # the links of a visit are read again with each photo of a burst
def moment(count: int) -> datetime:
    """The time that `microseconds` counted, shown on a Shanghai clock."""
    return (_EPOCH + timedelta(microseconds=count)).astimezone(SHANGHAI)


def canonical(value: Any) -> str:
    """JSON with sorted keys, without spaces, in readable Chinese; safe for both databases."""
    return storable(_ENCODER.encode(value))


def _text(value: str | None) -> str | None:
    if value.__class__ is str and value.isascii() and "\0" not in value:
        return value
    return None if value is None else storable(str(value))


def _count(value: datetime | None) -> int | None:
    return None if value is None else microseconds(value)


def _moment(count: int | None) -> datetime | None:
    return None if count is None else moment(count)


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return "[]" if value in ([], ()) else canonical(value)


def _value(text: str | None) -> Any:
    if text is None:
        return None
    return [] if text == "[]" else _DECODER.decode(text)


# The processors are given whole: on the hot road the way through process_bind_param costs as much as the row.


class Words(TypeDecorator[str]):
    """Text; what neither database takes (NUL, half an emoji) becomes U+FFFD. Enums lose their class."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        return _text


class Moment(TypeDecorator[datetime]):
    """An aware time as whole microseconds, so that both databases order and return it alike."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        return _count

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        return _moment


class Document(TypeDecorator[Any]):
    """A JSON value as canonical text; None stays NULL."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        return _json

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        return _value
