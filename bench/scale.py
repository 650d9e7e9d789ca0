"""A very large log from the generator, and what each worker takes to begin on it: time, memory, room.

Each figure is kept as soon as it is there, so that a run that is cut off has told what it could.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

from bench.catchup import Checkpoints
from bench.peak_memory import PeakMemory
from bench.scale_file import keep
from bench.servers import Ends, Servers, environment, install_read_models, send_all, wait_until, worker
from bench.stored_bytes import database_bytes, folder_bytes, topic_bytes
from infra.generator.stream import creditors_come
from infra.runtime.settings import Settings

PATIENCE_S = 6 * 3_600.0
POLICIES = ("matcher", "allocator", "deadline-clock", "person-keeper")
GIB = 1024**3


def measure_scale(servers: Servers, cases: int, partitions: int) -> dict[str, float]:
    """One bulk log of so many cases of the generator's mix, read by everybody who reads logs, from nothing.

    Times are seconds, memory is the largest resident set in MiB, room is GiB on disk.
    """
    settings = servers.empty_log("bench_scale", partitions)
    install_read_models(settings)
    scale = _Scale(settings, cases)
    scale.part("generate")
    scale.figures["log_gib"] = topic_bytes(settings, settings.events_topic) / GIB
    scale.part("verify")
    scale.writer("index")
    scale.figures["index_gib"] = folder_bytes(settings.home / "index") / GIB
    scale.writer("restart")
    scale.projector()
    scale.figures["read_models_gib"] = database_bytes(settings) / GIB
    scale.policies()
    scale.figures["policies_gib"] = folder_bytes(settings.home / "policies") / GIB
    scale.part("check")
    return {f"scale_{name}": value for name, value in scale.figures.items()}


class _Scale:
    def __init__(self, settings: Settings, cases: int) -> None:
        self.figures: dict[str, float] = {}
        self._settings, self._cases = settings, cases
        self._events = 0

    def part(self, name: str) -> None:
        """One of the programs that go through the whole log and end."""
        command = [sys.executable, "-m", "bench.scale_part", name, str(self._cases)]
        with self._watched(name, name, "bench.scale_part"):
            done = subprocess.run(
                command, env=environment(self._settings), stdout=subprocess.PIPE, text=True, check=True
            )
        self._events = int(done.stdout.split()[-1])
        self.figures["events"] = self._events

    def writer(self, name: str) -> None:
        """From its start until it has answered in every partition."""
        sent = send_all(self._settings, creditors_come())
        with closing(Ends(self._settings, self._settings.replies_topic)) as ends:
            wanted = ends.total() + sent
            self._run(name, ("writer",), lambda: ends.total() >= wanted)

    def projector(self) -> None:
        """One process, until every read model holds every event."""
        with closing(Checkpoints(self._settings)) as checkpoints:
            self._run("projector", ("projector",), lambda: checkpoints.total() >= self._events)

    def policies(self) -> None:
        """All of them in one process, until they have read to the end of the log."""
        folder = self._settings.home / "policies" / self._settings.log
        with closing(Ends(self._settings, self._settings.events_topic)) as ends:
            end = ends.total()
        self._run("policies", POLICIES, lambda: all(_read_to(folder / f"{one}.sqlite") >= end for one in POLICIES))

    def _run(self, name: str, workers: tuple[str, ...], is_done: Callable[[], bool]) -> None:
        with self._watched(name, workers[0], "consumers"), worker(self._settings, *workers):
            wait_until(is_done, PATIENCE_S, pause_s=0.1)

    @contextmanager
    def _watched(self, name: str, watched: str, program: str) -> Iterator[None]:
        began = monotonic()
        with PeakMemory(watched, program) as memory:
            yield
        self.figures[f"{name}_s"], self.figures[f"{name}_mib"] = monotonic() - began, memory.mib
        keep(self._cases, self.figures)


def _read_to(file: Path) -> int:
    """The sum of the offsets to which a policy has read; 0 before it has begun."""
    if not file.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT coalesce(sum(next_offset), 0) FROM progress").fetchone()[0])
    except sqlite3.OperationalError:  # it is just being made
        return 0
