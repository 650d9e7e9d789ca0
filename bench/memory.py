"""How much memory each process takes when the log holds very many cases, and how soon a writer serves there again."""

from __future__ import annotations

from contextlib import closing
from time import monotonic

import psutil

from bench.catchup import Checkpoints
from bench.generated_workload import GeneratedCases
from bench.servers import Ends, Servers, all_answered, install_read_models, send_all, send_commands, wait_until, worker
from infra.audit.history import LogHistory
from infra.runtime.settings import Settings

MIB = 1024 * 1024


def measure_memory(servers: Servers, cases: int, partitions: int) -> dict[str, float]:
    """The largest resident set of each process, in MiB, having worked off this many cases of the generator's mix from
    their first event.

    And the seconds from the start of the next writer to its first answer.
    """
    settings = servers.log("bench_memory", partitions)
    install_read_models(settings)
    generated = GeneratedCases()
    for some in (generated.creditors(), generated.of_cases(cases)):
        send_all(settings, some)
    with (
        closing(Checkpoints(settings)) as checkpoints,
        LogHistory(settings) as history,
        worker(settings, "writer") as writer,
        worker(settings, "projector") as projector,
        worker(settings, "matcher", "allocator", "deadline-clock", "person-keeper") as policies,
    ):
        processes = {"writer": writer, "projector": projector, "policies": policies}
        peaks = dict.fromkeys(processes, 0.0)

        def finished() -> bool:
            for name, process in processes.items():
                peaks[name] = max(peaks[name], psutil.Process(process.pid).memory_info().rss / MIB)
            return all_answered(settings) and checkpoints.total() >= history.count()

        wait_until(finished, timeout_s=3_600, pause_s=0.5)
    return {
        "restart_s": _restart(settings),
        **{f"rss_mb_{name}": peak for name, peak in peaks.items()},
        "rss_mb_max": max(peaks.values()),
    }


def _restart(settings: Settings) -> float:
    with closing(Ends(settings, settings.replies_topic)) as ends:
        before = ends.total()
        send_commands(settings, 1)  # known already: what is answered is the first answer
        began = monotonic()
        with worker(settings, "writer"):
            wait_until(lambda: ends.total() > before)
            return monotonic() - began
