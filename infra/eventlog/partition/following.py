"""Noticing what other processes commit, for a recorder that only reads."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

INTERVAL_S = 0.05


class Following:
    """Calls `catch_up` again and again in a thread of its own, and `changed` when it returned True."""

    def __init__(
        self, catch_up: Callable[[], bool], changed: Callable[[], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._catch_up, self._changed, self._failed = catch_up, changed, failed
        self._stop = Event()
        self._thread = Thread(target=self._run, name="kafka-following", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(INTERVAL_S):
            try:
                if self._catch_up():
                    self._changed()
            except Exception as error:
                self._failed(error)
                return
