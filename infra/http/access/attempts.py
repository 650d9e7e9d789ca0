"""How often somebody may try a password or a code: by the name that is tried, and by the address that it comes from.

Each process counts for itself and begins anew when it is started.
"""

from __future__ import annotations

import math
import time
from hashlib import sha256

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from infra.http.problems import HttpProblem


class Attempts:
    """Limits as `limits` writes them: "5 per 15 minutes". Safe for several threads."""

    def __init__(self, by_name: str = "5 per 15 minutes", by_address: str = "30 per 15 minutes") -> None:
        self._by_name, self._by_address = parse(by_name), parse(by_address)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def count(self, name: str, address: str) -> None:
        """One more, before it is looked at. Raises HttpProblem (429) when it is one too many."""
        for limit, kind, value in ((self._by_address, "address", address), (self._by_name, "name", _short(name))):
            if not self._counted.hit(limit, kind, value):
                wait_s = self._wait_s(limit, kind, value)
                detail = f"There were too many attempts. Try again in {math.ceil(wait_s / 60)} minutes."
                raise HttpProblem("too_many_attempts", detail, retry_after_s=wait_s)

    def succeeded(self, name: str) -> None:
        """Whoever was let in has all their attempts again."""
        self._counted.clear(self._by_name, "name", _short(name))

    def _wait_s(self, limit: RateLimitItem, kind: str, value: str) -> int:
        stats = self._counted.get_window_stats(limit, kind, value)
        return max(1, math.ceil(stats.reset_time - time.time()))


def _short(name: str) -> str:
    """Whatever its length, and not as it was typed: people type passwords into the field of the name."""
    return sha256(name.encode()).hexdigest()
