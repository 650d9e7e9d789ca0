"""The stages of the growth measurement: each measures one thing in a log of some size, beside the bare loop."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.catchup import ours as catch_up
from bench.growing_log import GrowingLog
from bench.growth_file import Figures
from bench.peak_memory import PeakMemory
from bench.query_times import query_times
from bench.servers import Servers, measure, send_commands
from bench.stored_bytes import database_bytes, folder_bytes, topic_bytes
from bench.workload import COMMANDS_OF_A_CASE
from infra.runtime.settings import Settings

BARE = "bench.bare_loop"


@dataclass(frozen=True)
class Amounts:
    """How much is measured in each log, whatever its size."""

    cases: int
    """New ones, of four commands each; as many commands go to old ones."""
    payments: int


def follow(servers: Servers, log: GrowingLog, amounts: Amounts) -> Figures:
    """From an empty database into all read models; what they take on disk, and how quickly they answer."""
    settings, events = log.settings, log.events()

    def once() -> Figures:
        servers.empty_log(settings.log, settings.partitions)  # the same log, and a database that is empty again
        empty = database_bytes(settings)
        with PeakMemory("projector") as memory:
            rate = catch_up(settings, events, projectors=1)
        bare = _bare_consume(settings, events)
        return {
            "catchup_events_per_s": rate,
            "bare_events_per_s": bare,
            "catchup_of_bare": rate / bare,
            "rss_mb_projector": memory.mib,
            "database_bytes_per_event": (database_bytes(settings) - empty) / events,
        }

    return {**_medians(once, _times(events)), **query_times(settings, log.cases)}


def replay(servers: Servers, log: GrowingLog, amounts: Amounts) -> Figures:
    """Read with every hash checked, as an auditor does, and into a new index, as a writer does that lost its own."""
    settings, events, folder = log.settings, log.events(), log.settings.home / "again"

    def once() -> Figures:
        shutil.rmtree(folder, ignore_errors=True)
        replayed = measure("bench.replay", "replay", settings.kafka_bootstrap, settings.log, settings.home)
        rebuilt = measure("bench.replay", "index", settings.kafka_bootstrap, settings.log, folder)
        bare = _bare_consume(settings, events)
        return {
            "replay_events_per_s": replayed,
            "replay_of_bare": replayed / bare,
            "index_rebuild_events_per_s": rebuilt,
            "index_rebuild_of_bare": rebuilt / bare,
            "index_bytes_per_event": folder_bytes(folder) / events,
            "log_bytes_per_event": topic_bytes(settings, settings.events_topic) / events,
        }

    return _medians(once, _times(events))


def write(servers: Servers, log: GrowingLog, amounts: Amounts) -> Figures:
    """Commands of new cases and on old ones, through a writer that starts on a log of this size."""
    settings, before = log.settings, _bytes_of_asking(log.settings)
    new, old = log.on_new_cases(amounts.cases), log.on_old_cases(amounts.cases * COMMANDS_OF_A_CASE)
    asked = 2 * amounts.cases * COMMANDS_OF_A_CASE
    bare_log = servers.empty_log(f"{settings.log}_bare_{log.cases}", settings.partitions)
    send_commands(bare_log, amounts.cases)
    bare = measure(
        BARE, "transform", settings.kafka_bootstrap, settings.log, bare_log.log, settings.partitions,
        amounts.cases * COMMANDS_OF_A_CASE,
    )  # fmt: skip
    return {
        "commands_per_s": new.commands_per_s,
        "old_case_commands_per_s": old.commands_per_s,
        "bare_commands_per_s": bare,
        "commands_of_bare": new.commands_per_s / bare,
        "old_case_commands_of_bare": old.commands_per_s / bare,
        "first_answer_s": median([new.first_answer_s, old.first_answer_s]),
        "rss_mb_writer": max(new.rss_mb, old.rss_mb),
        "command_and_reply_bytes": (_bytes_of_asking(settings) - before) / asked,
    }


def settle(servers: Servers, log: GrowingLog, amounts: Amounts) -> Figures:
    """A file of payments for cases all over the log, until the last one is allocated."""
    settled = log.settle_payments(amounts.payments)
    return {
        "payments_per_s": settled.payments_per_s,
        "rss_mb_policies": settled.rss_mb,
        "policies_bytes_per_event": settled.bytes_per_event,
    }


STAGES: dict[str, Callable[[Servers, GrowingLog, Amounts], Figures]] = {
    "follow": follow,
    "replay": replay,
    "write": write,
    "settle": settle,
}
"""In this order: the first two leave the log as it is, the others add to it."""


def _bare_consume(settings: Settings, events: int) -> float:
    return measure(BARE, "consume", settings.kafka_bootstrap, settings.log, "-", settings.partitions, events)


def _bytes_of_asking(settings: Settings) -> int:
    return topic_bytes(settings, settings.commands_topic) + topic_bytes(settings, settings.replies_topic)


def _times(events: int) -> int:
    """Small logs are read in a moment, so they are read more often."""
    return 5 if events < 50_000 else 3 if events < 500_000 else 1


def _medians(once: Callable[[], Figures], times: int) -> Figures:
    runs = [once() for _ in range(times)]
    return {name: median(run[name] for run in runs) for name in runs[0]}
