"""How long a sender waits: for its answer, and until the balance shows it, at a steady 200 commands a second."""

from __future__ import annotations

import time
from bisect import bisect_left
from contextlib import closing
from dataclasses import replace
from statistics import quantiles
from threading import Event, Thread

import psycopg2

from bench.servers import Servers, install_read_models, worker
from bench.workload import commands
from infra.client import CommandClient
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

COMMANDS_PER_S = 200
WARM_UP_S = 5
# How often the read models are asked how far they are. More often would take a good part of a core from those measured;
# this makes what is seen half as much too late, on average.
LOOK_S = 0.01


class Visible:
    """Notes when each position of each partition has come to be in every read model."""

    def __init__(self, settings: Settings) -> None:
        self._seen: dict[int, list[tuple[int, float]]] = {}
        self._stop = Event()
        self._connection = psycopg2.connect(settings.database_url)
        self._connection.autocommit = True
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def at(self, partition: int, position: int) -> float:
        """The monotonic time at which it was first seen."""
        seen = self._seen[partition]
        return seen[bisect_left(seen, (position, 0.0))][1]

    def reached(self, partition: int, position: int) -> bool:
        """Whether it has been seen."""
        seen = self._seen.get(partition) or []
        return bool(seen) and seen[-1][0] >= position

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._connection.close()

    def _watch(self) -> None:
        with self._connection.cursor() as cursor:
            while not self._stop.wait(LOOK_S):
                cursor.execute(
                    "SELECT partition, min(position) FROM caseledger.checkpoint "
                    "JOIN caseledger.build USING (model, build) WHERE state = 'serving' GROUP BY partition"
                )
                now = time.monotonic()
                for partition, position in cursor:
                    seen = self._seen.setdefault(partition, [])
                    if not seen or seen[-1][0] < position:
                        seen.append((position, now))


def measure_latency(servers: Servers, seconds: int, partitions: int, repetition: int) -> dict[str, float]:
    """One repetition: percentiles in milliseconds."""
    settings = servers.log(f"bench_latency_{repetition}", partitions)
    install_read_models(settings)
    cases = COMMANDS_PER_S * (seconds + WARM_UP_S) // 4
    with (
        worker(settings, "writer"),
        worker(settings, "projector"),
        closing(Visible(settings)) as visible,
        CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client,
    ):
        first, *rest = commands(cases)
        client.ask(*first, timeout_s=60)
        pending = []
        began = time.monotonic()
        for number, (envelope, command) in enumerate(rest):
            time.sleep(max(0.0, began + number / COMMANDS_PER_S - time.monotonic()))
            pending.append(client.submit(replace(envelope), command))
        answers = [(each, each.result(60)) for each in pending][WARM_UP_S * COMMANDS_PER_S :]
        last = answers[-1][1]
        deadline = time.monotonic() + 60
        while not visible.reached(last.partition, last.position) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.0)
        answered = [each.answered_at - each.sent_at for each, _ in answers]
        shown = [visible.at(answer.partition, answer.position) - each.sent_at for each, answer in answers]
    return {**_percentiles("command", answered), **_percentiles("visible", shown)}


def _percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {f"{name}_p50_ms": cuts[49] * 1000, f"{name}_p99_ms": cuts[98] * 1000}
