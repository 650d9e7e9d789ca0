"""``python -m bench.scale``: a very large log from the generator, and what each worker takes to begin on it.

The log and its servers stay in --folder. A run that was ended goes on after the last part that was done; each figure is
kept as soon as it is there. --until PART ends it after that part. Delete the folder when all is done.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from rich.console import Console

from bench.scale_file import rewrite
from bench.scale_parts import LOG, PARTS, parts_of
from bench.scale_room import NoRoomForLog, require_room
from bench.scale_run import OtherRun, ScaleRun
from bench.servers import Servers
from infra.stack.local_stack import LocalStack

PARTITIONS = 8


def measure_scale(folder: Path, run: ScaleRun, until: str, console: Console) -> None:
    """The parts that the run lacks up to ``until``, each from nothing. Raises NoRoomForLog before one that has none."""
    parts = parts_of(run.cases)
    lacking = run.lacking(parts[: parts.index(until) + 1] if until in parts else parts)
    if not lacking:
        return
    if "generate" in lacking:
        _clear(folder)
    require_room(folder, run.cases, lacking)
    with LocalStack(folder / "stack") as endpoints:
        servers = Servers(endpoints.kafka_bootstrap, endpoints.database_url, folder)
        for part in lacking:
            require_room(folder, run.cases, [part])
            console.print(f"[dim]measuring scale: {part} …")
            PARTS[part](servers, run)
            run.finish(folder, part)
            told = {name: value for name, value in run.figures.items() if name.startswith((f"{part}_", "events"))}
            console.print(", ".join(f"{name} {value:,.2f}" for name, value in told.items()))


def _clear(folder: Path) -> None:
    """A log that was not written to its end is of no use."""
    if (folder / "stack").exists():
        LocalStack(folder / "stack").down()
    for name in ("stack", LOG):
        shutil.rmtree(folder / name, ignore_errors=True)


def main() -> int:
    """Measure, and make the table anew."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=2_000_000, help="cases of some 20 events")
    parser.add_argument("--stories", type=int, default=10_000, help="told again and again; 0: each case has its own")
    parser.add_argument("--partitions", type=int, default=PARTITIONS)
    parser.add_argument("--until", choices=list(PARTS), default=list(PARTS)[-1], help="the last part of this run")
    parser.add_argument("--folder", type=Path, required=True, help="for the servers, the log and everything made of it")
    given, console = parser.parse_args(), Console()
    folder = given.folder.expanduser().resolve()
    try:
        run = ScaleRun.begun(folder, given.cases, given.stories or None, given.partitions)
        measure_scale(folder, run, given.until, console)
    except (OtherRun, NoRoomForLog) as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. The same command goes on with the part that was not done.")
        return 130
    finally:
        rewrite()
    return 0


if __name__ == "__main__":
    sys.exit(main())
