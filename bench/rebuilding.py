"""All read models made again from a long log, beside those that serve."""

from __future__ import annotations

import subprocess
from time import monotonic

from bench.catchup import catch_up_in_the_mix
from bench.servers import PROGRAM, Servers, environment
from infra.runtime.settings import Settings


def measure_rebuild(servers: Servers, events: int, partitions: int) -> dict[str, float]:
    """In a log of about so many events of the generator's cases: events a second into all read models, while they are
    caught up with and when they are made again, and both against a bare poll."""
    caught_up = catch_up_in_the_mix(servers, "bench_rebuild", events, partitions)
    rebuilt = caught_up.events / _rebuild_s(caught_up.settings)
    return {
        "long_catchup_events_per_s": caught_up.rate,
        "long_catchup_of_bare": caught_up.rate / caught_up.bare,
        "rebuild_events_per_s": rebuilt,
        "rebuild_of_bare": rebuilt / caught_up.bare,
    }


def _rebuild_s(settings: Settings) -> float:
    """How long `caseledger projections rebuild` takes, from its start to its end."""
    began = monotonic()
    subprocess.run([*PROGRAM, "projections", "rebuild"], env=environment(settings), check=True)
    return monotonic() - began
