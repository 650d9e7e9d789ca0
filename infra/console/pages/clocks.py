"""The board of service levels, and the breaches behind each of its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from starlette.responses import Response

from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/sla")

ROWS = 50
STATES = ("breached", "running", "paused", "met")
"""In the order in which they stand on the board; ``running`` has beside it how many are at risk."""
By = Literal["clock", "team", "creditor", "portfolio", "month"]


@router.get("")
async def board(
    page: AnyPage, by: By = "clock", creditor_id: str = "", portfolio: str = "", team: str = "",
    as_of: str = "", known_at: str = "",
) -> Response:  # fmt: skip
    """Each clock with how many were met, run, are at risk, or were breached."""
    which = {"by": by, "creditor_id": creditor_id, "portfolio": portfolio, "team": team}
    when = page.when(as_of, known_at)
    asked = {**which, "as_of": as_of, "known_at": known_at}
    found = await page.api.get("/v1/sla", **which, **when.query())
    lines = _lines(found["rows"], by)
    return page.shown(
        "sla.html",
        when=when,
        asked=asked,
        lines=lines,
        states=STATES,
        at=found["at"],
        until=found["risk_until"],
        totals={state: sum(line["counts"].get(state, 0) for line in lines) for state in (*STATES, "at_risk")},
    )


@router.get("/breached")
async def breached(
    page: AnyPage, clock: str = "", creditor_id: str = "", portfolio: str = "", team: str = "",
    cursor: str | None = None,
) -> Response:  # fmt: skip
    """Those that were broken, due longest ago first, with the case that each is of."""
    asked = {"clock": clock, "creditor_id": creditor_id, "portfolio": portfolio, "team": team}
    found = await page.api.get("/v1/sla/breached", **asked, cursor=cursor, limit=ROWS)
    return page.shown(
        "sla_breached.html", asked=asked, rows=found["rows"], next=found["next"], first=cursor is None, at=found["at"]
    )


def _lines(rows: Sequence[Mapping[str, Any]], by: str) -> list[dict[str, Any]]:
    """A line for each clock and what it is split by, with how many stand in each state."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        split = "" if by == "clock" else str(row["creditor_id" if by == "creditor" else by] or "")
        line = lines.setdefault((row["clock"], split), {"clock": row["clock"], "split": split, "counts": {}})
        counts = line["counts"]
        counts[row["state"]] = counts.get(row["state"], 0) + row["count"]
        counts["at_risk"] = counts.get("at_risk", 0) + row["at_risk"]
    return sorted(lines.values(), key=lambda one: (-one["counts"].get("breached", 0), one["clock"], one["split"]))
