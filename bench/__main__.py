"""``python -m bench``: measures, prints a table, and writes bench/results.json.

Every repetition measures ours and the peer on the same servers, one after the other, so that a ratio holds when the
machine's speed drifts. Ratios and percentiles are what to quote; rates depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.catchup import measure_catchup
from bench.commands import measure_commands
from bench.decisions import measure_decisions
from bench.http import measure_http
from bench.importing import measure_import
from bench.large_file import measure_large_files
from bench.latency import measure_latency
from bench.memory import measure_memory
from bench.parsing import measure_parsing
from bench.questions import measure_questions
from bench.reading_table import rewrite as rewrite_reading
from bench.rebuilding import measure_rebuild
from bench.sealing import measure_sealing
from bench.servers import Servers
from bench.takeover import measure_takeover
from bench.targets import README, RESULTS, publish
from infra.stack.local_stack import LocalStack

console = Console()


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="cases of each repetition")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=20, help="how long latencies are measured")
    parser.add_argument("--memory-cases", type=int, default=200_000, help="cases in the log for memory; 0: leave out")
    parser.add_argument(
        "--question-events", type=int, default=1_000_000, help="events in the log for questions; 0: leave out"
    )
    parser.add_argument(
        "--rebuild-events", type=int, default=1_000_000, help="events in the log for a rebuild; 0: leave out"
    )
    parser.add_argument(
        "--takeover-events", type=int, default=1_000_000, help="events in the log for a takeover; 0: leave out"
    )
    parser.add_argument("--import-payments", type=int, default=100_000, help="payments of the file that is imported")
    parser.add_argument(
        "--large-file", type=int, default=1_000, metavar="MEGABYTES", help="size of the files for memory; 0: leave out"
    )
    parser.add_argument("--parse-lines", type=int, default=20_000, help="lines of the bank files that are read")
    parser.add_argument(
        "--only",
        choices=[
            "commands",
            "catchup",
            "latency",
            "http",
            "sealing",
            "decisions",
            "questions",
            "rebuild",
            "takeover",
            "memory",
            "parsing",
            "importing",
            "large-files",
        ],
        help="one of the parts",
    )
    return parser.parse_args()


def measured(given: argparse.Namespace, servers: Servers) -> dict[str, list[float]]:
    """Each figure, once for each repetition."""
    figures: dict[str, list[float]] = {}

    def part(name: str, run: Callable[[], dict[str, float]]) -> None:
        if given.only not in (None, name):
            return
        console.print(f"[dim]measuring {name} …")
        for key, value in run().items():
            figures.setdefault(key, []).append(value)

    for n in range(given.repetitions):
        part("commands", lambda n=n: measure_commands(servers, given.cases, given.partitions, n))  # type: ignore[misc]
        part("catchup", lambda n=n: measure_catchup(servers, given.cases, given.partitions, n))  # type: ignore[misc]
        part("latency", lambda n=n: measure_latency(servers, given.seconds, given.partitions, n))  # type: ignore[misc]
        part("http", lambda n=n: measure_http(servers, given.seconds, given.partitions, n))  # type: ignore[misc]
        part("parsing", lambda: measure_parsing(given.parse_lines))
        part("sealing", lambda: measure_sealing(given.cases))
        part("decisions", measure_decisions)
    if given.question_events:
        part("questions", lambda: measure_questions(servers, given.question_events, given.partitions))
    if given.rebuild_events:
        part("rebuild", lambda: measure_rebuild(servers, given.rebuild_events, given.partitions))
    if given.takeover_events:
        part("takeover", lambda: measure_takeover(servers, given.takeover_events, given.partitions))
    if given.import_payments:
        part("importing", lambda: measure_import(servers, given.import_payments, given.partitions))
    if given.large_file:
        part("large-files", lambda: measure_large_files(given.large_file))
    if given.memory_cases:
        part("memory", lambda: measure_memory(servers, given.memory_cases, given.partitions))
    return figures


def show(figures: dict[str, list[float]]) -> None:
    """The table."""
    table = Table(title="medians, with the least and the most of the repetitions")
    table.add_column("figure")
    for heading in ("median", "least", "most"):
        table.add_column(heading, justify="right")
    for key, values in figures.items():
        table.add_row(key, *(f"{value:,.2f}" for value in (median(values), min(values), max(values))))
    console.print(table)


def keep(figures: dict[str, list[float]], given: argparse.Namespace) -> None:
    """Write bench/results.json: each figure by its name, with how it was measured. Others in it stay as they are."""
    about = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "settings": {key: value for key, value in vars(given).items() if key != "only"},
    }
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for key, values in figures.items():
        results[key] = {"median": median(values), "min": min(values), "max": max(values), "all": values} | about
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


def main() -> int:
    """Measure everything, print and keep the results."""
    given = arguments()
    folder = Path(tempfile.mkdtemp(prefix="cb-"))
    try:
        with LocalStack(folder / "stack") as endpoints:
            figures = measured(given, Servers(endpoints.kafka_bootstrap, endpoints.database_url, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    show(figures)
    keep(figures, given)
    publish()
    rewrite_reading()
    console.print(f"written to bench/{RESULTS.name}, and to the table in {README.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
