"""All read models made again from a long log, beside those that serve."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

from bench.catchup import ours
from bench.generated_workload import EVENTS_OF_A_GENERATED_CASE, PORTFOLIO, UNTIL
from bench.servers import Servers, environment, measure
from infra.audit.side_by_side import cores
from infra.generator.bulk.generating import BulkPortfolio
from infra.runtime.settings import Settings

REBUILD = "import sys; from infra.cli.main import run; sys.exit(run())"


def measure_rebuild(servers: Servers, events: int, partitions: int) -> dict[str, float]:
    """In a log of about so many events of the generator's cases: events a second into all read models, while they are
    caught up with and when they are made again, and both against a bare poll."""
    settings = servers.empty_log("bench_rebuild", partitions)
    written = BulkPortfolio(PORTFOLIO, events // EVENTS_OF_A_GENERATED_CASE, UNTIL).write(settings).events
    caught_up = ours(settings, written, min(cores(), partitions))
    rebuilt = written / _rebuild_s(settings)
    bare = measure("bench.bare_loop", "consume", settings.kafka_bootstrap, settings.log, "-", partitions, written)
    return {
        "long_catchup_events_per_s": caught_up,
        "long_catchup_of_bare": caught_up / bare,
        "rebuild_events_per_s": rebuilt,
        "rebuild_of_bare": rebuilt / bare,
    }


def _rebuild_s(settings: Settings) -> float:
    """How long `caseledger projections rebuild` takes, from its start to its end."""
    began = monotonic()
    subprocess.run([sys.executable, "-c", REBUILD, "projections", "rebuild"], env=environment(settings), check=True)
    return monotonic() - began
