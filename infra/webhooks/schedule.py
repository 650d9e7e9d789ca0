"""When a call that failed is made again: the schedule that the specification gives as its example, over three days."""

from __future__ import annotations

from datetime import datetime, timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Before the second attempt, the third, and so on: 75 hours, 35 minutes and 5 seconds in all."""

JITTER = 0.2
"""A delay is made longer by up to a fifth, so that calls which failed together do not come back together."""
RETRY_AFTER_MAX = timedelta(hours=24)


def next_attempt(attempts: int, now: datetime, chance: float, retry_after: timedelta | None = None) -> datetime | None:
    """When to try again after so many attempts (at least 1), the last of which failed ``now``; None: never.

    ``chance`` is from 0 to 1. What the receiver asks for with ``Retry-After`` is waited for, up to a day.
    """
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[attempts - 1] * (1 + JITTER * chance)
    return now + max(delay, min(retry_after or delay, RETRY_AFTER_MAX))
