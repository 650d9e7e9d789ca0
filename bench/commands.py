"""Commands through the writer: ours, ours without sealing, the bare loop and the peer's load-decide-save, in turn."""

from __future__ import annotations

from bench.servers import Ends, Servers, measure, rate_of_answers, send_commands, worker
from bench.workload import COMMANDS_OF_A_CASE
from infra.runtime.settings import Settings

PEER_CASES = 1_000  # the peer takes its time, and in a shorter one its rate is chance


def ours(settings: Settings, cases: int, program: str = "consumers") -> float:
    """Commands a second of one writer process over all partitions, from its first answers to its last."""
    sent = send_commands(settings, cases)
    ends = Ends(settings, settings.replies_topic)
    before = ends.total()
    with worker(settings, "writer", program=program):
        rate, _ = rate_of_answers(ends, before, sent)
    ends.close()
    return rate


def measure_commands(servers: Servers, cases: int, partitions: int, repetition: int) -> dict[str, float]:
    """One repetition: the rates, and ours as a ratio of the others."""
    settings = servers.log(f"bench_commands_{repetition}", partitions)
    rate = ours(settings, cases)
    unsealed = ours(servers.log(f"bench_unsealed_commands_{repetition}", partitions), cases, "bench.unsealed")
    bare_log = servers.empty_log(f"bench_bare_{repetition}", partitions)
    send_commands(bare_log, cases)
    bare = measure(
        "bench.bare_loop", "transform", settings.kafka_bootstrap, settings.log, bare_log.log, partitions,
        cases * COMMANDS_OF_A_CASE,
    )  # fmt: skip
    peer = measure("bench.peer", "commands", servers.empty_log(f"bench_peer_{repetition}", 1).database_url, PEER_CASES)
    return {
        "commands_per_s": rate,
        "bare_commands_per_s": bare,
        "peer_commands_per_s": peer,
        "commands_ratio": rate / peer,
        "commands_of_bare": rate / bare,
        "commands_of_unsealed": rate / unsealed,
    }
