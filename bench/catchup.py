"""Catch-up: projectors that find a log full of events and none of them in their read models."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from time import monotonic

import psycopg2

from bench.commands import PEER_CASES
from bench.generated_workload import EVENTS_OF_A_GENERATED_CASE, PORTFOLIO, UNTIL
from bench.servers import Servers, all_answered, install_read_models, measure, send_commands, wait_until, worker
from bench.workload import EVENTS_OF_A_CASE
from infra.audit.side_by_side import cores
from infra.generator.bulk.generating import BulkPortfolio
from infra.runtime.settings import Settings


class Checkpoints:
    """Watches how far the slowest read model has come, summed over the partitions."""

    def __init__(self, settings: Settings) -> None:
        self._connection = psycopg2.connect(settings.database_url)
        self._connection.autocommit = True

    def total(self) -> int:
        """Events folded into every read model."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(min(events), 0) FROM (SELECT sum(checkpoint.position) AS events "
                "FROM caseledger.checkpoint JOIN caseledger.build USING (model, build) "
                "WHERE state = 'serving' GROUP BY model) AS models"
            )
            row = cursor.fetchone()
            return int(row[0]) if row else 0

    def close(self) -> None:
        self._connection.close()


def fill(settings: Settings, cases: int, program: str = "consumers") -> int:
    """Have a writer work off the commands of so many cases; returns the events that are in the log then."""
    send_commands(settings, cases)
    with worker(settings, "writer", program=program):
        wait_until(lambda: all_answered(settings), pause_s=0.5)
    return cases * EVENTS_OF_A_CASE


def ours(settings: Settings, events: int, projectors: int, program: str = "consumers") -> float:
    """Events a second into all read models, by so many processes, which share the partitions.

    The clock starts when a fifth is done: by then all have joined and have their part.
    """
    install_read_models(settings)
    with ExitStack() as opened:
        checkpoints = opened.enter_context(closing(Checkpoints(settings)))
        for _ in range(projectors):
            opened.enter_context(worker(settings, "projector", program=program))
        wait_until(lambda: checkpoints.total() > events // 5)
        began, first = monotonic(), checkpoints.total()
        wait_until(lambda: checkpoints.total() >= events)
        return (events - first) / (monotonic() - began)


def measure_catchup(servers: Servers, cases: int, partitions: int, repetition: int) -> dict[str, float]:
    """One repetition: the rates, and ours as a ratio of the others; and in the generator's mix, of the bare loop."""
    settings = servers.log(f"bench_catchup_{repetition}", partitions)
    events = fill(settings, cases)
    rate = ours(settings, events, min(cores(), partitions))
    unsealed_log = servers.log(f"bench_unsealed_{repetition}", partitions)
    fill(unsealed_log, cases, "bench.unsealed")
    unsealed = ours(unsealed_log, events, min(cores(), partitions), "bench.unsealed")
    bare = measure("bench.bare_loop", "consume", settings.kafka_bootstrap, settings.log, "-", partitions, events)
    reader_log = servers.empty_log(f"bench_reader_{repetition}", 1)
    mixed = catch_up_in_the_mix(servers, f"bench_mixed_catchup_{repetition}", events, partitions)
    peer = measure("bench.peer", "projection", reader_log.database_url, PEER_CASES)
    replay = measure("bench.replay", "replay", settings.kafka_bootstrap, settings.log, settings.home)
    rebuild = measure("bench.replay", "index", settings.kafka_bootstrap, settings.log, settings.home / "again")
    return {
        "catchup_events_per_s": rate,
        "bare_events_per_s": bare,
        "peer_events_per_s": peer,
        "catchup_ratio": rate / peer,
        "catchup_of_bare": rate / bare,
        "catchup_of_unsealed": rate / unsealed,
        "mixed_catchup_events_per_s": mixed.rate,
        "mixed_catchup_of_bare": mixed.rate / mixed.bare,
        "replay_events_per_s": replay,
        "index_rebuild_events_per_s": rebuild,
    }


@dataclass(frozen=True)
class CaughtUp:
    """A log of so many events, and how many a second went into all read models and through a bare poll."""

    settings: Settings
    events: int
    rate: float
    bare: float


def catch_up_in_the_mix(servers: Servers, name: str, events: int, partitions: int) -> CaughtUp:
    """With a new log of about so many events of the generator's cases."""
    settings = servers.empty_log(name, partitions)
    written = BulkPortfolio(PORTFOLIO, events // EVENTS_OF_A_GENERATED_CASE, UNTIL).write(settings).events
    rate = ours(settings, written, min(cores(), partitions))
    bare = measure("bench.bare_loop", "consume", settings.kafka_bootstrap, settings.log, "-", partitions, written)
    return CaughtUp(settings, written, rate, bare)
