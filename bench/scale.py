"""A very large log from the generator, and what each worker takes to begin on it: time, memory, room.

Each figure is kept as soon as it is there, so that a run that is cut off has told what it could.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

from bench.catchup import Checkpoints
from bench.peak_memory import PeakMemory
from bench.scale_file import keep
from bench.servers import Servers, environment, install_read_models, send_all, wait_until, worker
from bench.stored_bytes import database_bytes, folder_bytes, topic_bytes
from infra.cli.operations.log_status import commands_waiting
from infra.generator.registering import creditors_come
from infra.runtime.settings import Settings

PATIENCE_S = 6 * 3_600.0
POLICIES = ("matcher", "allocator", "deadline-clock", "person-keeper")
GIB = 1024**3


def measure_scale(servers: Servers, cases: int, partitions: int, tell: Callable[[str], None]) -> None:
    """One bulk log of so many cases of the generator's mix, read by everybody who reads logs, from nothing.

    Times are seconds, memory is the largest resident set in MiB, room is GiB on disk. ``tell`` is told what is begun.
    """
    settings = servers.empty_log("bench_scale", partitions)
    install_read_models(settings)
    scale = _Scale(settings, cases, tell)
    scale.part("generate")
    scale.room("log", topic_bytes(settings, settings.events_topic))
    scale.part("verify")
    scale.writer("index")
    scale.room("index", folder_bytes(settings.home / "index"))
    scale.writer("restart")
    scale.projector()
    scale.room("read_models", database_bytes(settings))
    scale.policies()
    scale.room("policies", folder_bytes(settings.home / "policies"))
    scale.part("check")


class _Scale:
    def __init__(self, settings: Settings, cases: int, tell: Callable[[str], None]) -> None:
        self._figures: dict[str, float] = {}
        self._tell = tell
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
        self._figures["events"] = self._events
        keep(self._cases, self._figures)

    def room(self, name: str, taken: int) -> None:
        """So many bytes are taken on disk."""
        self._figures[f"{name}_gib"] = taken / GIB
        keep(self._cases, self._figures)

    def writer(self, name: str) -> None:
        """From its start until it has answered what waited in every partition."""
        send_all(self._settings, creditors_come())
        partitions = range(self._settings.partitions)
        self._run(name, ("writer",), lambda: commands_waiting(self._settings, partitions) == 0)

    def projector(self) -> None:
        """One process, until every read model holds every event."""
        with closing(Checkpoints(self._settings)) as checkpoints:
            self._run("projector", ("projector",), lambda: checkpoints.total() >= self._events)

    def policies(self) -> None:
        """All of them in one process, until they have read to the end of the log."""
        partitions = self._settings.partitions
        self._run("policies", POLICIES, lambda: _lags(self._settings.home) == [0.0] * partitions * len(POLICIES))

    def _run(self, name: str, workers: tuple[str, ...], is_done: Callable[[], bool]) -> None:
        with self._watched(name, workers[0], "consumers"), worker(self._settings, *workers):
            wait_until(is_done, PATIENCE_S, pause_s=0.1)

    @contextmanager
    def _watched(self, name: str, watched: str, program: str) -> Iterator[None]:
        self._tell(f"[dim]measuring scale: {name} …")
        began = monotonic()
        with PeakMemory(watched, program) as memory:
            yield
        self._figures[f"{name}_s"], self._figures[f"{name}_mib"] = monotonic() - began, memory.mib
        keep(self._cases, self._figures)


def _lags(home: Path) -> list[float]:
    """How many events each policy is behind in each partition, as its process says; nothing before it does."""
    try:
        place = json.loads((home / "workers" / f"{POLICIES[0]}.json").read_text("utf-8"))
        with urlopen(f"http://{place['metrics_host']}:{place['metrics_port']}/metrics") as answer:
            lines = answer.read().decode().splitlines()
    except (OSError, ValueError):
        return []
    return [float(line.split()[-1]) for line in lines if line.startswith("caseledger_lag_events{")]
