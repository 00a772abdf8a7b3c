"""What is a good password, by what name one logs in, and how long one waits after wrong ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200
LEAST_DIFFERENT = 5  # characters
FORGOTTEN_AFTER = timedelta(hours=24)  # wrong passwords, when no further one was tried
_LOGIN = re.compile(r"[\w.@-]{1,40}")
#: What everybody tries first; also with digits and signs around it.
_OBVIOUS = (
    *("password", "passw0rd", "admin", "administrator", "root", "letmein", "welcome", "iloveyou", "woaini"),
    *("abc123", "qwe123", "qwer", "asdf", "zxcv", "qazwsx", "1q2w3e", "1qaz2wsx"),
    *("lanshao", "anfang", "huanbao", "蓝哨", "密码", "管理员"),
)
_PHONE = re.compile(r"1[3-9]\d{9}")
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")


class Fault(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    NAMED = "named"  # it is little more than a name of his
    OBVIOUS = "obvious"


def login_of(written: str) -> str:
    """A login name in the one way it is kept: `ＱiZheng ` is `qizheng`."""
    return unicodedata.normalize("NFKC", written).strip().casefold()


def is_login(name: str) -> bool:
    return _LOGIN.fullmatch(name) is not None


def password_of(typed: str) -> str:
    """What was typed, whichever way the keyboard composes its characters."""
    return unicodedata.normalize("NFKC", typed)


def fault_of(password: str, *names: str) -> Fault | None:
    """What is wrong with a password of somebody who has these names; None when it is good."""
    if len(password) < LEAST_CHARACTERS:
        return Fault.SHORT
    if len(password) > MOST_CHARACTERS:
        return Fault.LONG
    plain = password.casefold()
    if any(_is_mostly(plain, login_of(name)) for name in names if name):
        return Fault.NAMED
    if len(set(plain)) < LEAST_DIFFERENT or _PHONE.fullmatch(plain):
        return Fault.OBVIOUS
    if any(_is_mostly(plain, word) for word in _OBVIOUS) or any(_is_mostly(plain, run, 4) for run in _runs()):
        return Fault.OBVIOUS
    return None


def _is_mostly(plain: str, word: str, letters: int = 0) -> bool:
    """Whether at most so many letters stand around the word, besides digits, signs and the word again."""
    rest = plain.replace(word, "") if word else plain
    return rest != plain and len(re.sub(r"[\W\d_]", "", rest)) <= letters


def _runs() -> Iterator[str]:
    """Seven keys or letters in a row, forward and backward."""
    for row in _RUNS:
        for way in (row, row[::-1]):
            yield from (way[at : at + 7] for at in range(len(way) - 6))


@dataclass(frozen=True, slots=True)
class Limit:
    """After `free` wrong passwords in a row one waits `first`, after each further one twice as long, up to `most`."""

    free: int
    first: timedelta
    most: timedelta

    def pause(self, count: int) -> timedelta:
        over = count - self.free
        return min(self.first * 2 ** min(over - 1, 20), self.most) if over > 0 else timedelta()


#: What wrong passwords are counted by. A browser that has been in before waits only for its own; the pauses of an
#: account and of an address, which others can run up, are short: nobody can keep somebody else out for long.
LIMITS = {
    "browser": Limit(10, timedelta(seconds=30), timedelta(minutes=15)),
    "pair": Limit(5, timedelta(seconds=30), timedelta(minutes=15)),  # an account from an address
    "address": Limit(20, timedelta(seconds=5), timedelta(minutes=1)),
    "account": Limit(50, timedelta(seconds=5), timedelta(minutes=1)),
}
