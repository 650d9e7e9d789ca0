"""The name of a payment line that stays the same whenever the bank reports the same payment again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable


def fingerprint(scheme: str, fields: Iterable[str], ordinal: int) -> str:
    """``<scheme>:<sha256 hex>`` of the fields in order.

    Each field goes in with its length before it, so that no two lists of fields share one input. A hash, because
    account numbers and references are in it. Changing a scheme's fields would make every known payment a new one:
    give the changed list a new scheme name and keep the old one for files that were read with it.
    """
    return f"{scheme}:{hashlib.sha256(_one_input((*fields, str(ordinal)))).hexdigest()}"


def _one_input(fields: Iterable[str]) -> bytes:
    encoded = [text.encode("utf-8") for text in fields]
    return b"".join(len(one).to_bytes(4, "big") + one for one in encoded)


IN_MEMORY_MAX = 20_000
"""Of what was seen; some 5 MB."""
LEADING_FIELDS = 4
"""What lines have in common that stand together in a file (account, currency, statement or day), and so on the disk."""


class Ordinals:
    """Numbers equals from 0 in the order in which they come, so that two identical payments stay two.

    Of a file that is larger than memory, what was seen moves to a file of its own that has no name.
    """

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()
        self._moved: sqlite3.Connection | None = None
        self._leading: tuple[str, ...] = ()
        self._place = b""

    def next_of(self, fields: tuple[str, ...]) -> int:
        """How many equal ones came before this one."""
        key = self._place_of(fields[:LEADING_FIELDS]) + hashlib.blake2b(_one_input(fields), digest_size=16).digest()
        if key not in self._seen:
            if len(self._seen) >= IN_MEMORY_MAX:
                self._move()
            self._seen[key] = self._moved_count(key)
        ordinal = self._seen[key]
        self._seen[key] += 1
        return ordinal

    def _place_of(self, leading: tuple[str, ...]) -> bytes:
        """Lines that stand together have one: so what is written to the disk at once stands together there too."""
        if leading != self._leading:
            self._leading = leading
            self._place = hashlib.blake2b(_one_input(leading), digest_size=6).digest()
        return self._place

    def _move(self) -> None:
        if self._moved is None:
            self._moved = sqlite3.connect("")  # a temporary file, gone when it is closed
            self._moved.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID")
        self._moved.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", sorted(self._seen.items()))
        self._moved.commit()
        self._seen.clear()

    def _moved_count(self, key: bytes) -> int:
        if self._moved is None:
            return 0
        row = self._moved.execute("SELECT count FROM seen WHERE key = ?", (key,)).fetchone()
        return 0 if row is None else int(row[0])
