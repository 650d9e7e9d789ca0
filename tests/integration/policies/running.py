"""Workers on threads, and waiting for what they do."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

from consumers.runtime.worker import Worker


class RunningWorker:
    """A worker made and stepped on a thread of its own until it is stopped; then its failure, if any, is raised."""

    def __init__(self, make: Callable[[], Worker]) -> None:
        self._make = make
        self._stopping = Event()
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(60)
        assert not self._thread.is_alive(), "the worker did not stop"
        if self._failure:
            raise self._failure

    def _run(self) -> None:
        try:
            worker = self._make()
            try:
                while not self._stopping.is_set():
                    worker.step()
            finally:
                worker.close()
        except BaseException as error:
            self._failure = error


def eventually(what: str, holds: Callable[[], bool], timeout_s: float = 60.0) -> None:
    """Waits until it holds; fails by naming it."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, f"after {timeout_s:g} s there is still not: {what}"
        time.sleep(0.05)
