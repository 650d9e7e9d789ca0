"""``python -m tests.faults --rounds 50 --seed 7``: many rounds, each with every fault in an order of its own.

A round has a new log, a new database and new workers. Its schedule follows from the seed and the round's number, so
``--seed 7 --only 12`` has the faults of round 12 again in the same order. (Processes are not deterministic: what is
replayed is what happens to them, not when each of them comes to it.)
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from infra.audit.checker import CheckReport
from tests.faults.servers import Servers
from tests.faults.stages import STAGES
from tests.faults.world import READERS, WRITERS, World


@dataclass
class Totals:
    """What all rounds came to."""

    rounds: int = 0
    stages: int = 0
    kills: int = 0
    server_kills: int = 0
    commands: int = 0
    repeats: int = 0
    events: int = 0
    rows: int = 0
    after_kill_s: list[float] = field(default_factory=list)
    after_stop_s: list[float] = field(default_factory=list)

    def add(self, world: World, report: CheckReport) -> None:
        """A round that was sound."""
        self.rounds += 1
        self.stages += len(STAGES)
        self.kills += world.crew.deaths
        self.server_kills += world.tally.server_kills
        self.commands += report.commands
        self.repeats += report.repeats
        self.events += report.events
        self.rows += report.rows
        self.after_kill_s += world.tally.takeovers_after_kill_s
        self.after_stop_s += world.tally.takeovers_after_stop_s

    def table(self, seed: int) -> Table:
        """For the README."""
        table = Table(title=f"faults, seed {seed}", show_header=False)
        table.add_row("rounds, each with every fault", f"{self.rounds}")
        table.add_row("workers killed", f"{self.kills}")
        table.add_row("servers killed", f"{self.server_kills}")
        table.add_row("commands", f"{self.commands:,} ({self.repeats:,} answered again)")
        table.add_row("events", f"{self.events:,}")
        table.add_row("rows of read models compared", f"{self.rows:,}")
        table.add_row("lost, doubled, reordered", "0, 0, 0")
        for name, taken in (("after a kill", self.after_kill_s), ("after a stop", self.after_stop_s)):
            if taken:
                table.add_row(f"served again {name}", f"{_middle(taken):.1f} s, at most {max(taken):.1f} s")
        return table


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def run_round(servers: Servers, home: Path, seed: int, number: int, console: Console, totals: Totals) -> None:
    """One round. Raises AssertionError, with what was found, when it was not sound."""
    dice = Random(f"{seed} round {number}")
    stages = dice.sample(STAGES, len(STAGES))
    console.print(f"round {number}: {', '.join(stage.__name__ for stage in stages)}")
    began = time.monotonic()
    with World(servers, home, dice) as world:
        world.start(*WRITERS, *READERS)
        world.load.send(50)
        world.client.await_answers(60)
        for stage in stages:
            said = io.StringIO()
            try:
                with redirect_stdout(said):
                    stage(world, Random(f"{seed} {number} {stage.__name__}"))
                    report = world.check()
            except BaseException:
                console.print(f"[bold red]{stage.__name__}[/]\n{said.getvalue()}")
                raise
        totals.add(world, report)
    console.print(
        f"  sound after {time.monotonic() - began:.0f} s: {report.commands:,} commands, {report.events:,} events, "
        f"{world.crew.deaths} workers killed"
    )


def main() -> int:
    """Runs the rounds; 1 when one of them was not sound, with its seed and its log."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", type=int, help="replay this round and no other")
    arguments = parser.parse_args()
    console, totals = Console(), Totals()
    console.print(f"SEED={arguments.seed}")
    home = Path(tempfile.mkdtemp(prefix="cl-faults-"))
    servers = Servers(home)
    try:
        servers.up()
        for number in [arguments.only] if arguments.only else range(1, arguments.rounds + 1):
            run_round(servers, home / f"round-{number}", arguments.seed, number, console, totals)
    except AssertionError as error:
        console.print(f"{error}\nReplay it: python -m tests.faults --seed {arguments.seed} --only {number}")
        return 1
    finally:
        servers.down()
        shutil.rmtree(home, ignore_errors=True)
    console.print(totals.table(arguments.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
