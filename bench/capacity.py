"""``python -m bench.capacity``: puts the tables that follow from bench/growth.json into docs/capacity.md.

Each stands between two markers, ``<!-- growth: NAME -->`` and ``<!-- end of NAME -->``; the rest of the page is
written by hand and says no figure that was measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.capacity_tables import TABLES, CapacityTables
from bench.growth_file import RESULTS, Growth
from bench.marked_table import with_table

PAGE = Path(__file__).parent.parent / "docs" / "capacity.md"


def with_tables(page: str, growth: Growth) -> str:
    """The page with its tables made anew. Raises ValueError when a table's markers are not there exactly once."""
    capacity = CapacityTables(growth)
    for name, table in TABLES.items():
        page = with_table(page, "growth", name, table(capacity))
    return page


def rewrite(growth: Growth, path: Path = PAGE) -> None:
    """Bring the page up to what was measured."""
    path.write_text(with_tables(path.read_text(), growth))


def main() -> int:
    """Rewrite the page from what is kept."""
    growth = Growth.load()
    if not growth.measured:
        print(f"{RESULTS.name} holds nothing: measure first with python -m bench.growth", file=sys.stderr)
        return 1
    rewrite(growth)
    print(f"the tables of {PAGE.name} are those of {RESULTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
