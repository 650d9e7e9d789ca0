"""What is to be reached, and the README's table of what was: ``python -m bench.targets`` makes it anew.

The figures are those of bench/results.json, which ``python -m bench`` writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.marked_table import with_table

RESULTS = Path(__file__).parent / "results.json"
README = Path(__file__).parent.parent / "README.md"


@dataclass(frozen=True)
class Target:
    """A figure, the least that is asked of it, and what we want of it; ``is_limit`` where less is better."""

    key: str
    words: str
    floor: float
    wanted: float
    unit: str = ""
    is_limit: bool = False

    def reached(self, value: float) -> str:
        """How far it has come, in a word."""
        sign = -1 if self.is_limit else 1
        if sign * value >= sign * self.wanted:
            return "what we want"
        return "the floor" if sign * value >= sign * self.floor else "not yet"

    def row(self, kept: Mapping[str, Any] | None) -> str:
        """A line of the table; ``kept`` is None when it was never measured."""
        sign = "≤" if self.is_limit else "≥"
        asked = f"{sign} {self._shown(self.floor)} / {self._shown(self.wanted)}" if self.wanted else ""
        if kept is None:
            return f"| {self.words} | not measured yet | {asked} | |"
        median, least, most = (self._shown(kept[name]) for name in ("median", "min", "max"))
        reached = self.reached(kept["median"]) if self.wanted else ""
        return f"| {self.words} | {median} ({least} – {most}) | {asked} | {reached} |"

    def _shown(self, value: float) -> str:
        digits = 0 if value >= 100 else 1 if value >= 10 or value == int(value) else 2
        return f"{value:,.{digits}f}".removesuffix(".0") + self.unit


TARGETS = (
    Target("commands_ratio", "commands through the writer, against the peer's load, decide, save", 8, 15, " ×"),
    Target("commands_of_bare", "commands against a bare consume-transform-produce loop in transactions", 0.4, 0.7),
    Target("mixed_commands_of_bare", "the same in the generator's mix of commands", 0.4, 0.7),
    Target("commands_per_s", "commands, a second", 0, 0),
    Target("bare_commands_per_s", "the bare consume-transform-produce loop, a second", 0, 0),
    Target("catchup_ratio", "catch-up into all read models, against the peer's projection", 30, 60, " ×"),
    Target(
        "catchup_of_bare", "catch-up, a projector on each core, against one bare poll that decodes nothing", 0.35, 0.7
    ),
    Target("mixed_catchup_of_bare", "the same in the generator's mix of events", 0.35, 0.7),
    Target("catchup_events_per_s", "catch-up, events a second", 25_000, 50_000),
    Target("bare_events_per_s", "the bare poll, events a second", 0, 0),
    Target("command_p50_ms", "one command, sent → answered, at 200 a second: median", 30, 12, " ms", is_limit=True),
    Target("command_p99_ms", "the same, 99 of 100", 150, 60, " ms", is_limit=True),
    Target("visible_p50_ms", "one command, sent → balance visible: median", 100, 40, " ms", is_limit=True),
    Target("visible_p99_ms", "the same, 99 of 100", 0, 0, " ms", is_limit=True),
    Target("http_questions_per_s", "the API: questions about a case, a second", 0, 0),
    Target("http_questions_of_bare", "the same, against a bare FastAPI route", 0, 0),
    Target("http_command_p50_ms", "the API: a command, at 100 a second: median", 0, 0, " ms", is_limit=True),
    Target("http_command_p99_ms", "the same, 99 of 100", 0, 0, " ms", is_limit=True),
    Target("http_command_p50_of_client", "its median, against the command client", 1.5, 1.5, " ×", is_limit=True),
    Target("http_command_p99_of_client", "its 99 of 100, against the command client", 1.5, 1.5, " ×", is_limit=True),
    Target("console_case_page_p50_ms", "the console's page of a case: median", 60, 60, " ms", is_limit=True),
    Target("console_case_page_p99_ms", "the same, 99 of 100", 0, 0, " ms", is_limit=True),
    Target("bare_http_command_p50_ms", "a bare FastAPI route at 100 a second: median", 0, 0, " ms", is_limit=True),
    Target(
        "seal_us_per_event",
        "sealing personal texts, processor time for each event, personal or not",
        10,
        5,
        " µs",
        is_limit=True,
    ),
    Target(
        "decision_us_max",
        "a decision on a case of 200 events: the command that takes longest, processor time",
        100,
        100,
        " µs",
        is_limit=True,
    ),
    Target("decision_us", "the same, the median of all commands", 0, 0, " µs", is_limit=True),
    Target("decision_bare_us", "making the events of such a decision alone", 0, 0, " µs", is_limit=True),
    Target("commands_of_unsealed", "commands, against the same writer that seals nothing", 0.9, 0.95),
    Target("catchup_of_unsealed", "catch-up, against the same projectors where nothing is sealed", 0.9, 0.95),
    Target(
        "import_payments_per_s",
        "a bank's file of 100,000 payments, from the file to the balances: payments a second",
        2_000,
        2_000,
    ),
    Target("import_against_one_by_one", "the same, against one payment at a time", 3, 3, " ×"),
    Target("import_killed_difference", "payments lost or doubled when its importer is killed three times", 0, 0),
    Target("replay_events_per_s", "replay with hash check, events a second", 50_000, 100_000),
    Target("long_catchup_events_per_s", "catch-up in a long log, events a second", 35_000, 50_000),
    Target("long_catchup_of_bare", "the same, against one bare poll that decodes nothing", 0, 0),
    Target(
        "rebuild_events_per_s",
        "all read models made again from that log (`projections rebuild`), events a second",
        50_000,
        80_000,
    ),
    Target("rebuild_of_bare", "the same, against one bare poll that decodes nothing", 0, 0),
    Target("index_rebuild_events_per_s", "an index that is lost, made again: events a second", 0, 0),
    Target(
        "restart_s", "a writer started again, 200,000 cases in the log: to its first answer", 0, 0, " s", is_limit=True
    ),
    Target(
        "takeover_s",
        "a writer without an index takes over by snapshots, 1,000,000 events in the log: from the kill of the other to "
        "an answer in each partition",
        15,
        15,
        " s",
        is_limit=True,
    ),
    Target("takeover_without_snapshots_s", "the same without snapshots", 0, 0, " s", is_limit=True),
    Target(
        "case_history_ms",
        "history of a case of 20 events, each fetched and checked, 1,000,000 events in the log",
        30,
        30,
        " ms",
        is_limit=True,
    ),
    Target(
        "case_command_ms", "`case contact` by a reference, from its line to its answer, in the same log", 0, 0, " ms"
    ),
    Target("case_command_growth", "the same, against a log of 10,000 events", 1.2, 1.2, " ×", is_limit=True),
    Target("rss_mb_max", "memory of the largest process, 200,000 cases in the log", 400, 200, " MiB", is_limit=True),
)


def table(results: Mapping[str, Any]) -> Iterator[str]:
    """The README's table."""
    yield "| figure | median (least – most) | floor / wanted | reached |"
    yield "|---|---|---|---|"
    for target in TARGETS:
        yield target.row(results.get(target.key))
    yield ""
    yield _how([results[target.key] for target in TARGETS if target.key in results])


def _how(figures: Sequence[Mapping[str, Any]]) -> str:
    figure = max(figures, key=lambda each: each["when"])
    machine, given = figure["machine"], figure["settings"]
    cases = sorted({each["settings"]["cases"] for each in figures})
    repetitions = sorted({each["settings"]["repetitions"] for each in figures})
    times = " to ".join(str(each) for each in dict.fromkeys((repetitions[0], repetitions[-1])))
    return (
        f"`make bench` on {figure['when'][:10]}: {machine['cores']} cores, {machine['system']}, Python "
        f"{machine['python']}, {given['partitions']} partitions, {times} repetitions of "
        f"{' or '.join(f'{each:,}' for each in cases)} cases; with 200,000 cases once."
    )


def publish() -> None:
    """Bring the README up to what was measured. Raises ValueError when it has no place for it."""
    results = json.loads(RESULTS.read_text("utf-8"))
    page = with_table(README.read_text("utf-8"), "bench", "figures", table(results))
    README.write_text(page, "utf-8")


if __name__ == "__main__":
    publish()
    sys.exit(0)
