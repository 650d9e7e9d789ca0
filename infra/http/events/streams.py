"""How many streams there may be, and their end when the process ends."""

from __future__ import annotations

from collections import Counter
from threading import Event, Lock

from infra.http.problems import HttpProblem

IN_ALL_MAX, OF_ONE_MAX = 40, 4
"""Each has a thread and a connection to Kafka."""


class Streams:
    """Those that are open in this process. Safe for several threads."""

    def __init__(self, in_all_max: int = IN_ALL_MAX, of_one_max: int = OF_ONE_MAX) -> None:
        self._in_all_max, self._of_one_max = in_all_max, of_one_max
        self._open: Counter[str] = Counter()
        self._lock = Lock()
        self.ending = Event()
        """Set when the process is about to end: every stream ends too, so that nobody waits for it."""

    def take(self, who: str) -> None:
        """Room for one more of somebody. Raises HttpProblem. Whoever takes it lets go of it."""
        with self._lock:
            if self._open[who] >= self._of_one_max:
                told = f"You have {self._of_one_max} streams open, which is as many as one may have: end another first."
                raise HttpProblem("streams_too_many", told)
            if self._open.total() >= self._in_all_max:
                raise HttpProblem("streams_too_many", "As many streams are open as this server has room for.")
            self._open[who] += 1

    def let_go(self, who: str) -> None:
        """It has ended."""
        with self._lock:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]

    @property
    def number(self) -> int:
        """How many are open now."""
        return self._open.total()
