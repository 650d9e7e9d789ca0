"""What a worker outlives in its process, and how long it rests before it is begun again there.

A cluster or a database that does not answer is nobody's fault in this process: a new process would meet the same, and
be given up by whatever counts its ends. So the worker alone is closed and made anew, and reads on from what is written
down, just as a new process would.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg2
from kafka.errors import KafkaError

from infra.eventlog.errors import LogUnavailable
from infra.postgres.connect import DatabaseUnavailable

PASSES = (LogUnavailable, KafkaError, DatabaseUnavailable, psycopg2.OperationalError, psycopg2.InterfaceError)
"""Errors that say nothing of this process: somebody else does not answer, or has lost the connection."""

PAUSE_S_MIN, PAUSE_S_MAX = 0.5, 8.0
"""The longest one is well below what a cluster that is back may be kept waiting for."""
WELL_AFTER_S = 60.0
"""A worker that has lived so long has outlived what was wrong: the next pause is short again."""


class Pauses:
    """The pauses of one worker: each twice as long as the one before it, up to the longest."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began = monotonic()
        self._next_s = PAUSE_S_MIN
        self.has_worked = False
        """Whether it has ever finished a step: the settings were right then, and who refuses us now may hang."""

    def begins(self) -> None:
        """The worker is being made."""
        self._began = self._monotonic()

    def after_an_end(self) -> float:
        """How long to wait now, in seconds."""
        if self._monotonic() - self._began >= WELL_AFTER_S:
            self._next_s = PAUSE_S_MIN
        pause_s, self._next_s = self._next_s, min(2 * self._next_s, PAUSE_S_MAX)
        return pause_s
