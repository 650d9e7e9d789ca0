"""API keys: made once, shown once, kept as hashes in a file that is read again whenever it is another one.

A key is ``cl_<id>_<secret>``. The secret has 256 random bits, so that a plain SHA-256 of it gives nothing away and
costs nothing to compare.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from infra.http.access.grantees import Grantee, check_grantee, holding_of
from infra.http.access.kept_file import KeptFile
from infra.http.access.roles import Role

API_KEYS_FILE = "api-keys.json"
"""In the home, when no other place is named."""
FIRST_KEY = "administrator"
_KEY = re.compile("cl_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey(Grantee):
    """One key, without its secret. Times are UTC."""

    id: str
    secret_sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey(Grantee):
    """What is asked for when a key is made."""

    expires_at: datetime | None = None


class ApiKeys:
    """The keys in a file; a file that is not there has none. Safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._file = KeptFile(path, ApiKey, lambda key: key.id, "keys", "caseledger api-key")

    def all(self) -> list[ApiKey]:
        """As the file has them now, the oldest first. Raises AccessUnusable."""
        return list(self._file.by_name().values())

    def of(self, text: str, now: datetime) -> ApiKey | None:
        """The valid key that a text is; None for any other text. Raises AccessUnusable."""
        found = _KEY.fullmatch(text)
        keys = self._file.by_name()
        key = keys.get(found[1]) if found else None
        if found is None or key is None or not hmac.compare_digest(secret_hash(found[2]), key.secret_sha256):
            return None
        return key if key.is_valid(now) else None

    def create(self, asked: NewKey, now: datetime) -> str:
        """Make a key; its text is given once, here. Raises AccessUnusable."""
        check_grantee(asked)
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        with self._file.changing() as keys:
            keys[key_id] = ApiKey(
                id=key_id, secret_sha256=secret_hash(secret), created_at=now, expires_at=asked.expires_at,
                **holding_of(asked),
            )  # fmt: skip
        return f"cl_{key_id}_{secret}"

    def create_first(self, now: datetime) -> str | None:
        """The administrator's key where no key was ever made; else None."""
        return None if self.all() else self.create(NewKey(actor_id=FIRST_KEY, role=Role.ADMINISTRATOR), now)

    def revoke(self, key_id: str, now: datetime) -> ApiKey | None:
        """End a key; None when there is none of this id. What was ended before stays as it is."""
        with self._file.changing() as keys:
            if key_id in keys and keys[key_id].revoked_at is None:
                keys[key_id] = replace(keys[key_id], revoked_at=now)
            return keys.get(key_id)


def secret_hash(secret: str) -> str:
    """What is kept of 256 random bits."""
    return sha256(secret.encode()).hexdigest()
