"""The list of cases, and the way to one of them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from infra.console.finding import ROWS, cases_called
from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/cases")


@router.get("")
async def cases(
    page: AnyPage,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    status: Literal["open", "closed", ""] | None = None,
    as_of: str = "",
    known_at: str = "",
    cursor: str | None = None,
) -> Response:
    """Cases, with what is owed on each; or was owed then, as far as it was on record."""
    asked = {"creditor_id": creditor_id, "portfolio": portfolio, "status": status}
    asked |= {"as_of": as_of, "known_at": known_at}
    times = {name: page.time(text, to_its_end=True) for name, text in (("as_of", as_of), ("known_at", known_at))}
    then = {name: at and at.isoformat() for name, at in times.items()}
    found = await page.api.get("/v1/cases", **asked | then, cursor=cursor, limit=ROWS)
    return page.shown("cases.html", asked=asked, rows=found["rows"], next=found["next"], first=cursor is None)


@router.get("/find")
async def find(page: AnyPage, name: str) -> Response:
    """The case that is called so, by its id or a reference; a list where several are."""
    called = name.strip()
    try:
        return RedirectResponse(f"/console/cases/{UUID(called)}", 303)
    except ValueError:
        found = await cases_called(page, called)
    if len(found) == 1:
        return RedirectResponse(f"/console/cases/{found[0]['case_id']}", 303)
    return page.shown("cases.html", asked={}, rows=found, next=None, first=True)
