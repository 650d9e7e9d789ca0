"""The catalogue as a table for docs/metrics.md: ``python -m infra.metrics.table`` writes it there.

What each metric is for stands once, in the comment above it in catalogue.py; it is read from the source.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from infra.metrics import catalogue
from infra.metrics.metric import Metric

BEGIN = "<!-- made by: python -m infra.metrics.table docs/metrics.md -->"
END = "<!-- end of what is made -->"


def metrics() -> dict[str, Metric[Any, Any]]:
    """Every metric of the catalogue by the name of its constant, in the order in which they stand there."""
    return {name: value for name, value in vars(catalogue).items() if isinstance(value, Metric)}


def comments() -> dict[str, str]:
    """The comment right above each constant of the catalogue, as one line of text."""
    found: dict[str, str] = {}
    above: list[str] = []
    for line in inspect.getsource(catalogue).splitlines():
        if line.startswith("# "):
            above.append(line[2:].strip())
            continue
        constant, is_definition, _ = line.partition(" = ")
        if is_definition and constant.isupper():
            found[constant] = " ".join(above)
        above = []
    return found


def table() -> str:
    """Markdown: one row for each metric."""
    why = comments()
    rows = ["| metric | kind | labels | what it says | what for, and who looks |", "|---|---|---|---|---|"]
    for constant, metric in metrics().items():
        labels = ", ".join(f"`{label}`" for label in metric.label_names)
        rows.append(f"| `{metric.name}` | {metric.kind} | {labels} | {metric.help_text} | {why[constant]} |")
    return "\n".join(rows)


def with_table(page: str) -> str:
    """The page with the table between its two marks as it is now."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks the marks {BEGIN!r} and {END!r}, between which the table belongs")
    return f"{before}{begin}\n\n{table()}\n\n{end}{after}"


def _main(path: Path) -> None:
    path.write_text(with_table(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
