"""Runs workers until they are told to stop, and shows how they do.

Each worker has a thread of its own. What becomes of one that fails:

1. It is closed, and made again after a pause that grows, when what it met passes (`beginning_again`), or when it has
   neighbours: these go on meanwhile.
2. The process ends when it is its only worker, so that whatever supervises it starts it anew; when a worker says that
   it must (`ProcessMustEnd`); and when settings must be put right first. The others finish their step then.

What a signal does:

1. The first SIGTERM or SIGINT lets each worker finish its step and close: nothing is begun twice by the next one.
2. A second one ends the process at once: for a worker that does not come back. Its work is then begun again by the
   next process, which every worker makes harmless.

Exit codes: 0 stopped as asked; 1 the only worker failed (the log says how; starting again is safe); 2 the settings, the
names, the port or the topics must be put right first (starting again does not help); 130 and 143 stopped at once by
a second SIGINT or SIGTERM.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from types import FrameType

from consumers.runtime.beginning_again import PASSES, Pauses
from consumers.runtime.worker import ProcessMustEnd, Worker
from infra.eventlog.errors import ClusterRefuses, LogUnavailable, TopicSettingsError
from infra.eventlog.kafka_python.rights import rights_named
from infra.metrics.catalogue import WORKER_STEP_DURATION
from infra.metrics.health import Health, Heartbeats
from infra.metrics.server import LOOPBACK, MetricsPortTaken, MetricsServer
from infra.postgres.errors import DatabaseToBePutRight
from infra.runtime.faults import where_it_failed
from infra.runtime.garbage import search_rarely
from infra.runtime.malloc import share_one_arena
from infra.runtime.settings_error import SettingsError
from infra.runtime.turns import take_short_turns
from infra.runtime.worker_files import worker_files

MakeWorker = Callable[[], Worker]
TO_BE_PUT_RIGHT = (SettingsError, TopicSettingsError, ClusterRefuses, DatabaseToBePutRight)
"""Errors that starting again does not mend; their messages say what does."""

log = logging.getLogger(__name__)


class WorkerExitCode(IntEnum):
    """How the process ended."""

    STOPPED = 0
    FAILED = 1
    TO_BE_PUT_RIGHT = 2


class Runtime:
    """The workers of one process."""

    def __init__(
        self, workers: Mapping[str, MakeWorker], home: Path, metrics_host: str = LOOPBACK, metrics_port: int = 0
    ) -> None:
        self._workers = workers
        self._home = home
        self._metrics_host, self._metrics_port = metrics_host, metrics_port
        self._heartbeats = Heartbeats()
        self._stop = threading.Event()
        self._exit_code = WorkerExitCode.STOPPED

    def ready(self) -> Health:
        """What `/ready` answers. Safe for any thread."""
        return self._heartbeats.ready()

    def run(self) -> int:
        """Work until a signal comes or a worker fails. Call it from the main thread; returns the exit code."""
        threading.current_thread().name = "process"
        search_rarely()
        share_one_arena()  # before the workers' threads begin
        take_short_turns()
        try:
            server = MetricsServer(
                self._heartbeats.live, self._heartbeats.ready, self._metrics_port, self._metrics_host
            )
        except MetricsPortTaken as error:
            log.error("%s", error)
            return WorkerExitCode.TO_BE_PUT_RIGHT
        with self._signals(), worker_files(self._home, list(self._workers), self._metrics_host, server.port):
            log.info("metrics, live and ready on http://%s:%d", self._metrics_host, server.port)
            threads = [self._thread(name, make) for name, make in self._workers.items()]
            for thread in threads:
                thread.join()
        server.close()
        log.info("ended with exit code %d", self._exit_code)
        return self._exit_code

    def _thread(self, name: str, make: MakeWorker) -> threading.Thread:
        self._heartbeats.starting(name)
        thread = threading.Thread(target=self._live, args=(name, make), name=name)
        thread.start()
        return thread

    def _live(self, name: str, make: MakeWorker) -> None:
        try:
            self._outlive(name, make)
            self._heartbeats.stopped(name)
            log.info("stopped")
        except TO_BE_PUT_RIGHT as error:
            self._fail(name, WorkerExitCode.TO_BE_PUT_RIGHT)
            log.error("%s", error)
        except BaseException:
            self._fail(name, WorkerExitCode.FAILED)
            log.exception("failed; what it was doing is begun again by the next process")
        finally:
            self._stop.set()

    def _outlive(self, name: str, make: MakeWorker) -> None:
        """Work, and begin again after what passes, until the process is to stop."""
        pauses = Pauses()
        while not self._stop.is_set():
            pauses.begins()
            try:
                with rights_named(f"for the {name}"):
                    self._work(name, make, pauses)
            except ClusterRefuses as error:
                if not pauses.has_worked:
                    raise
                log.warning("%s", error)
            except (*TO_BE_PUT_RIGHT, ProcessMustEnd):
                raise
            except LogUnavailable as error:
                log.warning("%s", error)
            except PASSES as error:
                log.warning("%s", where_it_failed(error))
            except Exception:
                if len(self._workers) == 1:
                    raise
                log.exception("failed; the other workers of this process go on")
            else:
                return
            self._pause(name, pauses.after_an_end())

    def _pause(self, name: str, pause_s: float) -> None:
        self._heartbeats.starting(name)
        if not self._stop.is_set():
            log.info("is begun again in %g s, from what is written down", pause_s)
            self._stop.wait(pause_s)

    def _work(self, name: str, make: MakeWorker, pauses: Pauses) -> None:
        worker = make()
        log.info("started")
        duration = WORKER_STEP_DURATION.by(name)
        try:
            while not self._stop.is_set():
                with duration.time():
                    worker.step()
                self._heartbeats.beat(name, worker.waits_for())
                pauses.has_worked = True
        finally:
            worker.close()

    def _fail(self, name: str, exit_code: WorkerExitCode) -> None:
        self._heartbeats.failed(name)
        self._exit_code = max(self._exit_code, exit_code)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        asked_to_stop = False

        def handle(number: int, _: FrameType | None) -> None:
            nonlocal asked_to_stop
            if asked_to_stop:
                os._exit(128 + number)
            asked_to_stop = True
            self._heartbeats.stopping()
            self._stop.set()

        before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
