"""How fast bank files are read, and in how much memory: the table of docs/capacity.md, from bench/results.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.marked_table import with_table
from bench.targets import RESULTS

PAGE = Path(__file__).parent.parent / "docs" / "capacity.md"
PEERS = {
    "bgmax": "a loop that cuts out amounts and references",
    "ocr_giro": "netsgiro",
    "camt": "pycamt",
    "mt940": "mt-940",
}


def table(results: Mapping[str, Any]) -> Iterator[str]:
    """A row for each format; a figure that was not measured stays empty."""
    yield "| format | lines a second | its peer | lines a second | memory, 1 MB | memory of a large file |"
    yield "|---|---|---|---|---|---|"
    for name, peer in PEERS.items():
        ours, theirs = (_shown(results, f"parse_lines_per_s_{name}{end}") for end in ("", "_peer"))
        small = _shown(results, f"read_1_mb_mib_{name}", " MiB")
        yield f"| {name} | {ours} | {peer} | {theirs} | {small} | {_large(results, name)} |"


def _shown(results: Mapping[str, Any], key: str, unit: str = "") -> str:
    return f"{results[key]['median']:,.0f}{unit}" if key in results else ""


def _large(results: Mapping[str, Any], name: str) -> str:
    key = f"read_large_mib_{name}"
    if key not in results:
        return ""
    return f"{_shown(results, key, ' MiB')}, {results[key]['settings']['large_file']:,} MB"


def rewrite(page: Path = PAGE) -> None:
    """Bring the page up to what was measured. Raises ValueError when it has no place for it."""
    results = json.loads(RESULTS.read_text("utf-8"))
    page.write_text(with_table(page.read_text("utf-8"), "reading", "figures", table(results)), "utf-8")


if __name__ == "__main__":
    rewrite()
