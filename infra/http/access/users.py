"""People who sign in with a password, in a file of the home folder. Of a password only its argon2id hash is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from infra.http.access.grantees import AccessUnusable, Grantee, check_grantee, holding_of
from infra.http.access.kept_file import KeptFile

PASSWORD_MIN, PASSWORD_MAX = 12, 200
"""Characters. The length is asked for and no mixture of kinds (NIST SP 800-63B, 3.1.1)."""
AT_A_TIME = 2
"""Hashes that are worked out at once: each takes 64 MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Grantee):
    """Somebody who signs in under their ``actor_id``."""

    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None


class Users:
    """The people in a file; a file that is not there has none. Safe for several threads and processes."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self._file = KeptFile(path, User, lambda user: user.actor_id, "users", "caseledger user")
        self._hasher = hasher or PasswordHasher()
        self._turns = BoundedSemaphore(AT_A_TIME)

    @cached_property
    def _nobodys(self) -> str:
        """A hash that no password has."""
        return self._hasher.hash(secrets.token_urlsafe(32))

    def all(self) -> list[User]:
        """As the file has them now, the oldest first. Raises AccessUnusable."""
        return list(self._file.by_name().values())

    def of(self, name: str, password: str) -> User | None:
        """Whoever has this name and this password. It takes as long for a name that nobody has. Raises
        AccessUnusable."""
        user, nobodys = self._file.by_name().get(name), self._nobodys
        with self._turns:
            fits = self._fits(user.password_hash if user else nobodys, password)
        return user if user is not None and fits and user.disabled_at is None else None

    def add(self, asked: Grantee, password: str, now: datetime) -> User:
        """Raises AccessUnusable for a name that somebody has, and for a password that is none."""
        check_grantee(asked)
        made = User(password_hash=self._hash(password), created_at=now, **holding_of(asked))
        with self._file.changing() as users:
            if asked.actor_id in users:
                raise AccessUnusable(f"There is a user {asked.actor_id!r} already.")
            users[asked.actor_id] = made
        return made

    def disable(self, name: str, now: datetime) -> User | None:
        """Let somebody in no more; None when there is nobody of this name."""
        with self._file.changing() as users:
            if name in users and users[name].disabled_at is None:
                users[name] = replace(users[name], disabled_at=now)
            return users.get(name)

    def set_password(self, name: str, password: str) -> User | None:
        """Give somebody another password; None when there is nobody of this name. Raises AccessUnusable."""
        made = self._hash(password)
        with self._file.changing() as users:
            if name in users:
                users[name] = replace(users[name], password_hash=made)
            return users.get(name)

    def _hash(self, password: str) -> str:
        if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
            raise AccessUnusable(f"A password has {PASSWORD_MIN} to {PASSWORD_MAX} characters.")
        return self._hasher.hash(password)

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password[:PASSWORD_MAX])
        except (VerificationError, InvalidHashError):
            return False
