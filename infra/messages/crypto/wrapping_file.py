"""Wrapping keys in a file that only its owner may read: the default, for one machine or for a mounted secret.

One line for each key: its id, a blank, and 32 bytes in base64. The last line is the current one. An id is the beginning
of the SHA-256 of the key, so that a key that was copied wrongly is noticed before anything is wrapped with it. Lines
that begin with ``#`` are for people.
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.messages.crypto.errors import KeyDamaged, WrappingKeyMissing
from infra.messages.crypto.randomness import random_bytes
from infra.messages.crypto.secret_file import create_secret_file

KEY_BYTES = 32
NONCE_BYTES = 12
_TAG = b"caseledger wrapping key 1\n"
_OURS = (
    "a file of wrapping keys (each line an id, a blank and 32 bytes in base64, where the id follows from the key): put "
    "it back from its backup"
)
_NOTE = """\
# The wrapping keys of caseledger: without them every personal text of the log is unreadable, for ever.
# Keep a copy where the backups of the log are not. The last line is the one in use.
"""


def wrapping_key_id(key: bytes) -> str:
    """``kek-`` and 16 hexadecimal digits that follow from the key and do not lead back to it."""
    return "kek-" + sha256(_TAG + key).hexdigest()[:16]


class WrappingKeyFile:
    """The wrapping keys of a file. Threads may share it."""

    def __init__(self, path: Path) -> None:
        """Raises WrappingKeyMissing when the file is missing, open to others, or is not such a file."""
        self.path = path
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._ciphers: Mapping[str, AESGCM] = {}
        self._current = ""
        self.refresh()

    @property
    def current(self) -> str:
        """The id on the last line."""
        return self._current

    @property
    def known(self) -> frozenset[str]:
        """The ids of all lines."""
        return frozenset(self._ciphers)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Nonce (12 bytes), then AES-256-GCM ciphertext and tag. Fewer than 2^32 keys are ever wrapped with one."""
        nonce = random_bytes(NONCE_BYTES)
        return nonce + self._ciphers[self._current].encrypt(nonce, key, context)

    def unwrap(self, wrapping_key: str, wrapped: bytes, context: bytes) -> bytes:
        """The key. Raises WrappingKeyMissing, KeyDamaged."""
        if wrapping_key not in self._ciphers:
            self.refresh()  # somebody may have put it in since
        cipher = self._ciphers.get(wrapping_key)
        if cipher is None:
            raise WrappingKeyMissing(self.path, lacking([wrapping_key]))
        try:
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise KeyDamaged(f"A key wrapped with {wrapping_key} was altered, or is not that of its person") from None

    def require(self, wrapping_keys: Collection[str]) -> None:
        """Raises WrappingKeyMissing when one of these is not at hand."""
        if missing := set(wrapping_keys) - self.known:
            raise WrappingKeyMissing(self.path, lacking(missing))

    def refresh(self) -> None:
        """Read the file again if it was changed. Raises WrappingKeyMissing; what was read before stays then."""
        with self._lock:
            seen = _seen(self.path)
            if seen != self._seen:
                keys = read_wrapping_keys(self.path)
                ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
                self._current, self._ciphers, self._seen = next(reversed(ciphers)), ciphers, seen


def create_wrapping_key_file(path: Path) -> bool:
    """Write a file with a new wrapping key, unless there is one. Whether it was written."""
    return create_secret_file(path, _NOTE + _line(os.urandom(KEY_BYTES)))


def add_wrapping_key(path: Path) -> str:
    """Put a new wrapping key at the end of the file, where it is the current one. Its id. Raises as reading does."""
    read_wrapping_keys(path)
    key = os.urandom(KEY_BYTES)
    _replace(path, path.read_text("ascii").rstrip("\n") + "\n" + _line(key))
    return wrapping_key_id(key)


def drop_wrapping_key(path: Path, key_id: str) -> None:
    """Take a wrapping key out of the file; the last line stays. Raises WrappingKeyMissing when it is not there."""
    keys = read_wrapping_keys(path)
    if key_id not in keys or key_id == next(reversed(keys)):
        raise WrappingKeyMissing(path, f"a file that holds {key_id} beside the one in use")
    lines = path.read_text("ascii").splitlines(keepends=True)
    _replace(path, "".join(line for line in lines if not line.startswith(key_id + " ")))


def read_wrapping_keys(path: Path) -> dict[str, bytes]:
    """The keys by their ids, in the order of the lines. Raises WrappingKeyMissing."""
    _check_mode(path)
    try:
        lines = [line.split() for line in path.read_text("ascii").splitlines() if line.strip() and line[0] != "#"]
        keys = {key_id: base64.b64decode(text, validate=True) for key_id, text in lines}
    except ValueError:
        raise WrappingKeyMissing(path, _OURS) from None
    if not keys or any(len(key) != KEY_BYTES or wrapping_key_id(key) != key_id for key_id, key in keys.items()):
        raise WrappingKeyMissing(path, _OURS)
    return keys


def _line(key: bytes) -> str:
    return f"{wrapping_key_id(key)} {base64.b64encode(key).decode()}\n"


def _replace(path: Path, text: str) -> None:
    """The file as a whole or as it was: it is written beside itself and renamed."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _seen(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise WrappingKeyMissing(
            path,
            f"the file of wrapping keys ({error.strerror}): without it no personal text can be sealed or opened. Put "
            "it there from its backup; a new one opens nothing that was sealed before",
        ) from None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _check_mode(path: Path) -> None:
    _seen(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise WrappingKeyMissing(path, f"closed to others, and has the mode {mode:04o}: chmod 600 {path}")


def lacking(key_ids: Collection[str]) -> str:
    """What a file must be that lacks wrapping keys with which persons' keys are wrapped."""
    return f"a file that holds {', '.join(sorted(key_ids))}, with which keys are wrapped: put it back from its backup"
