"""Passwords as hashes (Argon2id), so that whoever reads the database cannot log in."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError


class Passwords:
    """Hashes and compares: 64 MiB and some 0.2 s of a processor each, so a server does it in a thread."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self.nobodys = self._hasher.hash("")  # to compare with where there is no account: it takes as long

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def is_right(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)
