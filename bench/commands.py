"""Commands through the writer: ours, ours without sealing, the bare loop and the peer's load-decide-save, in turn."""

from __future__ import annotations

from bench.generated_workload import COMMANDS_OF_A_GENERATED_CASE, GeneratedCases
from bench.servers import Ends, Servers, measure, rate_of_answers, send_all, send_commands, worker
from bench.workload import COMMANDS_OF_A_CASE
from infra.runtime.settings import Settings

PEER_CASES = 1_000  # the peer takes its time, and in a shorter one its rate is chance


def ours(settings: Settings, sent: int, program: str = "consumers") -> float:
    """Commands a second of one writer process that finds so many of them, over all partitions, from its first answers
    to its last."""
    ends = Ends(settings, settings.replies_topic)
    before = ends.total()
    with worker(settings, "writer", program=program):
        rate, _ = rate_of_answers(ends, before, sent)
    ends.close()
    return rate


def measure_commands(servers: Servers, cases: int, partitions: int, repetition: int) -> dict[str, float]:
    """One repetition: the rates, and ours as a ratio of the others; and in the generator's mix, of the bare loop."""
    settings = servers.log(f"bench_commands_{repetition}", partitions)
    rate = ours(settings, send_commands(settings, cases))
    unsealed_log = servers.log(f"bench_unsealed_commands_{repetition}", partitions)
    unsealed = ours(unsealed_log, send_commands(unsealed_log, cases), "bench.unsealed")
    bare_log = servers.empty_log(f"bench_bare_{repetition}", partitions)
    bare = _bare(settings, bare_log, send_commands(bare_log, cases))
    peer = measure("bench.peer", "commands", servers.empty_log(f"bench_peer_{repetition}", 1).database_url, PEER_CASES)
    return {
        "commands_per_s": rate,
        "bare_commands_per_s": bare,
        "peer_commands_per_s": peer,
        "commands_ratio": rate / peer,
        "commands_of_bare": rate / bare,
        "commands_of_unsealed": rate / unsealed,
        **_in_the_mix(servers, cases * COMMANDS_OF_A_CASE, partitions, repetition),
    }


def _in_the_mix(servers: Servers, commands: int, partitions: int, repetition: int) -> dict[str, float]:
    """About so many commands of the generator's cases, through the writer and through the bare loop."""
    settings = servers.empty_log(f"bench_mixed_{repetition}", partitions)
    bare_log = servers.empty_log(f"bench_mixed_bare_{repetition}", partitions)
    rate = ours(settings, _send_generated(settings, commands))
    bare = _bare(settings, bare_log, _send_generated(bare_log, commands))
    return {"mixed_commands_per_s": rate, "mixed_commands_of_bare": rate / bare}


def _send_generated(settings: Settings, commands: int) -> int:
    cases = GeneratedCases()
    sent = send_all(settings, cases.creditors())
    return sent + send_all(settings, cases.of_cases(commands // COMMANDS_OF_A_GENERATED_CASE))


def _bare(settings: Settings, bare_log: Settings, sent: int) -> float:
    """The bare loop's rate, with records of the sizes that ours wrote to the first log."""
    place = (settings.kafka_bootstrap, settings.log, bare_log.log, bare_log.partitions)
    return measure("bench.bare_loop", "transform", *place, sent)
