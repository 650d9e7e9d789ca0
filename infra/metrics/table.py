"""The catalogue of metrics as it is read from its source: the metrics, and the comments and headings above them.

What each metric is for stands once, in the comment above it in catalogue.py.
"""

from __future__ import annotations

import inspect
from typing import Any

from infra.metrics import catalogue
from infra.metrics.metric import Metric


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


def sections() -> dict[str, str]:
    """The heading under which each constant of the catalogue stands."""
    found: dict[str, str] = {}
    heading = ""
    for line in inspect.getsource(catalogue).splitlines():
        if line.startswith("# ---"):
            heading = line.strip("# -")
        constant, is_definition, _ = line.partition(" = ")
        if is_definition and constant.isupper():
            found[constant] = heading
    return found


def table() -> str:
    """Markdown: one row for each metric."""
    why = comments()
    rows = ["| metric | kind | labels | what it says | what for, and who looks |", "|---|---|---|---|---|"]
    for constant, metric in metrics().items():
        labels = ", ".join(f"`{label}`" for label in metric.label_names)
        rows.append(f"| `{metric.name}` | {metric.kind} | {labels} | {metric.help_text} | {why[constant]} |")
    return "\n".join(rows)
