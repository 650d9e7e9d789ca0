"""The name of a payment line that stays the same whenever the bank reports the same payment again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable


def fingerprint(scheme: str, fields: Iterable[str], ordinal: int) -> str:
    """``<scheme>:<sha256 hex>`` of the fields in order.

    Each field goes in with its length before it, so that no two lists of fields share one input. A hash, because
    account numbers and references are in it. Changing a scheme's fields would make every known payment a new one:
    give the changed list a new scheme name and keep the old one for files that were read with it.
    """
    digest = hashlib.sha256()
    for text in (*fields, str(ordinal)):
        encoded = text.encode("utf-8")
        digest.update(len(encoded).to_bytes(4, "big") + encoded)
    return f"{scheme}:{digest.hexdigest()}"


class Ordinals:
    """Numbers equals from 0 in the order in which they come, so that two identical payments stay two."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def next_of(self, fields: tuple[str, ...]) -> int:
        """How many equal ones came before this one."""
        ordinal = self._seen[fields]
        self._seen[fields] += 1
        return ordinal
