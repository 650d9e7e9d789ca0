"""``python -m bench.growth``: how cost grows with the events in the log and with its partitions.

One log grows from the smallest size to the largest; at each size catch-up, replay, index rebuild, commands, payments
and room are measured beside the bare loop in the same run. Then the same in a log of each number of partitions.
bench/growth.json is written after each stage, and a run measures only what it lacks (--fresh: begin from nothing).
docs/growth.svg and the tables of docs/capacity.md are made from it in the end.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench.capacity import PAGE, rewrite
from bench.growing_log import GrowingLog
from bench.growth_file import Growth, Place
from bench.growth_picture import PICTURE, draw
from bench.growth_stages import STAGES, Amounts
from bench.servers import Servers
from infra.stack.local_stack import LocalStack

EVENTS_MIN = 10_000


def numbers(text: str) -> list[int]:
    """``"10,100"`` as numbers, least first. Raises ValueError."""
    return sorted({int(each) for each in text.split(",")})


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=numbers, default="10000,100000,1000000", help="sizes of the log")
    parser.add_argument("--at-partitions", type=int, default=4, help="partitions of the log that grows")
    parser.add_argument("--partitions", type=numbers, default="1,2,4", help="numbers of partitions")
    parser.add_argument("--at-events", type=int, default=100_000, help="size of the log for each of those")
    parser.add_argument("--cases", type=int, default=2_500, help="new cases for each measurement of commands")
    parser.add_argument("--payments", type=int, default=5_000, help="for each measurement of payments")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    given = parser.parse_args()
    if min(*given.events, given.at_events) < EVENTS_MIN:
        parser.error(f"a log of less than {EVENTS_MIN:,} events is read at one go, which takes no time to speak of")
    return given


def wanted(given: argparse.Namespace) -> list[Place]:
    """Every place to measure, each log from its smallest size to its largest."""
    sizes = {Place(given.at_partitions, events) for events in given.events}
    widths = {Place(partitions, given.at_events) for partitions in given.partitions}
    return sorted(sizes | widths, key=lambda place: (place.partitions != given.at_partitions, place))


def measure_growth(servers: Servers, places: list[Place], amounts: Amounts, growth: Growth, progress: Progress) -> None:
    """Measure what ``growth`` lacks of these places, and keep each stage as soon as it is there."""
    task = progress.add_task("measuring", total=len(places) * len(STAGES))
    logs: dict[int, GrowingLog] = {}
    for place in places:
        stages = [name for name in STAGES if growth.lacks(place, name)]
        progress.advance(task, len(STAGES) - len(stages))
        if stages and place.partitions not in logs:
            name = f"growth_{place.partitions}"
            logs[place.partitions] = GrowingLog(servers.log(name, place.partitions))
        for number, name in enumerate(stages):
            if number == 0:
                logs[place.partitions].fill(place.events, progress)
            measuring, began = f"{place.partitions} partitions, {place.events:,} events: {name}", monotonic()
            progress.update(task, description=measuring)
            growth.add(place, name, STAGES[name](servers, logs[place.partitions], amounts))
            growth.save()
            progress.advance(task)
            progress.console.print(f"{measuring} ({monotonic() - began:.0f} s)")


def main() -> int:
    """Measure, and make the picture and the page anew."""
    given, console = arguments(), Console()
    growth = Growth() if given.fresh else Growth.load()
    growth.machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    folder = Path(tempfile.mkdtemp(prefix="cb-"))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with LocalStack(folder / "stack") as endpoints, Progress(*columns, console=console) as progress:
            servers = Servers(endpoints.kafka_bootstrap, endpoints.database_url, folder)
            measure_growth(servers, wanted(given), Amounts(given.cases, given.payments), growth, progress)
    except KeyboardInterrupt:
        console.print("Stopped. What was measured is kept; the same command without --fresh goes on with the rest.")
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    draw(growth)
    rewrite(growth)
    console.print(f"{PICTURE.name} and the tables of {PAGE.name} have been made anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
