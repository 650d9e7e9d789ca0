"""``python -m tests.faults --rounds 50 --seed 7``: many rounds, each with every fault in an order of its own.

A round has a new log, a new database and new workers, and everything is held against everything at its end;
``--after-each`` does so after each fault, to find the one that is to blame. Its schedule follows from the seed and the
round's number, so ``--seed 7 --only 12`` has the faults of round 12 again in the same order. (Processes are not
deterministic: what is replayed is what happens to them, not when each of them comes to it.)
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console

from tests.faults.servers import Servers, running
from tests.faults.stages import STAGES, Stage
from tests.faults.totals import Totals
from tests.faults.world import READERS, WRITERS, World


@dataclass(frozen=True)
class Rounds:
    """What to run, and where."""

    servers: Servers
    home: Path
    seed: int
    after_each: bool
    console: Console
    totals: Totals

    def run(self, number: int) -> None:
        """One round. Raises what a fault or the check raised, after showing what is known of it."""
        dice = Random(f"{self.seed} round {number}")
        stages = dice.sample(STAGES, len(STAGES))
        self.console.print(f"round {number}: {', '.join(stage.__name__ for stage in stages)}")
        began = time.monotonic()
        with World(self.servers, self.home / str(number), dice) as world:
            world.start(*WRITERS, *READERS)
            world.load.send(50)
            world.client.await_answers()
            for stage in stages:
                self._undergo(world, stage, number)
            report = world.check()
            world.tally.hold_to_promises()
            self.totals.add(world, report)
        self.console.print(
            f"  sound after {time.monotonic() - began:.0f} s: {report.commands:,} commands, {report.events:,} events, "
            f"{world.crew.deaths} workers killed"
        )

    def _undergo(self, world: World, stage: Stage, number: int) -> None:
        said, began = io.StringIO(), time.monotonic()
        try:
            with redirect_stdout(said):
                stage(world, Random(f"{self.seed} {number} {stage.__name__}"))
                if self.after_each:
                    world.check()
        except BaseException:
            self.console.print(f"[bold red]{stage.__name__}[/]")
            self.console.print(said.getvalue(), markup=False)
            raise
        self.console.print(f"  [dim]{stage.__name__}: {time.monotonic() - began:.0f} s[/]")


def main() -> int:
    """Runs the rounds; 1 when one of them was not sound, with what to type to have it again."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", type=int, help="replay this round and no other")
    parser.add_argument("--after-each", action="store_true", help="check after each fault, not only after each round")
    given = parser.parse_args()
    console, number, totals = Console(), 0, Totals()
    console.print(f"SEED={given.seed}")
    try:
        with running() as servers:
            rounds = Rounds(servers, servers.home, given.seed, given.after_each, console, totals)
            for number in [given.only] if given.only else range(1, given.rounds + 1):
                rounds.run(number)
    except Exception as error:
        console.print(f"{type(error).__name__}: {error}", markup=False)
        console.print(f"Replay it: python -m tests.faults --seed {given.seed} --only {number} --after-each")
        return 1
    console.print(totals.table(given.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
