"""Names of the files that people get: readable, and safe on every disk."""

from __future__ import annotations

import re

from documents.lines import one_line

MOST_BYTES = 200  # a name of Linux may have 255, WeChat shows fewer
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%]+')


def file_name(stem: str, ending: str) -> str:
    """`stem` as a file's name with this ending (".docx"), at most 200 bytes: no path, no control character.

    Begin the stem with words of ours: then it is no name that a system keeps for itself (CON), and is not hidden.
    """
    bare = _NOT_IN_NAMES.sub("", one_line(stem)).strip(" .")
    room = MOST_BYTES - len(ending.encode())
    while len(bare.encode()) > room:
        bare = bare[:-1]
    return bare.rstrip(" .") + ending
