"""What ``python -m bench.scale`` has measured, by the number of cases, and the table of it in docs/capacity.md.

``python -m bench.scale_file`` makes only the table.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.capacity import PAGE
from bench.marked_table import with_table

RESULTS = Path(__file__).parent / "scale.json"
ROWS: Mapping[str, str] = {
    "generate": "written in bulk, a player on each core and one that writes",
    "verify": "`verify`: every hash, every event folded, a process on each core",
    "index": "a writer that has no index, to an answer in each partition",
    "restart": "a writer started again, its index in place",
    "projector": "every read model from nothing, one projector",
    "rebuild": "every read model from nothing, rebuilt in bulk, a process on each core",
    "policies": "all policies from nothing, one process",
    "check": "`check`, with the read models, one process",
}
ROOM: Mapping[str, str] = {
    "log_gib": "the log, one copy",
    "index_gib": "the writer's index and its keys",
    "read_models_gib": "PostgreSQL, all read models",
    "policies_gib": "what policies remember",
}


def keep(cases: int, figures: Mapping[str, float]) -> None:
    """These figures of a log of so many cases, in place of what there was of it."""
    results = load()
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    when = datetime.now(UTC).isoformat(timespec="seconds")
    rounded = {
        name: value if name in ("events", "stories") else float(f"{value:.3g}") for name, value in figures.items()
    }
    results[str(cases)] = {"when": when, "machine": machine, "figures": rounded}
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


def load() -> dict[str, Any]:
    """What was kept; nothing when nothing was."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    return kept


def table(results: Mapping[str, Any]) -> Iterator[str]:
    """A column for each number of cases, the fewest first; what was not measured is left empty."""
    runs = sorted(results.items(), key=lambda item: int(item[0]))
    every = [run["figures"] for _, run in runs]
    yield "| | " + " | ".join(f"{int(cases):,} cases" for cases, _ in runs) + " |"
    yield "| --- |" + " ---: |" * len(runs)
    yield _row("events", [f"{figures['events']:,.0f}" if "events" in figures else "" for figures in every])
    yield _row(
        "stories", [f"{figures['stories']:,.0f}" if "stories" in figures else "each its own" for figures in every]
    )
    for name, words in ROWS.items():
        yield _row(words, [_time_and_memory(figures, name) for figures in every])
    for name, words in ROOM.items():
        yield _row(words, [_room(figures[name]) if name in figures else "" for figures in every])
    yield _row("measured on", [run["when"][:10] for _, run in runs])


def _row(words: str, cells: list[str]) -> str:
    return f"| {words} | " + " | ".join(cells) + " |"


def _room(gib: float) -> str:
    return f"{gib:,.1f} GiB" if gib >= 1 else f"{gib * 1024:,.0f} MiB"


def _time_and_memory(figures: Mapping[str, float], name: str) -> str:
    if f"{name}_s" not in figures:
        return ""
    seconds = figures[f"{name}_s"]
    time = f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
    return f"{time}, {figures[f'{name}_mib']:,.0f} MiB"


def rewrite(page: Path = PAGE) -> None:
    """Bring the page up to what was measured. Raises ValueError when it has no place for it."""
    page.write_text(with_table(page.read_text("utf-8"), "scale", "scale", table(load())), "utf-8")


if __name__ == "__main__":
    rewrite()
    sys.exit(0)
