"""Keeps a log from being flooded: of one kind of line, no more than LINES_MAX are said within WITHIN_S.

A kind is the logger, the level and the sentence without its parts. A client that tries again ten times a second says
so ten times a second, and nothing else is found in its log. What was left out is counted, and told by the next line of
its kind.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

LINES_MAX, WITHIN_S = 10, 60.0
KINDS_MAX = 1_000
"""A sentence that is put together before it is said is a kind of its own; so many are remembered."""

USUAL_WAITS = frozenset({"UnstableOffsetCommitError"})
"""By these a broker says that a transaction is not over yet: kafka-python logs each as an error, and asks again."""

Kind = tuple[str, int, str]


class FewLines(logging.Filter):
    """For a handler. Safe for several threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._lock = Lock()
        self._said: dict[Kind, list[float]] = {}
        """Since when, how many, and how many were left out since the last one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to say it. One that is said after others were left out has their number as ``left_out``."""
        args = record.args if isinstance(record.args, tuple) else ()
        if any(type(part).__name__ in USUAL_WAITS for part in args):
            return False
        with self._lock:
            return self._counted(record)

    def _counted(self, record: logging.LogRecord) -> bool:
        now = self._monotonic()
        if len(self._said) >= KINDS_MAX:
            self._said.clear()
        kind = self._said.setdefault((record.name, record.levelno, str(record.msg)), [now, 0, 0])
        if now - kind[0] >= WITHIN_S:
            kind[0], kind[1] = now, 0
        if kind[1] >= LINES_MAX:
            kind[2] += 1
            return False
        kind[1] += 1
        record.left_out, kind[2] = int(kind[2]), 0
        return True
