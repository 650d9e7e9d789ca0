"""Whom a national id is of, without keeping it: the person's id is a keyed hash (HMAC-SHA-256) of it.

So one national id is one person at all creditors, nobody has to look it up, and who has the log but not this key
cannot try the few million numbers there are (an unsalted hash would fall to that in seconds).

The key is a line of 32 bytes in base64 after its id, in a file beside the wrapping keys. Unlike them it is never
changed: with another key, everybody who comes under a national id would be a new person. The key's id follows from it,
so that a key which was copied wrongly is noticed.
"""

from __future__ import annotations

import base64
import hmac
import os
import stat
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from infra.messages.crypto.secret_file import create_secret_file
from infra.runtime.settings_error import SettingsError

KEY_BYTES = 32
_TAG = b"caseledger person index key 1\n"
_NOTE = """\
# The key by which caseledger finds persons by their national ids. It never changes: with another one, everybody who
# comes under a national id would be a new person. Keep a copy with those of the wrapping keys.
"""


class IndexKeyMissing(SettingsError):
    """The key is not at hand: nobody can be found by a national id."""

    def __init__(self, path: Path, problem: str) -> None:
        wanted = f"in a folder where {path.name} holds the key by which persons are found ({problem}): put it back"
        super().__init__("CASELEDGER_KEK_FILE", str(path.parent), wanted)


class BlindIndex:
    """The persons under national ids."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _key(self) -> bytes:
        """Read when it is first needed: who looks for nobody needs none."""
        return _read(self._path)

    def person(self, country: str, national_id: str) -> UUID:
        """The id (a UUID of version 8) of who has this national id, given in its one form, of a country.

        Raises IndexKeyMissing when the file is missing, open to others, or is not such a file.
        """
        digest = hmac.digest(self._key, f"{country}:{national_id}".encode(), "sha256")
        return UUID(int=int.from_bytes(digest[:16]) & ~(0xF << 76) & ~(0x3 << 62) | (0x8 << 76) | (0x2 << 62))


def create_index_key_file(path: Path) -> bool:
    """Write a file with a new key, unless there is one. Whether it was written."""
    key = os.urandom(KEY_BYTES)
    return create_secret_file(path, f"{_NOTE}{_key_id(key)} {base64.b64encode(key).decode()}\n")


def _key_id(key: bytes) -> str:
    return "pik-" + sha256(_TAG + key).hexdigest()[:16]


def _read(path: Path) -> bytes:
    try:
        mode, text = stat.S_IMODE(path.stat().st_mode), path.read_text("ascii")
    except OSError as error:
        raise IndexKeyMissing(path, error.strerror or type(error).__name__) from None
    except ValueError:
        raise IndexKeyMissing(path, "it is no such file") from None
    if mode & 0o077:
        raise IndexKeyMissing(path, f"it is open to others: chmod 600 {path}")
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        [[key_id, encoded]] = lines
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise IndexKeyMissing(path, "it is no such file") from None
    if len(key) != KEY_BYTES or _key_id(key) != key_id:
        raise IndexKeyMissing(path, "it is no such file")
    return key
