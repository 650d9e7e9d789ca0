"""API keys: made once, shown once, kept as hashes in a file that is read again whenever it is another one.

A key is ``cl_<id>_<secret>``. The secret has 256 random bits, so that a plain SHA-256 of it gives nothing away and
costs nothing to compare. The file is in the home folder (0600) and not in the database: read models are thrown away
and made anew, and commands go on while PostgreSQL is away.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from infra.http.access.roles import GRANTS, Role, Rows
from infra.stack.files import write_atomically

API_KEYS_FILE = "api-keys.json"
"""In the home, when no other place is named."""
FIRST_KEY = "administrator"
_KEY = re.compile("cl_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class ApiKeysUnusable(Exception):
    """The file of keys cannot be read, or a key cannot be made as it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key, without its secret. ``actor_id`` is who acts with it in the log; times are UTC.

    ``scopes`` narrows what the role may; None leaves it. What it may see is narrowed to a creditor, one of its
    portfolios or a person, where one is named.
    """

    id: str
    actor_id: str
    role: Role
    secret_sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    scopes: tuple[str, ...] | None = None
    creditor_id: str | None = None
    portfolio: str | None = None
    person_id: UUID | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What is asked for when a key is made; as for ``ApiKey``."""

    actor_id: str
    role: Role
    expires_at: datetime | None = None
    scopes: tuple[str, ...] | None = None
    creditor_id: str | None = None
    portfolio: str | None = None
    person_id: UUID | None = None


class ApiKeys:
    """The keys in a file; a file that is not there has none. Safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._by_id: Mapping[str, ApiKey] = {}

    def all(self) -> list[ApiKey]:
        """As the file has them now, the oldest first. Raises ApiKeysUnusable."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._seen, self._by_id = None, {}
            return []
        seen = (status.st_mtime_ns, status.st_ino, status.st_size)
        if seen != self._seen:
            self._by_id, self._seen = {key.id: key for key in _read(self._path)}, seen
        return list(self._by_id.values())

    def of(self, text: str, now: datetime) -> ApiKey | None:
        """The valid key that a text is; None for any other text. Raises ApiKeysUnusable."""
        found = _KEY.fullmatch(text)
        self.all()
        key = self._by_id.get(found[1]) if found else None
        if found is None or key is None or not hmac.compare_digest(_hash(found[2]), key.secret_sha256):
            return None
        return key if key.is_valid(now) else None

    def create(self, asked: NewKey, now: datetime) -> str:
        """Make a key; its text is given once, here. Raises ApiKeysUnusable."""
        _check(asked)
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        given = {field.name: getattr(asked, field.name) for field in fields(asked)}
        key = ApiKey(id=key_id, secret_sha256=_hash(secret), created_at=now, **given)
        with self._alone():
            self._write([*self.all(), key])
        return f"cl_{key_id}_{secret}"

    def create_first(self, now: datetime) -> str | None:
        """The administrator's key where no key was ever made; else None."""
        return None if self.all() else self.create(NewKey(actor_id=FIRST_KEY, role=Role.ADMINISTRATOR), now)

    def revoke(self, key_id: str, now: datetime) -> ApiKey | None:
        """End a key; None when there is none of this id. What was ended before stays as it is."""
        with self._alone():
            keys = {key.id: key for key in self.all()}
            if key_id in keys and keys[key_id].revoked_at is None:
                keys[key_id] = replace(keys[key_id], revoked_at=now)
                self._write(list(keys.values()))
        return keys.get(key_id)

    def _write(self, keys: list[ApiKey]) -> None:
        text = json.dumps({"keys": [_document(key) for key in keys]}, indent=1) + "\n"
        write_atomically(self._path, text)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_name(f".{self._path.name}.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            yield


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _check(asked: NewKey) -> None:
    grant = GRANTS[asked.role]
    if unknown := sorted(set(asked.scopes or ()) - grant.scopes):
        raise ApiKeysUnusable(f"A {asked.role} has no scope {', '.join(unknown)}; it has {_listed(grant.scopes)}.")
    if grant.rows is Rows.CREDITOR and asked.creditor_id is None:
        raise ApiKeysUnusable(f"A {asked.role} sees the cases of one creditor: say which.")
    if grant.rows is Rows.PERSON and asked.person_id is None:
        raise ApiKeysUnusable(f"A {asked.role} sees what is of one person: say whom.")
    if asked.portfolio is not None and asked.creditor_id is None:
        raise ApiKeysUnusable("A portfolio is one of a creditor: say whose.")
    if grant.rows is Rows.ALL and (asked.creditor_id or asked.person_id):
        raise ApiKeysUnusable(f"A {asked.role} sees everything that its scopes allow, and is held to no creditor.")
    if grant.rows is not Rows.PERSON and asked.person_id:
        raise ApiKeysUnusable(f"A {asked.role} is not held to one person.")


def _listed(scopes: frozenset[str]) -> str:
    return ", ".join(sorted(scopes))


def _document(key: ApiKey) -> dict[str, Any]:
    texts = {name: str(value) if isinstance(value, UUID | datetime) else value for name, value in asdict(key).items()}
    return {name: value for name, value in texts.items() if value is not None}


def _read(path: Path) -> list[ApiKey]:
    try:
        return [_key(one) for one in json.loads(path.read_text("utf-8"))["keys"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not what `caseledger api-key` writes"
        raise ApiKeysUnusable(f"The API keys in {path} cannot be read: {reason}. Nobody is let in.") from None


def _key(document: dict[str, Any]) -> ApiKey:
    times = {name: datetime.fromisoformat(text) for name, text in document.items() if name.endswith("_at")}
    scopes = document.get("scopes")
    person = document.get("person_id")
    return ApiKey(
        **document
        | times
        | {
            "role": Role(document["role"]),
            "scopes": None if scopes is None else tuple(scopes),
            "person_id": None if person is None else UUID(person),
        }
    )
