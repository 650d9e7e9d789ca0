"""``python -m tests.faults.cluster --seed 7``: every fault of brokers, one after another, on three of them.

Each has workers under load and is measured; after each of them everything is held against everything, and the table is
printed at the end. ``--only hangs`` has those with that in their names. With ``--session 9`` brokers count each other
as gone after as many seconds as in Kafka's own settings.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from math import inf
from random import Random

from rich.console import Console
from rich.table import Table

from infra.audit.checker import CheckReport
from tests.faults.cluster.measuring import Felt
from tests.faults.cluster.network import networked
from tests.faults.cluster.stages import NETWORK_STAGES, STAGES, BrokerStage
from tests.faults.servers import Servers, running
from tests.faults.world import READERS, WRITERS, World

BROKERS = 3


def main() -> int:
    """Runs them; 1 when something was lost, with what to type to have it again."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cluster", description=__doc__)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", default="", help="faults with this in their names")
    parser.add_argument(
        "--session", type=int, help="seconds after which a silent broker is gone; as in kafka.properties"
    )
    given = parser.parse_args()
    console = Console(width=120)
    console.print(f"SEED={given.seed}")
    felt: list[Felt] = []
    reports: list[CheckReport] = []
    try:
        for stages, servers in _plays(given.session):
            wanted = {name: stage for name, stage in stages.items() if given.only in name}
            if wanted:
                reports.append(_play(wanted, servers, given.seed, felt))
        if not reports:
            parser.error(f"no fault has {given.only!r} in its name")
        console.print(table(felt, reports, given.seed))
    except Exception as error:
        console.print(f"{type(error).__name__}: {error}", markup=False)
        console.print(table(felt, [], given.seed))
        return 1
    return 0


def _plays(session_s: int | None) -> Sequence[tuple[Mapping[str, BrokerStage], AbstractContextManager[Servers]]]:
    if session_s is None:
        return (STAGES, running(BROKERS)), (NETWORK_STAGES, networked())
    return (({**STAGES, **NETWORK_STAGES}, networked(session_s)),)


def _play(
    stages: Mapping[str, BrokerStage], making: AbstractContextManager[Servers], seed: int, felt: list[Felt]
) -> CheckReport:
    """Each of them on the same brokers, and what the last check found. Adds to ``felt`` as it goes."""
    with making as servers, World(servers, servers.home / "world", Random(seed)) as world:
        world.start(*WRITERS, *READERS)
        world.load.send(50)
        world.client.await_answers()
        for name, stage in stages.items():
            felt.append(stage(world, Random(f"{seed} {name}")))
            report = world.check()
    return report


def table(felt: Sequence[Felt], reports: Sequence[CheckReport], seed: int) -> Table:
    """For the pages: seconds, of the partition that had to wait longest. Without reports something was lost."""
    table = Table(title=f"three brokers, seed {seed}")
    for heading in ("fault", "longest silence", "Kafka's own failover", "all served again", "workers that ended"):
        table.add_column(heading, justify="left" if heading == "fault" else "right")
    for one in felt:
        table.add_row(one.fault, _s(one.silence), _s(one.kafka), _s(one.served), str(one.deaths))
    if reports:
        commands, events = sum(one.commands for one in reports), sum(one.events for one in reports)
        table.caption = f"{commands:,} commands, {events:,} events; lost, doubled, reordered: 0, 0, 0"
    return table


def _s(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return "never" if seconds == inf else f"{seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
