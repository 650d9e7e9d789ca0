"""Workers on threads, and waiting for what they do."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self

from consumers.runtime.worker import Worker
from tests.waiting import PATIENCE_S, wait_until


class RunningWorker:
    """A worker made and stepped on a thread of its own until it is stopped; then its failure, if any, is raised."""

    def __init__(self, make: Callable[[], Worker]) -> None:
        self._make = make
        self._stopping = Event()
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(PATIENCE_S)
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


def eventually(what: str, holds: Callable[[], bool]) -> None:
    """Waits until it holds; fails by naming it."""
    wait_until(holds, lambda: f"there is still not: {what}", every_s=0.05)
