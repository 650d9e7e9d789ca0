"""The list of cases, and one case."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from starlette.responses import Response

from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/cases")

PARTS = ("principal", "interest", "fees", "court_costs")
ROWS = 50
TONES = {"breached": "bad", "at_risk": "warn", "met": "good"}
"""Of a clock's state."""


@router.get("")
async def cases(
    page: AnyPage,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    status: Literal["open", "closed", ""] | None = None,
    cursor: str | None = None,
) -> Response:
    """Cases, with what is owed on each."""
    asked = {"creditor_id": creditor_id, "portfolio": portfolio, "status": status}
    found = await page.api.get("/v1/cases", **asked, cursor=cursor, limit=ROWS)
    return page.shown("cases.html", asked=asked, rows=found["rows"], next=found["next"], first=cursor is None)


@router.get("/{case_id}")
async def case(page: AnyPage, case_id: UUID, cursor: str | None = None) -> Response:
    """What is owed on a case and why, what may be done, and what happened."""
    path = f"/v1/cases/{case_id}"
    return page.shown(
        "case.html",
        case=await page.api.get(path),
        clocks=(await page.api.get(f"{path}/clocks"))["rows"],
        trail=await page.api.get(f"{path}/trail", cursor=cursor, limit=ROWS),
        parts=PARTS,
        tones=TONES,
        first=cursor is None,
    )
