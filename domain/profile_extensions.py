"""One profile extends another (`extends = "anfang-2020"`), and says only what is otherwise (seed 000, 第三十一条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.profile_tables import ProfileError, name_of, nearest_of, shown

#: What each profile says for itself: it is not handed down.
OWN = frozenset({"key", "plan", "default", "extends"})
_ARTICLE = "article"
#: `remove = true` in a list's table leaves out the one of its name.
REMOVE = "remove"


def resolved(table: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The table with all that it takes over from those it extends, which are `known` by their keys.

    Tables merge key by key; lists of named tables merge by name, other lists and values replace. Raises ProfileError
    where one extends a profile that is not there, or itself.
    """
    chain, passed = [table], [str(table.get("key", ""))]
    while "extends" in chain[-1]:
        base = chain[-1]["extends"]
        if not isinstance(base, str) or base not in known:
            raise ProfileError(f"extends 没有行动档案 {shown(base)}{nearest_of(str(base), known)}")
        passed.append(base)
        if base in passed[:-1]:
            raise ProfileError(f"extends 绕成了圈：{' → '.join(passed)}")
        chain.append(known[base])
    merged = chain.pop()
    while chain:
        handed_down = {key: _unsourced(value) for key, value in merged.items() if key not in OWN}
        merged = extended(handed_down, chain.pop())
    return {key: value for key, value in merged.items() if key != "extends"}


def extended(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """What `base` says, with what `over` says instead."""
    return {**base, **{key: _merged(base.get(key), value) for key, value in over.items()}}


def _merged(base: Any, over: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return extended(base, over)
    if _is_named(base) and _is_named(over):
        named = {name_of(table): table for table in base}
        for table in over:
            if table.get(REMOVE) is True and name_of(table) not in named:
                raise ProfileError(f"没有 {name_of(table)}，不能 remove{nearest_of(name_of(table), named)}")
            named[name_of(table)] = extended(named.get(name_of(table), {}), table)
        return [table for table in named.values() if table.get(REMOVE) is not True]
    return over


def _unsourced(value: Any) -> Any:
    """A part of a profile without the articles of the scheme that it was taken from: another has others."""
    if isinstance(value, list):
        return [_unsourced(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _unsourced(part) for key, part in value.items() if key != _ARTICLE}
    return value


def _is_named(value: Any) -> bool:
    """Whether this is a list of tables that are told apart by name; none at all is not."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    return all(isinstance(table, Mapping) and name_of(table) for table in value)
