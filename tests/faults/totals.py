"""What many rounds of faults came to."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.table import Table

from infra.audit.checker import CheckReport
from tests.faults.stages import STAGES
from tests.faults.world import World


@dataclass
class Totals:
    """What all rounds came to."""

    rounds: int = 0
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
        table.add_row("rounds", f"{self.rounds}, each with all of {len(STAGES)} faults")
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
