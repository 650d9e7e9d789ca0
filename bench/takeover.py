"""How soon another machine serves when the one with the writer is gone: from copies of its indexes, and without them.

A bulk log of the generator's cases. The first writer makes its indexes and, with CASELEDGER_SNAPSHOTS, copies of them.
Then it is killed, and at that moment a writer is started in a home that has nothing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

from bench.generated_workload import EVENTS_OF_A_GENERATED_CASE
from bench.servers import Servers, all_answered, environment, send_all, wait_until, worker
from infra.generator.registering import creditors_come
from infra.runtime.settings import Settings

PATIENCE_S = 3_600.0


def measure_takeover(servers: Servers, events: int, partitions: int) -> dict[str, float]:
    """Seconds from the kill of a writer to an answer of the next one in each partition.

    The six seconds after which Kafka takes the dead one for gone are part of it. The log has about as many events as
    are wanted; ``takeover_events`` says how many.
    """
    log = servers.empty_log("bench_takeover", partitions)
    log = replace(log, kek_file=log.wrapping_keys)
    figures = {"takeover_events": float(_bulk_log(log, events // EVENTS_OF_A_GENERATED_CASE))}
    sharing = replace(log, snapshots=servers.folder / "snapshots")
    with _killed(_machine(sharing, 1)):
        wait_until(lambda: len(list((servers.folder / "snapshots").glob("*.json"))) == partitions, PATIENCE_S)
    figures["takeover_s"] = _takeover(_machine(sharing, 2))
    figures["takeover_without_snapshots_s"] = _takeover(_machine(log, 3))
    return figures


def _bulk_log(settings: Settings, cases: int) -> int:
    """How many events it has."""
    command = [sys.executable, "-m", "bench.scale_part", "generate", str(cases)]
    done = subprocess.run(command, env=environment(settings), stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout.split()[-1])


def _machine(settings: Settings, number: int) -> Settings:
    """Another home, with the same keys."""
    return replace(settings, home=settings.home.with_name(f"machine-{number}"))


@contextmanager
def _killed(settings: Settings) -> Iterator[None]:
    """A writer that ends as with its machine."""
    with worker(settings, "writer") as process:
        try:
            yield
        finally:
            process.kill()


def _takeover(settings: Settings) -> float:
    """Seconds from now, when the last writer was killed, to the answers to what is sent to all partitions."""
    began = monotonic()
    with _killed(settings):
        send_all(settings, creditors_come())  # known already: what is answered is the first answer
        wait_until(lambda: all_answered(settings), PATIENCE_S, pause_s=0.1)
        return monotonic() - began
