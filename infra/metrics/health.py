"""Whether the workers of this process get on, and whether they do their work now.

Two questions with two answers. **Live**: a worker that stands still is as bad as one that is gone; starting the process
again is what helps. **Ready**: each worker does now what it is for; where it waits for somebody else (a broker, a
database, its turn in a group), starting it again would help nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from infra.eventlog.time_outs import STEP_STUCK_S
from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import WORKER_HEARTBEAT_AGE

Seconds = Callable[[], float]
READY_STEP_S = 15.0
"""A step that takes longer waits for something that does not answer: its worker is not ready, and not stuck yet."""


@dataclass(slots=True)
class _Worker:
    state: str
    beat_at: float
    waits_for: str


class Heartbeats:
    """The last sign of life of each worker. Safe for several threads."""

    def __init__(self, stuck_after_s: float = STEP_STUCK_S, monotonic: Seconds = time.monotonic) -> None:
        self._stuck_after_s = stuck_after_s
        self._monotonic = monotonic
        self._workers: dict[str, _Worker] = {}
        self._lock = Lock()
        self._is_stopping = False

    def starting(self, worker: str) -> None:
        """It is being made; connecting counts as a step, so that one that cannot connect is found stuck."""
        self._set(worker, "starting", "it connects")
        WORKER_HEARTBEAT_AGE.by(worker).set_function(lambda: self._age_s(worker))

    def beat(self, worker: str, waits_for: str = "") -> None:
        """It finished a step. ``waits_for`` says what keeps it from its work; empty when nothing does."""
        self._set(worker, "running", waits_for)

    def stopping(self) -> None:
        """The process was asked to end: it is ready no more. Takes no lock, since a signal's handler calls it."""
        self._is_stopping = True

    def stopped(self, worker: str) -> None:
        """It ended as it was asked to."""
        self._set(worker, "stopped")

    def failed(self, worker: str) -> None:
        """It ended by an error."""
        self._set(worker, "failed")

    def live(self) -> Health:
        """Which of them have failed or are stuck."""
        return self._report(self._problem)

    def ready(self) -> Health:
        """Which of them do not do their work now, and why."""
        report = self._report(self._hindrance)
        if not self._is_stopping:
            return report
        return Health(
            False, "; ".join(part for part in ("the process is stopping", report.reason) if part), report.workers
        )

    def _report(self, problem_of: Callable[[str, float], str | None]) -> Health:
        with self._lock:
            now = self._monotonic()
            workers = {
                name: {
                    "state": worker.state,
                    "heartbeat_age_seconds": round(now - worker.beat_at, 3),
                    "waits_for": worker.waits_for,
                    "aside": ASIDE.of(name),
                }
                for name, worker in self._workers.items()
            }
            problems = [problem for name in workers if (problem := problem_of(name, now))]
        return Health(not problems, "; ".join(problems), workers)

    def _hindrance(self, name: str, now: float) -> str | None:
        worker = self._workers[name]
        age_s = now - worker.beat_at
        if worker.state == "stopped":
            return f"{name} has stopped"
        if problem := self._problem(name, now):
            return problem
        if worker.waits_for:
            return f"{name} is not ready: {worker.waits_for}"
        if age_s > READY_STEP_S:
            return f"{name} is not ready: {age_s:.0f} s since it last finished a step (limit {READY_STEP_S:g} s)"
        return None

    def _problem(self, name: str, now: float) -> str | None:
        worker = self._workers[name]
        if worker.state == "failed":
            return f"{name} has failed: see the log of this process"
        if worker.state == "stopped":
            return None
        age_s = now - worker.beat_at
        if age_s <= self._stuck_after_s:
            return None
        return f"{name} is stuck: {age_s:.0f} s since it last finished a step (limit {self._stuck_after_s:g} s)"

    def _set(self, name: str, state: str, waits_for: str = "") -> None:
        with self._lock:
            self._workers[name] = _Worker(state, self._monotonic(), waits_for)

    def _age_s(self, name: str) -> float:
        with self._lock:
            return self._monotonic() - self._workers[name].beat_at


@dataclass(frozen=True, slots=True)
class Health:
    """What `/live` and `/ready` answer: ``reason`` is empty when all is well.

    Partitions that a worker has put aside stand beside it, and are no reason to restart a process that serves others.
    """

    is_well: bool
    reason: str
    workers: dict[str, dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        status = "ok" if self.is_well else "failing"
        return {"status": status, "reason": self.reason, "workers": self.workers}
