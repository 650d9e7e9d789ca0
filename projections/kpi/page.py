"""The key figures as tables of a page."""

from __future__ import annotations

from collections.abc import Iterator

from projections.kpi.kpi import Family, Unit
from projections.kpi.table import KPIS

UNITS = {
    Unit.SHARE: "percent",
    Unit.PER_THOUSAND: "for each thousand",
    Unit.MEAN: "mean",
    Unit.DAYS: "days",
    Unit.COUNT: "count",
    Unit.MONEY: "money",
}


def page() -> str:
    """Markdown: a table for each family, a row for each figure."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    for family in Family:
        yield from (
            f"### {family}",
            "",
            "| figure | formula | unit | belongs to | yardstick |",
            "|---|---|---|---|---|",
        )
        for kpi in KPIS:
            if kpi.family is family:
                formula = kpi.formula.replace("--", "\\-\\-")
                yield f"| `{kpi.name}` | {formula} | {UNITS[kpi.unit]} | {kpi.when} | {kpi.yardstick} |"
        yield ""
