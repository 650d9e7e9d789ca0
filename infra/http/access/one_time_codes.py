"""One-time codes, with which customers sign in: six digits, good for ten minutes and five tries.

A code is for the person whose debt a payment reference names, and leaves through a port. Whoever asks for a reference
that there is not gets the same page and a code that nobody has. This process remembers what it has sent; after a
restart people ask again.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Protocol
from uuid import UUID

from infra.http.access.grantees import AccessUnusable
from infra.runtime.clock import Clock, SystemClock

CODES_FILE = "one-time-codes.ndjson"
"""In the home: where codes go as long as nothing sends them."""
VALID = timedelta(minutes=10)
TRIES = 5
DIGITS = 6
WAITING_MAX = 100_000
"""The oldest is forgotten first."""


class CodeSender(Protocol):
    """What brings a code to a person, by a way that is known to be theirs."""

    def send(self, person_id: UUID, code: str, valid_until: datetime) -> None:
        """Raises AccessUnusable when it cannot."""


class CodesToFile:
    """Writes each code into a file (0600), a line of JSON each, for whatever sends them on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, person_id: UUID, code: str, valid_until: datetime) -> None:
        """See CodeSender."""
        line = json.dumps({"person_id": str(person_id), "code": code, "valid_until": valid_until.isoformat()})
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(written, "a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise AccessUnusable(f"A code cannot be written to {self._path}: {error}.") from None


@dataclass
class _Asked:
    person_id: UUID | None
    code: str
    ends_at: datetime
    tries: int = TRIES


class OneTimeCodes:
    """Safe for several threads. Time is the machine's, as for sessions."""

    def __init__(self, sender: CodeSender, clock: Clock | None = None) -> None:
        self._sender = sender
        self._clock = clock or SystemClock()
        self._asked: OrderedDict[str, _Asked] = OrderedDict()
        self._lock = Lock()

    def begin(self, person_id: UUID | None) -> str:
        """Send a code; what is given back stands for it until it is typed in. For None there is none to send."""
        asked = _Asked(person_id, _a_code(), self._clock.now() + VALID)
        if person_id is not None:
            self._sender.send(person_id, asked.code, asked.ends_at)
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._asked[name] = asked
            while len(self._asked) > WAITING_MAX:
                self._asked.popitem(last=False)
        return name

    def spend(self, name: str, code: str) -> UUID | None:
        """Who has typed the right code; None for a wrong one, one that is too late, and after five tries for any."""
        with self._lock:
            asked = self._asked.get(name)
            if asked is None:
                return None
            asked.tries -= 1
            is_right = secrets.compare_digest(asked.code.encode(), code.encode()) and asked.person_id is not None
            if is_right or asked.tries == 0 or self._clock.now() >= asked.ends_at:
                del self._asked[name]
            return asked.person_id if is_right and self._clock.now() < asked.ends_at else None

    def goes_on(self, name: str) -> bool:
        """Whether another try is left."""
        with self._lock:
            return name in self._asked


def _a_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
