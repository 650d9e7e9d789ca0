"""The tables of docs/metrics.md: the catalogue, the objectives and the alerts."""

from __future__ import annotations

from infra.metrics.monitoring.alerts import ALERTS
from infra.metrics.monitoring.objectives import OBJECTIVES
from infra.metrics.table import table

END = "<!-- end of what is made -->"


def begin(name: str) -> str:
    """The mark behind which a table belongs."""
    return f"<!-- {name}, made by: make docs -->"


def with_tables(page: str) -> str:
    """The page with each table between its marks as it is now. Raises ValueError when a mark is missing."""
    for name, made in (("catalogue", table()), ("objectives", objectives_table()), ("alerts", alerts_table())):
        before, mark, rest = page.partition(begin(name))
        _, end, after = rest.partition(END)
        if not mark or not end:
            raise ValueError(f"the page lacks the marks {begin(name)!r} and {END!r}, between which a table belongs")
        page = f"{before}{mark}\n\n{made}\n\n{end}{after}"
    return page


def objectives_table() -> str:
    """Markdown: what is promised."""
    rows = [f"| `{one.name}` | {one.promise} | {one.budget:.1%} |" for one in OBJECTIVES]
    return "\n".join(["| objective | what is promised | what may go wrong in 30 days |", "|---|---|---|", *rows])


def alerts_table() -> str:
    """Markdown: what somebody is told of."""
    rows = [
        f"| `{one.name}` | {one.severity} | `{one.expression.replace('|', chr(92) + '|')}` | "
        f"{'at once' if one.lasting == '0m' else one.lasting} | {one.means} |"
        for one in ALERTS
    ]
    return "\n".join(
        ["| alert | | when | for how long | what it means, and what to do |", "|---|---|---|---|---|", *rows]
    )
